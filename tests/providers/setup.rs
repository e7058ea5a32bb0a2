//! How a server is told of test providers.

use super::attentive::AttentiveServer;
use super::chat::ChatServer;
use super::speech::SpeechServer;
use serde_json::{Value, json};

/// Sets a configuration up with a language model.
pub fn think(config: &mut Value, brain: &ChatServer) {
    config["engine"] = json!({ "kind": "llm" });
    config["llm"] = json!([{ "id": "brain", "processor": "brain", "url": brain.url(), "model": "test",
                             "call_requests_max": 1_000, "call_tokens_max": 10_000_000 }]);
    processor(config, "brain", &["words"], &brain.host);
}

/// Sets a configuration up with a recogniser that hears along.
pub fn hear(config: &mut Value, ear: &AttentiveServer) {
    config["speech"] = json!({ "order": ["ear"] });
    config["recogniser"] =
        json!([{ "id": "ear", "kind": "deepgram", "processor": "ear", "url": ear.url(), "model": "nova-3" }]);
    processor(config, "ear", &["voice", "words"], &ear.host);
}

/// Sets a configuration up with a voice.
pub fn speak(config: &mut Value, voice: &SpeechServer) {
    config["voice"] = json!({ "order": ["own"] });
    config["synthesiser"] = json!([{ "id": "own", "kind": "speech-api", "processor": "voice", "url": voice.url(),
                                     "model": "tts-1", "voice_de": "thorsten", "voice_en": "alba",
                                     "sample_hz": 24_000 }]);
    processor(config, "voice", &["speech"], &voice.host);
}

fn processor(config: &mut Value, id: &str, data: &[&str], host: &str) {
    let processor = json!({ "id": id, "name": "this machine", "purpose": "a test", "region": "here", "data": data,
                            "legal_basis": "Art. 6(1)(b) GDPR", "hosts": [host] });
    if config["processor"].is_null() {
        config["processor"] = json!([]);
    }
    config["processor"].as_array_mut().expect("a list").push(processor);
}
