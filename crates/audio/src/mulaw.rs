//! G.711 μ-law, the coding of telephone lines: one byte a sample, about 38 dB between speech and its rounding noise.
//!
//! Takes and gives samples at 16 bits of scale (the standard's 14 bits, shifted left by two). It neither resamples nor
//! limits: what exceeds ±32,124 comes back as ±32,124.

/// The code of a silent sample (positive zero).
pub const SILENCE: u8 = 0xff;

/// Added before the logarithm is taken, so that the first segment needs no case of its own (G.711, table 2a).
const BIAS: i16 = 33;

/// The value of each code, by G.711's definition.
const VALUES: [i16; 256] = {
    let mut values = [0; 256];
    let mut code = 0;
    while code < 256 {
        values[code] = value_of(code as u8);
        code += 1;
    }
    values
};

/// Decodes one code.
#[inline]
pub fn decode(code: u8) -> i16 {
    VALUES[usize::from(code)]
}

/// Encodes one sample.
#[inline]
pub fn encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    // One's complement: −1 is as near to zero as 0 is, and −32,768 has a magnitude.
    let magnitude = (sample ^ (sample >> 15)) >> 2;
    let biased = (magnitude + BIAS).min(0x1fff) as u16;
    let segment = 10 - biased.leading_zeros() as u16;
    let step = (biased >> (segment + 1)) & 0x0f;
    !(sign | (segment << 4 | step) as u8)
}

/// Decodes `codes` into `samples`, up to the shorter of the two.
pub fn decode_into(codes: &[u8], samples: &mut [i16]) {
    for (sample, &code) in samples.iter_mut().zip(codes) {
        *sample = decode(code);
    }
}

/// Encodes `samples` into `codes`, up to the shorter of the two.
pub fn encode_into(samples: &[i16], codes: &mut [u8]) {
    for (code, &sample) in codes.iter_mut().zip(samples) {
        *code = encode(sample);
    }
}

const fn value_of(code: u8) -> i16 {
    let inverted = !code;
    let segment = (inverted >> 4) & 0x07;
    let step = (inverted & 0x0f) as i16;
    let magnitude = (((step << 1) + BIAS) << segment) - BIAS;
    let scaled = magnitude << 2;
    if inverted & 0x80 == 0 { scaled } else { -scaled }
}

#[cfg(test)]
mod tests {
    use super::*;
    use audio_codec_algorithms::{decode_ulaw, encode_ulaw};

    #[test]
    fn every_code_and_every_sample_agree_with_an_independent_implementation() {
        for code in 0..=u8::MAX {
            assert_eq!(decode(code), decode_ulaw(code), "code {code}");
        }
        for sample in i16::MIN..=i16::MAX {
            assert_eq!(encode(sample), encode_ulaw(sample), "sample {sample}");
        }
    }

    #[test]
    fn a_code_survives_decoding_and_encoding() {
        for code in (0..=u8::MAX).filter(|&code| code != 0x7f) {
            assert_eq!(encode(decode(code)), code);
        }
        assert_eq!(encode(decode(0x7f)), SILENCE, "negative zero becomes zero");
    }

    #[test]
    fn slices_of_unequal_length_are_served_up_to_the_shorter() {
        let mut samples = [7; 3];
        decode_into(&[SILENCE; 2], &mut samples);
        assert_eq!(samples, [0, 0, 7]);
        let mut codes = [0; 1];
        encode_into(&[0, 0], &mut codes);
        assert_eq!(codes, [SILENCE]);
    }
}
