//! A synthesiser for calls without sound: every sentence is spoken at once and takes no time. Typed calls have it at their desk.

use super::{Speech, Synthesizer, TtsError};
use async_trait::async_trait;
use base::language::Language;
use tokio::sync::mpsc;

/// Its sampling rate, Hz: that of the line, so that nothing is resampled.
const SAMPLE_HZ: u32 = audio::LINE_HZ;

/// Says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

#[async_trait]
impl Synthesizer for Silent {
    fn name(&self) -> &str {
        "silent"
    }

    fn voice(&self, _: Language) -> String {
        "silent".to_owned()
    }

    async fn synthesize(&self, _: &str, language: Language) -> Result<Speech, TtsError> {
        let (_, chunks) = mpsc::channel(1);
        Ok(Speech { voice: self.voice(language), sample_hz: SAMPLE_HZ, chunks })
    }
}
