//! A language model that leads a booking, and fails in every way from a moment on.

use super::cases::{Case, Fault, Role, Wire};
use super::said::{BYE, CORRECTION, NAME, Said, WHEN, WISH};
use lab::provider::chat::{ChatServer, ChatStep, calls, in_pieces, says};
use serde_json::{Value, json};
use std::time::Duration;

/// Longer than any limit for a first word.
pub const SLOW: Duration = Duration::from_secs(5);
/// What it claims when it makes things up.
pub const CLAIM: &str = "Alles klar, dein Termin am Donnerstag um 15 Uhr ist gebucht.";

pub async fn start(case: Case, said: Said) -> ChatServer {
    ChatServer::start(move |_, body| {
        // The last words of the caller's, whatever the system said after them.
        let messages = body["messages"].as_array().unwrap();
        let again = messages.last().is_some_and(|last| last["role"] == "tool" || is_told(last));
        let mode = if case.wire == Wire::Schema { Wire::Schema } else { Wire::Tools };
        let well = well(mode, &said.words(), again);
        let fails = case.wire.role() == Role::Engine && said.is_from(case.moment, true);
        if fails { failing(mode, case.fault, well) } else { well }
    })
    .await
}

/// Whether a message tells the model what came of its call.
fn is_told(message: &Value) -> bool {
    message["content"].as_str().is_some_and(|text| text.starts_with("[system]"))
}

/// What it says or asks for when all is well.
fn well(mode: Wire, words: &str, again: bool) -> Vec<ChatStep> {
    let service = "herrenschnitt";
    match words {
        _ if again => text(mode, "Wie kann ich dir noch helfen?"),
        WISH => text(mode, "Gern. Wann passt es dir denn schön?"),
        WHEN => call(mode, "book", json!({ "service": service, "when": "2026-12-03T15:00", "resource": "jonas" })),
        NAME => call(mode, "book", json!({ "service": service, "name": "Keller" })),
        CORRECTION => {
            call(mode, "book", json!({ "service": service, "when": "2026-12-03T16:00", "resource": "jonas" }))
        }
        BYE => call(mode, "end_call", json!({})),
        _ => call(mode, "book", json!({ "service": service })),
    }
}

fn text(mode: Wire, words: &str) -> Vec<ChatStep> {
    match mode {
        Wire::Schema => says(&json!({ "say": words, "action": { "tool": "none" } }).to_string()),
        _ => says(words),
    }
}

fn call(mode: Wire, tool: &'static str, arguments: Value) -> Vec<ChatStep> {
    match mode {
        Wire::Schema => {
            let mut action = arguments;
            action["tool"] = tool.into();
            // What is said comes first, so that it can be spoken as it comes.
            says(&format!(r#"{{"say":"","action":{action}}}"#))
        }
        _ => calls(tool, arguments),
    }
}

fn failing(mode: Wire, fault: Fault, well: Vec<ChatStep>) -> Vec<ChatStep> {
    let begun = |words: &str| match mode {
        Wire::Schema => ChatStep::Text(format!(r#"{{"say":"{words}"#)),
        _ => ChatStep::Text(words.to_owned()),
    };
    let half = "Gern. Ich schaue ";
    match fault {
        Fault::SlowStart => [vec![ChatStep::Wait(SLOW)], well].concat(),
        Fault::Stall => vec![begun(half), ChatStep::Stall],
        Fault::Refused429 => vec![ChatStep::Refuse(429, Some(30))],
        Fault::Refused500 => vec![ChatStep::Refuse(500, None)],
        Fault::Cut => vec![begun(half), ChatStep::Cut],
        Fault::Malformed => vec![begun(half), ChatStep::Raw(b"data: {\"choices\": [}\n\n".to_vec())],
        Fault::HalfUtf8 => {
            let event =
                [b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"sch".as_slice(), b"\xC3\"}}]}\n\n"];
            vec![begun(half), ChatStep::Raw(event.concat()), ChatStep::Finish]
        }
        Fault::CutCharacters => in_pieces(&well, 5),
        Fault::WrongToolJson => match mode {
            Wire::Schema => says(r#"{"say":"","action":{"tool":"book","service":"#),
            _ => vec![
                ChatStep::Garbled("book", "{\"service\": \"herrenschnitt\", \"when\": ".to_owned()),
                ChatStep::Finish,
            ],
        },
        Fault::OthersData => {
            call(mode, "cancel", json!({ "name": super::OTHER_NAME, "appointment": "Freitag um 9 Uhr 45" }))
        }
        Fault::Endless => [vec![begun("")], vec![ChatStep::Text("bla bla ".to_owned()); 4_000]].concat(),
        Fault::EndlessSentences => {
            [vec![begun("")], vec![ChatStep::Text("Das ist ein schöner Tag für dich. ".to_owned()); 4_000]].concat()
        }
        Fault::Claim => text(mode, CLAIM),
        Fault::OwnError | Fault::Empty => unreachable!("no fault of this wire"),
    }
}
