//! A server that speaks: OpenAI's `POST /v1/audio/speech` and ElevenLabs' `POST /v1/text-to-speech/{voice}/stream`, answered as a
//! stream of bytes by a script.
//!
//! The wire formats are those of OpenAI's 'API reference', 'Create speech' (bare samples for `pcm`), and ElevenLabs' 'API
//! reference', 'Stream speech' (bare μ-law for `ulaw_8000`); both answer a refusal with JSON.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// What the server does, in order. Without a refusal, headers go out at once.
#[derive(Debug, Clone)]
pub enum SoundStep {
    /// Waits before it answers at all.
    Late(Duration),
    /// Waits.
    Wait(Duration),
    /// Bytes of sound.
    Sound(Vec<u8>),
    /// The connection breaks.
    Cut,
    /// Nothing more comes, and the connection stays open.
    Stall,
    /// Refuses instead of answering, with a `Retry-After` of so many seconds. The refusal repeats what was asked.
    Refuse(u16, Option<u32>),
    /// Answers with this media type instead of sound's.
    Typed(&'static str),
    /// Sends the client elsewhere.
    Redirect(String),
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Path and query.
    pub address: String,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Value,
}

type Script = Arc<dyn Fn(usize, &Value) -> Vec<SoundStep> + Send + Sync>;

/// A server on this machine; it ends with the test's runtime.
pub struct SpeechServer {
    /// `127.0.0.1:PORT`.
    pub host: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl SpeechServer {
    /// Answers the `number`-th request (from 0) by `script`.
    pub async fn start(script: impl Fn(usize) -> Vec<SoundStep> + Send + Sync + 'static) -> Self {
        SpeechServer::reading(move |number, _| script(number)).await
    }

    /// Answers requests, counted from 0, by a script that reads their bodies.
    pub async fn reading(script: impl Fn(usize, &Value) -> Vec<SoundStep> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let script: Script = Arc::new(script);
        let routes = Router::new().fallback(any(speak)).with_state((seen.clone(), script));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        SpeechServer { host, seen }
    }

    /// Its interface.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.host)
    }

    /// All requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

/// A tone that is loud enough to be heard, 16 bits, the lower byte first, at 24,000 Hz.
pub fn linear(milliseconds: usize) -> Vec<u8> {
    let sample = |n: usize| if (n / 60).is_multiple_of(2) { 6_000_i16 } else { -6_000 };
    (0..24 * milliseconds).flat_map(|n| sample(n).to_le_bytes()).collect()
}

/// The same as μ-law at 8,000 Hz: G.711's codes for ±6,000.
pub fn mu_law(milliseconds: usize) -> Vec<u8> {
    let code = |n: usize| if (n / 20).is_multiple_of(2) { 0xa7 } else { 0x27 };
    (0..8 * milliseconds).map(code).collect()
}

type Shared = (Arc<Mutex<Vec<Seen>>>, Script);

async fn speak(State((seen, script)): State<Shared>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap();
    let asked = body.to_string();
    let wanted = body.clone();
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(Seen { address: uri.to_string(), headers, body });
        seen.len() - 1
    };
    let mut acts = script(number, &wanted);
    if let [SoundStep::Late(time), ..] = acts[..] {
        tokio::time::sleep(time).await;
        acts.remove(0);
    }
    let mut media_type = if uri.path().ends_with("/stream") { "audio/basic" } else { "audio/pcm" };
    match acts.first() {
        Some(SoundStep::Refuse(status, retry_after)) => return refuse(*status, *retry_after, &asked),
        Some(SoundStep::Redirect(to)) => {
            return (StatusCode::TEMPORARY_REDIRECT, [("location", to.clone())]).into_response();
        }
        Some(SoundStep::Typed(other)) => media_type = other,
        _ => {}
    }
    let bytes = futures_util::stream::iter(acts).then(perform).filter_map(async |bytes| bytes);
    ([("content-type", media_type)], Body::from_stream(bytes)).into_response()
}

fn refuse(status: u16, retry_after: Option<u32>, asked: &str) -> Response {
    let error = json!({ "detail": { "status": "refused", "message": asked } });
    let mut response = (StatusCode::from_u16(status).unwrap(), axum::Json(error)).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert("retry-after", seconds.to_string().parse().unwrap());
    }
    response
}

/// The bytes of an act; an error breaks the connection.
async fn perform(act: SoundStep) -> Option<Result<Bytes, std::io::Error>> {
    match act {
        SoundStep::Wait(time) => {
            tokio::time::sleep(time).await;
            None
        }
        SoundStep::Sound(bytes) => {
            // So that it leaves as a packet of its own.
            tokio::time::sleep(Duration::from_millis(2)).await;
            Some(Ok(Bytes::from(bytes)))
        }
        SoundStep::Cut => Some(Err(std::io::Error::other("cut"))),
        SoundStep::Stall => std::future::pending().await,
        SoundStep::Late(_) | SoundStep::Refuse(..) | SoundStep::Typed(_) | SoundStep::Redirect(_) => None,
    }
}
