//! The embedded recogniser: Whisper by whisper.cpp, on worker threads that all calls share.
//!
//! One [`Model`] for all calls, one [`Pool`] of workers for all models. It works on whole utterances: a take is answered with
//! words, with [`Heard::Nothing`] when the words cannot be believed, or with [`Heard::Busy`] when too many wait. Language,
//! prompt and grammar come from the call and the question. `vorzimmer-lab eval speech` measures what the settings are worth.
//!
//! whisper-rs-sys is used directly: whisper-rs keeps its pointers private, leaks a string with every prompt and passes
//! grammars in a shape that whisper.cpp does not expect.
//!
//! [`Heard::Nothing`]: super::Heard::Nothing
//! [`Heard::Busy`]: super::Heard::Busy

mod context;
mod doubt;
mod full;
mod grammar;
mod idle;
mod listener;
mod loops;
mod model;
mod pool;

pub use model::Model;
pub use pool::{Pool, Workers};

use super::models::ggml;
use super::{AsrError, Listener, Recognizer, Setting};
use listener::WhisperListener;
use std::path::Path;
use std::sync::Arc;

/// Whisper with one model.
#[derive(Debug)]
pub struct Whisper {
    name: String,
    model: Arc<Model>,
    pool: Arc<Pool>,
    hypothesis_every_ms: Option<u32>,
}

impl Whisper {
    /// Loads the model in `file`, called `name` in logs and reports, to be run by the workers of `pool`.
    ///
    /// # Errors
    /// When the file is missing, damaged or no Whisper model; the message says which.
    pub fn open(name: &str, file: &Path, pool: &Arc<Pool>) -> Result<Self, AsrError> {
        ggml::inspect(file).map_err(|error| AsrError::Model(format!("{}: {error}", file.display())))?;
        let model = Model::load(file)?;
        let name = format!("whisper {name}");
        Ok(Whisper { name, model, pool: Arc::clone(pool), hypothesis_every_ms: None })
    }

    /// Sends hypotheses every so many milliseconds of speech while a worker is idle. Off by default: they cost as much again
    /// as the utterance, and on a machine with one worker the one that runs would delay the words that count.
    #[must_use]
    pub fn with_hypotheses(mut self, every_ms: u32) -> Self {
        self.hypothesis_every_ms = Some(every_ms);
        self
    }
}

impl Recognizer for Whisper {
    fn name(&self) -> &str {
        &self.name
    }

    fn listen(&self, setting: Setting) -> Result<Box<dyn Listener>, AsrError> {
        let (pool, model) = (Arc::clone(&self.pool), Arc::clone(&self.model));
        Ok(Box::new(WhisperListener::new(pool, model, setting, self.hypothesis_every_ms)))
    }
}
