//! The call as a pure state machine: [`Call`] takes events with the time they happened, gives actions, and names its next
//! deadline. No socket, clock, randomness, `async`, lock or shared pointer is in it, and it cannot fail: a dead recogniser,
//! engine or voice is an event like any other.
//!
//! # The loop that drives it
//!
//! 1. Drain [`Call::poll`] until it gives `None`, and carry the actions out in order.
//! 2. If [`Call::is_over`], stop.
//! 3. Wait for the next event, but no longer than until [`Call::deadline`].
//! 4. Give it to [`Call::handle`] with the time at which it happened, or [`Event::Deadline`] if none came; go to 1.
//!
//! Time is a parameter and never runs backwards; a deadline that is handled late is handled all the same. Between two events
//! everything is drained: an action that waits is late for the caller.
//!
//! ```
//! use base::{business::fixtures, language::Language};
//! use call::event::{Action, Event, Moment};
//! use call::line::Closed;
//! use call::machine::{Call, Setup};
//! use dialogue::{Role, phrases::Phrases};
//! use std::time::Duration;
//!
//! let wall = "2026-12-01T10:00:00+01:00".parse().unwrap();
//! let at = |stream| Moment { stream, wall };
//! let setup = Setup {
//!     call: booking::CallId("c1".into()),
//!     business: fixtures::by_id("salon").unwrap(),
//!     language: Language::De,
//!     phrases: Phrases::built_in().unwrap(),
//!     settings: Default::default(),
//!     allowance: Default::default(),
//!     today: Default::default(),
//! };
//! let mut call = Call::new(setup, at(Duration::ZERO));
//!
//! // The disclosure comes first, and no ear is open yet.
//! let first: Vec<Action> = std::iter::from_fn(|| call.poll()).collect();
//! assert!(first.iter().any(|action| matches!(action, Action::Say { sentence, .. } if sentence.role() == Role::Disclosure)));
//! assert!(!first.iter().any(|action| matches!(action, Action::OpenEar(_))));
//!
//! // Nothing comes: the deadline is the next event.
//! let (deadline, _why) = call.deadline().unwrap();
//! call.handle(Event::Deadline, at(deadline));
//! while let Some(_action) = call.poll() {}
//!
//! // The caller hangs up, and that is the end of it.
//! call.handle(Event::Closed(Closed::Stopped), at(deadline));
//! while let Some(_action) = call.poll() {}
//! assert!(call.is_over() && call.deadline().is_none());
//! ```
//!
//! One file per concern: [`opening`] (the disclosure comes first), [`speaking`] (what the agent says and what was heard of
//! it), [`listening`] (the caller's turn), [`interruption`] (barge-in), [`keys`], [`thinking`] (replies, speculative or not),
//! [`deeds`] (holds, read-backs and what follows from them), [`closing`] (goodbye, transfer, hang-up), [`timers`] (everything
//! that happens because time passes).

mod closing;
mod deeds;
mod interruption;
mod keys;
mod listening;
mod opening;
mod speaking;
mod thinking;
mod timers;

use crate::event::{Action, Event, Moment, SpeechId};
use crate::playback::Playback;
use crate::record::{EndedBy, Record};
use crate::settings::Settings;
use crate::turn::Turn;
use base::business::Business;
use base::language::Language;
use base::limits::{Allowance, DayUsage};
use booking::CallId;
use dialogue::gate::evidence::Evidence;
use dialogue::gate::{Gate, Wording};
use dialogue::phrases::{self, Phrases};
use dialogue::{Conversation, Proposal, Said};
use std::collections::VecDeque;
use std::time::Duration;

pub use timers::Timer;

/// What a call is made from.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Its id, the seed for choosing among wordings.
    pub call: CallId,
    /// The business called.
    pub business: Business,
    /// The language in which it begins.
    pub language: Language,
    /// What is said in fixed words.
    pub phrases: Phrases,
    /// Times.
    pub settings: Settings,
    /// What the caller may have.
    pub allowance: Allowance,
    /// What the caller has used of today.
    pub today: DayUsage,
}

/// One call.
#[derive(Debug)]
pub struct Call {
    setup: Setup,
    now: Moment,
    actions: VecDeque<Action>,
    phase: Phase,
    conversation: Conversation,
    history: Vec<Said>,
    gate: Gate,
    /// What the caller has said and done.
    evidence: Evidence,
    turn: Turn,
    playback: Playback,
    speaking: speaking::Speaking,
    interruption: Option<interruption::Interruption>,
    thinking: thinking::Thinking,
    deeds: deeds::Deeds,
    digits: keys::Digits,
    /// How often in a row the caller said nothing.
    silences: u32,
    /// Since when the agent owes the caller the word.
    owed_since: Option<Duration>,
    /// Since when the caller is expected to speak.
    waiting_since: Option<Duration>,
    /// Takes in a row that the recogniser did not answer.
    unanswered: u32,
    /// Turns recorded so far.
    turns: u32,
    /// Fixed phrases said so far.
    phrases_said: u64,
}

/// Where in its life a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The disclosure is being played; the ear is closed.
    Disclosing(opening::Disclosing),
    /// The conversation.
    Open,
    /// The last words are being said.
    Parting(closing::Parting),
    /// The carrier was told to end or transfer the call.
    Leaving(closing::Leaving),
    /// Over.
    Over,
}

impl Call {
    /// A call whose stream begins now: the disclosure is on its way.
    pub fn new(setup: Setup, now: Moment) -> Self {
        let conversation = Conversation::new(setup.language);
        let mut call = Call {
            gate: Gate::allowing(setup.allowance),
            setup,
            now,
            actions: VecDeque::new(),
            phase: Phase::Open,
            conversation,
            history: Vec::new(),
            evidence: Evidence::default(),
            turn: Turn::default(),
            playback: Playback::default(),
            speaking: Default::default(),
            interruption: None,
            thinking: Default::default(),
            deeds: Default::default(),
            digits: Default::default(),
            silences: 0,
            owed_since: None,
            waiting_since: None,
            unanswered: 0,
            turns: 0,
            phrases_said: 0,
        };
        call.disclose(opening::Then::Greet);
        call
    }

    /// Takes an event that happened `now`. Time never runs backwards.
    pub fn handle(&mut self, event: Event, now: Moment) {
        if self.phase == Phase::Over {
            return;
        }
        self.now = now;
        match event {
            Event::Speech(edge) => self.on_speech(edge),
            Event::PossibleOnset => self.on_possible_onset(),
            Event::Heard(heard) => self.on_heard(heard.printable().without_outro()),
            Event::Sentence(reply, sentence) => self.on_sentence(reply, sentence.printable()),
            Event::Reply(reply, result) => self.on_reply(reply, result),
            Event::FrameSent(speech) => self.on_frame_sent(speech),
            Event::SentenceSent(speech) => self.on_sentence_sent(speech),
            Event::VoiceFailed(speech) => self.on_voice_failed(speech),
            Event::Mark(speech) => self.on_mark(speech),
            Event::Digit(key) => self.on_digit(key),
            Event::TaskDone(task, outcome) => self.on_task_done(task, outcome),
            Event::ControlFailed => self.on_control_failed(),
            Event::Closed(closed) => self.on_closed(closed),
            Event::Deadline => {}
        }
        self.fire_due_timers();
    }

    /// The next action to carry out, in order.
    pub fn poll(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When to call [`Call::handle`] with [`Event::Deadline`] at the latest, and why.
    pub fn deadline(&self) -> Option<(Duration, Timer)> {
        self.timers().into_iter().min_by_key(|(at, _)| *at)
    }

    /// Whether the call is over: no event changes it any more.
    pub fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }

    /// The language spoken now.
    pub fn language(&self) -> Language {
        self.conversation.language
    }

    /// What the agent waits for, as committed.
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    /// What is before the gate, if anything.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.gate.proposal()
    }

    fn act(&mut self, action: Action) {
        self.actions.push_back(action);
    }

    fn record(&mut self, record: Record) {
        self.act(Action::Record(record));
    }

    /// The words for fixed phrases; each use takes the next variant.
    fn wording(&mut self) -> Wording<'_> {
        self.phrases_said += 1;
        Wording {
            phrases: &self.setup.phrases,
            business: &self.setup.business,
            language: self.conversation.language,
            pick: phrases::pick(&self.setup.call, self.phrases_said),
        }
    }

    /// Ends the call for good.
    fn end(&mut self, by: EndedBy) {
        self.close_turns();
        if let Some((_, Some(hold))) = self.gate.withdraw() {
            self.perform_quietly(crate::event::Task::Release(hold.ids));
        }
        self.leave_promised();
        self.record(Record::Ended { by, at: self.now.stream });
        self.phase = Phase::Over;
    }

    /// The speech that the present sentence belongs to, for tests and drivers that play no sound.
    pub fn being_said(&self) -> Option<SpeechId> {
        self.playback.current().map(|(speech, _)| speech)
    }
}
