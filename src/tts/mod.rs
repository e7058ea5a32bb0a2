//! Speech synthesis: the port [`Synthesizer`] and its adapters, one file each.
//!
//! A synthesiser turns one sentence into samples, streamed as they come. It knows nothing of lines, frames or calls; the
//! way from samples to μ-law frames is [`crate::audio`]'s. [`voice::Voice`] joins the two for a call, with the cache of
//! fixed [`phrases`].

pub mod espeak;
pub mod phrases;
pub mod scripted;
pub mod voice;

use crate::language::Language;
use async_trait::async_trait;
use tokio::sync::mpsc;

/// A source of speech; one per process, shared by all calls.
#[async_trait]
pub trait Synthesizer: Send + Sync {
    /// Name for logs and reports, such as `espeak-ng`.
    fn name(&self) -> &str;

    /// What identifies the voice used for `language` (adapter, voice, speed): part of the key of the phrase cache.
    fn voice(&self, language: Language) -> String;

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
