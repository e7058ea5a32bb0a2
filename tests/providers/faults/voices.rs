//! A synthesiser that speaks, and fails in every way from a moment on.

use super::brain::SLOW;
use super::cases::{Case, Fault, Wire};
use super::said::Said;
use lab::provider::speech::{SoundStep, SpeechServer, linear, mu_law};
use serde_json::Value;

/// As the built-in voice of these calls.
pub const CHARACTER_MS: usize = 15;

pub async fn start(case: Case, said: Said) -> SpeechServer {
    SpeechServer::reading(move |_, body| {
        let length_ms = CHARACTER_MS * text(body).chars().count();
        if said.is_from(case.moment, false) { badly(case, length_ms) } else { vec![sound(case.wire, length_ms)] }
    })
    .await
}

/// What is to be said.
fn text(body: &Value) -> &str {
    body["input"].as_str().or(body["text"].as_str()).unwrap()
}

fn sound(wire: Wire, length_ms: usize) -> SoundStep {
    SoundStep::Sound(if wire == Wire::ElevenLabs { mu_law(length_ms) } else { linear(length_ms) })
}

fn badly(case: Case, length_ms: usize) -> Vec<SoundStep> {
    let part = |length_ms| sound(case.wire, length_ms);
    match case.fault {
        Fault::SlowStart => vec![SoundStep::Late(SLOW), part(length_ms)],
        Fault::Stall => vec![part(length_ms / 2), SoundStep::Stall],
        Fault::Refused429 => vec![SoundStep::Refuse(429, Some(30))],
        Fault::Refused500 => vec![SoundStep::Refuse(500, None)],
        // In the middle of a sample, too.
        Fault::Cut => vec![part(length_ms / 2), SoundStep::Sound(vec![0x7f]), SoundStep::Cut],
        Fault::Malformed => vec![SoundStep::Typed("application/json"), SoundStep::Sound(b"{\"audio\":".to_vec())],
        Fault::Endless => vec![part(2_000); 40],
        Fault::Empty => Vec::new(),
        other => unreachable!("{other:?} is no fault of this wire"),
    }
}
