//! Ear, voice and mind: which adapters, and how they are set.

use super::llm::Llm;
use super::parse::{choice, path, word};
use super::recognisers::{self, Ear, Recognisers};
use super::section::{Reading, Section};
use super::synthesisers::{Found, Speaker, order};
use crate::document::Fault;
use crate::document::quantity::{count, duration};
use crate::document::text::line;
use crate::language::Localised;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// `[speech]`.
#[derive(Debug, Clone)]
pub struct Speech {
    /// Which recogniser works on this machine.
    pub recogniser: Recogniser,
    /// In which order recognisers are tried; there is at least one.
    pub order: Vec<Ear>,
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

/// A recogniser.
#[derive(Debug, Clone)]
pub enum Recogniser {
    /// whisper.cpp, embedded.
    Whisper,
    /// Says fixed words: for tests and load.
    Scripted {
        /// What it says, one a turn, again from the first after the last.
        words: Vec<String>,
        /// How long it takes.
        delay: Duration,
    },
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
    /// A buzz: for tests and load.
    Scripted {
        /// How long it takes until the first samples.
        delay: Duration,
        /// How long it speaks for a character.
        character: Duration,
    },
}

impl Synthesiser {
    /// Its name in `order`.
    pub fn name(&self) -> &'static str {
        match self {
            Synthesiser::Espeak { .. } => "espeak",
            Synthesiser::Scripted { .. } => "scripted",
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
    /// Fixed replies: for tests and load.
    Scripted {
        /// How long it takes.
        delay: Duration,
    },
}

/// Kinds of an adapter: one for callers, one for tests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Real,
    Scripted,
}

/// Bounds of the delays of scripted adapters.
fn delay(section: &Section<'_, '_>, default: &str) -> Option<Duration> {
    section.value("scripted_delay", default, duration(Duration::ZERO..=Duration::from_secs(10)))
}

pub(super) fn speech(reading: &Reading<'_>, listen: Option<SocketAddr>, remote: &Recognisers) -> Option<Speech> {
    let section = reading.section("speech");
    let kind = section.value("recogniser", "whisper", choice(&[("whisper", Kind::Real), ("scripted", Kind::Scripted)]));
    refuse_scripted(&section, "recogniser", kind, listen);
    let order = recognisers::order(&section, remote);
    let models = section.value("models", "models", path);
    let open_model = section.optional("open_model", word);
    let closed_model = section.optional("closed_model", word);
    let workers = section.optional("workers", count(1..=16));
    let threads = section.optional("threads", count(1..=16));
    let interval = Duration::from_millis(250)..=Duration::from_secs(5);
    let hypotheses_every = section.optional("hypotheses_every", duration(interval));
    let recogniser = match kind? {
        Kind::Real => Some(Recogniser::Whisper),
        Kind::Scripted => {
            let words = section.list("scripted_words", line(500));
            let delay = delay(&section, "300 ms");
            words.zip(delay).map(|(words, delay)| Recogniser::Scripted { words, delay })
        }
    };
    section.finish();
    Some(Speech {
        recogniser: recogniser?,
        order: order?,
        models: models?,
        open_model,
        closed_model,
        workers,
        threads,
        hypotheses_every,
    })
}

pub(super) fn voice(reading: &Reading<'_>, listen: Option<SocketAddr>, others: &[Found]) -> Option<Voice> {
    let section = reading.section("voice");
    let kind = section.value("synthesiser", "espeak", choice(&[("espeak", Kind::Real), ("scripted", Kind::Scripted)]));
    refuse_scripted(&section, "synthesiser", kind, listen);
    let cache = section.optional("cache", path);
    let synthesiser = match kind? {
        Kind::Real => espeak(&section),
        Kind::Scripted => {
            let delay = delay(&section, "10 ms");
            // The default is a brisk speaker's.
            let bounds = Duration::from_millis(5)..=Duration::from_millis(200);
            let character = section.value("scripted_character", "65 ms", duration(bounds));
            delay.zip(character).map(|(delay, character)| Synthesiser::Scripted { delay, character })
        }
    };
    let order = synthesiser.as_ref().and_then(|built_in| order(&section, built_in, others));
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

pub(super) fn engine(reading: &Reading<'_>, listen: Option<SocketAddr>, llms: &[Llm]) -> Option<Engine> {
    /// Kinds of engine.
    #[derive(Clone, Copy)]
    enum Mind {
        Rules,
        Llm,
        Scripted,
    }
    const KINDS: &[(&str, Mind)] = &[("rules", Mind::Rules), ("llm", Mind::Llm), ("scripted", Mind::Scripted)];
    let section = reading.section("engine");
    let kind = section.value("kind", "rules", choice(KINDS));
    let engine = match kind? {
        Mind::Rules => Some(Engine::Rules),
        Mind::Llm if llms.is_empty() => {
            let fault =
                Fault::new("`kind`: there is no [[llm]] that can be used", "add one, or write kind = \"rules\"");
            section.complain_of("kind", fault);
            None
        }
        Mind::Llm => Some(Engine::Llm),
        Mind::Scripted => {
            refuse_scripted(&section, "kind", Some(Kind::Scripted), listen);
            delay(&section, "200 ms").map(|delay| Engine::Scripted { delay })
        }
    };
    section.finish();
    engine
}

/// Scripted adapters know nothing of a caller: they must not be reachable by one.
fn refuse_scripted(section: &Section<'_, '_>, key: &str, kind: Option<Kind>, listen: Option<SocketAddr>) {
    let open = listen.is_some_and(|address| !address.ip().is_loopback());
    if kind == Some(Kind::Scripted) && open {
        let problem = format!("`{key}`: scripted is for tests, and this server listens to more than this machine");
        section.complain_of(key, Fault::new(problem, "write another, or listen = \"127.0.0.1:8080\" in [server]"));
    }
}
