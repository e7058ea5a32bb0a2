//! Keys that the caller presses.

use super::{Call, Phase};
use base::privacy::Personal;
use dialogue::Input;
use std::time::Duration;

/// Keys pressed.
#[derive(Debug, Default)]
pub(super) struct Digits {
    pressed: String,
    last: Option<Duration>,
}

impl Digits {
    /// Whether more keys may follow those pressed.
    pub(super) fn pending(&self) -> bool {
        self.last.is_some()
    }
}

impl Call {
    pub(super) fn on_digit(&mut self, key: char) {
        if self.phase != Phase::Open {
            return;
        }
        if self.playback.busy() && self.interruptible() {
            self.clear_line();
            self.close_agent_turn(true);
        }
        self.digits.last = Some(self.now.stream);
        if key == '#' && !self.digits.pressed.is_empty() {
            self.digits_complete();
        } else {
            self.digits.pressed.push(key);
        }
    }

    pub(super) fn digits_at(&self) -> Option<Duration> {
        if self.deeds.busy() || self.thinking.awaited_since().is_some() {
            return None;
        }
        Some(self.digits.last? + self.setup.settings.digits_complete)
    }

    pub(super) fn digits_complete(&mut self) {
        let digits = std::mem::take(&mut self.digits).pressed;
        self.evidence.press(&digits, &self.history);
        self.silences = 0;
        self.forget_speculation();
        let digits = Personal::from(digits);
        if self.gate.waiting() && is_mere_answer(digits.reveal()) {
            // A yes is spoken: keys are none, nor a time.
            return self.read_back();
        }
        let utterance = self.gate.waiting().then(|| self.read(&digits, None));
        match (self.gate.withdraw(), utterance) {
            (Some((proposal, hold)), Some(utterance)) => self.declined(proposal, hold, utterance),
            _ => self.begin_reply(Input::Digits(digits)),
        }
    }
}

/// Whether keys can only be meant as an answer: too few for a number, and not the one for a person.
fn is_mere_answer(keys: &str) -> bool {
    const KEYS_MAX: usize = 3;
    keys.len() <= KEYS_MAX && keys != "0"
}
