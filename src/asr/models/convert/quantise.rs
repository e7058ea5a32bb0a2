//! Numbers in the types of ggml. Pure.
//!
//! Half precision is IEEE 754 binary16, rounded to the nearest, ties to even. Quantised types hold blocks of 32 numbers: q8_0
//! a scale and 32 signed bytes; q5_1 a scale, a minimum, 32 high bits and 32 low nibbles (the first half of the block in the
//! low ones).

use crate::asr::models::ggml::Kind;

/// Numbers in a block.
const BLOCK: usize = 32;

/// The bytes of `values` stored as `kind`. Quantised rows must be multiples of 32 long; those of Whisper are.
pub fn encode(values: &[f32], kind: Kind) -> Vec<u8> {
    match kind {
        Kind::F32 => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        Kind::F16 => values.iter().flat_map(|value| single_to_half(*value).to_le_bytes()).collect(),
        Kind::Q8_0 => values.chunks(BLOCK).flat_map(q8_0).collect(),
        Kind::Q5_1 => values.chunks(BLOCK).flat_map(q5_1).collect(),
    }
}

fn q8_0(block: &[f32]) -> Vec<u8> {
    let scale = block.iter().fold(0.0f32, |greatest, value| greatest.max(value.abs())) / 127.0;
    let step = |value: &f32| if scale == 0.0 { 0 } else { (value / scale).round_ties_even() as i8 };
    let steps = block.iter().map(|value| step(value).cast_unsigned());
    single_to_half(scale).to_le_bytes().into_iter().chain(steps).collect()
}

fn q5_1(block: &[f32]) -> Vec<u8> {
    let least = block.iter().copied().fold(f32::INFINITY, f32::min);
    let scale = (block.iter().copied().fold(f32::NEG_INFINITY, f32::max) - least) / 31.0;
    let step =
        |value: &f32| if scale == 0.0 { 0 } else { ((value - least) / scale + 0.5).floor().clamp(0.0, 31.0) as u8 };
    let steps: Vec<u8> = block.iter().map(step).collect();
    let high = steps.iter().enumerate().fold(0u32, |high, (place, step)| high | (u32::from(step >> 4) << place));
    let (first, second) = steps.split_at(steps.len() / 2);
    let nibbles = first.iter().zip(second).map(|(low, high)| (low & 15) | ((high & 15) << 4));
    let head = [single_to_half(scale).to_le_bytes(), single_to_half(least).to_le_bytes()].concat();
    head.into_iter().chain(high.to_le_bytes()).chain(nibbles).collect()
}

/// Binary16 to binary32; exact.
pub fn half_to_single(half: u16) -> f32 {
    let sign = if half >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(half >> 10 & 31), f32::from(half & 1023));
    match exponent {
        0 => sign * fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        _ => sign * (1024.0 + fraction) * 2f32.powi(exponent - 25),
    }
}

/// Binary32 to binary16, nearest, ties to even.
pub fn single_to_half(value: f32) -> u16 {
    let sign = ((value.to_bits() >> 16) & 0x8000) as u16;
    let magnitude = value.abs();
    // What rounds to 65,536 or more is infinite.
    if magnitude.is_nan() || magnitude >= 65_520.0 {
        return sign | if magnitude.is_nan() { 0x7e00 } else { 0x7c00 };
    }
    // The unit of the last place: that of the number's own power of two, or of the smallest normal number.
    let exponent = ((magnitude.to_bits() >> 23) as i32 - 127).max(-14);
    let units = (f64::from(magnitude) * 2f64.powi(10 - exponent)).round_ties_even() as u32;
    // 2048 units carry into the next power of two, which the addition does by itself.
    sign | (units + (((exponent + 14) as u32) << 10)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives_the_way_there_and_back() {
        for half in 0..=u16::MAX {
            let single = half_to_single(half);
            assert!(single.is_nan() || single_to_half(single) == half, "{half:#06x}");
        }
    }

    #[test]
    fn rounding_is_to_nearest_and_ties_to_even() {
        for (value, half) in [
            (1.0 + 2f32.powi(-11), 0x3c00),
            (1.0 + 3.0 * 2f32.powi(-11), 0x3c02),
            (65_519.0, 0x7bff),
            (65_520.0, 0x7c00),
            (2f32.powi(-25), 0),
            (1.5 * 2f32.powi(-24), 2),
            (-0.0, 0x8000),
            (f32::INFINITY, 0x7c00),
            (f32::MAX, 0x7c00),
        ] {
            assert_eq!(single_to_half(value), half, "{value}");
        }
    }

    #[test]
    fn blocks_decode_to_what_they_hold() {
        let values: Vec<f32> = (0..32).map(|n| (n as f32 - 11.0) * 0.37).collect();
        let block = encode(&values, Kind::Q8_0);
        assert_eq!(block.len(), 34);
        let scale = half_to_single(u16::from_le_bytes([block[0], block[1]]));
        for (value, step) in values.iter().zip(&block[2..]) {
            assert!((value - f32::from(step.cast_signed()) * scale).abs() <= scale, "{value}");
        }
        let block = encode(&values, Kind::Q5_1);
        assert_eq!(block.len(), 24);
        let (scale, least) = (
            half_to_single(u16::from_le_bytes([block[0], block[1]])),
            half_to_single(u16::from_le_bytes([block[2], block[3]])),
        );
        let high = u32::from_le_bytes([block[4], block[5], block[6], block[7]]);
        for (place, value) in values.iter().enumerate() {
            let nibble = block[8 + place % 16] >> (4 * (place / 16)) & 15;
            let step = f32::from(nibble) + 16.0 * (high >> place & 1) as f32;
            assert!((value - (least + step * scale)).abs() <= scale, "{value}");
        }
        assert_eq!(encode(&[0.0; 32], Kind::Q8_0), vec![0; 34]);
    }
}
