//! From a line's 8 kHz to the ear's 16 kHz by a half-band filter.
//!
//! Every second sample is the line's own; the one between is weighed from the 24 around it. What a half-band filter leaves
//! of the band's mirror image above 4 kHz is at least 63 dB below the sound (for sound up to 3.4 kHz, the telephone's
//! band), far under the rounding noise of μ-law; the delay is 1.5 ms. rubato's FFT (−97 dB, 10 ms) costs 2.5 times as much
//! and its sinc filter (−83 dB, 4 ms) eight times (`benches/audio.rs`). State is kept between calls, so the output does not
//! depend on how the input was cut. It does not go the other way: see [`super::resample`].

use super::frame::LINE_FRAME;

/// Line samples by which the output lags behind the input: 12, or 1.5 ms.
pub const DELAY: usize = HALF.len();

/// The outer to inner half of the symmetric filter: Parks–McClellan, one band from 0 to 3.4 kHz at 8 kHz, 24 taps.
const HALF: [f32; 12] = [
    -0.001_664_35,
    0.003_019_26,
    -0.005_593_7,
    0.009_458_94,
    -0.015_036_69,
    0.022_905_06,
    -0.033_956_64,
    0.049_780_54,
    -0.073_720_98,
    0.114_496_29,
    -0.204_292_38,
    0.633_944_7,
];

/// Samples of the past that the filter needs beside the newest.
const PAST: usize = 2 * HALF.len() - 1;

/// Doubles the sampling rate of one stream.
#[derive(Debug, Clone)]
pub struct HalfBand {
    /// The past, then the block at hand.
    window: [f32; PAST + LINE_FRAME],
}

impl HalfBand {
    /// A filter that has heard silence so far.
    pub fn new() -> Self {
        HalfBand { window: [0.0; PAST + LINE_FRAME] }
    }

    /// Writes two samples to `output` for each of `input`; what has no room in `output` is not read.
    pub fn process(&mut self, input: &[i16], output: &mut [i16]) {
        for (input, output) in input.chunks(LINE_FRAME).zip(output.chunks_mut(2 * LINE_FRAME)) {
            let length = input.len().min(output.len() / 2);
            self.process_block(&input[..length], output);
        }
    }

    fn process_block(&mut self, input: &[i16], output: &mut [i16]) {
        let length = input.len();
        for (slot, &sample) in self.window[PAST..].iter_mut().zip(input) {
            *slot = f32::from(sample);
        }
        let between = self.between(length);
        for (index, pair) in output.chunks_exact_mut(2).take(length).enumerate() {
            pair[0] = self.window[PAST - DELAY + index] as i16;
            pair[1] = between[index].round_ties_even() as i16;
        }
        self.window.copy_within(length..length + PAST, 0);
    }

    /// The samples between the line's, tap by tap over the whole block: a form that compilers vectorise.
    fn between(&self, length: usize) -> [f32; LINE_FRAME] {
        let mut sums = [0.0; LINE_FRAME];
        for (tap, weight) in HALF.into_iter().enumerate() {
            let early = &self.window[tap..tap + length];
            let late = &self.window[PAST - tap..PAST - tap + length];
            for ((sum, early), late) in sums.iter_mut().zip(early).zip(late) {
                *sum += weight * (early + late);
            }
        }
        sums
    }
}

impl Default for HalfBand {
    fn default() -> Self {
        HalfBand::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::{level_at, noise, tone};

    fn doubled(input: &[i16]) -> Vec<i16> {
        let mut output = vec![0; 2 * input.len()];
        HalfBand::new().process(input, &mut output);
        output
    }

    #[test]
    fn the_mirror_image_of_every_telephone_tone_is_63_db_down() {
        for hz in (100..=3_400).step_by(50) {
            let output = doubled(&tone(f64::from(hz), 8_000, -6.0, 4_000));
            let steady = &output[400..];
            let (sound, image) =
                (level_at(f64::from(hz), 16_000, steady), level_at(f64::from(8_000 - hz), 16_000, steady));
            assert!((sound + 6.0).abs() < 0.05, "{hz} Hz came out at {sound} dBFS");
            assert!(sound - image > 63.0, "{hz} Hz: image only {:.1} dB down", sound - image);
        }
    }

    #[test]
    fn cutting_the_input_differently_changes_nothing() {
        let input = noise(-12.0, 4_000, 1);
        let whole = doubled(&input);
        for cut in [1, 7, 159, 160, 161, 1_000] {
            let mut filter = HalfBand::new();
            let mut output = vec![0; whole.len()];
            for (input, output) in input.chunks(cut).zip(output.chunks_mut(2 * cut)) {
                filter.process(input, output);
            }
            assert!(output == whole, "cut at {cut}");
        }
    }

    #[test]
    fn the_lines_own_samples_come_back_1_5_ms_later() {
        let input = noise(-12.0, 1_000, 2);
        let output = doubled(&input);
        let own: Vec<i16> = output.iter().step_by(2).copied().collect();
        assert_eq!(own[DELAY..], input[..input.len() - DELAY]);
    }

    #[test]
    fn full_scale_saturates_instead_of_wrapping() {
        let square: Vec<i16> = (0..1_000).map(|index| if index / 4 % 2 == 0 { i16::MAX } else { i16::MIN }).collect();
        let output = doubled(&square);
        assert!(output[100..].chunks(8).all(|half_wave| half_wave.iter().any(|&s| s.unsigned_abs() >= 32_767)));
    }

    #[test]
    fn no_room_no_panic() {
        HalfBand::new().process(&[1, 2, 3], &mut [0; 3]);
        HalfBand::new().process(&[], &mut []);
    }
}
