//! An OpenAI-compatible chat server: `POST /v1/chat/completions`, answered as a stream of server-sent events by a script.
//!
//! The wire format is that of OpenAI's 'API reference', section 'Streaming': `data: {chunk}` lines, tool calls in parts, usage in
//! a last chunk, `data: [DONE]`.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// What the server does, in order.
#[derive(Debug, Clone)]
pub enum ChatStep {
    /// Waits.
    Wait(Duration),
    /// Waits until the test says so.
    Until(tokio::sync::watch::Receiver<bool>),
    /// A piece of text.
    Text(String),
    /// A tool call, its arguments in parts of a few bytes as real servers send them.
    Call(&'static str, Value),
    /// A tool call whose arguments are this text, JSON or not.
    Garbled(&'static str, String),
    /// Bytes as they are.
    Raw(Vec<u8>),
    /// The end of the reply as it should be: finish reason, usage, `[DONE]`.
    Finish,
    /// The connection breaks.
    Cut,
    /// Nothing more comes, and the connection stays open.
    Stall,
    /// Refuses instead of answering, with a `Retry-After` of so many seconds.
    Refuse(u16, Option<u32>),
}

/// A reply of these texts, whole.
pub fn says(text: &str) -> Vec<ChatStep> {
    vec![ChatStep::Text(text.to_owned()), ChatStep::Finish]
}

/// A reply that calls a tool.
pub fn calls(tool: &'static str, arguments: Value) -> Vec<ChatStep> {
    vec![ChatStep::Call(tool, arguments), ChatStep::Finish]
}

/// A reply whose bytes come in pieces of `length`, wherever that cuts.
pub fn in_pieces(acts: &[ChatStep], length: usize) -> Vec<ChatStep> {
    let bytes: Vec<u8> = acts.iter().flat_map(bytes).flatten().collect();
    let pieces = bytes.chunks(length).map(|piece| ChatStep::Raw(piece.to_vec()));
    // A wait between them, so that each leaves as a packet of its own.
    pieces.flat_map(|piece| [piece, ChatStep::Wait(Duration::from_millis(1))]).collect()
}

/// What answers the `number`-th request (from 0), whose body is given.
type Script = Arc<dyn Fn(usize, &Value) -> Vec<ChatStep> + Send + Sync>;

/// A server on this machine; it ends with the test's runtime.
pub struct ChatServer {
    /// `127.0.0.1:PORT`.
    pub host: String,
    seen: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
    /// Replies begun and not ended.
    open: Arc<AtomicUsize>,
}

impl ChatServer {
    /// Answers by `script`.
    pub async fn start(script: impl Fn(usize, &Value) -> Vec<ChatStep> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let script: Script = Arc::new(script);
        let open = Arc::new(AtomicUsize::new(0));
        let state = (seen.clone(), script, open.clone());
        let routes = Router::new().route("/v1/chat/completions", post(complete)).with_state(state);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        ChatServer { host, seen, open }
    }

    /// Its interface.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.host)
    }

    /// The bodies of all requests so far.
    pub fn requests(&self) -> Vec<Value> {
        self.seen.lock().unwrap().iter().map(|(_, body)| body.clone()).collect()
    }

    /// Replies that somebody still waits for.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// The headers of the `number`-th request.
    pub fn headers(&self, number: usize) -> HeaderMap {
        self.seen.lock().unwrap()[number].0.clone()
    }
}

type Shared = (Arc<Mutex<Vec<(HeaderMap, Value)>>>, Script, Arc<AtomicUsize>);

/// Counts a reply as open until it is dropped.
struct Open(Arc<AtomicUsize>);

impl Open {
    fn new(open: Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::SeqCst);
        Open(open)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn complete(State((seen, script, open)): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap();
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push((headers, body.clone()));
        seen.len() - 1
    };
    let acts = script(number, &body);
    if let Some(ChatStep::Refuse(status, retry_after)) = acts.first() {
        let error = json!({ "error": { "message": "the script says so", "type": "refused" } });
        let mut response = (StatusCode::from_u16(*status).unwrap(), axum::Json(error)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert("retry-after", seconds.to_string().parse().unwrap());
        }
        return response;
    }
    let events = futures_util::stream::iter(acts).then(perform).flat_map(futures_util::stream::iter);
    let open = Open::new(open);
    let body = Body::from_stream(events.inspect(move |_| {
        let _until_the_end = &open;
    }));
    ([("content-type", "text/event-stream")], body).into_response()
}

/// Does an act; an error breaks the connection.
async fn perform(act: ChatStep) -> Vec<Result<Bytes, std::io::Error>> {
    match &act {
        ChatStep::Wait(time) => tokio::time::sleep(*time).await,
        // A moment for what was said before to leave: an error overtakes it.
        ChatStep::Cut => {
            tokio::time::sleep(Duration::from_millis(20)).await;
            return vec![Err(std::io::Error::other("cut"))];
        }
        ChatStep::Until(told) => drop(told.clone().wait_for(|told| *told).await),
        ChatStep::Stall => std::future::pending().await,
        _ => {}
    }
    bytes(&act).into_iter().map(|bytes| Ok(Bytes::from(bytes))).collect()
}

/// The bytes of an act, an event each.
fn bytes(act: &ChatStep) -> Vec<Vec<u8>> {
    match act {
        ChatStep::Text(text) => vec![event(&chunk(json!({ "content": text }), None))],
        ChatStep::Call(name, arguments) => call(name, &arguments.to_string()),
        ChatStep::Garbled(name, arguments) => call(name, arguments),
        ChatStep::Raw(bytes) => vec![bytes.clone()],
        ChatStep::Finish => {
            let usage = json!({ "choices": [], "usage": { "prompt_tokens": 90, "completion_tokens": 10, "total_tokens": 100 } });
            vec![event(&chunk(json!({}), Some("stop"))), event(&usage), b"data: [DONE]\n\n".to_vec()]
        }
        ChatStep::Wait(_) | ChatStep::Until(_) | ChatStep::Cut | ChatStep::Stall | ChatStep::Refuse(..) => Vec::new(),
    }
}

fn call(name: &str, arguments: &str) -> Vec<Vec<u8>> {
    let part = |function: Value, id: Option<&str>| {
        event(&chunk(
            json!({ "tool_calls": [{ "index": 0, "id": id, "type": "function", "function": function }] }),
            None,
        ))
    };
    let mut events = vec![part(json!({ "name": name, "arguments": "" }), Some("call_1"))];
    let characters: Vec<char> = arguments.chars().collect();
    events
        .extend(characters.chunks(7).map(|piece| part(json!({ "arguments": piece.iter().collect::<String>() }), None)));
    events
}

fn chunk(delta: Value, finish: Option<&str>) -> Value {
    json!({ "id": "c", "object": "chat.completion.chunk", "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] })
}

fn event(chunk: &Value) -> Vec<u8> {
    format!("data: {chunk}\n\n").into_bytes()
}
