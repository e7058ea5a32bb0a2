//! 16-bit floats (IEEE 754 binary16) as their bits, to and from `f32`.

/// 2^24: the smallest binary16 above zero is one of that.
const SUBNORMAL_STEPS: f32 = 16_777_216.0;
/// Difference of the exponents' biases (127 and 15), at an `f32`'s exponent.
const REBIAS: u32 = (127 - 15) << 23;

/// The value of a binary16; exact.
pub fn to_f32(half: u16) -> f32 {
    let magnitude = u32::from(half & 0x7fff);
    let value = match magnitude >> 10 {
        0 => f32::from(half & 0x03ff) / SUBNORMAL_STEPS,
        31 => f32::from_bits(0x7f80_0000 | (magnitude & 0x03ff) << 13),
        _ => f32::from_bits((magnitude << 13) + REBIAS),
    };
    f32::from_bits(value.to_bits() | u32::from(half & 0x8000) << 16)
}

/// The nearest binary16; of two equally near the even one, above the largest infinity.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the branches")]
pub fn from_f32(value: f32) -> u16 {
    let sign = (value.to_bits() >> 16) as u16 & 0x8000;
    let magnitude = value.to_bits() & 0x7fff_ffff;
    sign | match magnitude {
        0..0x3880_0000 => (f32::from_bits(magnitude) * SUBNORMAL_STEPS).round_ties_even() as u16,
        0x3880_0000..0x4780_0000 => {
            let rebased = magnitude - REBIAS;
            // Half of the last place, less one where it is even already; a carry moves to the next exponent as it should.
            ((rebased + 0x0fff + (rebased >> 13 & 1)) >> 13) as u16
        }
        0x4780_0000..=0x7f80_0000 => 0x7c00,
        _ => 0x7e00,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_half_survives_the_way_there_and_back() {
        for half in 0..=u16::MAX {
            let value = to_f32(half);
            assert!(value.is_nan() || from_f32(value) == half, "{half:#06x}");
        }
    }

    #[test]
    fn values_are_those_of_the_standard() {
        let known =
            [(0x3c00, 1.0), (0xc000, -2.0), (0x7bff, 65_504.0), (0x0400, 6.103_515_6e-5), (0x0001, 5.960_464_5e-8)];
        for (half, value) in known {
            assert_eq!((to_f32(half), from_f32(value)), (value, half));
        }
        assert_eq!([65_519.0, 65_520.0, 1e30].map(from_f32), [0x7bff, 0x7c00, 0x7c00]);
        assert_eq!([2e-8, 4e-8].map(from_f32), [0, 1]);
        assert_eq!(from_f32(f32::NAN), 0x7e00);
    }

    proptest! {
        #[test]
        fn no_other_half_is_nearer(value in -70_000.0f32..70_000.0) {
            let half = from_f32(value);
            prop_assume!(half & 0x7fff < 0x7c00);
            let distance = |half: u16| (f64::from(to_f32(half)) - f64::from(value)).abs();
            for other in [half.wrapping_add(1), half.wrapping_sub(1)].into_iter().filter(|other| other & 0x7fff < 0x7c00) {
                let tie = half & 1 == 0;
                prop_assert!(distance(half) < distance(other) || tie && distance(half) == distance(other));
            }
        }
    }
}
