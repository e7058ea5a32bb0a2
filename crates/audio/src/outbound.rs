//! The way out: a synthesiser's samples become 20 ms frames of μ-law.
//!
//! Takes one sentence after another as mono samples at any common rate, in chunks of any size: resampled to 8 kHz
//! ([`super::resample`]), silence around it cut ([`super::trim`]), peaks limited ([`super::limiter`]), encoded. The frames do
//! not depend on how the sentence was cut into chunks. It does not pace: frames are there as soon as their samples are.

use super::AudioError;
use super::frame::{LINE_FRAME, LineFrame};
use super::limiter::{BLOCK, Block, Limiter};
use super::mulaw;
use super::resample::ToLine;
use super::trim::Trim;
use std::collections::VecDeque;

/// Makes frames of a synthesiser's sentences.
pub struct Outbound {
    to_line: ToLine,
    /// Samples at 8 kHz that do not fill a block yet.
    samples: Vec<f32>,
    trim: Trim,
    limiter: Limiter,
    codes: VecDeque<u8>,
}

impl Outbound {
    /// A chain for samples at `sample_hz`.
    ///
    /// # Errors
    /// When there is no filter for this rate.
    pub fn new(sample_hz: u32) -> Result<Self, AudioError> {
        Ok(Outbound {
            to_line: ToLine::new(sample_hz)?,
            samples: Vec::new(),
            trim: Trim::new(),
            limiter: Limiter::new(),
            codes: VecDeque::new(),
        })
    }

    /// Takes the next samples of a sentence.
    pub fn push(&mut self, samples: &[i16]) {
        self.to_line.push(samples, &mut self.samples);
        self.encode_blocks();
    }

    /// The sentence is complete: its tail comes out, padded to a whole frame. The next one may follow.
    pub fn finish(&mut self) {
        self.to_line.finish(&mut self.samples);
        self.samples.resize(self.samples.len().next_multiple_of(BLOCK), 0.0);
        self.encode_blocks();
        self.trim.finish();
        if let Some(last) = self.limiter.finish() {
            encode(&last, &mut self.codes);
        }
        self.codes.resize(self.codes.len().next_multiple_of(LINE_FRAME), mulaw::SILENCE);
    }

    /// The next frame that is ready.
    pub fn poll(&mut self) -> Option<LineFrame> {
        if self.codes.len() < LINE_FRAME {
            return None;
        }
        let mut frame = [mulaw::SILENCE; LINE_FRAME];
        for (slot, code) in frame.iter_mut().zip(self.codes.drain(..LINE_FRAME)) {
            *slot = code;
        }
        Some(frame)
    }

    fn encode_blocks(&mut self) {
        let Outbound { samples, trim, limiter, codes, .. } = self;
        let (blocks, rest) = samples.as_chunks::<BLOCK>();
        for block in blocks {
            trim.push(block, |kept| {
                if let Some(limited) = limiter.push(kept) {
                    encode(&limited, codes);
                }
            });
        }
        let whole = samples.len() - rest.len();
        samples.drain(..whole);
    }
}

fn encode(block: &Block, codes: &mut VecDeque<u8>) {
    codes.extend(block.iter().map(|sample| mulaw::encode(sample.round_ties_even() as i16)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::{level_at, noise, tone};

    fn frames(samples: &[i16], sample_hz: u32, cut: usize) -> Vec<LineFrame> {
        let mut outbound = Outbound::new(sample_hz).unwrap();
        let mut frames = Vec::new();
        for chunk in samples.chunks(cut) {
            outbound.push(chunk);
            frames.extend(std::iter::from_fn(|| outbound.poll()));
        }
        outbound.finish();
        frames.extend(std::iter::from_fn(|| outbound.poll()));
        frames
    }

    fn decoded(frames: &[LineFrame]) -> Vec<i16> {
        frames.iter().flatten().map(|&code| mulaw::decode(code)).collect()
    }

    #[test]
    fn a_second_of_sound_is_a_second_of_frames_at_every_rate() {
        for sample_hz in [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000] {
            let output = decoded(&frames(&tone(1_000.0, sample_hz, -12.0, sample_hz as usize), sample_hz, 700));
            assert_eq!(output.len(), 8_000, "{sample_hz} Hz");
            let level = level_at(1_000.0, 8_000, &output[800..7_200]);
            assert!((level + 12.0).abs() < 0.2, "{sample_hz} Hz: {level:.2} dBFS");
        }
    }

    #[test]
    fn cutting_the_sentence_differently_changes_no_frame() {
        let sentence = noise(-10.0, 20_011, 5);
        let whole = frames(&sentence, 22_050, sentence.len());
        for cut in [1, 97, 1_024, 4_096] {
            assert!(frames(&sentence, 22_050, cut) == whole, "cut at {cut}");
        }
    }

    #[test]
    fn the_tail_is_padded_with_silence() {
        let frames = frames(&tone(1_000.0, 8_000, -12.0, 250), 8_000, 250);
        assert_eq!(frames.len(), 2);
        assert!(frames[1][120..].iter().all(|&code| code == mulaw::SILENCE));
        assert!(frames[1][..40].iter().any(|&code| code != mulaw::SILENCE));
    }

    #[test]
    fn full_scale_noise_does_not_clip() {
        let output = decoded(&frames(&noise(0.0, 22_050, 6), 22_050, 441));
        let loudest = output.iter().map(|sample| sample.unsigned_abs()).max();
        // The codes nearest to the ceiling of 29,204 stand for 29,052 and 30,076.
        assert!(loudest <= Some(30_076), "{loudest:?}");
    }

    #[test]
    fn sentences_follow_each_other_without_a_trace_of_the_last() {
        let sentence = noise(-10.0, 5_000, 7);
        let mut outbound = Outbound::new(24_000).unwrap();
        let mut sentences = [Vec::new(), Vec::new()];
        for frames in &mut sentences {
            outbound.push(&sentence);
            outbound.finish();
            frames.extend(std::iter::from_fn(|| outbound.poll()));
        }
        assert!(sentences[0] == sentences[1] && !sentences[0].is_empty());
    }

    #[test]
    fn an_empty_sentence_has_no_frames() {
        assert!(frames(&[], 16_000, 1).is_empty());
        assert!(frames(&[0; 16_000], 16_000, 320).is_empty());
    }
}
