//! The caller speaks while the agent does: what that means, and what becomes of what was left unsaid.

use super::{Call, Phase};
use crate::event::Action;
use dialogue::{Asked, Role, Sentence};
use std::time::Duration;
use understanding::Utterance;

/// Words that make an interruption a barge-in when nothing else does.
const BARGE_IN_WORDS: usize = 2;

/// The caller spoke while the agent did.
#[derive(Debug, Default)]
pub(super) struct Interruption {
    onset: Duration,
    /// The line's feed is held.
    held: bool,
    /// The line was cleared; what was not heard by then.
    unheard: Option<Vec<Sentence>>,
}

impl Call {
    /// Both speak.
    pub(super) fn interrupted_since(&mut self, onset: Duration) {
        self.interruption.get_or_insert_with(|| Interruption { onset, ..Interruption::default() });
    }

    /// Whether words said into the agent's speech are meant to stop it: a stop phrase, two words that are no backchannel, or
    /// one word in answer to a direct question ('ja' answers a closed one, once its facts are said).
    pub(super) fn is_barge_in(&self, utterance: &Utterance) -> bool {
        let (parsed, asked) = (&utterance.parsed, self.conversation.asked);
        let direct = !asked.is_open() && asked != Asked::Message;
        let answers = asked.is_closed() && !self.playback.contains(Role::Facts);
        let enough = parsed.words().count() >= BARGE_IN_WORDS || direct || answers;
        parsed.is_stop() || (enough && (answers || !parsed.is_backchannel()))
    }

    pub(super) fn hold_at(&self) -> Option<Duration> {
        let fresh = |interruption: &&Interruption| !interruption.held && interruption.unheard.is_none();
        let interruption = self.interruption.as_ref().filter(fresh)?;
        (self.turn.speaking() && self.interruptible()).then(|| interruption.onset + self.setup.settings.barge_in_hold)
    }

    pub(super) fn clear_at(&self) -> Option<Duration> {
        let interruption = self.interruption.as_ref().filter(|interruption| interruption.unheard.is_none())?;
        (self.turn.speaking() && self.interruptible()).then(|| interruption.onset + self.setup.settings.barge_in_clear)
    }

    /// When an interruption of which nothing was understood is over.
    pub(super) fn resume_at(&self) -> Option<Duration> {
        self.interruption.as_ref().filter(|_| !self.turn.speaking())?;
        Some(self.turn.last_voice() + self.setup.settings.barge_in_resume)
    }

    /// Neither the disclosure nor a goodbye is interrupted, nor what is said while a booking is written.
    pub(super) fn interruptible(&self) -> bool {
        self.phase == Phase::Open && !self.deeds.busy() && !self.playback.contains(Role::Goodbye)
    }

    pub(super) fn hold_feed(&mut self) {
        if let Some(interruption) = &mut self.interruption {
            interruption.held = true;
            self.act(Action::HoldFeed);
        }
    }

    /// Enough voice to stop talking; whether it meant anything shows in its words.
    pub(super) fn clear_for_caller(&mut self) {
        let unheard = self.clear_line();
        self.release_feed();
        if let Some(interruption) = &mut self.interruption {
            interruption.unheard = Some(unheard);
        }
    }

    pub(super) fn release_feed(&mut self) {
        if self.interruption.as_mut().is_some_and(|interruption| std::mem::take(&mut interruption.held)) {
            self.act(Action::ResumeFeed);
        }
    }

    /// The interruption was meant: the agent's turn is over.
    pub(super) fn barge_in(&mut self) {
        if !self.interruptible() {
            return;
        }
        if self.playback.busy() {
            self.clear_line();
        }
        self.release_feed();
        self.interruption = None;
        self.forget_reply();
        self.close_agent_turn(true);
        self.owed_since = None;
    }

    /// The agent has said something newer: what an interruption left unheard is not said again.
    pub(super) fn outdate_unheard(&mut self) {
        if let Some(unheard) = self.interruption.as_mut().and_then(|interruption| interruption.unheard.as_mut()) {
            unheard.clear();
        }
    }

    /// The interruption meant nothing: go on from the last word heard.
    pub(super) fn resume(&mut self) {
        self.release_feed();
        let unheard = self.interruption.take().and_then(|interruption| interruption.unheard).unwrap_or_default();
        self.drop_turn();
        for sentence in unheard {
            self.say(sentence, false);
        }
    }
}
