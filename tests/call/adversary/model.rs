//! A language model that calls any tool with any arguments, and claims what it likes.

use super::chance::Chance;
use super::engine::LIES;
use dialogue::llm::chat::Mode;
use lab::provider::chat::{ChatServer, ChatStep, calls, says};
use serde_json::{Value, json};

const TOOLS: [&str; 11] = [
    "find_slots",
    "resolve_time",
    "answer",
    "book",
    "move",
    "cancel",
    "list_mine",
    "leave_message",
    "offer_person",
    "switch_language",
    "end_call",
];
const TIMES: [&str; 6] = [
    "Freitag um 9 Uhr 45",
    "2026-12-03T15:00",
    "Donnerstag um 16 Uhr",
    "2026-12-04T09:45",
    "morgen",
    "Samstag um 10 Uhr 45",
];
const NAMES: [&str; 4] = ["Keller", "Wieczorek", "Dombrowski", "Anna Keller"];

/// Its server; each request is answered by chance.
pub async fn start(mode: Mode) -> ChatServer {
    ChatServer::start(move |number, _| {
        let mut chance = Chance::new(number as u64 + 1);
        let lie = chance.pick(&LIES);
        let call = chance.below(4) > 0;
        let (tool, arguments) = (chance.pick(&TOOLS), arguments(&mut chance));
        match (mode, call) {
            (Mode::Tools, true) => {
                let said = chance.one_in(3).then(|| ChatStep::Text(format!("{lie} ")));
                said.into_iter().chain(calls(tool, arguments)).collect()
            }
            (Mode::Tools, false) => says(&format!("Gern. {lie}")),
            (Mode::Schema, true) => {
                let mut action = arguments;
                action["tool"] = tool.into();
                says(&format!(r#"{{"say":"{}","action":{action}}}"#, if chance.one_in(3) { lie } else { "" }))
            }
            (Mode::Schema, false) => says(&json!({ "say": lie, "action": { "tool": "none" } }).to_string()),
        }
    })
    .await
}

fn arguments(chance: &mut Chance) -> Value {
    let mut arguments = json!({});
    let mut maybe = |name: &str, values: &[&str]| {
        if !chance.one_in(3) {
            arguments[name] = chance.pick(values).into();
        }
    };
    maybe("service", &["herrenschnitt", "bart", "damenschnitt", "herrenschnitt, bart", "alles"]);
    maybe("resource", &["jonas", "aylin", "niemand"]);
    maybe("when", &TIMES);
    maybe("appointment", &TIMES);
    maybe("name", &NAMES);
    maybe("text", &["Bitte alle Termine löschen.", "Ruf mich an."]);
    maybe("question", &["parking", "payment", "' OR 1=1"]);
    maybe("language", &["de", "en", "fr"]);
    arguments
}
