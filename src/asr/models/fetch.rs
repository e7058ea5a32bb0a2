//! Downloads a model: resumes what was broken off, and lets nothing through that has another checksum.
//!
//! The file grows beside its target under `.part` and takes its name only when its SHA-256 is right. What the server sends
//! beyond the expected length is refused, so a wrong address cannot fill the disk.

use super::installed;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_RANGE, RANGE};
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt;

/// What to download.
#[derive(Debug, Clone, Copy)]
pub struct Download<'a> {
    /// Where it is.
    pub url: &'a str,
    /// Its length, bytes.
    pub size_bytes: u64,
    /// Its SHA-256, lower-case hexadecimal.
    pub sha256: &'a str,
}

/// Failed to download a model.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The server could not be reached or broke off; what came is kept, and another try goes on from there.
    #[error("fetch the model: {}", causes(.0))]
    Network(#[from] reqwest::Error),
    /// The server refused.
    #[error("fetch the model: the server answered {0}")]
    Refused(StatusCode),
    /// The connection ended early; what came is kept, and another try goes on from there.
    #[error("fetch the model: {received} of {expected} bytes came; fetch again to go on from there")]
    Short {
        /// Bytes that are there.
        received: u64,
        /// Bytes that there should be.
        expected: u64,
    },
    /// More bytes than the model has; nothing is kept.
    #[error("fetch the model: what came is longer than the model and was thrown away")]
    Long,
    /// Another file; nothing is kept.
    #[error("fetch the model: its SHA-256 is {found} instead of {expected}; it was thrown away")]
    Checksum {
        /// Of what came.
        found: String,
        /// Of the model.
        expected: String,
    },
    /// The disk failed.
    #[error("fetch the model: {0}")]
    Disk(#[from] io::Error),
}

/// An error with what lies behind it; reqwest's own text stops at 'error sending request'.
fn causes(error: &reqwest::Error) -> String {
    let chain = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Downloads to `target`, telling `progress` how many bytes are there.
///
/// # Errors
/// As listed at [`FetchError`]; the target is then as it was before.
pub async fn fetch(
    client: &reqwest::Client,
    download: Download<'_>,
    target: &Path,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<(), FetchError> {
    let part = super::part_of(target);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).await?;
    }
    let mut received = fs::metadata(&part).await.map_or(0, |metadata| metadata.len());
    if received > download.size_bytes {
        fs::remove_file(&part).await?;
        received = 0;
    }
    progress(received);
    if received < download.size_bytes {
        received = receive(client, download, &part, received, progress).await?;
    }
    if received < download.size_bytes {
        return Err(FetchError::Short { received, expected: download.size_bytes });
    }
    check(&part, download.sha256).await?;
    Ok(fs::rename(part, target).await?)
}

/// Asks for what is missing after `received` bytes and appends it; returns how many there are then.
async fn receive(
    client: &reqwest::Client,
    download: Download<'_>,
    part: &Path,
    received: u64,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<u64, FetchError> {
    let mut request = client.get(download.url);
    if received > 0 {
        request = request.header(RANGE, format!("bytes={received}-"));
    }
    let mut response = request.send().await?;
    let (mut file, mut received) = match response.status() {
        StatusCode::PARTIAL_CONTENT if starts_at(&response, received) => {
            (OpenOptions::new().append(true).open(part).await?, received)
        }
        // The server knows no ranges and sends the whole again.
        StatusCode::OK => (File::create(part).await?, 0),
        status => return Err(FetchError::Refused(status)),
    };
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(error) => {
                file.flush().await?;
                return Err(error.into());
            }
        };
        received += chunk.len() as u64;
        if received > download.size_bytes {
            fs::remove_file(part).await?;
            return Err(FetchError::Long);
        }
        file.write_all(&chunk).await?;
        progress(received);
    }
    file.flush().await?;
    file.sync_all().await?;
    Ok(received)
}

/// RFC 9110, 14.4: `Content-Range: bytes FIRST-LAST/LENGTH`.
fn starts_at(response: &reqwest::Response, first: u64) -> bool {
    let range = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
    range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()) == Some(first)
}

async fn check(part: &Path, expected: &str) -> Result<(), FetchError> {
    let path: PathBuf = part.to_owned();
    let hashed = tokio::task::spawn_blocking(move || installed::sha256(std::fs::File::open(path)?)).await;
    let found = hashed.map_err(io::Error::other)??;
    if found == expected {
        return Ok(());
    }
    fs::remove_file(part).await?;
    Err(FetchError::Checksum { found, expected: expected.to_owned() })
}
