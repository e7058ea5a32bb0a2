//! Voices beside the built-in one: behind an interface, or a program that the user has installed; and the order in which all
//! are tried.

use super::llm::{listed, processor, url};
use super::parse::{choice, path, word};
use super::section::{Reading, Section};
use base::document::Fault;
use base::document::quantity::{count, duration};
use base::language::Localised;
use egress::processor::{DataClass, Processor};
use secrecy::SecretString;
use speech::tts::pico::English;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Who speaks, when it is its turn.
#[derive(Debug, Clone)]
pub enum Speaker {
    /// The synthesiser of `[voice]`.
    BuiltIn,
    /// One of `[[synthesiser]]`.
    Other(Box<Other>),
}

/// `[[synthesiser]]`.
#[derive(Debug, Clone)]
pub struct Other {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: SynthesiserKind,
    /// How long it may take to its first sound, and between sounds.
    pub first_audio_within: Duration,
}

/// What a synthesiser is.
#[derive(Debug, Clone)]
pub enum SynthesiserKind {
    /// OpenAI's interface for speech.
    SpeechApi {
        /// Where.
        remote: Remote,
        /// The key; absent where the server wants none.
        key: Option<SecretString>,
        /// Sampling rate of what it sends, Hz.
        sample_hz: u32,
    },
    /// ElevenLabs.
    ElevenLabs {
        /// Where.
        remote: Remote,
        /// The key.
        key: SecretString,
    },
    /// SVOX Pico.
    Pico {
        /// The program, looked for in `PATH` if it has no slash.
        program: PathBuf,
        /// Which English.
        english: English,
        /// Processes at once.
        processes: u32,
    },
}

/// A voice on a server.
#[derive(Debug, Clone)]
pub struct Remote {
    /// Who is asked.
    pub processor: Arc<Processor>,
    /// Address of the interface, version included.
    pub url: String,
    /// The model's name.
    pub model: String,
    /// The voice for each language.
    pub voice: Localised<String>,
}

/// A `[[synthesiser]]` by its id; without its values if anything is wrong with them.
pub(super) type Found = (String, Option<Other>);

#[derive(Clone, Copy)]
enum Named {
    SpeechApi,
    ElevenLabs,
    Pico,
}

const KINDS: &[(&str, Named)] =
    &[("speech-api", Named::SpeechApi), ("elevenlabs", Named::ElevenLabs), ("pico", Named::Pico)];
const ENGLISH: &[(&str, English)] = &[("en-GB", English::British), ("en-US", English::American)];
/// What the built-in voice is called.
pub(super) const BUILT_IN: &str = "espeak";

pub(super) fn synthesisers(reading: &Reading<'_>, processors: &[Arc<Processor>]) -> Vec<Found> {
    let sections = reading.sections("synthesiser").into_iter();
    sections.map(|(id, section)| (id.clone(), synthesiser(id, section, processors))).collect()
}

fn synthesiser(id: String, section: Section<'_, '_>, processors: &[Arc<Processor>]) -> Option<Other> {
    if id == BUILT_IN {
        let fault = Fault::new(format!("`id`: '{id}' is the name of the built-in voice"), "write another id");
        section.complain_of("id", fault);
    }
    let kind = section.required("kind", "\"speech-api\"", choice(KINDS));
    let limit = Duration::from_millis(300)..=Duration::from_secs(5);
    let first_audio_within = section.value("first_audio_within", "1500 ms", duration(limit));
    let kind = match kind {
        Some(Named::SpeechApi) => speech_api(&section, processors),
        Some(Named::ElevenLabs) => eleven_labs(&section, processors),
        Some(Named::Pico) => pico(&section),
        // Without its kind it is not known which keys belong to it.
        None => return None,
    };
    section.finish();
    Some(Other { id, kind: kind?, first_audio_within: first_audio_within? })
}

fn speech_api(section: &Section<'_, '_>, processors: &[Arc<Processor>]) -> Option<SynthesiserKind> {
    let remote = remote(section, processors, word);
    let key = section.secrets("key", "key_files", &["key", "api_key", "token"]);
    let sample_hz = section.value("sample_hz", "24000", count(8_000..=48_000));
    Some(SynthesiserKind::SpeechApi { remote: remote?, key: key?.into_iter().next(), sample_hz: sample_hz? })
}

fn eleven_labs(section: &Section<'_, '_>, processors: &[Arc<Processor>]) -> Option<SynthesiserKind> {
    let remote = remote(section, processors, voice_id);
    let key = section.secrets("key", "key_files", &["key", "api_key", "token"])?.into_iter().next();
    if key.is_none() {
        let remedy = "put it alone into a file and write key_files = [\"FILE\"]";
        section.complain_of("key_files", Fault::new("`key_files` is missing: ElevenLabs wants a key", remedy));
    }
    Some(SynthesiserKind::ElevenLabs { remote: remote?, key: key? })
}

fn pico(section: &Section<'_, '_>) -> Option<SynthesiserKind> {
    let program = section.value("program", "pico2wave", path);
    let german = section.value("voice_de", "de-DE", choice(&[("de-DE", ())]));
    let english = section.value("voice_en", "en-GB", choice(ENGLISH));
    let processes = section.value("processes", "8", count(1..=64));
    german?;
    Some(SynthesiserKind::Pico { program: program?, english: english?, processes: processes? })
}

fn remote(
    section: &Section<'_, '_>,
    processors: &[Arc<Processor>],
    voice: impl Fn(&str) -> Result<String, Fault>,
) -> Option<Remote> {
    let processor = section.required("processor", "\"voice\"", processor(processors));
    let url = section.required("url", "\"https://api.example.com/v1\"", url);
    let model = section.required("model", "\"example-voice\"", word);
    let de = section.required("voice_de", "\"anna\"", &voice);
    let en = section.required("voice_en", "\"kate\"", &voice);
    if let (Some(processor), Some(url)) = (&processor, &url) {
        listed(section, processor, url);
    }
    if let Some(processor) = &processor {
        is_sent_speech(section, processor);
    }
    let voice = Localised { de: de?, en: en? };
    Some(Remote { processor: processor?, url: url?.to_string(), model: model?, voice })
}

/// A voice's id, which becomes part of an address.
fn voice_id(text: &str) -> Result<String, Fault> {
    match word(text)? {
        id if id.chars().all(|c| c.is_ascii_alphanumeric()) => Ok(id),
        id => Err(Fault::new(format!("'{id}' is no voice's id"), "write its letters and digits, not its name")),
    }
}

/// What notices say is sent must be what is sent (P25).
fn is_sent_speech(section: &Section<'_, '_>, processor: &Processor) {
    if !processor.data.contains(&DataClass::Speech) {
        let id = &processor.id;
        let problem = format!("`processor`: '{id}' is not listed as being sent what the agent says");
        section.complain_of("processor", Fault::new(problem, "add \"speech\" to the processor's `data`"));
    }
}

/// `order` of `[voice]`; without it, the built-in voice alone.
pub(super) fn order(section: &Section<'_, '_>, others: &[Found]) -> Option<Vec<Speaker>> {
    let ids = section.list("order", |text| match text {
        text if text == BUILT_IN || others.iter().any(|(id, _)| id == text) => Ok(text.to_owned()),
        _ => {
            let remedy = format!("write {BUILT_IN} or the id of a [[synthesiser]]");
            Err(Fault::new(format!("'{text}' is no voice that can be used"), remedy))
        }
    })?;
    if let Some(twice) = ids.iter().enumerate().find_map(|(at, id)| ids[..at].contains(id).then_some(id)) {
        let problem = format!("`order`: '{twice}' stands in it twice");
        section.complain_of("order", Fault::new(problem, "write each voice once"));
        return None;
    }
    if ids.is_empty() {
        return Some(vec![Speaker::BuiltIn]);
    }
    let speaker = |id: &String| match others.iter().find(|(other, _)| other == id) {
        None => Some(Speaker::BuiltIn),
        Some((_, other)) => other.clone().map(|other| Speaker::Other(Box::new(other))),
    };
    ids.iter().map(speaker).collect()
}
