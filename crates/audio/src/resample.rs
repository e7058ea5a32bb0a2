//! From any common sampling rate down to the line's 8 kHz, by rubato's FFT resampler.
//!
//! Takes linear samples in chunks of any size and gives linear samples at 8 kHz, still as floating point on the scale of
//! 16 bits, since a filter overshoots and the limiter comes next ([`super::outbound`]). State is kept between chunks, the
//! filter's delay is cut from the front, and [`ToLine::finish`] flushes the tail, so a sound keeps its length and place.

use super::AudioError;
use super::frame::LINE_HZ;
use audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

/// Rates that are taken, Hz.
pub const SAMPLE_HZ: std::ops::RangeInclusive<u32> = LINE_HZ..=96_000;

/// Length of the blocks that are transformed at once, ms; rounded up to what the two rates have in common.
const BLOCK_MS: u32 = 20;
/// Blocks longer than this would hold back the first sound, ms. Common rates need 40 at most.
const BLOCK_MS_MAX: u32 = 100;

/// Resamples one stream to 8 kHz.
pub struct ToLine {
    filter: Option<Filter>,
}

impl ToLine {
    /// A resampler from `sample_hz`.
    ///
    /// # Errors
    /// When `sample_hz` is outside [`SAMPLE_HZ`] or has so little in common with 8 kHz that no short filter exists.
    pub fn new(sample_hz: u32) -> Result<Self, AudioError> {
        if !SAMPLE_HZ.contains(&sample_hz) {
            return Err(AudioError::Rate { sample_hz });
        }
        let filter = if sample_hz == LINE_HZ { None } else { Some(Filter::new(sample_hz)?) };
        Ok(ToLine { filter })
    }

    /// Takes samples and appends what is ready to `output`.
    pub fn push(&mut self, samples: &[i16], output: &mut Vec<f32>) {
        match &mut self.filter {
            Some(filter) => filter.push(samples, output),
            None => output.extend(samples.iter().copied().map(f32::from)),
        }
    }

    /// Appends the tail to `output` and is ready for another sound.
    pub fn finish(&mut self, output: &mut Vec<f32>) {
        if let Some(filter) = &mut self.filter {
            filter.finish(output);
        }
    }
}

struct Filter {
    fft: Fft<f32>,
    sample_hz: u32,
    /// One block of input, filled up to `filled`.
    input: Vec<f32>,
    filled: usize,
    /// One block of output.
    block: Vec<f32>,
    /// Output samples still to be cut from the front: the filter's delay.
    delay: usize,
    /// Samples taken and given since the sound began.
    taken: u64,
    given: u64,
}

impl Filter {
    fn new(sample_hz: u32) -> Result<Self, AudioError> {
        let wanted = (sample_hz * BLOCK_MS / 1_000) as usize;
        let rate = AudioError::Rate { sample_hz };
        if shortest_block(sample_hz) > (sample_hz * BLOCK_MS_MAX / 1_000) {
            return Err(rate);
        }
        let fft = Fft::new(sample_hz as usize, LINE_HZ as usize, wanted, 1, FixedSync::Both).map_err(|_| rate)?;
        Ok(Filter {
            sample_hz,
            input: vec![0.0; fft.input_frames_next()],
            filled: 0,
            block: vec![0.0; fft.output_frames_next()],
            delay: fft.output_delay(),
            taken: 0,
            given: 0,
            fft,
        })
    }

    fn push(&mut self, mut samples: &[i16], output: &mut Vec<f32>) {
        self.taken += samples.len() as u64;
        while !samples.is_empty() {
            let (now, later) = samples.split_at(samples.len().min(self.input.len() - self.filled));
            for (slot, &sample) in self.input[self.filled..].iter_mut().zip(now) {
                *slot = f32::from(sample);
            }
            self.filled += now.len();
            samples = later;
            if self.filled == self.input.len() {
                self.transform(output);
            }
        }
    }

    fn finish(&mut self, output: &mut Vec<f32>) {
        let due = (self.taken * u64::from(LINE_HZ)).div_ceil(u64::from(self.sample_hz));
        while self.given < due {
            self.input[self.filled..].fill(0.0);
            self.transform(output);
        }
        output.truncate(output.len() - (self.given - due) as usize);
        self.fft.reset();
        (self.filled, self.delay, self.taken, self.given) = (0, self.fft.output_delay(), 0, 0);
    }

    fn transform(&mut self, output: &mut Vec<f32>) {
        self.filled = 0;
        let frames = (self.input.len(), self.block.len());
        // Both can fail only on buffers of a wrong size; these were made to the filter's measure.
        if let (Ok(input), Ok(mut block)) =
            (InterleavedSlice::new(&self.input, 1, frames.0), InterleavedSlice::new_mut(&mut self.block, 1, frames.1))
        {
            let _ = self.fft.process_into_buffer(&input, &mut block, None);
        }
        let cut = self.delay.min(self.block.len());
        self.delay -= cut;
        self.given += (self.block.len() - cut) as u64;
        output.extend_from_slice(&self.block[cut..]);
    }
}

/// The fewest samples that are a whole number of samples at 8 kHz too.
fn shortest_block(sample_hz: u32) -> u32 {
    let (mut a, mut b) = (sample_hz, LINE_HZ);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    sample_hz / a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::{level_at, noise, tone};

    fn resampled(input: &[i16], sample_hz: u32, cut: usize) -> Vec<f32> {
        let mut resampler = ToLine::new(sample_hz).unwrap();
        let mut output = Vec::new();
        for chunk in input.chunks(cut) {
            resampler.push(chunk, &mut output);
        }
        resampler.finish(&mut output);
        output
    }

    fn rounded(samples: &[f32]) -> Vec<i16> {
        samples.iter().map(|&sample| sample.round() as i16).collect()
    }

    #[test]
    fn every_common_rate_keeps_length_level_and_place() {
        for sample_hz in [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000] {
            for hz in [300.0, 1_000.0, 3_000.0, 3_400.0] {
                let output = rounded(&resampled(&tone(hz, sample_hz, -6.0, sample_hz as usize), sample_hz, 1_000));
                assert_eq!(output.len(), 8_000, "{sample_hz} Hz");
                let level = level_at(hz, 8_000, &output);
                assert!((level + 6.0).abs() < 0.1, "{sample_hz} Hz: {hz} Hz came out at {level:.2} dBFS");
            }
            let low = rounded(&resampled(&tone(100.0, sample_hz, -6.0, sample_hz as usize), sample_hz, 1_000));
            let expected = tone(100.0, 8_000, -6.0, 8_000);
            let worst = low[400..7_600].iter().zip(&expected[400..]).map(|(a, b)| a.abs_diff(*b)).max();
            // 100 Hz moves by 644 in half a line sample.
            assert!(worst < Some(644), "{sample_hz} Hz: shifted, off by {worst:?}");
        }
    }

    #[test]
    fn what_the_line_cannot_carry_does_not_fold_back_into_it() {
        for (sample_hz, hz) in
            [(16_000, 4_600.0), (22_050, 5_000.0), (22_050, 9_000.0), (24_000, 7_000.0), (48_000, 20_000.0)]
        {
            let output = rounded(&resampled(&tone(hz, sample_hz, -6.0, sample_hz as usize), sample_hz, 960));
            let alias = (hz - 8_000.0 * (hz / 8_000.0).round()).abs();
            let level = level_at(alias, 8_000, &output[800..7_200]);
            assert!(level < -76.0, "{hz} Hz at {sample_hz} Hz folds to {alias} Hz at {level:.1} dBFS");
        }
    }

    #[test]
    fn cutting_the_input_differently_changes_nothing() {
        let input = noise(-12.0, 30_001, 3);
        for sample_hz in [8_000, 16_000, 22_050, 44_100] {
            let whole = resampled(&input, sample_hz, input.len());
            for cut in [1, 100, 441, 512, 4_096] {
                assert!(resampled(&input, sample_hz, cut) == whole, "{sample_hz} Hz cut at {cut}");
            }
        }
    }

    #[test]
    fn a_finished_resampler_starts_afresh() {
        let input = noise(-12.0, 5_000, 4);
        let mut resampler = ToLine::new(22_050).unwrap();
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for output in [&mut first, &mut second] {
            resampler.push(&input, output);
            resampler.finish(output);
        }
        assert!(first == second && !first.is_empty());
    }

    #[test]
    fn rates_without_a_short_filter_are_refused() {
        for sample_hz in [0, 7_999, 22_051, 100_000] {
            assert_eq!(ToLine::new(sample_hz).err(), Some(AudioError::Rate { sample_hz }));
        }
        assert_eq!(
            AudioError::Rate { sample_hz: 5 }.to_string(),
            "resample from 5 Hz: use a common rate from 8000 to 96000 Hz"
        );
    }
}
