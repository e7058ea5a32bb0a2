//! What of a sound can be heard: the one measure by which this telephone finds begins and ends of speech.
//!
//! By energy alone, on purpose: the figures that it leads to (voice-to-voice, gaps) must not depend on a model that the
//! server under test might use as well.

use audio::mulaw;
use std::ops::Range;

/// Samples that are judged together: 5 ms at 8 kHz.
const BLOCK: usize = 40;

/// Root mean square from which a block counts as heard: −45 dB of full scale. A telephone's line noise stays below −50,
/// the softest begin of a word at ordinary loudness is above −40.
const AUDIBLE_RMS: f32 = 184.0;

/// The stretch from the first to the last audible 5 ms of μ-law sound, in samples; `None` when all of it is silence.
pub fn audible(sound: &[u8]) -> Option<Range<usize>> {
    let mut blocks = sound.chunks(BLOCK).enumerate().filter(|(_, block)| is_audible(block)).map(|(index, _)| index);
    let first = blocks.next()?;
    let last = blocks.next_back().unwrap_or(first);
    Some(first * BLOCK..((last + 1) * BLOCK).min(sound.len()))
}

fn is_audible(block: &[u8]) -> bool {
    let energy: f32 = block.iter().map(|&code| f32::from(mulaw::decode(code)).powi(2)).sum();
    energy > AUDIBLE_RMS * AUDIBLE_RMS * block.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_last_audible_block_are_found() {
        let mut sound = [mulaw::SILENCE; 160];
        assert_eq!(audible(&sound), None);
        sound[50..130].fill(mulaw::encode(2_000));
        assert_eq!(audible(&sound), Some(40..160));
        sound[120..].fill(mulaw::SILENCE);
        assert_eq!(audible(&sound), Some(40..120));
    }

    #[test]
    fn line_noise_is_not_heard() {
        assert_eq!(audible(&[mulaw::encode(100); 160]), None);
        assert_eq!(audible(&[]), None);
    }
}
