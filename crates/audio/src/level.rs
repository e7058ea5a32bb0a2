//! How loud sound is, in dBFS: 0 is a sine that just fits, so that speech on a phone line lies around −20.

/// What digital silence counts as, dBFS.
pub const SILENCE_DBFS: f32 = -96.0;

/// Mean square of a sine that just fits.
const FULL_SCALE: f32 = 32_767.0 * 32_767.0 / 2.0;

/// Mean power of `samples` relative to a full-scale sine; 0 for none.
pub fn power(samples: &[i16]) -> f32 {
    let sum: i64 = samples.iter().map(|&sample| i64::from(i32::from(sample) * i32::from(sample))).sum();
    sum as f32 / samples.len().max(1) as f32 / FULL_SCALE
}

/// A relative power in decibels.
pub fn dbfs(power: f32) -> f32 {
    (10.0 * power.log10()).max(SILENCE_DBFS)
}

/// The relative power of a level.
pub fn power_of(dbfs: f32) -> f32 {
    10f32.powf(dbfs / 10.0)
}

/// The peak of a sine of this level, on the scale of 16 bits.
pub fn peak(dbfs: f32) -> f32 {
    32_767.0 * 10f32.powf(dbfs / 20.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::tone;

    #[test]
    fn a_sine_has_the_level_that_it_was_made_with() {
        for level in [0.0, -20.0, -60.0] {
            let measured = dbfs(power(&tone(1_000.0, 8_000, level, 8_000)));
            assert!((f64::from(measured) - level).abs() < 0.1, "{level} dBFS measured as {measured}");
        }
    }

    #[test]
    fn silence_and_nothing_have_a_level_too() {
        assert_eq!(dbfs(power(&[0; 160])), SILENCE_DBFS);
        assert_eq!(dbfs(power(&[])), SILENCE_DBFS);
        assert!(dbfs(power(&[i16::MIN; 160])).is_finite());
    }
}
