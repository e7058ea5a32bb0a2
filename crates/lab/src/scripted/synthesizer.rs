//! A synthesiser for tests and load: a quiet buzz of the right length, after a set delay. Not for callers.

use async_trait::async_trait;
use base::language::Language;
use serde::{Deserialize, Serialize};
use speech::tts::{Speech, Synthesizer, TtsError};
use std::time::Duration;
use tokio::sync::mpsc;

/// Sampling rate, Hz: that of most neural voices, so that resampling costs what it would.
const SAMPLE_HZ: u32 = 24_000;
/// Period of the buzz, samples: 200 Hz.
const PERIOD: u32 = 120;
/// Its amplitude: loud enough to be sound, quiet enough to be borne (−34 dBFS).
const AMPLITUDE: i16 = 650;
/// Length of a chunk, ms.
const CHUNK_MS: u32 = 100;
/// Chunks on their way.
const CHUNKS: usize = 16;

/// How it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scripted {
    /// Time to the first samples, ms; the rest is there at once.
    pub delay_ms: u32,
    /// Length of the sound, ms for each character of the text.
    pub character_ms: u32,
}

impl Default for Scripted {
    /// As espeak-ng: 10 ms of delay, 14 characters a second.
    fn default() -> Self {
        Scripted { delay_ms: 10, character_ms: 70 }
    }
}

#[async_trait]
impl Synthesizer for Scripted {
    fn name(&self) -> &str {
        "scripted"
    }

    fn voice(&self, _: Language) -> String {
        format!("scripted {}", self.character_ms)
    }

    async fn synthesize(&self, text: &str, language: Language) -> Result<Speech, TtsError> {
        let samples = u64::from(self.character_ms) * u64::from(SAMPLE_HZ) / 1_000 * text.chars().count() as u64;
        let delay = Duration::from_millis(self.delay_ms.into());
        let (sender, chunks) = mpsc::channel(CHUNKS);
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            let chunk_length = u64::from(SAMPLE_HZ * CHUNK_MS / 1_000);
            for start in (0..samples).step_by(chunk_length as usize) {
                let chunk = (start..samples.min(start + chunk_length)).map(buzz).collect();
                if sender.send(Ok(chunk)).await.is_err() {
                    return;
                }
            }
        });
        Ok(Speech { voice: self.voice(language), sample_hz: SAMPLE_HZ, chunks })
    }
}

/// A triangle wave.
fn buzz(index: u64) -> i16 {
    let phase = (index % u64::from(PERIOD)) as i32;
    let quarter = PERIOD as i32 / 4;
    let height = if phase < 2 * quarter { phase - quarter } else { 3 * quarter - phase };
    (i32::from(AMPLITUDE) * height / quarter) as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    async fn spoken(scripted: Scripted, text: &str) -> (Duration, Vec<i16>) {
        let start = Instant::now();
        let mut speech = scripted.synthesize(text, Language::De).await.unwrap();
        let mut samples = speech.chunks.recv().await.unwrap().unwrap();
        let first = start.elapsed();
        while let Some(chunk) = speech.chunks.recv().await {
            samples.extend(chunk.unwrap());
        }
        (first, samples)
    }

    #[tokio::test(start_paused = true)]
    async fn it_waits_as_told_and_lasts_as_long_as_the_text() {
        let scripted = Scripted { delay_ms: 250, character_ms: 60 };
        let (first, samples) = spoken(scripted, "Grüß Gott!").await;
        assert_eq!(first, Duration::from_millis(250));
        assert_eq!(samples.len(), 24 * 600);
        assert_eq!(samples, spoken(scripted, "Grüß Gott!").await.1, "the same each time");
        assert_eq!(samples.iter().max(), Some(&AMPLITUDE));
        assert_eq!(samples.iter().min(), Some(&-AMPLITUDE));
    }
}
