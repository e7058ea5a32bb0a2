//! Which of a caller's frames a provider is sent: those from shortly before an onset of speech to the pause after it. Pure.
//!
//! What is said into the line while nobody speaks to the agent is nobody's business (Art. 5(1)(c) GDPR), and costs money.
//! Frames go in; those to be sent come out, each once. It keeps the half second before an onset and nothing else.

use audio::FRAME_MS;
use std::collections::VecDeque;

/// Sound kept before speech is known to have started, ms.
const PRE_ROLL_MS: u32 = 500;
/// Sound sent from before the onset that the detector reports, ms: it fires on voiced sound, after a soft beginning.
const LEAD_MS: u32 = 200;

/// The frames of one caller, sent on or held back.
pub(super) struct Attention<F> {
    attending: bool,
    held: VecDeque<F>,
}

impl<F> Default for Attention<F> {
    fn default() -> Self {
        Attention { attending: false, held: VecDeque::new() }
    }
}

impl<F> Attention<F> {
    /// Takes the next 20 ms; gives it back if it is to be sent.
    pub fn hear(&mut self, frame: F) -> Option<F> {
        if self.attending {
            return Some(frame);
        }
        self.held.push_back(frame);
        self.keep(PRE_ROLL_MS);
        None
    }

    /// Speech began `ago_ms` before the end of the last frame: what was held back since shortly before then is to be sent.
    pub fn speech_started(&mut self, ago_ms: u32) -> VecDeque<F> {
        if !self.attending {
            self.attending = true;
            self.keep(ago_ms.saturating_add(LEAD_MS).min(PRE_ROLL_MS));
        }
        std::mem::take(&mut self.held)
    }

    /// The caller paused: what follows is sent once they speak again.
    pub fn paused(&mut self) {
        self.attending = false;
    }

    fn keep(&mut self, ms: u32) {
        let frames = ms.div_ceil(FRAME_MS) as usize;
        self.held.drain(..self.held.len().saturating_sub(frames));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_speech_is_sent_and_nothing_twice() {
        let mut attention = Attention::default();
        let heard: Vec<u32> = (0..100).filter_map(|frame| attention.hear(frame)).collect();
        assert!(heard.is_empty(), "nobody speaks");
        assert_eq!(attention.speech_started(60), (87..100).collect::<Vec<_>>(), "the onset and a little before");
        assert_eq!(attention.hear(100), Some(100));
        attention.paused();
        assert_eq!((101..105).filter_map(|frame| attention.hear(frame)).count(), 0, "a pause");
        assert_eq!(attention.speech_started(300), [101, 102, 103, 104], "what was sent is not sent again");
        assert_eq!(attention.hear(105), Some(105));
    }
}
