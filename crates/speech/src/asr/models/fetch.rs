//! Fetches a model from where upstream publishes it.
//!
//! What comes is kept in a `.part` file, so that a cut connection costs only what was not yet there, and gets its name when
//! its SHA-256 is the one expected. Contents that are not are deleted. Does not show progress: it reports it.

use super::catalogue::Offer;
use super::draft::{open_alone, with_ending};
use super::installed::{Installed, sha256};
use super::manifest::{self, Provenance};
use reqwest::header::{CONTENT_RANGE, RANGE};
use reqwest::{Client, Response, StatusCode, Url};
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// Cut connections after which it gives up.
const ATTEMPTS_MAX: u32 = 3;
/// Pause before going on after a cut.
const PAUSE: Duration = Duration::from_millis(500);
/// A server that does not answer within this is not there.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// A server that sends nothing for this long has gone.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// A file so much longer than expected is certainly another one; it must not fill the disk.
const EXCESS_BYTES_MAX: u64 = 16 << 20;

/// Where models come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Each from where its maker publishes it, over HTTPS.
    Upstream,
    /// All from a server on this machine: for tests.
    Loopback(Url),
}

impl Source {
    /// A server on this machine, by the folder in which its files lie.
    ///
    /// # Errors
    /// When the text is no HTTP address of this machine.
    pub fn loopback(base: &str) -> Result<Self, FetchError> {
        let refused = || FetchError::NotLoopback(base.to_owned());
        let url = Url::parse(base).map_err(|_| refused())?;
        let here = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        if here && url.scheme() == "http" && url.path().ends_with('/') {
            Ok(Source::Loopback(url))
        } else {
            Err(refused())
        }
    }

    /// The address of a model.
    ///
    /// # Errors
    /// When it is none, which the catalogue's tests rule out for upstream.
    pub fn address(&self, offer: &Offer) -> Result<Url, FetchError> {
        let url = match self {
            Source::Upstream => Url::parse(offer.url),
            Source::Loopback(base) => base.join(offer.file),
        };
        url.map_err(|_| FetchError::NotFound(offer.url.to_owned()))
    }

    fn client(&self) -> reqwest::Result<Client> {
        let client = Client::builder().connect_timeout(CONNECT_MAX).read_timeout(SILENCE_MAX);
        match self {
            Source::Upstream => client.https_only(true).build(),
            Source::Loopback(_) => client.no_proxy().redirect(reqwest::redirect::Policy::none()).build(),
        }
    }
}

/// Failed to fetch a model.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The client could not be made.
    #[error("prepare fetching: {0}")]
    Client(#[source] reqwest::Error),
    /// A server other than upstream's is not on this machine.
    #[error("fetch from {0}: only upstream, or http on this machine with a / at its end")]
    NotLoopback(String),
    /// No connection.
    #[error("reach {host}: {cause} (no network, or it is not let through?)")]
    Unreachable {
        /// The server.
        host: String,
        /// What the network said.
        cause: String,
    },
    /// The server does not have the file.
    #[error("fetch {0}: the server does not have it")]
    NotFound(String),
    /// The server answered with something else.
    #[error("fetch {url}: the server answered {status}")]
    Status {
        /// The address.
        url: String,
        /// The answer.
        status: StatusCode,
    },
    /// The connection broke off.
    #[error(
        "fetch the whole file: the connection broke off after {bytes} bytes, which are kept: run it again to go on"
    )]
    Cut {
        /// What is there.
        bytes: u64,
    },
    /// The contents are not the model.
    #[error("fetch the model: what came is another file (sha256 {found}, expected {wanted}), and is deleted")]
    OtherContents {
        /// SHA-256 of what came; absent where it was stopped for its length.
        found: String,
        /// SHA-256 of upstream's file.
        wanted: &'static str,
    },
    /// The file cannot be written.
    #[error("write the model: {0}")]
    Io(#[from] io::Error),
}

/// Fetches `offer` into `folder` and says where it lies. `report` hears how many bytes of it are there, again and again.
/// Dropped before it has finished, it leaves what came for the next time.
///
/// # Errors
/// When the network, the server or the disk fails, or what came is another file.
pub async fn fetch(
    offer: &'static Offer,
    source: &Source,
    folder: &Path,
    mut report: impl FnMut(u64),
) -> Result<Installed, FetchError> {
    let download =
        Download { client: source.client().map_err(FetchError::Client)?, url: source.address(offer)?, offer };
    tokio::fs::create_dir_all(folder).await?;
    let path = folder.join(offer.file);
    let mut part = Part::open(with_ending(&path, "part"))?;
    let mut attempts = 1;
    loop {
        let resumed = part.length()? > 0;
        match download.take(&mut part, &mut report).await {
            Ok(()) => {}
            Err(FetchError::Cut { .. }) if attempts < ATTEMPTS_MAX => {
                attempts += 1;
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            Err(error) => return Err(error),
        }
        let found = part.sha256().await?;
        if offer.accepts(&found) {
            part.becomes(&path)?;
            manifest::note(folder, Provenance::of(offer, &found, download.url.as_str()))?;
            return Ok(Installed { offer, path });
        }
        part.empty()?;
        // What was there from an earlier run may have been the wrong part; the file as a whole deserves a try.
        if !resumed {
            return Err(FetchError::OtherContents { found, wanted: offer.sha256 });
        }
    }
}

struct Download {
    client: Client,
    url: Url,
    offer: &'static Offer,
}

impl Download {
    /// Brings the rest of the file, or all of it if the server cannot begin in the middle.
    async fn take(&self, part: &mut Part, report: &mut impl FnMut(u64)) -> Result<(), FetchError> {
        let have = part.length()?;
        let mut request = self.client.get(self.url.clone());
        if have > 0 {
            request = request.header(RANGE, format!("bytes={have}-"));
        }
        let mut response = request.send().await.map_err(|error| self.unreachable(&error))?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT if begins_at(&response, have) => {}
            StatusCode::OK => part.empty()?,
            // Nothing comes after what is there: it is whole, or another file, and the hash will tell.
            StatusCode::RANGE_NOT_SATISFIABLE if have > 0 => return Ok(()),
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(FetchError::NotFound(self.url.to_string())),
            status => return Err(FetchError::Status { url: self.url.to_string(), status }),
        }
        self.pour(&mut response, part, report).await
    }

    async fn pour(
        &self,
        response: &mut Response,
        part: &mut Part,
        report: &mut impl FnMut(u64),
    ) -> Result<(), FetchError> {
        let mut bytes = part.length()?;
        report(bytes);
        let mut file = part.appending()?;
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => file.write_all(&chunk).await.map(|()| bytes += chunk.len() as u64)?,
                end => {
                    file.flush().await?;
                    return end.map(|_| ()).map_err(|_| FetchError::Cut { bytes });
                }
            }
            report(bytes);
            if bytes > self.offer.size_bytes + EXCESS_BYTES_MAX {
                // Else the last piece could still arrive after the file was emptied.
                file.flush().await?;
                part.empty()?;
                let found = format!("longer than {} bytes", self.offer.size_bytes);
                return Err(FetchError::OtherContents { found, wanted: self.offer.sha256 });
            }
        }
    }

    fn unreachable(&self, error: &reqwest::Error) -> FetchError {
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        let host = self.url.host_str().unwrap_or_default().to_owned();
        FetchError::Unreachable { host, cause: cause.to_string() }
    }
}

/// Whether a partial answer begins where we asked it to (RFC 9110, section 14.4).
fn begins_at(response: &Response, offset: u64) -> bool {
    let range = response.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {offset}-")))
}

/// What came so far, on the disk. An empty one leaves no file.
struct Part {
    file: std::fs::File,
    path: PathBuf,
}

impl Part {
    fn open(path: PathBuf) -> io::Result<Self> {
        Ok(Part { file: open_alone(&path)?, path })
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn empty(&mut self) -> io::Result<()> {
        self.file.set_len(0)
    }

    fn appending(&mut self) -> io::Result<tokio::fs::File> {
        self.file.seek(SeekFrom::End(0))?;
        self.file.try_clone().map(tokio::fs::File::from_std)
    }

    async fn sha256(&mut self) -> io::Result<String> {
        self.file.seek(SeekFrom::Start(0))?;
        let file = self.file.try_clone()?;
        tokio::task::spawn_blocking(move || sha256(file)).await.map_err(io::Error::other)?
    }

    fn becomes(&self, path: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        std::fs::rename(&self.path, path)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.length().is_ok_and(|length| length == 0) {
            std::fs::remove_file(&self.path).ok();
        }
    }
}
