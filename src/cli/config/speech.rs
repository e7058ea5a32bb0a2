//! RecogniserChoice, voice and mind: which adapters, and how they are set.

use super::llm::Llm;
use super::parse::{choice, path, word};
use super::recognisers::{self, RecogniserChoice, Recognisers};
use super::section::{Reading, Section};
use super::synthesisers::{BUILT_IN, Found, Speaker, order};
use base::document::Fault;
use base::document::quantity::{count, duration};
use base::language::Localised;
use speech::asr::models::CATALOGUE;
use std::path::PathBuf;
use std::time::Duration;

/// `[speech]`.
#[derive(Debug, Clone)]
pub struct Speech {
    /// In which order recognisers are tried; there is at least one.
    pub order: Vec<RecogniserChoice>,
    /// Folder with the models.
    pub models: PathBuf,
    /// Model for open questions by name; absent: the best installed that the machine can carry.
    pub open_model: Option<String>,
    /// Model for closed questions by name; absent: likewise.
    pub closed_model: Option<String>,
    /// Worker threads' number; absent: by the machine's cores.
    pub workers: Option<usize>,
    /// Threads of one worker; absent: by the machine's cores.
    pub threads: Option<usize>,
    /// Hypotheses at this interval of speech while a worker is idle; absent: none.
    pub hypotheses_every: Option<Duration>,
}

/// `[voice]`.
#[derive(Debug, Clone)]
pub struct Voice {
    /// The built-in synthesiser.
    pub synthesiser: Synthesiser,
    /// Who speaks, in the order in which they are tried; at least one.
    pub order: Vec<Speaker>,
    /// Folder in which rendered phrases are kept; absent: in memory only.
    pub cache: Option<PathBuf>,
}

/// A synthesiser.
#[derive(Debug, Clone)]
pub enum Synthesiser {
    /// espeak-ng.
    Espeak {
        /// The program, looked for in `PATH` if it has no slash.
        program: PathBuf,
        /// Voice for each language, by espeak-ng's name.
        voice: Localised<String>,
        /// Speed, words per minute.
        words_per_minute: u32,
        /// Processes at once.
        processes: u32,
    },
}

impl Synthesiser {
    /// Its name in `order`.
    pub fn name(&self) -> &'static str {
        match self {
            Synthesiser::Espeak { .. } => BUILT_IN,
        }
    }
}

/// `[engine]`: what decides what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The rules.
    Rules,
    /// Language models, and the rules where they fail.
    Llm,
}

pub(super) fn speech(reading: &Reading<'_>, remote: &Recognisers) -> Option<Speech> {
    let section = reading.section("speech");
    let recogniser = section.value("recogniser", "whisper", choice(&[("whisper", ())]));
    let order = recognisers::order(&section, remote);
    let models = section.value("models", "models", path);
    let open_model = section.optional("open_model", model);
    let closed_model = section.optional("closed_model", model);
    let workers = section.optional("workers", count(1..=16));
    let threads = section.optional("threads", count(1..=16));
    let interval = Duration::from_millis(250)..=Duration::from_secs(5);
    let hypotheses_every = section.optional("hypotheses_every", duration(interval));
    section.finish();
    recogniser?;
    Some(Speech { order: order?, models: models?, open_model, closed_model, workers, threads, hypotheses_every })
}

/// The name of a speech model that there is.
fn model(text: &str) -> Result<String, Fault> {
    let known = CATALOGUE.iter().any(|offer| offer.name == text);
    let names = || CATALOGUE.iter().map(|offer| offer.name).collect::<Vec<_>>().join(", ");
    match known {
        true => Ok(text.to_owned()),
        false => Err(Fault::new(format!("'{text}' is no speech model"), format!("write one of {}", names()))),
    }
}

pub(super) fn voice(reading: &Reading<'_>, others: &[Found]) -> Option<Voice> {
    let section = reading.section("voice");
    let kind = section.value("synthesiser", "espeak", choice(&[("espeak", ())]));
    let cache = section.optional("cache", path);
    let synthesiser = espeak(&section).filter(|_| kind.is_some());
    // Asked for whatever else is wrong, lest it be taken for a key that is not known.
    let order = order(&section, others);
    section.finish();
    Some(Voice { synthesiser: synthesiser?, order: order?, cache })
}

fn espeak(section: &Section<'_, '_>) -> Option<Synthesiser> {
    let program = section.value("program", "espeak-ng", path);
    let de = section.value("voice_de", "de", word);
    let en = section.value("voice_en", "en-gb", word);
    let words_per_minute = section.value("words_per_minute", "160", count(80..=300));
    let processes = section.value("processes", "8", count(1..=64));
    let voice = Localised { de: de?, en: en? };
    Some(Synthesiser::Espeak { program: program?, voice, words_per_minute: words_per_minute?, processes: processes? })
}

pub(super) fn engine(reading: &Reading<'_>, llms: &[Llm]) -> Option<Engine> {
    const KINDS: &[(&str, Engine)] = &[("rules", Engine::Rules), ("llm", Engine::Llm)];
    let section = reading.section("engine");
    let kind = section.value("kind", "rules", choice(KINDS));
    if kind == Some(Engine::Llm) && llms.is_empty() {
        let fault = Fault::new("`kind`: there is no [[llm]] that can be used", "add one, or write kind = \"rules\"");
        section.complain_of("kind", fault);
    }
    section.finish();
    kind.filter(|kind| *kind == Engine::Rules || !llms.is_empty())
}
