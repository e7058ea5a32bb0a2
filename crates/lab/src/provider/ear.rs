//! Servers that recognise by a script: one that speaks over a WebSocket, as Deepgram and OpenAI's realtime interface do, and one
//! for `POST /v1/audio/transcriptions`. The messages are those of the providers' references (see the adapters).

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response as Accepted};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

/// What a server does, in order.
#[derive(Debug, Clone)]
pub enum SocketStep {
    /// Waits.
    Wait(Duration),
    /// A message.
    Say(Value),
    /// A message of these bytes, text or not.
    Raw(Vec<u8>),
    /// The connection breaks.
    Cut,
    /// Nothing more is read or said, and the connection stays open.
    Stall,
}

/// What a client did.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// It opened connection `number`, from 0.
    Opened,
    /// It sent a message.
    Said(Value),
    /// It sent sound as it is.
    Sound(Vec<u8>),
}

/// A connection as it was.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Path and query.
    pub path: String,
    /// The header `Authorization`.
    pub authorization: Option<String>,
    /// What the client did, in order.
    pub deeds: Vec<Deed>,
    /// It ended as it should.
    pub closed: bool,
}

impl Seen {
    /// All sound so far.
    pub fn sound(&self) -> Vec<u8> {
        let sound = |deed: &Deed| match deed {
            Deed::Sound(bytes) => bytes.clone(),
            Deed::Said(said) if said["type"] == "input_audio_buffer.append" => {
                base64_simd::STANDARD.decode_to_vec(said["audio"].as_str().unwrap()).unwrap()
            }
            _ => Vec::new(),
        };
        self.deeds.iter().flat_map(sound).collect()
    }

    /// How many messages of a type there were.
    pub fn count(&self, kind: &str) -> usize {
        self.deeds.iter().filter(|deed| matches!(deed, Deed::Said(said) if said["type"] == kind)).count()
    }
}

/// What follows from a deed on connection `number`, whose past is given.
type Script = Arc<dyn Fn(usize, &Seen, &Deed) -> Vec<SocketStep> + Send + Sync>;

/// A server for sockets on this machine; it ends with the test's runtime.
pub struct SocketServer {
    /// `127.0.0.1:PORT`.
    pub host: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl SocketServer {
    /// Answers by `script`.
    pub async fn start(script: impl Fn(usize, &Seen, &Deed) -> Vec<SocketStep> + Send + Sync + 'static) -> Self {
        SocketServer::refusing(|_| None, script).await
    }

    /// Refuses connections with the status that `refuse` gives for their number; answers others by `script`.
    pub async fn refusing(
        refuse: impl Fn(usize) -> Option<u16> + Send + Sync + 'static,
        script: impl Fn(usize, &Seen, &Deed) -> Vec<SocketStep> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::<Seen>::new()));
        let (script, all): (Script, _) = (Arc::new(script), seen.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                let number = {
                    let mut all = all.lock().unwrap();
                    all.push(Seen::default());
                    all.len() - 1
                };
                tokio::spawn(converse(stream, number, refuse(number), all.clone(), script.clone()));
            }
        });
        SocketServer { host, seen }
    }

    /// Its interface, with a path.
    pub fn url(&self, path: &str) -> String {
        format!("ws://{}{path}", self.host)
    }

    /// All connections so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

#[allow(clippy::result_large_err, reason = "the library's signature")]
async fn converse(stream: TcpStream, number: usize, refused: Option<u16>, all: Arc<Mutex<Vec<Seen>>>, script: Script) {
    let note = |change: &mut dyn FnMut(&mut Seen)| change(&mut all.lock().unwrap()[number]);
    let handshake = |request: &Request, response: Accepted| {
        note(&mut |seen| {
            seen.path = request.uri().to_string();
            seen.authorization = request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned());
        });
        match refused {
            None => Ok(response),
            Some(status) => {
                let mut refusal = ErrorResponse::new(Some("the script says so".to_owned()));
                *refusal.status_mut() = StatusCode::from_u16(status).unwrap();
                refusal.headers_mut().insert("retry-after", "30".parse().unwrap());
                Err(refusal)
            }
        }
    };
    let Ok(mut socket) = accept_hdr_async(stream, handshake).await else { return };
    let mut deed = Deed::Opened;
    loop {
        let acts = {
            let mut all = all.lock().unwrap();
            all[number].deeds.push(deed.clone());
            script(number, &all[number], &deed)
        };
        for act in acts {
            let message = match act {
                SocketStep::Wait(time) => {
                    tokio::time::sleep(time).await;
                    continue;
                }
                SocketStep::Say(value) => Message::text(value.to_string()),
                SocketStep::Raw(bytes) => Message::Frame(Frame::message(bytes, OpCode::Data(Data::Text), true)),
                SocketStep::Cut => return,
                SocketStep::Stall => std::future::pending().await,
            };
            if socket.send(message).await.is_err() {
                return;
            }
        }
        deed = loop {
            match socket.next().await {
                Some(Ok(Message::Text(text))) => break Deed::Said(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Binary(bytes))) => break Deed::Sound(bytes.to_vec()),
                Some(Ok(Message::Close(_))) => note(&mut |seen| seen.closed = true),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            }
        };
    }
}

/// Deepgram's `Results` for the stretch of the stream from `start` to `end`, s.
pub fn results(start: f64, end: f64, words: &str, is_final: bool, from_finalize: bool) -> SocketStep {
    let step = (end - start) / words.split_whitespace().count().max(1) as f64;
    let each = words.split_whitespace().enumerate().map(|(number, word)| {
        let at = start + step * number as f64;
        json!({ "word": word.to_lowercase(), "punctuated_word": word, "start": at, "end": at + step, "confidence": 0.75 })
    });
    SocketStep::Say(json!({
        "type": "Results", "channel_index": [0, 1], "start": start, "duration": end - start,
        "is_final": is_final, "speech_final": false, "from_finalize": from_finalize,
        "channel": { "alternatives": [{ "transcript": words, "confidence": 0.75, "words": each.collect::<Vec<_>>() }] },
        "metadata": { "request_id": "00000000-0000-0000-0000-000000000000", "model_uuid": "x" },
    }))
}

/// OpenAI's `input_audio_buffer.committed`.
pub fn committed(item: &str) -> SocketStep {
    SocketStep::Say(
        json!({ "type": "input_audio_buffer.committed", "event_id": "e", "item_id": item, "previous_item_id": null }),
    )
}

/// OpenAI's `conversation.item.input_audio_transcription.delta`.
pub fn delta(item: &str, words: &str) -> SocketStep {
    let kind = "conversation.item.input_audio_transcription.delta";
    SocketStep::Say(json!({ "type": kind, "event_id": "e", "item_id": item, "content_index": 0, "delta": words }))
}

/// OpenAI's `conversation.item.input_audio_transcription.completed`.
pub fn completed(item: &str, words: &str) -> SocketStep {
    let kind = "conversation.item.input_audio_transcription.completed";
    let logprobs = json!([{ "token": words, "logprob": -0.25, "bytes": [] }]);
    SocketStep::Say(json!({
        "type": kind, "event_id": "e", "item_id": item, "content_index": 0, "transcript": words, "logprobs": logprobs,
        "usage": { "type": "duration", "seconds": 1 },
    }))
}

/// What the server for requests answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// After so long.
    pub wait: Duration,
    /// With this status.
    pub status: u16,
    /// With these pieces; an absent one breaks the connection.
    pub body: Vec<Option<Vec<u8>>>,
    /// And does not end.
    pub stall: bool,
}

impl Answer {
    /// These words, at once.
    pub fn words(words: &str) -> Answer {
        Answer::bytes(json!({ "text": words }).to_string().as_bytes())
    }

    /// These bytes, at once.
    pub fn bytes(bytes: &[u8]) -> Answer {
        Answer { wait: Duration::ZERO, status: 200, body: vec![Some(bytes.to_vec())], stall: false }
    }
}

type Requests = Arc<Mutex<Vec<(HeaderMap, Vec<u8>)>>>;
type Answers = Arc<dyn Fn(usize, &[u8]) -> Answer + Send + Sync>;

/// A server for requests on this machine; it ends with the test's runtime.
pub struct TranscriptionServer {
    /// `127.0.0.1:PORT`.
    pub host: String,
    requests: Requests,
}

impl TranscriptionServer {
    /// Answers the requests, counted from 0.
    pub async fn start(answers: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Self {
        TranscriptionServer::reading(move |number, _| answers(number)).await
    }

    /// Answers the requests, counted from 0, by what is in their bodies.
    pub async fn reading(answers: impl Fn(usize, &[u8]) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let requests = Requests::default();
        let answers: Answers = Arc::new(answers);
        let routes =
            Router::new().route("/v1/audio/transcriptions", post(transcribe)).with_state((requests.clone(), answers));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        TranscriptionServer { host, requests }
    }

    /// Its interface.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.host)
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<(HeaderMap, Vec<u8>)> {
        self.requests.lock().unwrap().clone()
    }
}

async fn transcribe(
    State((requests, answers)): State<(Requests, Answers)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let number = {
        let mut requests = requests.lock().unwrap();
        requests.push((headers, body.to_vec()));
        requests.len() - 1
    };
    let Answer { wait, status, body, stall } = answers(number, &body);
    tokio::time::sleep(wait).await;
    let cut = || std::io::Error::other("cut");
    let pieces = body.into_iter().map(move |piece| piece.map(Bytes::from).ok_or_else(cut));
    let pieces = futures_util::stream::iter(pieces);
    let body = match stall {
        true => Body::from_stream(pieces.chain(futures_util::stream::pending())),
        false => Body::from_stream(pieces),
    };
    let retry_after = (status == 429).then_some([("retry-after", "30")]);
    (StatusCode::from_u16(status).unwrap(), retry_after.unwrap_or([("server", "script")]), body).into_response()
}
