//! Everything that happens because time passes: each timer's time follows from the state, and firing it changes the state.

use super::{Call, Phase};
use crate::record::Record;
use dialogue::Input;
use dialogue::phrases::Phrase;
use std::time::Duration;

/// Timers fired at one moment before the call yields; more would mean that a timer does not change what made it due.
const FIRED_MAX: usize = 32;

/// Why the call wants to be woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timer {
    /// The disclosure's mark is lost.
    DisclosureLost,
    /// A mark is lost.
    MarkLost,
    /// The caller speaks into the agent's speech: send no more for now.
    HoldFeed,
    /// … long enough: be quiet.
    ClearLine,
    /// Nothing was understood of an interruption.
    Resume,
    /// The caller's turn will soon be over.
    ThinkAhead,
    /// The caller's turn is over.
    Commit,
    /// The recogniser does not answer.
    RecognitionLost,
    /// The wait needs a word.
    Filler,
    /// The engine does not answer.
    ReplyLost,
    /// The caller says nothing.
    Silence,
    /// The last key was long enough ago.
    Digits,
    /// A hold needs to be kept alive.
    KeepHold,
    /// The carrier does not obey.
    LeaveAgain,
    /// The longest call.
    Length,
}

impl Call {
    /// All timers that run, with their times.
    pub(super) fn timers(&self) -> Vec<(Duration, Timer)> {
        let times = [
            (self.disclosure_limit(), Timer::DisclosureLost),
            (self.mark_limit(), Timer::MarkLost),
            (self.hold_at(), Timer::HoldFeed),
            (self.clear_at(), Timer::ClearLine),
            (self.resume_at(), Timer::Resume),
            (self.think_at(), Timer::ThinkAhead),
            (self.commit_at(), Timer::Commit),
            (self.recognition_limit(), Timer::RecognitionLost),
            (self.filler_at(), Timer::Filler),
            (self.reply_limit(), Timer::ReplyLost),
            (self.silence_at(), Timer::Silence),
            (self.digits_at(), Timer::Digits),
            (self.keep_at(), Timer::KeepHold),
            (self.leaving_at(), Timer::LeaveAgain),
            (self.length_limit(), Timer::Length),
        ];
        times.into_iter().filter_map(|(at, timer)| at.map(|at| (at, timer))).collect()
    }

    /// Fires what is due, one timer after the other, and lets what follows from each take place.
    pub(super) fn fire_due_timers(&mut self) {
        for _ in 0..FIRED_MAX {
            self.settle();
            self.keep_reading();
            let due = self.deadline().filter(|(at, _)| *at <= self.now.stream && self.phase != Phase::Over);
            let Some((_, timer)) = due else { return };
            self.fire(timer);
        }
    }

    fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::DisclosureLost => self.disclosure_lost(),
            Timer::MarkLost => self.mark_lost(),
            Timer::HoldFeed => self.hold_feed(),
            Timer::ClearLine => self.clear_for_caller(),
            Timer::Resume => self.resume(),
            Timer::ThinkAhead => self.think_of_reading(),
            Timer::Commit => self.commit(),
            Timer::RecognitionLost => self.recognition_lost(),
            Timer::Filler => self.fill_the_wait(),
            Timer::ReplyLost => self.reply_failed(),
            Timer::Silence => self.caller_silent(),
            Timer::Digits => self.digits_complete(),
            Timer::KeepHold => self.keep_hold(),
            Timer::LeaveAgain => self.leave_again(),
            Timer::Length => self.length_reached(),
        }
    }

    /// A word to fill the wait while the engine thinks, a deed is done or the recogniser is slow, unless something is being
    /// said.
    fn filler_at(&self) -> Option<Duration> {
        let working = self.thinking.awaited_since().is_some() || self.deeds.busy();
        if self.playback.busy() || self.phase != Phase::Open {
            return None;
        }
        let settings = &self.setup.settings;
        let owed = self.owed_since.filter(|_| working && self.turn.began().is_none());
        owed.map(|owed| owed + settings.filler_after).or_else(|| self.turn.filler_at(settings))
    }

    fn fill_the_wait(&mut self) {
        self.owed_since = None;
        if self.turn.began().is_some() {
            // What the agent said before the caller did is a turn of its own.
            self.close_agent_turn(false);
        }
        self.turn.fill();
        self.say_phrase(Phrase::Filler);
    }

    fn reply_limit(&self) -> Option<Duration> {
        Some(self.thinking.awaited_since()? + self.setup.settings.reply_limit)
    }

    fn silence_at(&self) -> Option<Duration> {
        let idle = self.turn.began().is_none() && self.phase == Phase::Open;
        Some(self.waiting_since.filter(|_| idle)? + self.setup.settings.silence)
    }

    /// The caller says nothing: ask again, and say goodbye at last.
    fn caller_silent(&mut self) {
        self.waiting_since = None;
        self.silences += 1;
        if self.silences > self.setup.settings.silence_asks {
            self.say_phrase(Phrase::SilenceGoodbye);
            self.say_goodbye(crate::record::EndedBy::Agent);
        } else if self.gate.waiting() {
            self.read_back();
        } else {
            self.begin_reply(Input::Silence(self.silences));
        }
    }

    fn length_limit(&self) -> Option<Duration> {
        let running = matches!(self.phase, Phase::Open | Phase::Disclosing(_)) && !self.deeds.busy();
        running.then_some(self.setup.settings.length_max)
    }

    /// Whether the agent has nothing to add, until the caller acts, to what it is saying.
    pub fn has_said_all(&self) -> bool {
        self.phase == Phase::Open
            && self.thinking.awaited_since().is_none()
            && !self.deeds.busy()
            && self.interruption.is_none()
            && self.turn.awaiting().is_none()
            && self.turn.reading().is_none()
            && !self.digits.pending()
    }

    /// Whether the agent waits for the caller, who is doing nothing.
    pub fn is_waiting(&self) -> bool {
        self.waiting_since.is_some() && self.has_said_all() && self.turn.began().is_none()
    }

    /// What follows from the state once an event is dealt with: the next deed, the exit, or waiting for the caller.
    fn settle(&mut self) {
        self.facts_played();
        if self.thinking.awaited_since().is_none() {
            self.begin_deed();
        }
        self.leave_if_said();
        let idle = !self.playback.busy() && self.has_said_all();
        if idle && self.waiting_since.is_none() {
            self.close_agent_turn(false);
            self.owed_since = None;
            self.waiting_since = Some(self.now.stream);
            let (asked, offered) = (self.conversation.asked, self.conversation.offered().to_vec());
            self.record(Record::Waiting { asked, offered, at: self.now.stream });
        }
    }
}
