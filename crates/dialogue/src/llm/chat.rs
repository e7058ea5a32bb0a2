//! One request to an OpenAI-compatible server, streamed: messages in, pieces of text and whole tool calls out.
//!
//! The server may be OpenAI's, Azure's, Mistral's, or one's own (vLLM, Ollama, llama.cpp): what differs is a [`Dialect`].
//! Replies are read loosely (missing ids and models are no fault) and bounded: a server that does not end is cut off. What it
//! answers is never part of an error, since it may repeat the caller's words.
//!
//! Source: OpenAI, 'API reference', section 'Chat completions' and 'Streaming'.

use crate::EngineError;
use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use egress::Egress;
use futures_util::{Stream, StreamExt};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::pin::Pin;

/// The longest reply, bytes of text and arguments together: a spoken minute has a thousand.
const REPLY_BYTES_MAX: usize = 8 * 1024;
/// Tool calls in one reply; more are dropped.
const CALLS_MAX: usize = 4;

/// What differs between servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAI's own: knows `store`, which forbids keeping (P24), and `max_completion_tokens`.
    OpenAi,
    /// Every other; unknown fields may be refused, so that none but the common ones are sent.
    Common,
}

/// How deeds are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// By tool calls.
    Tools,
    /// By a reply that follows a JSON schema (`response_format`), for servers whose tool calls do not work.
    Schema,
}

/// A model on a server.
#[derive(Debug, Clone)]
pub struct Server {
    client: Client<OpenAIConfig>,
    model: String,
    dialect: Dialect,
    reply_tokens_max: u32,
}

/// What comes of a request, as it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// More text.
    Text(String),
    /// A tool is being called: the first token of a reply that says nothing.
    Calling,
    /// A tool is called: its name and arguments as JSON, with the id that the answer must carry.
    Call(Call),
    /// What it has cost.
    Spent(Usage),
}

/// Tokens, as the server counts them; 0 where it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Of the request and of the reply together.
    #[serde(rename = "total_tokens")]
    pub total: u64,
    /// Of the reply.
    #[serde(rename = "completion_tokens")]
    pub reply: u64,
}

/// A tool called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Call {
    /// Id.
    pub id: String,
    /// Which tool.
    pub name: String,
    /// Arguments, JSON as the model wrote it.
    pub arguments: String,
}

/// The pieces of a reply.
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Piece, EngineError>> + Send>>;

impl Server {
    /// The model `model` at `base_url` (with the version, such as `/v1`).
    ///
    /// # Errors
    /// When the address is not one of the processor's.
    pub fn new(
        egress: &Egress,
        base_url: &str,
        key: Option<&SecretString>,
        model: &str,
        dialect: Dialect,
        reply_tokens_max: u32,
    ) -> Result<Self, EngineError> {
        let base = egress.address(base_url).map_err(|error| EngineError::Provider(error.to_string()))?;
        let key = key.map_or("none", |key| key.expose_secret());
        let config = OpenAIConfig::new().with_api_base(base.as_str().trim_end_matches('/')).with_api_key(key);
        let client = Client::build(egress.client().clone(), config);
        Ok(Server { client, model: model.to_owned(), dialect, reply_tokens_max })
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// Sends `messages`, with `extra` fields (tools, or a response format), and gives the reply as it comes.
    ///
    /// # Errors
    /// When the server refuses or cannot be reached.
    pub async fn ask(&self, messages: &[Value], extra: Value) -> Result<Pieces, EngineError> {
        let request = self.request(messages, extra);
        let chunks = self.client.chat().create_stream_byot::<Value, Chunk>(request).await.map_err(fault)?;
        Ok(Box::pin(pieces(chunks)))
    }

    fn request(&self, messages: &[Value], extra: Value) -> Value {
        let mut request = json!({
            "model": self.model,
            "messages": messages,
            "stream": true,
            "stream_options": { "include_usage": true },
            "temperature": 0.3,
        });
        let limit = match self.dialect {
            Dialect::OpenAi => {
                request["store"] = false.into();
                "max_completion_tokens"
            }
            Dialect::Common => "max_tokens",
        };
        request[limit] = self.reply_tokens_max.into();
        if let (Some(request), Value::Object(extra)) = (request.as_object_mut(), extra) {
            request.extend(extra);
        }
        request
    }
}

/// A chunk of a stream, as far as it is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chunk {
    choices: Vec<Choice>,
    usage: Option<Usage>,
    /// Some servers tell of a fault in mid-stream.
    error: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Choice {
    delta: Delta,
    finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Delta {
    content: Option<String>,
    tool_calls: Option<Vec<CallPart>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CallPart {
    index: usize,
    id: Option<String>,
    function: FunctionPart,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FunctionPart {
    name: Option<String>,
    arguments: Option<String>,
}

/// A reply being read.
#[derive(Default)]
struct Reading {
    calls: BTreeMap<usize, Call>,
    bytes: usize,
    spent: Option<Usage>,
    /// The model said that it is done; a stream that ends without was cut off.
    finished: bool,
}

impl Reading {
    /// Takes a chunk; gives what it adds.
    fn take(&mut self, chunk: Chunk) -> Result<Option<Piece>, EngineError> {
        if chunk.error.is_some() {
            return Err(EngineError::Provider("it failed in mid-reply".to_owned()));
        }
        let mut text = String::new();
        let called = self.calls.len();
        for choice in chunk.choices {
            self.finished |= choice.finish_reason.is_some();
            text.push_str(choice.delta.content.as_deref().unwrap_or_default());
            for part in choice.delta.tool_calls.into_iter().flatten() {
                self.take_part(part);
            }
        }
        self.spent = chunk.usage.or(self.spent);
        self.bytes += text.len();
        let arguments: usize = self.calls.values().map(|call| call.arguments.len()).sum();
        match self.bytes + arguments > REPLY_BYTES_MAX {
            true => Err(EngineError::Provider("the reply does not end".to_owned())),
            false if !text.is_empty() => Ok(Some(Piece::Text(text))),
            false => Ok((called == 0 && !self.calls.is_empty()).then_some(Piece::Calling)),
        }
    }

    fn take_part(&mut self, part: CallPart) {
        if self.calls.len() >= CALLS_MAX && !self.calls.contains_key(&part.index) {
            return;
        }
        let call = self.calls.entry(part.index).or_default();
        call.id.push_str(part.id.as_deref().unwrap_or_default());
        call.name.push_str(part.function.name.as_deref().unwrap_or_default());
        call.arguments.push_str(part.function.arguments.as_deref().unwrap_or_default());
    }

    /// What is known only at the end, the last first.
    fn finish(self) -> Vec<Result<Piece, EngineError>> {
        if !self.finished {
            return vec![Err(EngineError::Provider("its stream broke".to_owned()))];
        }
        let calls = self.calls.into_values().map(Piece::Call).rev();
        self.spent.map(Piece::Spent).into_iter().chain(calls).map(Ok).collect()
    }
}

/// The pieces of a stream of chunks; ends at its first fault.
fn pieces(
    chunks: impl Stream<Item = Result<Chunk, OpenAIError>> + Send + 'static,
) -> impl Stream<Item = Result<Piece, EngineError>> + Send {
    /// Reading, or giving what was known only at the end.
    enum State<S> {
        Reading(Pin<Box<S>>, Reading),
        Ending(Vec<Result<Piece, EngineError>>),
    }
    let start = State::Reading(Box::pin(chunks), Reading::default());
    futures_util::stream::unfold(start, |mut state| async move {
        loop {
            state = match state {
                State::Ending(mut rest) => return rest.pop().map(|piece| (piece, State::Ending(rest))),
                State::Reading(mut chunks, mut reading) => match chunks.next().await {
                    None => State::Ending(reading.finish()),
                    Some(chunk) => match chunk.map_err(fault).and_then(|chunk| reading.take(chunk)) {
                        Ok(None) => State::Reading(chunks, reading),
                        Ok(Some(piece)) => return Some((Ok(piece), State::Reading(chunks, reading))),
                        Err(error) => return Some((Err(error), State::Ending(Vec::new()))),
                    },
                },
            };
        }
    })
}

/// What went wrong, without a word of what was sent or answered (P26).
fn fault(error: OpenAIError) -> EngineError {
    EngineError::Provider(match error {
        OpenAIError::Reqwest(error) if error.is_timeout() => "it does not answer".to_owned(),
        OpenAIError::Reqwest(error) if error.is_connect() => "it cannot be reached".to_owned(),
        OpenAIError::Reqwest(_) => "the connection broke".to_owned(),
        OpenAIError::ApiError(refused) => format!("it refused with status {}", refused.status_code),
        OpenAIError::JSONDeserialize(..) => "its answer cannot be read".to_owned(),
        OpenAIError::StreamError(_) => "its stream broke".to_owned(),
        _ => "it failed".to_owned(),
    })
}
