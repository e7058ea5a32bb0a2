//! A peak limiter with 5 ms of foresight: loud synthesis is turned down in time instead of clipping.
//!
//! Works on blocks. Each block's gain runs in a straight line between two corners, and a corner is never above what either
//! of its two blocks can bear, so no sample passes the ceiling, by construction. Sound below the ceiling is not touched.

use super::frame::LINE_HZ;

/// Samples in a block: 5 ms.
pub const BLOCK: usize = (LINE_HZ / 200) as usize;
/// What a limiter takes and gives; full scale is ±32,767, and more is allowed in.
pub type Block = [f32; BLOCK];

/// No sample leaves above this: −1 dBFS, since gateways that recode the call overshoot a little.
pub const CEILING: f32 = 29_204.0;
/// By how much the gain may rise within a block: 6 dB in 100 ms, slow enough not to be heard as pumping.
const RISE: f32 = 1.035;

/// Limits one stream.
#[derive(Debug, Clone)]
pub struct Limiter {
    /// The block that waits until its successor is known, and what it can bear.
    waiting: Option<(Block, f32)>,
    /// The gain at its beginning.
    gain: f32,
}

impl Limiter {
    /// A limiter at rest.
    pub fn new() -> Self {
        Limiter { waiting: None, gain: 1.0 }
    }

    /// Takes a block and gives the one before it.
    pub fn push(&mut self, block: &Block) -> Option<Block> {
        let bearable = bearable(block);
        let limited = self.release(bearable);
        if limited.is_none() {
            self.gain = bearable;
        }
        self.waiting = Some((*block, bearable));
        limited
    }

    /// Gives the last block and is ready for another sound.
    pub fn finish(&mut self) -> Option<Block> {
        let last = self.release(1.0);
        *self = Limiter::new();
        last
    }

    fn release(&mut self, bearable_next: f32) -> Option<Block> {
        let (mut block, bearable) = self.waiting.take()?;
        let end = (self.gain * RISE).min(bearable).min(bearable_next);
        let step = (end - self.gain) / BLOCK as f32;
        for (index, sample) in block.iter_mut().enumerate() {
            *sample *= self.gain + step * index as f32;
        }
        self.gain = end;
        Some(block)
    }
}

impl Default for Limiter {
    fn default() -> Self {
        Limiter::new()
    }
}

/// The gain up to which a block stays below the ceiling, 1 at most.
fn bearable(block: &Block) -> f32 {
    let peak = block.iter().fold(0f32, |peak, sample| peak.max(sample.abs()));
    if peak > CEILING { CEILING / peak } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::{level_at, noise, tone};
    use proptest::prelude::*;

    fn limited(samples: &[f32]) -> Vec<f32> {
        let mut limiter = Limiter::new();
        let mut output = Vec::new();
        for block in samples.chunks_exact(BLOCK) {
            output.extend(limiter.push(block.try_into().unwrap()).into_iter().flatten());
        }
        output.extend(limiter.finish().into_iter().flatten());
        output
    }

    fn floats(samples: &[i16], gain: f32) -> Vec<f32> {
        samples.iter().map(|&sample| f32::from(sample) * gain).collect()
    }

    proptest! {
        #[test]
        fn no_sample_passes_the_ceiling(levels in prop::collection::vec(0f32..200_000.0, 1..40), seed in 0u64..1_000) {
            let noise = noise(-3.0, levels.len() * BLOCK, seed);
            let wild: Vec<f32> = noise.iter().enumerate().map(|(n, &s)| f32::from(s) / 32_767.0 * levels[n / BLOCK]).collect();
            let output = limited(&wild);
            prop_assert_eq!(output.len(), wild.len());
            // One part in a million for rounding.
            prop_assert!(output.iter().all(|sample| sample.abs() <= CEILING * 1.000_001));
        }
    }

    #[test]
    fn sound_below_the_ceiling_is_not_touched() {
        let quiet = floats(&tone(440.0, 8_000, -1.1, 4_000), 1.0);
        assert!(limited(&quiet) == quiet);
    }

    #[test]
    fn a_tone_12_db_too_loud_stays_a_tone() {
        let output = limited(&floats(&tone(440.0, 8_000, -1.0, 8_000), 4.0));
        let rounded: Vec<i16> = output.iter().map(|sample| sample.round() as i16).collect();
        let (sound, overtone) = (level_at(440.0, 8_000, &rounded), level_at(1_320.0, 8_000, &rounded));
        assert!((sound + 1.0).abs() < 0.2 && sound - overtone > 40.0, "clipped: {sound:.1} dBFS, third {overtone:.1}");
    }

    #[test]
    fn the_gain_comes_back_after_a_bang() {
        let mut samples = floats(&tone(440.0, 8_000, -10.0, 8_000), 1.0);
        samples[800] = 120_000.0;
        let output = limited(&samples);
        assert!(output[7_000..] == samples[7_000..], "half a second later nothing is left of it");
    }
}
