//! Silence that synthesisers put around a sentence, cut to what the ear needs.
//!
//! Before the first sound 40 ms stay, so that a soft onset is whole; after the last, 80 ms, so that its decay is. What is
//! cut before is time the caller waits; what is cut after is time the agent does not listen yet (espeak-ng ends each sentence
//! with 385 ms of silence, Pico with 520, flite begins with 215). Pauses within a sentence are kept as they are.

use super::level;
use super::limiter::Block;
use std::collections::VecDeque;

/// Blocks of silence kept before the first sound: 40 ms.
const LEAD_BLOCKS: usize = 8;
/// Blocks of silence kept after the last sound: 80 ms.
const TAIL_BLOCKS: usize = 16;
/// Blocks of silence held back until it is known whether sound follows: a second. A longer pause goes out as it comes.
const HELD_BLOCKS_MAX: usize = 200;
/// What peaks below this is silence, dBFS: 30 dB below speech, and two steps of μ-law.
const SILENT_BELOW_DBFS: f32 = -50.0;

/// Trims one sentence.
#[derive(Debug)]
pub struct Trim {
    silent_below: f32,
    held: VecDeque<Block>,
    /// Blocks of silence since the last sound; `None` before the first.
    silent_blocks: Option<usize>,
}

impl Trim {
    /// For a sentence that has not begun.
    pub fn new() -> Self {
        Trim { silent_below: level::peak(SILENT_BELOW_DBFS), held: VecDeque::new(), silent_blocks: None }
    }

    /// Takes a block and gives those that are known to belong to the sentence, in order.
    pub fn push(&mut self, block: &Block, mut keep: impl FnMut(&Block)) {
        if block.iter().any(|sample| sample.abs() >= self.silent_below) {
            self.silent_blocks = Some(0);
            self.held.drain(..).for_each(|held| keep(&held));
            return keep(block);
        }
        match &mut self.silent_blocks {
            None => {
                self.held.push_back(*block);
                if self.held.len() > LEAD_BLOCKS {
                    self.held.pop_front();
                }
            }
            Some(blocks) => {
                *blocks += 1;
                if *blocks <= TAIL_BLOCKS {
                    keep(block);
                } else {
                    self.held.push_back(*block);
                }
                if self.held.len() > HELD_BLOCKS_MAX {
                    self.held.drain(..).for_each(|held| keep(&held));
                }
            }
        }
    }

    /// Drops what was held back and is ready for another sentence.
    pub fn finish(&mut self) {
        self.held.clear();
        self.silent_blocks = None;
    }
}

impl Default for Trim {
    fn default() -> Self {
        Trim::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limiter::BLOCK;

    /// The blocks that are kept of `pattern`: a digit is a sound, a space silence.
    fn kept(pattern: &str) -> String {
        let mut trim = Trim::new();
        let mut output = String::new();
        for character in pattern.chars() {
            let value = character.to_digit(10).map_or(50.0, |digit| 1_000.0 * (digit + 1) as f32);
            trim.push(&[value; BLOCK], |block| {
                output.push(if block[0] < 100.0 {
                    ' '
                } else {
                    char::from_digit((block[0] / 1_000.0) as u32 - 1, 10).unwrap()
                });
            });
        }
        trim.finish();
        output
    }

    #[test]
    fn silence_around_a_sentence_is_cut_and_pauses_within_stay() {
        let pause = " ".repeat(60);
        let sentence = format!("{pause}12{pause}3{pause}");
        assert_eq!(kept(&sentence), format!("{}12{pause}3{}", " ".repeat(8), " ".repeat(16)));
    }

    #[test]
    fn less_silence_than_allowed_is_kept_as_it_is() {
        assert_eq!(kept("  1  "), "  1  ");
    }

    #[test]
    fn nothing_but_silence_is_nothing() {
        assert_eq!(kept(&" ".repeat(500)), "");
    }

    #[test]
    fn a_pause_that_does_not_end_is_not_hoarded() {
        assert!(kept(&format!("1{}", " ".repeat(1_000))).len() > 800);
    }
}
