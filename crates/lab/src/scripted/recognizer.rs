//! A recogniser that says what it was told to: for tests and for load without a model.
//!
//! Each call hears the same utterances in order, one a turn, whatever the caller really says; after the last comes the first
//! again. Nothing is said of a turn without speech.

use async_trait::async_trait;
use audio::EarFrame;
use speech::asr::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Says fixed utterances.
#[derive(Debug, Clone)]
pub struct Scripted {
    utterances: Arc<[String]>,
    delay: Duration,
}

impl Scripted {
    /// Says `utterances`, each `delay` after it was asked for.
    pub fn new<S: Into<String>>(utterances: impl IntoIterator<Item = S>, delay: Duration) -> Self {
        Scripted { utterances: utterances.into_iter().map(Into::into).collect(), delay }
    }
}

impl Recognizer for Scripted {
    fn name(&self) -> &str {
        "scripted"
    }

    fn listen(&self, _: Setting) -> Result<Box<dyn Listener>, AsrError> {
        Ok(Box::new(ScriptedListener { script: self.clone(), turn: 0, speaking: false, asked: None, answered: false }))
    }
}

struct ScriptedListener {
    script: Scripted,
    turn: usize,
    speaking: bool,
    asked: Option<(Take, Instant)>,
    answered: bool,
}

impl ScriptedListener {
    fn answer(&self, take: Take, took: Duration) -> Heard {
        let utterances = &self.script.utterances;
        match utterances.get(self.turn % utterances.len().max(1)) {
            Some(words) if self.speaking => {
                Heard::Utterance { take, words: words.as_str().into(), confidence: Some(1.0), took }
            }
            _ => Heard::Nothing { take, took },
        }
    }
}

#[async_trait]
impl Listener for ScriptedListener {
    fn hear(&mut self, _: &EarFrame) {}

    fn speech_started(&mut self, _: u32) {
        self.speaking = true;
    }

    fn finish(&mut self, take: Take, _: Expectation) {
        self.asked = Some((take, Instant::now()));
    }

    fn forget(&mut self) {
        self.turn += usize::from(self.answered);
        (self.speaking, self.answered, self.asked) = (false, false, None);
    }

    async fn next(&mut self) -> Heard {
        let Some((take, asked_at)) = self.asked else { return std::future::pending().await };
        tokio::time::sleep_until(asked_at + self.script.delay).await;
        self.asked = None;
        self.answered |= self.speaking;
        self.answer(take, asked_at.elapsed())
    }
}
