//! The end of a call: goodbye and hang-up, transfer to a person, and what to do when the carrier does not obey.
//!
//! A good call never ends by closing the line, since the carrier would then connect the caller to the owner (that is the
//! safety net). A transfer that fails ends by closing it, for the same reason.

use super::{Call, Phase};
use crate::event::Action;
use crate::line::Closed;
use crate::record::{EndedBy, Record};
use dialogue::TransferReason;
use dialogue::phrases::Phrase;
use std::time::Duration;

/// How long the call is kept when the carrier's interface stays down after a goodbye: the caller hangs up in that time.
const LEAVING_MAX: Duration = Duration::from_secs(120);

/// The last words are being said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parting {
    exit: Exit,
    by: EndedBy,
}

/// How the agent leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    HangUp,
    Transfer,
}

/// The carrier was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leaving {
    exit: Exit,
    by: EndedBy,
    since: Duration,
    /// When to tell it again, or to give up waiting.
    next: Duration,
}

impl Call {
    /// After what is being said now: hang up.
    pub(super) fn say_goodbye(&mut self, by: EndedBy) {
        self.part(Exit::HangUp, by);
    }

    /// Announces a transfer and carries it out when that was heard.
    pub(super) fn transfer(&mut self, reason: TransferReason) {
        if self.phase != Phase::Open {
            self.transfer_now(reason);
            return;
        }
        self.clear_interruption();
        // The advice to dial 112 is said whatever is being said already, a filler too (P33).
        let announcement = match reason {
            TransferReason::Emergency => Some(Phrase::ConnectingEmergency),
            _ => (!self.playback.busy()).then_some(Phrase::Connecting),
        };
        if let Some(phrase) = announcement {
            self.say_phrase(phrase);
        }
        self.record(Record::Transferred(reason));
        self.part(Exit::Transfer, EndedBy::Agent);
    }

    /// Transfers without a word: the voice or the disclosure failed.
    pub(super) fn transfer_now(&mut self, reason: TransferReason) {
        if matches!(self.phase, Phase::Leaving(_) | Phase::Over) {
            return;
        }
        self.clear_line();
        self.clear_interruption();
        self.record(Record::Transferred(reason));
        self.part(Exit::Transfer, EndedBy::Agent);
    }

    fn clear_interruption(&mut self) {
        if self.interruption.take().is_some() {
            self.act(Action::ResumeFeed);
        }
    }

    fn part(&mut self, exit: Exit, by: EndedBy) {
        // Nothing can be agreed to any more: the time is free while the goodbye is said.
        self.give_up_proposal();
        self.act(Action::CloseEar);
        self.phase = Phase::Parting(Parting { exit, by });
    }

    /// The last words were heard: the carrier is told.
    pub(super) fn leave_if_said(&mut self) {
        let Phase::Parting(Parting { exit, by }) = self.phase else { return };
        if self.playback.busy() || self.thinking.awaited_since().is_some() {
            return;
        }
        self.close_agent_turn(false);
        let since = self.now.stream;
        self.phase = Phase::Leaving(Leaving { exit, by, since, next: since + self.setup.settings.stop_limit });
        self.act(exit.action());
    }

    /// The carrier's interface failed.
    pub(super) fn on_control_failed(&mut self) {
        let Phase::Leaving(leaving) = &mut self.phase else { return };
        match leaving.exit {
            Exit::HangUp => leaving.next = self.now.stream + self.setup.settings.hang_up_again,
            Exit::Transfer => self.act(Action::CloseLine),
        }
    }

    pub(super) fn leaving_at(&self) -> Option<Duration> {
        match self.phase {
            Phase::Leaving(leaving) => Some(leaving.next),
            _ => None,
        }
    }

    /// The carrier was told and nothing happened: tell it again; at last, give the line up.
    pub(super) fn leave_again(&mut self) {
        let Phase::Leaving(leaving) = &mut self.phase else { return };
        if leaving.exit == Exit::Transfer || self.now.stream >= leaving.since + LEAVING_MAX {
            let by = leaving.by;
            self.act(Action::CloseLine);
            self.end(by);
            return;
        }
        leaving.next = self.now.stream + self.setup.settings.hang_up_again;
        let action = leaving.exit.action();
        self.act(action);
    }

    pub(super) fn on_closed(&mut self, closed: Closed) {
        let by = match (self.phase, closed) {
            (Phase::Leaving(leaving), _) => leaving.by,
            (_, Closed::Stopped) => EndedBy::Caller,
            (_, Closed::Broken) => EndedBy::Fault,
        };
        self.end(by);
    }

    /// The longest call is over.
    pub(super) fn length_reached(&mut self) {
        self.forget_reply();
        self.clear_line();
        self.clear_interruption();
        self.say_phrase(Phrase::LimitGoodbye);
        self.part(Exit::HangUp, EndedBy::Limit);
    }
}

impl Exit {
    fn action(self) -> Action {
        match self {
            Exit::HangUp => Action::HangUp,
            Exit::Transfer => Action::Transfer,
        }
    }
}
