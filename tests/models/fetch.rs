//! Fetching from a server that behaves, and from servers that do not.

use sha2::{Digest, Sha256};
use speech::asr::models::fetch::{FetchError, Source, fetch};
use speech::asr::models::installed::hexadecimal;
use speech::asr::models::{CATALOGUE, Offer};
use std::fs;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How a server treats a request.
#[derive(Clone, Copy)]
enum Manner {
    /// Answers ranges, RFC 9110.
    Whole,
    /// Knows no ranges.
    WithoutRanges,
    /// Breaks off after so many bytes.
    Cut(usize),
    /// Breaks off at the first request only.
    CutOnce(usize),
    /// Says so.
    Status(&'static str),
    /// Says nothing at all.
    Mute,
}

/// A server on loopback; remembers the ranges that it was asked for.
pub struct Server {
    pub base: String,
    pub asked: Arc<Mutex<Vec<Option<usize>>>>,
}

impl Server {
    async fn start(manner: Manner, contents: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                answer(stream, manner, &contents, &noted).await;
            }
        });
        Server { base, asked }
    }

    fn source(&self) -> Source {
        Source::loopback(&self.base).unwrap()
    }

    fn asked(&self) -> Vec<Option<usize>> {
        self.asked.lock().unwrap().clone()
    }
}

async fn answer(mut stream: TcpStream, manner: Manner, contents: &[u8], asked: &Mutex<Vec<Option<usize>>>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        request.push(byte);
    }
    let request = String::from_utf8(request).unwrap().to_lowercase();
    let range = request.split("range: bytes=").nth(1).and_then(|rest| rest.split('-').next()?.parse::<usize>().ok());
    let first = {
        let mut asked = asked.lock().unwrap();
        asked.push(range);
        asked.len() == 1
    };
    let begin = match manner {
        Manner::WithoutRanges => 0,
        _ => range.unwrap_or(0),
    };
    let (total, rest) = (contents.len(), contents.get(begin..).unwrap_or_default());
    let (status, length, body) = match manner {
        Manner::Mute => return std::future::pending().await,
        Manner::Status(status) => (status.to_owned(), 0, &rest[..0]),
        _ if begin >= total && begin > 0 => ("416 Range Not Satisfiable".to_owned(), 0, &rest[..0]),
        Manner::CutOnce(bytes) if first => ("200 OK".to_owned(), rest.len(), &rest[..bytes]),
        Manner::Cut(bytes) if begin == 0 => ("200 OK".to_owned(), rest.len(), &rest[..bytes]),
        Manner::Cut(_) => (partial(begin, total), rest.len(), &rest[..0]),
        _ if begin > 0 => (partial(begin, total), rest.len(), rest),
        _ => ("200 OK".to_owned(), rest.len(), rest),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.ok();
    stream.write_all(body).await.ok();
    stream.shutdown().await.ok();
}

fn partial(begin: usize, total: usize) -> String {
    format!("206 Partial Content\r\nContent-Range: bytes {begin}-{}/{total}", total - 1)
}

fn contents() -> Vec<u8> {
    (0..300_000u32).map(|index| (index.wrapping_mul(index) >> 7) as u8).collect()
}

/// An offer of these bytes.
fn offer(contents: &[u8]) -> &'static Offer {
    let sha256 = hexadecimal(&Sha256::digest(contents)).leak();
    let model =
        Offer { file: "probe.bin", size_bytes: contents.len() as u64, sha256, converted_sha256: &[], ..CATALOGUE[0] };
    Box::leak(Box::new(model))
}

fn provider() {
    rustls::crypto::ring::default_provider().install_default().ok();
}

fn files(folder: &tempfile::TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Fetches and says how many bytes were reported last.
async fn attempt(server: &Server, folder: &tempfile::TempDir) -> Result<u64, FetchError> {
    provider();
    let mut reported = 0;
    let offer = offer(&contents());
    let installed = fetch(offer, &server.source(), folder.path(), |bytes| reported = bytes).await?;
    assert_eq!(fs::read(&installed.path).unwrap(), contents());
    assert_eq!(files(folder), ["manifest.json", "probe.bin"]);
    Ok(reported)
}

#[tokio::test]
async fn a_model_is_fetched_and_its_bytes_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Manner::Whole, contents()).await;
    assert_eq!(attempt(&server, &folder).await.unwrap(), 300_000);
    assert_eq!(server.asked(), [None]);
}

#[tokio::test]
async fn a_cut_connection_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Manner::CutOnce(100_000), contents()).await;
    assert_eq!(attempt(&server, &folder).await.unwrap(), 300_000);
    assert_eq!(server.asked(), [None, Some(100_000)]);
}

#[tokio::test]
async fn a_later_run_goes_on_where_an_earlier_one_gave_up() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Manner::Cut(70_000), contents()).await;
    let error = attempt(&server, &folder).await.unwrap_err();
    assert!(matches!(error, FetchError::Cut { bytes: 70_000 }), "{error}");
    assert_eq!(files(&folder), ["probe.bin.part"]);
    for manner in [Manner::Whole, Manner::WithoutRanges] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("probe.bin.part"), &contents()[..70_000]).unwrap();
        let server = Server::start(manner, contents()).await;
        assert_eq!(attempt(&server, &folder).await.unwrap(), 300_000);
        assert_eq!(server.asked(), [Some(70_000)]);
    }
}

#[tokio::test]
async fn a_part_that_is_whole_needs_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("probe.bin.part"), contents()).unwrap();
    let server = Server::start(Manner::Whole, contents()).await;
    attempt(&server, &folder).await.unwrap();
    assert_eq!(server.asked(), [Some(300_000)]);
}

#[tokio::test]
async fn a_part_of_another_file_is_dropped_and_fetched_anew() {
    for length in [1_000, 300_000, 400_000] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("probe.bin.part"), vec![7; length]).unwrap();
        let server = Server::start(Manner::Whole, contents()).await;
        attempt(&server, &folder).await.unwrap();
        assert_eq!(server.asked(), [Some(length), None]);
    }
}

#[tokio::test]
async fn other_contents_are_never_kept() {
    let mut longer = contents();
    longer.push(0);
    let mut altered = contents();
    altered[299_999] ^= 1;
    for wrong in [longer, altered, contents()[..299_999].to_vec(), b"<html>please sign in</html>".to_vec(), vec![]] {
        let folder = tempfile::tempdir().unwrap();
        let error = attempt(&Server::start(Manner::Whole, wrong).await, &folder).await.unwrap_err();
        assert!(matches!(error, FetchError::OtherContents { .. }), "{error}");
        assert!(error.to_string().contains(offer(&contents()).sha256));
        assert!(files(&folder).is_empty());
    }
}

#[tokio::test]
async fn a_file_that_never_ends_does_not_fill_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Manner::Whole, vec![0; 40 << 20]).await;
    let error = attempt(&server, &folder).await.unwrap_err();
    assert!(error.to_string().contains("longer than 300000 bytes"), "{error}");
    assert!(files(&folder).is_empty());
}

#[tokio::test]
async fn refusals_are_told_apart_and_leave_nothing() {
    for (status, wanted) in [
        ("404 Not Found", "the server does not have it"),
        ("503 Service Unavailable", "the server answered 503"),
        ("302 Found\r\nLocation: http://127.0.0.1:9/elsewhere", "the server answered 302"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let error = attempt(&Server::start(Manner::Status(status), vec![]).await, &folder).await.unwrap_err();
        assert!(error.to_string().contains(wanted), "{error}");
        assert!(files(&folder).is_empty());
    }
}

#[tokio::test]
async fn no_server_is_said_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = attempt(&Server { base, asked: Arc::default() }, &folder).await.unwrap_err();
    assert!(error.to_string().starts_with("reach 127.0.0.1: "), "{error}");
    assert!(files(&folder).is_empty());
}

#[tokio::test]
async fn a_run_that_is_given_up_leaves_no_empty_file() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(Manner::Mute, vec![]).await;
    let limit = std::time::Duration::from_millis(300);
    assert!(tokio::time::timeout(limit, attempt(&server, &folder)).await.is_err());
    assert!(files(&folder).is_empty());
}

#[test]
fn only_this_machine_may_stand_in_for_upstream() {
    for refused in
        ["http://example.org/", "https://127.0.0.1/", "http://127.0.0.1.example.org/", "http://127.0.0.1/x", "/"]
    {
        assert!(matches!(Source::loopback(refused), Err(FetchError::NotLoopback(_))), "{refused}");
    }
    for taken in ["http://127.0.0.1:80/", "http://localhost:8080/models/", "http://[::1]:80/"] {
        assert!(Source::loopback(taken).is_ok(), "{taken}");
    }
}
