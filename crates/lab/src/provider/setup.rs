//! How a server is told of stand-ins: each comes behind what its configuration names already.

use super::attentive::AttentiveServer;
use super::chat::ChatServer;
use super::lines::LineServer;
use super::speech::SpeechServer;
use serde_json::{Value, json};

/// Sets a configuration up with a language model.
pub fn think(config: &mut Value, brain: &ChatServer) {
    config["engine"] = json!({ "kind": "llm" });
    let llm = json!({ "id": "brain", "processor": "brain", "url": brain.url(), "model": "test",
                      "call_requests_max": 1_000, "call_tokens_max": 10_000_000 });
    push(&mut config["llm"], llm);
    processor(config, "brain", &["words"], &brain.host);
}

/// Sets a configuration up with a recogniser that hears along.
pub fn hear(config: &mut Value, ear: &AttentiveServer) {
    push(&mut config["speech"]["order"], "ear".into());
    let recogniser =
        json!({ "id": "ear", "kind": "deepgram", "processor": "ear", "url": ear.url(), "model": "nova-3" });
    push(&mut config["recogniser"], recogniser);
    processor(config, "ear", &["voice", "words"], &ear.host);
}

/// Sets a configuration up with a recogniser that knows the lines of test callers.
pub fn hear_lines(config: &mut Value, ear: &LineServer) {
    push(&mut config["speech"]["order"], "lines".into());
    let recogniser = json!({ "id": "lines", "kind": "transcriptions", "processor": "lines", "url": ear.url(),
                             "model": "lines", "reply": "json" });
    push(&mut config["recogniser"], recogniser);
    processor(config, "lines", &["voice", "words"], ear.host());
}

/// Sets a configuration up with a voice.
pub fn speak(config: &mut Value, voice: &SpeechServer) {
    speak_as("own", config, voice);
}

/// The same, with an id of its own.
pub fn speak_as(id: &str, config: &mut Value, voice: &SpeechServer) {
    push(&mut config["voice"]["order"], id.into());
    let synthesiser = json!({ "id": id, "kind": "speech-api", "processor": id, "url": voice.url(), "model": "tts-1",
                              "voice_de": "thorsten", "voice_en": "alba", "sample_hz": 24_000 });
    push(&mut config["synthesiser"], synthesiser);
    processor(config, id, &["speech"], &voice.host);
}

fn processor(config: &mut Value, id: &str, data: &[&str], host: &str) {
    let processor = json!({ "id": id, "name": "this machine", "purpose": "a test", "region": "here", "data": data,
                            "legal_basis": "Art. 6(1)(b) GDPR", "hosts": [host] });
    push(&mut config["processor"], processor);
}

/// Adds to a list, which is made if it is not there.
fn push(list: &mut Value, value: Value) {
    match list.as_array_mut() {
        Some(list) => list.push(value),
        None => *list = json!([value]),
    }
}
