//! A sound file as a call would hear it: μ-law and back, 16 kHz, in frames of 20 ms, with silence around it.

use crate::audio::{EAR_FRAME, EarFrame, LINE_HZ};
use anyhow::ensure;
use std::path::Path;

/// Silence before the sound, frames.
pub const LEAD_FRAMES: usize = 10;
/// Silence after it, frames: what the detector waits before it calls a pause.
const TAIL_FRAMES: usize = 10;

/// Reads a mono 8 kHz file into ear frames.
pub fn frames(path: &Path) -> anyhow::Result<Vec<EarFrame>> {
    let mut reader = hound::WavReader::open(path)?;
    let spec = reader.spec();
    ensure!(
        spec.channels == 1 && spec.sample_rate == LINE_HZ && spec.bits_per_sample == 16,
        "it is not mono, 8 kHz, 16 bit"
    );
    let sound: Vec<i16> = reader.samples::<i16>().collect::<Result<_, _>>()?;
    Ok(ear(sound))
}

/// Samples of the line as ear frames.
pub fn ear(sound: impl IntoIterator<Item = i16>) -> Vec<EarFrame> {
    let silence = |frames: usize| std::iter::repeat_n(0i16, frames * EAR_FRAME / 2);
    let line: Vec<i16> = silence(LEAD_FRAMES).chain(sound).chain(silence(TAIL_FRAMES)).collect();
    let ear = double_rate(&line);
    ear.chunks_exact(EAR_FRAME).map(|chunk| std::array::from_fn(|i| chunk.get(i).copied().unwrap_or(0))).collect()
}

/// Twice the rate, by a windowed sinc over 24 samples: what lies above 4 kHz is no image of what lies below.
fn double_rate(line: &[i16]) -> Vec<i16> {
    const HALF: isize = 12;
    let at =
        |index: isize| usize::try_from(index).ok().and_then(|index| line.get(index)).map_or(0.0, |s| f64::from(*s));
    let between = |index: isize| {
        (1 - HALF..=HALF)
            .map(|offset| {
                let x = (offset as f64 - 0.5) * std::f64::consts::PI;
                let window = 0.5 + 0.5 * (x / (HALF as f64)).cos();
                at(index + offset) * x.sin() / x * window
            })
            .sum::<f64>()
    };
    let clamp = |value: f64| value.round().clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16;
    (0..line.len() as isize).flat_map(|index| [clamp(at(index)), clamp(between(index))]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_keeps_its_shape_at_twice_the_rate() {
        let tone = |hz: f64, rate: f64, n: usize| 8_000.0 * (2.0 * std::f64::consts::PI * hz * n as f64 / rate).sin();
        let line: Vec<i16> = (0..800).map(|n| tone(1_000.0, 8_000.0, n) as i16).collect();
        let ear = double_rate(&line);
        let worst = (100..1_500).map(|n| (f64::from(ear[n]) - tone(1_000.0, 16_000.0, n)).abs()).fold(0.0, f64::max);
        assert!(worst < 120.0, "{worst}");
    }
}
