//! One request and what comes back: how each mode writes text, calls and the answers to them.

use super::chat::{Call, Mode};
use super::spoken::{PlainText, SayField};
use super::tool;
use serde_json::{Value, json};

/// What came of a round.
pub(super) struct Round {
    pub text: String,
    pub calls: Vec<Call>,
}

/// What of the model's text is to be spoken, in each mode.
pub(super) enum Text {
    Plain(PlainText),
    Field(SayField),
}

impl Text {
    pub fn of(mode: Mode) -> Self {
        match mode {
            Mode::Tools => Text::Plain(PlainText::default()),
            Mode::Schema => Text::Field(SayField::default()),
        }
    }

    /// Takes the next piece; gives what of it is speech.
    pub fn push(&mut self, piece: &str) -> String {
        match self {
            Text::Plain(plain) => plain.push(piece),
            Text::Field(field) => field.push(piece),
        }
    }

    /// A call that came as text.
    pub fn call(&self) -> Option<Call> {
        match self {
            Text::Plain(plain) => {
                let (name, arguments) = plain.call()?;
                // The server gave it no id; the answer must have one all the same.
                Some(Call { id: "call_0".to_owned(), name, arguments })
            }
            Text::Field(field) => {
                let turn: Value = serde_json::from_str(field.json()).ok()?;
                action(&turn["action"])
            }
        }
    }

    /// A call that is whole before anything is said.
    pub fn call_first(&self) -> Option<Call> {
        match self {
            Text::Plain(_) => None,
            Text::Field(field) => action(&field.action_first()?),
        }
    }
}

/// What a request asks for besides the reply: tools, or a form.
pub(super) fn extra(mode: Mode) -> Value {
    match mode {
        Mode::Tools => json!({ "tools": tool::definitions(), "tool_choice": "auto" }),
        Mode::Schema => tool::response_format(),
    }
}

/// The action of a JSON reply, as a call.
fn action(action: &Value) -> Option<Call> {
    let name = action["tool"].as_str().filter(|name| *name != "none")?.to_owned();
    Some(Call { id: String::new(), name, arguments: action.to_string() })
}

/// Tokens of a request that was not waited for to its end, at three characters each.
pub(super) fn estimate(messages: &[Value], call: &Call) -> u64 {
    let sent: usize = messages.iter().filter_map(|message| message["content"].as_str()).map(str::len).sum();
    (sent + call.arguments.len()) as u64 / 3
}

/// Adds a round and the answers to its calls to the messages.
pub(super) fn answer(messages: &mut Vec<Value>, mode: Mode, round: &Round, answers: Vec<String>) {
    match mode {
        Mode::Tools => {
            let calls = round.calls.iter().map(|call| {
                let function = json!({ "name": call.name, "arguments": call.arguments });
                json!({ "id": call.id, "type": "function", "function": function })
            });
            messages
                .push(json!({ "role": "assistant", "content": round.text, "tool_calls": calls.collect::<Vec<_>>() }));
            messages.extend(
                round
                    .calls
                    .iter()
                    .zip(answers)
                    .map(|(call, answer)| json!({ "role": "tool", "tool_call_id": call.id, "content": answer })),
            );
        }
        Mode::Schema => {
            let called: Vec<_> = round.calls.iter().map(|call| call.arguments.as_str()).collect();
            messages.push(json!({ "role": "assistant", "content": called.join("\n") }));
            messages.push(json!({ "role": "user", "content": format!("[system] {}", answers.join("\n")) }));
        }
    }
}
