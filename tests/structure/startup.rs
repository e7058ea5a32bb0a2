//! Adapters are built in the start-up room alone, and the product knows no scripted ones.

use super::sources;

/// What builds an adapter. Which adapters there are, and in which order they are tried, is start-up's to know.
const BUILDERS: [&str; 17] = [
    "Deepgram::new(",
    "OpenAiRealtime::new(",
    "Transcriptions::new(",
    "Whisper::open(",
    "Pool::start(",
    "Pair::new(",
    "Espeak::new(",
    "Linked::new(",
    "Pico::new(",
    "SpeechApi::new(",
    "ElevenLabs::new(",
    "Voice::new(",
    "LlmEngine::new(",
    "RulesEngine::new(",
    "Egress::new(",
    "Summarising::new(",
    "Store::open(",
];
const STARTUP: &str = "src/cli/startup/";
/// A store that builds itself in memory, for whoever asks for one.
const EXCEPTION: &str = "crates/store/src/lib.rs";

#[test]
fn no_adapter_is_built_outside_start_up() {
    let mut elsewhere = Vec::new();
    for source in sources(false).iter().filter(|source| !source.path.starts_with(STARTUP)) {
        if source.path == EXCEPTION {
            continue;
        }
        for (number, line) in &source.lines {
            if BUILDERS.iter().any(|builder| line.contains(builder)) {
                elsewhere.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert!(elsewhere.is_empty(), "adapters that start-up does not build:\n{}", elsewhere.join("\n"));
}

#[test]
fn every_adapter_that_is_named_is_built_somewhere() {
    let startup = sources(false).into_iter().filter(|source| source.path.starts_with(STARTUP));
    let text: String = startup.flat_map(|source| source.lines).map(|(_, line)| line + "\n").collect();
    let idle: Vec<_> = BUILDERS.iter().filter(|builder| !text.contains(**builder)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}
