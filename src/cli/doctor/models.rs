//! Language models: whether each answers, what its server can do, and which way of asking for deeds that calls for.

use super::{Findings, State};
use crate::cli::config::{Config, Engine, Llm};
use crate::cli::startup;
use crate::cli::told::told;
use dialogue::llm::chat::Mode;
use dialogue::llm::probe::{Can, Form, probe};

/// Asks every language model what it can do. Nothing of any caller is sent.
pub(super) async fn models(config: &Config, findings: &mut Findings) {
    const CHECK: &str = "llm";
    for llm in &config.llms {
        let server = match startup::llm_server(llm) {
            Ok(server) => server,
            Err(error) => {
                findings.add(CHECK, Some(&llm.id), State::Wrong, format!("failed to {}", told(&error)));
                continue;
            }
        };
        let (state, says) = match probe(&server).await {
            Ok(can) => judged(llm, &can),
            Err(error) => (State::Wrong, format!("failed to {error}: see to {} and its key", llm.url)),
        };
        findings.add(CHECK, Some(&llm.id), state, says);
    }
    if !config.llms.is_empty() && config.engine != Engine::Llm {
        findings.add(CHECK, None, State::Note, "not used: write kind = \"llm\" in [engine]");
    }
}

/// What to think of a model that can do this.
fn judged(llm: &Llm, can: &Can) -> (State, String) {
    let found = format!(
        "{}tool calls {}, replies by a JSON schema {}; first token after {} ms",
        can.streams.map_or("", |streams| if streams { "streams, " } else { "does not stream, " }),
        can.tools,
        can.schema,
        can.first.as_millis()
    );
    let (state, mode) = mode(llm.settings.mode, can);
    let slow = can.first > llm.first_word_within;
    let late = format!(
        "the rules take the turn after first_word_within = {} ms, which is most turns at this speed",
        llm.first_word_within.as_millis()
    );
    let whole = "its first sentence comes with its last: take a server that streams".to_owned();
    let in_one_piece = can.streams == Some(false);
    let advice = [Some(mode), in_one_piece.then_some(whole), slow.then_some(late)];
    let advice: Vec<String> = advice.into_iter().flatten().collect();
    let state = if state == State::Ok && (slow || in_one_piece) { State::Note } else { state };
    (state, format!("{found}; {}", advice.join("; ")))
}

/// Whether deeds are asked for in a way that works, and what to write.
fn mode(configured: Mode, can: &Can) -> (State, String) {
    match (can.tools == Form::Works, can.schema == Form::Works, configured) {
        (true, _, Mode::Tools) => (State::Ok, "deeds = \"tools\" is right".to_owned()),
        (false, true, Mode::Schema) => (State::Ok, "deeds = \"schema\" is right".to_owned()),
        (true, true, Mode::Schema) => {
            (State::Ok, "deeds = \"schema\" works; deeds = \"tools\" would too, and takes fewer words".to_owned())
        }
        (true, false, Mode::Schema) => (State::Wrong, "write deeds = \"tools\"".to_owned()),
        (false, true, Mode::Tools) => (State::Wrong, "write deeds = \"schema\"".to_owned()),
        (false, false, _) => {
            (State::Wrong, "no deed can be asked for in either way: take another model or server".to_owned())
        }
    }
}
