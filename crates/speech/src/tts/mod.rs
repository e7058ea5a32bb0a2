//! Speech synthesis: the port [`Synthesizer`] and its adapters, one file each.
//!
//! A synthesiser turns one sentence into samples, streamed as they come. It knows nothing of lines, frames or calls; the
//! way from samples to μ-law frames is [`audio`]'s. [`voice::Voice`] joins the two for a call, with the cache of
//! fixed [`phrases`]; [`fallback::FallbackSynthesizer`] puts several in order, so that one that fails is not the call's end.

pub mod elevenlabs;
pub mod espeak;
pub mod fallback;
pub mod phrases;
pub mod pico;
mod reply;
pub mod silent;
pub mod speech_api;
pub mod voice;
mod wave;

use async_trait::async_trait;
use base::language::Language;
use tokio::sync::mpsc;

/// The longest text taken at once, bytes: some four minutes of speech. Sentences have 100; more is a mistake upstream.
pub const TEXT_BYTES_MAX: usize = 4_096;

/// A source of speech; one per process, shared by all calls.
#[async_trait]
pub trait Synthesizer: Send + Sync {
    /// Name for logs and reports, such as `espeak-ng`.
    fn name(&self) -> &str;

    /// What identifies the voice used for `language` (adapter, voice, speed): part of the key of the phrase cache.
    fn voice(&self, language: Language) -> String;

    /// The voices whose earlier renderings may be played instead of speaking now, the best first. One, unless others take
    /// its turn ([`fallback`]).
    fn voices(&self, language: Language) -> Vec<String> {
        vec![self.voice(language)]
    }

    /// Speaks one sentence. Returns when synthesis has been accepted; samples arrive on the channel. Dropping the channel
    /// cancels the rest.
    ///
    /// # Errors
    /// When the synthesiser cannot be started or reached.
    async fn synthesize(&self, text: &str, language: Language) -> Result<Speech, TtsError>;
}

/// Speech on its way: chunks of linear samples; closed after the last.
#[derive(Debug)]
pub struct Speech {
    /// What identifies the voice that speaks ([`Synthesizer::voice`] of whoever it is in the end).
    pub voice: String,
    /// Sampling rate, Hz.
    pub sample_hz: u32,
    /// Mono samples in chunks of any size, or the reason why there are no more.
    pub chunks: mpsc::Receiver<Result<Vec<i16>, TtsError>>,
}

/// Failed to synthesise speech.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TtsError {
    /// The synthesiser is not installed or not usable; says what to do.
    #[error("start the synthesiser: {0}")]
    Missing(String),
    /// It broke off.
    #[error("synthesise speech: {0}")]
    Synthesis(String),
}

/// The text, if it is no longer than [`TEXT_BYTES_MAX`].
fn bounded(text: &str) -> Result<&str, TtsError> {
    match text.len() {
        0..=TEXT_BYTES_MAX => Ok(text),
        length => Err(TtsError::Synthesis(format!("the text has {length} bytes, {TEXT_BYTES_MAX} at most"))),
    }
}
