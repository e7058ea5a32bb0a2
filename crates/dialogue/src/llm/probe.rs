//! What the server of a model can do, found by asking it twice: once for a tool call, once for a reply that follows a schema.
//!
//! Takes a [`Server`], gives what it [`Can`] do; `vorzimmer doctor` says from that which mode to configure. Nothing of any caller
//! is sent. What the model makes of the questions does not matter, only the form in which it answers.

use super::chat::{Mode, Piece, Server};
use super::spoken::PlainText;
use super::tool::{self, Arguments, Tool};
use crate::EngineError;
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::fmt;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long an answer may take. A model that is being loaded needs most of it.
const LIMIT: Duration = Duration::from_secs(60);

/// What a server can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Can {
    /// How tool calls come.
    pub tools: Form,
    /// How replies come that are to follow a schema.
    pub schema: Form,
    /// Whether a reply came in pieces, as it was written; `None` where there was none but a tool call.
    pub streams: Option<bool>,
    /// To the first piece of the second reply, for which the server had been used once.
    pub first: Duration,
}

/// In which form an answer came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// As it should.
    Works,
    /// The call was written out in the text.
    AsText,
    /// In another form than was asked for.
    Otherwise,
    /// Not at all; says why.
    Refused(String),
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Form::Works => f.write_str("work"),
            Form::AsText => f.write_str("come as plain text"),
            Form::Otherwise => f.write_str("do not come"),
            Form::Refused(why) => write!(f, "are refused ({why})"),
        }
    }
}

/// What came of a request.
struct Answer {
    text: String,
    pieces: usize,
    called: Option<bool>,
    first: Duration,
}

/// Asks a server what it can do.
///
/// # Errors
/// When it answers neither question.
pub async fn probe(server: &Server) -> Result<Can, EngineError> {
    let tools = ask(server, Mode::Tools).await;
    let schema = ask(server, Mode::Schema).await;
    let answered = match (&tools, &schema) {
        (Err(error), Err(_)) => return Err(error.clone()),
        (_, Ok(answer)) | (Ok(answer), _) => answer,
    };
    let (streams, first) = ((answered.pieces > 0).then_some(answered.pieces > 1), answered.first);
    let form = |answer: &Result<Answer, EngineError>, works: fn(&Answer) -> Form| match answer {
        Ok(answer) => works(answer),
        Err(error) => Form::Refused(error.to_string()),
    };
    Ok(Can { tools: form(&tools, called), schema: form(&schema, followed), streams, first })
}

fn called(answer: &Answer) -> Form {
    let mut plain = PlainText::default();
    plain.push(&answer.text);
    match (answer.called, plain.call()) {
        (Some(true), _) => Form::Works,
        (None, Some(_)) => Form::AsText,
        _ => Form::Otherwise,
    }
}

fn followed(answer: &Answer) -> Form {
    let reply: Option<Value> = serde_json::from_str(&answer.text).ok();
    let whole = |reply: &Value| reply["say"].is_string() && reply["action"]["tool"].is_string();
    if reply.is_some_and(|reply| whole(&reply)) { Form::Works } else { Form::Otherwise }
}

async fn ask(server: &Server, mode: Mode) -> Result<Answer, EngineError> {
    // Short: a small machine reads fifty words a second.
    let (how, extra) = match mode {
        Mode::Tools => {
            ("Call the tool now.", json!({ "tools": [tool::definition(Tool::FindSlots)], "tool_choice": "auto" }))
        }
        Mode::Schema => ("Answer with JSON: what you say, and the tool 'find_slots' with service and when.", form()),
    };
    let messages = [
        json!({ "role": "system", "content": format!("You book appointments. {how}") }),
        json!({ "role": "user", "content": "Is a haircut free on Friday at three?" }),
    ];
    let answering = read(server, &messages, extra);
    timeout(LIMIT, answering).await.unwrap_or_else(|_| Err(EngineError::Provider("it does not answer".to_owned())))
}

/// A reply's form in the mode without tool calls, with the tool of the question alone.
fn form() -> Value {
    let mut form = tool::response_format();
    form["response_format"]["json_schema"]["schema"]["properties"]["action"] = json!({
        "type": "object",
        "properties": {
            "tool": { "type": "string", "enum": ["find_slots"] },
            "service": { "type": "string" },
            "when": { "type": "string" },
        },
        "required": ["tool", "service", "when"],
        "additionalProperties": false,
    });
    form
}

async fn read(server: &Server, messages: &[Value], extra: Value) -> Result<Answer, EngineError> {
    let begun = Instant::now();
    let mut pieces = server.ask(messages, extra).await?;
    let (mut text, mut count, mut called, mut first) = (String::new(), 0, None, None);
    while let Some(piece) = pieces.next().await {
        match piece? {
            Piece::Text(piece) => {
                first.get_or_insert_with(|| begun.elapsed());
                count += 1;
                text.push_str(&piece);
            }
            Piece::Call(call) => {
                let fits = serde_json::from_str::<Arguments>(&call.arguments).is_ok();
                called = Some(called.unwrap_or(true) && fits && Tool::named(&call.name).is_some());
            }
            Piece::Calling | Piece::Spent(_) => {}
        }
    }
    Ok(Answer { text, pieces: count, called, first: first.unwrap_or_else(|| begun.elapsed()) })
}
