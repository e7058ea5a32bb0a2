//! The sound of one caller's turn, so that another ear can hear it from its beginning. In memory, bounded, and gone with the turn.

use crate::asr::Listener;
use audio::{EarFrame, FRAME_MS};
use std::collections::VecDeque;

/// Sound kept before speech is known to have started, frames: 500 ms.
const PRE_ROLL_FRAMES: usize = 500 / FRAME_MS as usize;
/// Longest turn kept, frames: 29 s, as much as Whisper hears at once; the oldest is dropped first.
const TURN_FRAMES_MAX: usize = 29_000 / FRAME_MS as usize;

/// The sound of a turn.
#[derive(Default)]
pub(super) struct Turn {
    frames: VecDeque<EarFrame>,
    /// Since its onset: so many of the frames came before it was noticed, and it was so long ago then.
    onset: Option<(usize, u32)>,
}

impl Turn {
    /// Takes the next 20 ms.
    pub fn hear(&mut self, frame: &EarFrame) {
        self.frames.push_back(*frame);
        let surplus = self.frames.len().saturating_sub(self.onset.map_or(PRE_ROLL_FRAMES, |_| TURN_FRAMES_MAX));
        self.frames.drain(..surplus);
        if let Some((before, _)) = &mut self.onset {
            *before = before.saturating_sub(surplus);
        }
    }

    /// Speech began `ago_ms` before the end of the last frame.
    pub fn begin(&mut self, ago_ms: u32) {
        self.onset = Some((self.frames.len(), ago_ms));
    }

    /// Whether somebody has spoken in it.
    pub fn has_begun(&self) -> bool {
        self.onset.is_some()
    }

    /// The turn is over: keeps what may be the begin of the next.
    pub fn forget(&mut self) {
        self.onset = None;
        self.frames.drain(..self.frames.len().saturating_sub(PRE_ROLL_FRAMES));
    }

    /// Lets another ear hear the turn so far.
    pub fn replay(&self, ear: &mut Box<dyn Listener>) {
        let Some((before, ago_ms)) = self.onset else {
            return self.frames.iter().for_each(|frame| ear.hear(frame));
        };
        self.frames.iter().take(before).for_each(|frame| ear.hear(frame));
        ear.speech_started(if before > 0 { ago_ms } else { 0 });
        self.frames.iter().skip(before).for_each(|frame| ear.hear(frame));
    }
}
