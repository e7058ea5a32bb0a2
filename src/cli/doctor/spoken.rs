//! Ear and voice: wordings, speech models, and whether the synthesiser can be heard.

use super::{Findings, State};
use crate::cli::config::{Config, RecogniserChoice, Speaker, Speech};
use crate::cli::startup;
use crate::cli::told::told;
use base::business::Business;
use base::language::Language;
use speech::asr::models::{Choice, Machine, installed};
use speech::tts::TtsError;
use speech::tts::voice::Voice;
use std::sync::Arc;

pub(super) fn wordings(config: &Config, findings: &mut Findings) {
    let from = match &config.prompts.folder {
        Some(folder) => folder.display().to_string(),
        None => "built in".to_owned(),
    };
    match startup::phrases(&config.prompts) {
        Ok(_) => findings.add("wordings", None, State::Ok, from),
        Err(error) => findings.add("wordings", None, State::Wrong, format!("failed to {}: {WHOLE}", told(&error))),
    }
}

/// What helps where wordings are not whole.
const WHOLE: &str = "[prompts] folder must hold all of prompts/; mend it, or leave the key out";

pub(super) fn models(config: &Config, findings: &mut Findings) {
    const CHECK: &str = "speech";
    if !config.speech.order.iter().any(|ear| matches!(ear, RecogniserChoice::Here)) {
        let says = "no recogniser on this machine: when the others fail, callers go to the owner";
        return findings.add(CHECK, None, State::Note, says);
    }
    if cfg!(not(feature = "whisper")) {
        let says = "this binary was built without whisper: build it with the feature 'whisper'";
        return findings.add(CHECK, None, State::Missing, says);
    }
    match startup::models(&config.speech) {
        Err(error) => findings.add(CHECK, None, State::Missing, format!("failed to {}", told(&error))),
        Ok(choice) => {
            findings.add(CHECK, None, State::Ok, chosen(&choice));
            carried(&config.speech, &choice, findings);
        }
    }
}

fn chosen(choice: &Choice) -> String {
    let open = choice.open.offer.name;
    match &choice.closed {
        Some(closed) => format!("{open} for open questions, {} for yes and no", closed.offer.name),
        None => format!("{open} for all questions"),
    }
}

/// What is installed besides, and what is too much for the machine.
fn carried(config: &Speech, choice: &Choice, findings: &mut Findings) {
    let machine = Machine::here();
    let memory = machine.memory_mb.map(|memory| format!(", {memory} MB")).unwrap_or_default();
    let size = format!("{} cores{memory}", machine.cores);
    let used = |name: &str| {
        [Some(&choice.open), choice.closed.as_ref()].into_iter().flatten().any(|one| one.offer.name == name)
    };
    for found in installed(&config.models) {
        let name = found.offer.name;
        let (state, says) = match (used(name), machine.carries(found.offer)) {
            (true, true) => (State::Ok, format!("{}, carried by this machine ({size})", found.path.display())),
            (true, false) => (
                State::Wrong,
                format!("too much for this machine ({size}), which keeps callers waiting: name a smaller one"),
            ),
            (false, true) => (State::Ok, "installed, not used beside the others".to_owned()),
            (false, false) => (State::Note, format!("installed, not used: too much for this machine ({size})")),
        };
        findings.add("model", Some(name), state, says);
    }
}

/// Tries each voice in every language that a business offers.
pub(super) async fn voices(config: &Config, businesses: &[Arc<Business>], findings: &mut Findings) {
    const CHECK: &str = "voice";
    let wanted = |language: &Language| {
        businesses.is_empty() || businesses.iter().any(|business| business.languages.contains(language))
    };
    let espeak_first = matches!(config.voice.order.first(), Some(Speaker::BuiltIn));
    if espeak_first && wanted(&Language::De) {
        findings.add("clarity", None, State::Note, PICO);
    }
    let voices = startup::voices(&config.voice);
    let alone = voices.len() == 1;
    for (name, voice) in voices {
        let voice = match voice {
            Ok(voice) => voice,
            Err(error) => {
                findings.add(CHECK, Some(&name), State::Wrong, format!("failed to {}", told(&error)));
                continue;
            }
        };
        for language in Language::ALL.into_iter().filter(wanted) {
            let about = if alone { language.to_string() } else { format!("{name} {language}") };
            tried(CHECK, &about, &voice, language, findings).await;
        }
    }
}

/// `vorzimmer-lab eval voices` shows how much more of its German comes through a telephone line.
const PICO: &str = "espeak-ng is hard to follow in German; Pico is easier: install libttspico-utils (Debian's non-free), add \
                    [[synthesiser]] id = \"pico\", kind = \"pico\", and write order = [\"pico\", \"espeak\"] in [voice]";

async fn tried(check: &'static str, about: &str, voice: &Voice, language: Language, findings: &mut Findings) {
    match voice.probe(language).await {
        Ok(probe) => {
            let says = format!("{} speaks, first sound after {} ms", voice.name(), probe.first_frame.as_millis());
            findings.add(check, Some(about), State::Ok, says);
        }
        Err(error @ TtsError::Missing(_)) => {
            findings.add(check, Some(about), State::Missing, format!("failed to {error}"));
        }
        Err(error) => findings.add(check, Some(about), State::Wrong, format!("failed to {error}")),
    }
}
