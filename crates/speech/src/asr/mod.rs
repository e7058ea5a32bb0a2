//! Speech recognition: the port [`Recognizer`] and its adapters, one file each.
//!
//! A recogniser takes 16 kHz frames of one caller and gives hypotheses (may change) and utterances (final). It does not
//! decide when the caller has finished: `call` does, and says so with [`Listener::finish`]. Adapters that stream
//! words may send hypotheses at any time; adapters that work on whole utterances answer only a `finish`.

mod attention;
pub mod deepgram;
pub mod fallback;
pub mod models;
pub mod openai_realtime;
mod outro;
pub mod pair;
mod prompt;
mod recording;
pub mod silent;
mod socket;
pub mod transcriptions;
#[cfg(feature = "whisper")]
pub mod whisper;

use async_trait::async_trait;
use audio::EarFrame;
use base::language::Language;
use base::printable;
use base::privacy::Personal;
use std::time::Duration;

/// A source of listeners; one per process and model or provider, shared by all calls.
pub trait Recognizer: Send + Sync {
    /// Name for logs and reports, such as `whisper base-q8_0`.
    fn name(&self) -> &str;

    /// Opens an ear for one call.
    ///
    /// # Errors
    /// When the recogniser cannot take another call or its provider cannot be reached.
    fn listen(&self, setting: Setting) -> Result<Box<dyn Listener>, AsrError>;
}

/// What a listener knows of the call.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The call's language. Recognisers never guess among all languages; those that can tell two apart may give words in one
    /// of `others` where it is plain that it is spoken.
    pub language: Language,
    /// The business's words (services, people), which callers are likely to say.
    pub vocabulary: Vec<String>,
    /// The other languages in which the business answers, with its words in them.
    pub others: Vec<(Language, Vec<String>)>,
}

/// What kind of answer the agent is waiting for, so that a recogniser can lean that way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expectation {
    /// Anything.
    #[default]
    Open,
    /// Yes or no.
    YesNo,
    /// A day or a time.
    When,
    /// One of the business's services or people.
    Choice,
    /// A person's name.
    Name,
    /// A name letter by letter ('K wie Kaufmann').
    Spelling,
    /// Digits.
    Digits,
    /// Letters and digits, such as a number plate.
    Code,
}

/// Numbers the requests to finish within one call; answers carry it, so that stale ones are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Take(pub u32);

/// The ear of one call.
#[async_trait]
pub trait Listener: Send {
    /// Takes the next 20 ms. Called for every frame while the ear is open. Never blocks; before [`Listener::speech_started`]
    /// only a short pre-roll (about 500 ms) is kept.
    fn hear(&mut self, frame: &EarFrame);

    /// Speech has begun `ago_ms` before the end of the last frame; what is heard is kept from there (and a little before).
    fn speech_started(&mut self, ago_ms: u32);

    /// The caller paused: recognise what was heard since the last [`Listener::forget`] and answer with `take`. A new take
    /// replaces an unanswered one. The caller may go on after it, and a later take then covers both parts.
    fn finish(&mut self, take: Take, expectation: Expectation);

    /// The turn is over: what was heard belongs to the past.
    fn forget(&mut self);

    /// The next result; pending while there is none. Cancel-safe.
    async fn next(&mut self) -> Heard;
}

/// What a recogniser says.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// Words so far, which may still change.
    Hypothesis(Personal<String>),
    /// The final words of a take.
    Utterance {
        /// The take answered.
        take: Take,
        /// The words.
        words: Personal<String>,
        /// Mean probability of the words, 0 to 1; `None` where the recogniser gives none.
        confidence: Option<f32>,
        /// Time from the request to the words.
        took: Duration,
    },
    /// There was sound, but no words that can be believed (noise, a cough, music, a loop).
    Nothing {
        /// The take answered.
        take: Take,
        /// Time from the request to the answer.
        took: Duration,
    },
    /// Too many calls are waiting for a worker; the take was dropped.
    Busy {
        /// The take dropped.
        take: Take,
    },
    /// The recogniser is dead for this call.
    Failed(AsrError),
}

impl Heard {
    /// The same with words that are safe to show: a recogniser elsewhere may send anything.
    #[must_use]
    pub fn printable(self) -> Self {
        let shown = |words: Personal<String>| Personal::new(printable::line(words.reveal()).into_owned());
        match self {
            Heard::Hypothesis(words) => Heard::Hypothesis(shown(words)),
            Heard::Utterance { take, words, confidence, took } => {
                Heard::Utterance { take, words: shown(words), confidence, took }
            }
            other => other,
        }
    }
}

impl Heard {
    /// The same without what recognisers write of noise ([`outro`]); nothing, where nothing else was heard.
    #[must_use]
    pub fn without_outro(self) -> Self {
        match self {
            Heard::Hypothesis(words) => Heard::Hypothesis(outro::without(words)),
            Heard::Utterance { take, words, confidence, took } => match outro::without(words) {
                words if words.reveal().is_empty() => Heard::Nothing { take, took },
                words => Heard::Utterance { take, words, confidence, took },
            },
            other => other,
        }
    }
}

/// Failed to recognise speech.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AsrError {
    /// The model is not there or not usable; says what to do.
    #[error("load the speech model: {0}")]
    Model(String),
    /// The recogniser gave up on this call.
    #[error("recognise speech: {0}")]
    Recognition(String),
}
