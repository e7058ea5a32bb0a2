//! A recogniser for calls without sound: it hears nothing and says nothing. Typed calls have it at their desk.

use super::{AsrError, Expectation, Heard, Listener, Recognizer, Setting, Take};
use async_trait::async_trait;
use audio::EarFrame;

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Recognizer for Silent {
    fn name(&self) -> &str {
        "silent"
    }

    fn listen(&self, _: Setting) -> Result<Box<dyn Listener>, AsrError> {
        Ok(Box::new(Silent))
    }
}

#[async_trait]
impl Listener for Silent {
    fn hear(&mut self, _: &EarFrame) {}

    fn speech_started(&mut self, _: u32) {}

    fn finish(&mut self, _: Take, _: Expectation) {}

    fn forget(&mut self) {}

    async fn next(&mut self) -> Heard {
        std::future::pending().await
    }
}
