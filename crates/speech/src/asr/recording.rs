//! What one caller said since the turn began, with a little of what came before. Pure.
//!
//! Frames go in; [`Recording::speech`] gives the samples worth recognising. Before speech has started only a short pre-roll
//! is kept, so that a first consonant is not lost and nothing else is.

use audio::{EAR_FRAME, EAR_HZ, EarFrame};
use std::collections::VecDeque;

/// Sound kept before speech is known to have started, ms.
const PRE_ROLL_MS: u32 = 500;
/// Sound kept before the onset that the detector reports, ms: it fires on voiced sound, after a soft beginning.
const LEAD_MS: u32 = 200;
/// Longest speech kept, ms: Whisper hears 30 s at once, and nobody answers for longer; the oldest is dropped first.
const SPEECH_MS_MAX: u32 = 29_000;
/// Silence kept after the last sound, ms: a cut into the last consonant costs more than it saves.
const TAIL_MS: u32 = 300;

const fn samples(ms: u32) -> usize {
    (ms as usize) * (EAR_HZ as usize) / 1_000
}

/// The sound of one caller's turn.
#[derive(Debug, Default)]
pub struct Recording {
    sound: VecDeque<i16>,
    speaking: bool,
}

impl Recording {
    /// Takes the next 20 ms.
    pub fn hear(&mut self, frame: &EarFrame) {
        self.sound.extend(frame);
        self.keep(samples(if self.speaking { SPEECH_MS_MAX } else { PRE_ROLL_MS }));
    }

    /// Speech began `ago_ms` before the end of the last frame. Within a turn only the first onset counts.
    pub fn speech_started(&mut self, ago_ms: u32) {
        if !self.speaking {
            self.speaking = true;
            self.keep(samples(ago_ms.saturating_add(LEAD_MS).min(PRE_ROLL_MS)));
        }
    }

    /// The turn is over: keeps the pre-roll only.
    pub fn forget(&mut self) {
        self.speaking = false;
        self.keep(samples(PRE_ROLL_MS));
    }

    /// Length of the speech so far, in samples; 0 before it started.
    #[cfg_attr(not(feature = "whisper"), allow(dead_code, reason = "hypotheses of whisper.cpp are counted by it"))]
    pub fn len(&self) -> usize {
        if self.speaking { self.sound.len() } else { 0 }
    }

    /// The speech so far without the silence after it, −1 to 1; empty before it started.
    #[cfg_attr(not(feature = "whisper"), allow(dead_code, reason = "whisper.cpp wants it so"))]
    pub fn speech(&self) -> Vec<f32> {
        self.samples().into_iter().map(scaled).collect()
    }

    /// The same as samples.
    pub fn samples(&self) -> Vec<i16> {
        if !self.speaking {
            return Vec::new();
        }
        let speech: Vec<f32> = self.sound.iter().copied().map(scaled).collect();
        self.sound.iter().copied().take(end_of_sound(&speech)).collect()
    }

    fn keep(&mut self, last: usize) {
        self.sound.drain(..self.sound.len().saturating_sub(last));
    }
}

/// −1 to 1.
fn scaled(sample: i16) -> f32 {
    f32::from(sample) / 32_768.0
}

/// Where the last sound ends, and a little later. What is no louder than three times the quietest tenth of the frames, or
/// than a line's idle noise, is silence; where noise is nearly as loud as speech, nothing is cut.
fn end_of_sound(speech: &[f32]) -> usize {
    const IDLE: f32 = 0.002;
    let level = |frame: &[f32]| (frame.iter().map(|sample| sample * sample).sum::<f32>() / frame.len() as f32).sqrt();
    let levels: Vec<f32> = speech.chunks(EAR_FRAME).map(level).collect();
    let mut sorted = levels.clone();
    sorted.sort_by(f32::total_cmp);
    let floor = sorted.get(sorted.len() / 10).copied().unwrap_or(0.0);
    let loudest = sorted.last().copied().unwrap_or(0.0);
    let threshold = (3.0 * floor).max(IDLE).min(loudest / 8.0);
    let last = levels.iter().rposition(|&level| level > threshold).map_or(0, |frame| (frame + 1) * EAR_FRAME);
    (last + samples(TAIL_MS)).min(speech.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(level: i16) -> EarFrame {
        std::array::from_fn(|i| if i % 2 == 0 { level } else { -level })
    }

    fn hear(recording: &mut Recording, level: i16, ms: u32) {
        for _ in 0..ms / 20 {
            recording.hear(&frame(level));
        }
    }

    #[test]
    fn before_speech_only_the_pre_roll_is_kept() {
        let mut recording = Recording::default();
        hear(&mut recording, 100, 10_000);
        assert_eq!((recording.sound.len(), recording.len(), recording.speech()), (samples(500), 0, vec![]));
        recording.speech_started(140);
        assert_eq!(recording.len(), samples(340), "onset and a little before");
    }

    #[test]
    fn a_long_turn_keeps_its_end() {
        let mut recording = Recording::default();
        recording.speech_started(0);
        hear(&mut recording, 1_000, 20_000);
        hear(&mut recording, 3_000, 20_000);
        assert_eq!(recording.len(), samples(29_000));
        assert!((recording.speech().last().copied().unwrap_or(0.0).abs() - 3_000.0 / 32_768.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_forgotten_is_gone_but_for_the_pre_roll() {
        let mut recording = Recording::default();
        recording.speech_started(0);
        hear(&mut recording, 1_000, 3_000);
        recording.forget();
        assert!(recording.len() == 0 && recording.speech().is_empty());
        recording.speech_started(500);
        assert_eq!(recording.len(), samples(500));
    }

    #[test]
    fn a_second_onset_within_a_turn_cuts_nothing() {
        let mut recording = Recording::default();
        recording.speech_started(0);
        hear(&mut recording, 1_000, 3_000);
        recording.speech_started(100);
        assert_eq!(recording.len(), samples(3_000));
    }

    #[test]
    fn silence_after_the_last_sound_is_trimmed_and_noise_is_not() {
        let mut recording = Recording::default();
        recording.speech_started(0);
        hear(&mut recording, 2_000, 1_000);
        hear(&mut recording, 20, 2_000);
        assert_eq!(recording.speech().len(), samples(1_300));
        let mut noisy = Recording::default();
        noisy.speech_started(0);
        hear(&mut noisy, 2_000, 1_000);
        hear(&mut noisy, 1_500, 1_000);
        assert_eq!(noisy.speech().len(), samples(2_000));
    }
}
