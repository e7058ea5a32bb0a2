//! Fetching a model from a server that speaks HTTP ranges, breaks off, or sends something else.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use vorzimmer::asr::models::fetch::{Download, FetchError, fetch};
use vorzimmer::asr::models::installed::sha256;

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Manner {
    /// Answers ranges.
    Ranges,
    /// Ignores ranges and sends the whole.
    Whole,
    /// Closes the connection after so many bytes of the body.
    Breaks(usize),
    /// 404.
    Absent,
}

struct Server {
    url: String,
    /// The ranges asked for, as they were written.
    asked: Arc<Mutex<Vec<Option<String>>>>,
}

impl Server {
    async fn start(body: Vec<u8>, manner: Manner) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/model.bin", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Option<String>>>> = Arc::default();
        let log = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    request.push(socket.read_u8().await.unwrap());
                }
                let request = String::from_utf8(request).unwrap().to_lowercase();
                let range = request.lines().find_map(|line| line.strip_prefix("range: bytes=")).map(str::to_owned);
                log.lock().unwrap().push(range.clone());
                let (head, body) = answer(&body, range.as_deref(), manner);
                socket.write_all(head.as_bytes()).await.unwrap();
                let _ = socket.write_all(&body).await;
                let _ = socket.shutdown().await;
            }
        });
        Server { url, asked }
    }

    fn asked(&self) -> Vec<Option<String>> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(body: &[u8], range: Option<&str>, manner: Manner) -> (String, Vec<u8>) {
    let first: usize = range.and_then(|range| range.trim_end_matches('-').parse().ok()).unwrap_or(0);
    let head = |status: &str, length: usize, more: &str| {
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n")
    };
    let last = body.len().saturating_sub(1);
    match manner {
        Manner::Absent => (head("404 Not Found", 0, ""), vec![]),
        Manner::Ranges if range.is_some() => {
            let more = format!("Content-Range: bytes {first}-{last}/{}\r\n", body.len());
            (head("206 Partial Content", body.len() - first, &more), body[first..].to_vec())
        }
        Manner::Breaks(after) => (head("200 OK", body.len(), ""), body[..after].to_vec()),
        Manner::Ranges | Manner::Whole => (head("200 OK", body.len(), ""), body.to_vec()),
    }
}

fn body() -> Vec<u8> {
    (0..300_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        Folder { folder: tempfile::tempdir().unwrap() }
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("models").join("model.bin")
    }

    fn part(&self) -> PathBuf {
        self.target().with_file_name("model.bin.part")
    }

    fn leave_part(&self, bytes: &[u8]) {
        std::fs::create_dir_all(self.part().parent().unwrap()).unwrap();
        std::fs::write(self.part(), bytes).unwrap();
    }
}

async fn get(server: &Server, expected: &[u8], target: &Path) -> Result<Vec<u64>, FetchError> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let sha256 = sha256(expected).unwrap();
    let download = Download { url: &server.url, size_bytes: expected.len() as u64, sha256: &sha256 };
    let mut progress = Vec::new();
    fetch(&client, download, target, &mut |bytes| progress.push(bytes)).await.map(|()| progress)
}

#[tokio::test]
async fn a_model_is_fetched_checked_and_named() {
    let (server, folder) = (Server::start(body(), Manner::Ranges).await, Folder::new());
    let progress = get(&server, &body(), &folder.target()).await.unwrap();
    assert_eq!(std::fs::read(folder.target()).unwrap(), body());
    assert!(!folder.part().exists());
    assert!(progress.first() == Some(&0) && progress.last() == Some(&300_000) && progress.is_sorted(), "{progress:?}");
}

#[tokio::test]
async fn a_broken_download_goes_on_where_it_stopped() {
    let folder = Folder::new();
    let broken = Server::start(body(), Manner::Breaks(100_000)).await;
    let result = get(&broken, &body(), &folder.target()).await;
    assert!(matches!(result, Err(FetchError::Network(_) | FetchError::Short { .. })), "{result:?}");
    assert!(!folder.target().exists());
    let kept = std::fs::metadata(folder.part()).unwrap().len();
    assert!(kept > 0 && kept <= 100_000, "{kept}");
    let server = Server::start(body(), Manner::Ranges).await;
    let progress = get(&server, &body(), &folder.target()).await.unwrap();
    assert_eq!(std::fs::read(folder.target()).unwrap(), body());
    assert_eq!(server.asked(), [Some(format!("{kept}-"))]);
    assert_eq!(progress.first(), Some(&kept));
}

#[tokio::test]
async fn a_server_without_ranges_is_begun_again() {
    let (server, folder) = (Server::start(body(), Manner::Whole).await, Folder::new());
    folder.leave_part(&body()[..1_000]);
    get(&server, &body(), &folder.target()).await.unwrap();
    assert_eq!(std::fs::read(folder.target()).unwrap(), body());
}

#[tokio::test]
async fn a_complete_part_is_only_checked() {
    let (server, folder) = (Server::start(body(), Manner::Absent).await, Folder::new());
    folder.leave_part(&body());
    get(&server, &body(), &folder.target()).await.unwrap();
    assert_eq!((std::fs::read(folder.target()).unwrap(), server.asked().len()), (body(), 0));
}

#[tokio::test]
async fn other_bytes_never_get_the_models_name() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.target().parent().unwrap()).unwrap();
    std::fs::write(folder.target(), b"the model before").unwrap();
    let mut other = body();
    other[150_000] ^= 1;
    let server = Server::start(other, Manner::Ranges).await;
    let result = get(&server, &body(), &folder.target()).await;
    assert!(matches!(result, Err(FetchError::Checksum { .. })), "{result:?}");
    assert_eq!(std::fs::read(folder.target()).unwrap(), b"the model before");
    assert!(!folder.part().exists(), "a wrong start would spoil every further try");
}

#[tokio::test]
async fn what_is_longer_than_the_model_is_refused_and_a_refusal_is_told() {
    let folder = Folder::new();
    let server = Server::start([body(), body()].concat(), Manner::Ranges).await;
    let result = get(&server, &body(), &folder.target()).await;
    assert!(matches!(result, Err(FetchError::Long)), "{result:?}");
    assert!(!folder.part().exists() && !folder.target().exists());
    let server = Server::start(body(), Manner::Absent).await;
    let result = get(&server, &body(), &folder.target()).await;
    assert!(matches!(result, Err(FetchError::Refused(status)) if status.as_u16() == 404), "{result:?}");
}
