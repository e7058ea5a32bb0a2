//! Signals for tests and measurements: tones, noise, and how loud a frequency is. No call uses them.

use std::f64::consts::TAU;

/// A sine of `dbfs` (a full-scale sine is 0 dBFS).
pub fn tone(hz: f64, sample_hz: u32, dbfs: f64, samples: usize) -> Vec<i16> {
    let amplitude = 32_767.0 * 10f64.powf(dbfs / 20.0);
    (0..samples).map(|n| (amplitude * (TAU * hz * n as f64 / f64::from(sample_hz)).sin()).round() as i16).collect()
}

/// White noise of an RMS of `dbfs` below that of a full-scale sine; the same for the same seed.
pub fn noise(dbfs: f64, samples: usize, seed: u64) -> Vec<i16> {
    let amplitude = 32_767.0 / 2f64.sqrt() * 10f64.powf(dbfs / 20.0);
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut uniform = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    // Twelve uniform numbers summed have variance one and nearly the normal distribution.
    (0..samples).map(|_| (amplitude * (0..12).map(|_| uniform()).sum::<f64>()) as i16).collect()
}

/// The level of one frequency in `samples`, dBFS.
pub fn level_at(hz: f64, sample_hz: u32, samples: &[i16]) -> f64 {
    let length = samples.len() as f64;
    let (mut cosine, mut sine) = (0.0, 0.0);
    for (n, &sample) in samples.iter().enumerate() {
        let phase = TAU * n as f64 / length;
        // Blackman–Harris: side lobes 92 dB down, so that a loud tone does not hide a faint one.
        let window =
            0.358_75 - 0.488_29 * phase.cos() + 0.141_28 * (2.0 * phase).cos() - 0.011_68 * (3.0 * phase).cos();
        let angle = TAU * hz * n as f64 / f64::from(sample_hz);
        cosine += window * f64::from(sample) * angle.cos();
        sine += window * f64::from(sample) * angle.sin();
    }
    let amplitude = 2.0 * cosine.hypot(sine) / (0.358_75 * length);
    20.0 * (amplitude / 32_767.0).max(1e-9).log10()
}
