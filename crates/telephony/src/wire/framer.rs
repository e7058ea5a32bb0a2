//! Payloads of any size into frames: Twilio sends 20 ms a message, others what they like.

use audio::{LINE_FRAME, LineFrame};

/// Cuts sound of any length into frames of 20 ms, keeping the remainder for the next.
#[derive(Debug)]
pub struct Framer {
    frame: LineFrame,
    filled: usize,
}

impl Default for Framer {
    fn default() -> Self {
        Framer { frame: [0; LINE_FRAME], filled: 0 }
    }
}

impl Framer {
    /// Adds sound; `complete` is given each frame that it fills.
    pub fn push(&mut self, mut sound: &[u8], mut complete: impl FnMut(&LineFrame)) {
        while !sound.is_empty() {
            let (part, rest) = sound.split_at(sound.len().min(LINE_FRAME - self.filled));
            self.frame[self.filled..self.filled + part.len()].copy_from_slice(part);
            self.filled += part.len();
            sound = rest;
            if self.filled == LINE_FRAME {
                self.filled = 0;
                complete(&self.frame);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_sizes_give_the_same_sound(sizes in prop::collection::vec(0_usize..700, 0..40)) {
            let sound: Vec<u8> = (0..sizes.iter().sum::<usize>()).map(|index| (index * 7 % 251) as u8).collect();
            let (mut framer, mut rest, mut heard) = (Framer::default(), sound.as_slice(), Vec::new());
            for size in sizes {
                let (payload, after) = rest.split_at(size);
                framer.push(payload, |frame| heard.extend_from_slice(frame));
                rest = after;
            }
            let whole = sound.len() / LINE_FRAME * LINE_FRAME;
            prop_assert_eq!(&heard[..], &sound[..whole]);
        }
    }
}
