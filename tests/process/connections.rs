//! Connections of strangers who send nothing, or slowly: they end, and a carrier's webhook is answered meanwhile.

use super::stranger::{Stranger, form};
use lab::office::phone::BOOKING;
use lab::office::{Office, PATIENCE, Plan};
use std::net::SocketAddr;
use std::time::Duration;
use telephony::{MEDIA_PATH, VOICE_PATH, signature};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// Fewer than strangers: the server has to turn some out.
const DESCRIPTORS: u64 = 256;
/// So many strangers at once.
const STRANGERS: usize = 300;
/// A carrier that waits for longer than this is told so by its caller.
const WEBHOOK_MAX: Duration = Duration::from_secs(2);
/// The server's limits for head and body, 5 s each, and what a busy machine needs.
const LIMIT_MAX: Duration = Duration::from_secs(8);

/// Strangers who connect and send a byte every 300 ms, for ever; turned out, they come again.
fn slow_strangers(server: SocketAddr, count: usize) -> Vec<tokio::task::JoinHandle<()>> {
    (0..count).map(|_| tokio::spawn(dawdle(server))).collect()
}

async fn dawdle(server: SocketAddr) {
    loop {
        let Ok(mut stream) = TcpStream::connect(server).await else { continue };
        for byte in b"POST /twilio/voice HTTP/1.1\r\nhost: x\r\nx-slow: ".iter().chain([b'a'].iter().cycle()) {
            if stream.write_all(&[*byte]).await.is_err() {
                break;
            }
            sleep(Duration::from_millis(300)).await;
        }
    }
}

/// How long a webhook with a valid signature takes.
async fn webhook(office: &Office, call: usize) -> Duration {
    let stranger = Stranger::before(office);
    let form = form(&format!("CA{call:032x}"));
    let signature = stranger.signature(VOICE_PATH, &form);
    let begun_at = Instant::now();
    let (status, _) = stranger.post(VOICE_PATH, &form, Some(&signature)).await;
    assert_eq!(status, 200);
    begun_at.elapsed()
}

/// How long it takes until the server closes the connection, and what it said.
async fn closed(mut stream: TcpStream) -> (Duration, String) {
    let begun_at = Instant::now();
    let mut said = Vec::new();
    // A reset is an end too.
    timeout(PATIENCE, stream.read_to_end(&mut said)).await.expect("the server closes it").ok();
    (begun_at.elapsed(), String::from_utf8_lossy(&said).into_owned())
}

async fn connect(office: &Office) -> TcpStream {
    TcpStream::connect(office.listen).await.expect("a connection")
}

#[tokio::test]
async fn a_webhook_is_answered_while_three_hundred_dawdle() {
    let plan = Plan { descriptors: Some(DESCRIPTORS), ..Plan::hearing(&BOOKING) };
    let mut office = plan.open().await;
    let strangers = slow_strangers(office.listen, STRANGERS);
    sleep(Duration::from_secs(2)).await;
    for call in 0..10 {
        let waited = webhook(&office, call).await;
        assert!(waited < WEBHOOK_MAX, "the webhook {call} waited {waited:?}");
    }
    strangers.iter().for_each(|stranger| stranger.abort());
    assert!(office.is_running());
    assert!(!office.log().contains("accept"), "no descriptor was wanting: {}", office.log());
}

#[tokio::test]
async fn who_sends_nothing_is_closed() {
    let office = Plan::hearing(&BOOKING).open().await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(tokio::spawn(closed(connect(&office).await)));
    }
    for stranger in silent {
        let (after, _) = stranger.await.expect("closed");
        assert!(after < LIMIT_MAX, "{after:?}");
    }
    // The log says so, and not in a hundred lines.
    let begun_at = Instant::now();
    while !office.log().contains("connections were closed") {
        assert!(begun_at.elapsed() < PATIENCE, "{}", office.log());
        sleep(Duration::from_millis(100)).await;
    }
    assert!(office.log().matches("connections were closed").count() <= 2, "{}", office.log());
}

#[tokio::test]
async fn a_body_has_its_time_and_its_length() {
    let office = Plan::hearing(&BOOKING).open().await;
    let head = |bytes: usize| format!("POST {VOICE_PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: {bytes}\r\n\r\n");
    let mut late = connect(&office).await;
    late.write_all(head(100).as_bytes()).await.expect("sent");
    let (mut reader, mut writer) = late.into_split();
    let dripping = tokio::spawn(async move {
        while writer.write_all(b"a").await.is_ok() {
            sleep(Duration::from_millis(500)).await;
        }
    });
    let begun_at = Instant::now();
    let mut said = String::new();
    timeout(PATIENCE, reader.read_to_string(&mut said)).await.expect("the server closes it").ok();
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(begun_at.elapsed() < LIMIT_MAX, "{:?}", begun_at.elapsed());
    dripping.abort();

    let mut long = connect(&office).await;
    long.write_all(head(10_000_000).as_bytes()).await.expect("sent");
    long.write_all(&[b'a'; 100_000]).await.ok();
    let (after, said) = closed(long).await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 413"), "{said}");
    assert!(after < LIMIT_MAX, "{after:?}");
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused() {
    let office = Plan::hearing(&BOOKING).open().await;
    let mut stream = connect(&office).await;
    let head = format!("GET / HTTP/1.1\r\nhost: x\r\nx-long: {}", "a".repeat(40_000));
    stream.write_all(head.as_bytes()).await.ok();
    let (after, said) = closed(stream).await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    assert!(after < LIMIT_MAX, "{after:?}");
}

#[tokio::test]
async fn a_handshake_that_does_not_end_is_closed() {
    let office = Plan::hearing(&BOOKING).open().await;
    let mut stream = connect(&office).await;
    let head = "GET /twilio/media HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n";
    stream.write_all(head.as_bytes()).await.expect("sent");
    let (after, _) = closed(stream).await;
    assert!(after < LIMIT_MAX, "{after:?}");
}

#[tokio::test]
async fn an_answered_connection_does_not_stay() {
    let office = Plan::hearing(&BOOKING).open().await;
    let mut stream = connect(&office).await;
    stream.write_all(b"GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("sent");
    let (after, said) = closed(stream).await;
    assert!(said.starts_with("HTTP/1.1 404") && said.contains("connection: close"), "{said}");
    assert!(after < Duration::from_secs(2), "{after:?}");
}

#[tokio::test]
async fn a_recorded_handshake_sent_again_and_again_keeps_no_webhook_waiting() {
    let plan = Plan { descriptors: Some(DESCRIPTORS), ..Plan::hearing(&BOOKING) };
    let mut office = plan.open().await;
    let stranger = Stranger::before(&office);
    let token = stranger.token(&format!("CA{:032x}", 1)).await;
    let request = format!(
        "GET {MEDIA_PATH}/{token} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dm9yemltbWVyIGRvY3Rvcg==\r\n{}: {}\r\n\r\n",
        signature::HEADER,
        stranger.handshake_signature(&token)
    );
    // None of them is ever answered, nor closed.
    let mut held = Vec::new();
    for _ in 0..STRANGERS {
        let mut stream = connect(&office).await;
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).await.expect("answered");
        assert_eq!(&begin, b"HTTP/1.1 101");
        held.push(stream);
    }
    assert!(webhook(&office, 2).await < WEBHOOK_MAX);
    assert!(office.is_running() && !office.log().contains("refused="), "{}", office.log());
}

#[tokio::test]
async fn a_request_names_one_host() {
    let office = Plan::hearing(&BOOKING).open().await;
    for (version, headers, status) in [
        ("1.1", "host: phone.example.org\r\n", "200"),
        ("1.1", "host: [::1]:8080\r\n", "200"),
        ("1.1", "host:\r\n", "200"),
        ("1.0", "", "200"),
        ("1.1", "", "400"),
        ("1.1", "host: phone.example.org\r\nhost: phone.example.org\r\n", "400"),
        ("1.0", "host: phone.example.org\r\nHost: inside\r\n", "400"),
        ("1.1", "host: phone.example.org, inside\r\n", "400"),
        ("1.1", "host: inside@phone.example.org\r\n", "400"),
        ("1.1", "host: a/b\r\n", "400"),
    ] {
        let mut stream = connect(&office).await;
        let request = format!("GET /healthz HTTP/{version}\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let (_, said) = closed(stream).await;
        assert_eq!(said.split(' ').nth(1), Some(status), "{headers}: {said}");
    }
}
