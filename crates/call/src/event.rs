//! What goes into the machine ([`Event`]) and what comes out ([`Action`]). All plain values.

use crate::limiter::Counted;
use crate::line::Closed;
use crate::record::Record;
use audio::SpeechEdge;
use base::language::Language;
use booking::{Appointment, AppointmentId, Booking, Hold, Refusal, Visit};
use dialogue::gate::evidence::Evidence;
use dialogue::{Conversation, EngineError, Input, Message, Reply, Sentence};
use jiff::Timestamp;
use speech::asr::{Expectation, Heard, Take};
use std::time::Duration;

/// A point in a call: time since the stream's start, and the wall clock's instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Since the stream's start.
    pub stream: Duration,
    /// The instant.
    pub wall: Timestamp,
}

/// Numbers the sentences of a call; also the number of the mark that follows each on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeechId(pub u64);

/// Numbers the engine's replies within a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyId(pub u64);

/// Numbers the tasks of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u64);

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The caller's voice began or paused.
    Speech(SpeechEdge),
    /// A frame stands out from the line's noise, as the one before did not; whether speech has begun is not known yet.
    PossibleOnset,
    /// The recogniser said something.
    Heard(Heard),
    /// The engine completed a sentence of a reply.
    Sentence(ReplyId, Sentence),
    /// The engine completed a reply, or failed to.
    Reply(ReplyId, Result<Box<Reply>, EngineError>),
    /// 20 ms of a sentence went out on the line.
    FrameSent(SpeechId),
    /// All of a sentence went out, and the mark after it.
    SentenceSent(SpeechId),
    /// The voice broke off in a sentence; what there was of it went out, and the mark after it.
    VoiceFailed(SpeechId),
    /// A mark came back.
    Mark(SpeechId),
    /// A key was pressed.
    Digit(char),
    /// A task is done.
    TaskDone(TaskId, TaskOutcome),
    /// The carrier could not be made to end or transfer the call.
    ControlFailed,
    /// The line is over.
    Closed(Closed),
    /// A deadline passed (see [`super::machine::Call::deadline`]).
    Deadline,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Open the ear (or open it anew in another language): frames go to the recogniser from now on.
    OpenEar(Language),
    /// Close the ear: no frame goes to the recogniser.
    CloseEar,
    /// Tell the ear that speech began, ms before the end of the last frame.
    Attend {
        /// ms between the onset and now.
        ago_ms: u32,
    },
    /// Ask the recogniser for the final words.
    Finish(Take, Expectation),
    /// The turn's audio belongs to the past.
    ForgetHeard,
    /// Ask the engine. Several may run; only one is awaited at a time.
    Think {
        /// Its number.
        reply: ReplyId,
        /// The conversation so far.
        conversation: Box<Conversation>,
        /// What it replies to.
        input: Input,
    },
    /// Give the first sentence of a reply a voice ahead. It is said by [`Action::Say`] alone, and dropped with its reply.
    Prepare {
        /// The reply.
        reply: ReplyId,
        /// What is to be said.
        sentence: Sentence,
        /// In which language.
        language: Language,
        /// It is a fixed phrase that will be said again in other calls.
        fixed: bool,
    },
    /// Drop a reply.
    ForgetReply(ReplyId),
    /// Say a sentence after those before it, then send its mark.
    Say {
        /// Its number.
        speech: SpeechId,
        /// What is said.
        sentence: Sentence,
        /// In which language.
        language: Language,
        /// It is a fixed phrase that will be said again in other calls.
        fixed: bool,
    },
    /// Send no more frames for now.
    HoldFeed,
    /// Send frames again.
    ResumeFeed,
    /// Drop all that is being said, here and at the carrier.
    Silence,
    /// Carry out a task. It outlives the call.
    Perform(TaskId, Task),
    /// End the call by the carrier's interface.
    HangUp,
    /// Connect the caller to the owner by the carrier's interface.
    Transfer,
    /// Close the line; the carrier then goes on as it was told when the call came in (to the owner).
    CloseLine,
    /// Keep and show this.
    Record(Record),
}

/// A task: something done outside the call that cannot be interrupted.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Reserve a visit.
    Hold {
        /// What is wanted.
        visit: Visit,
        /// The own appointment that it is to replace.
        replaces: Option<AppointmentId>,
    },
    /// Keep a hold alive.
    Keep(Vec<AppointmentId>),
    /// Give a hold back.
    Release(Vec<AppointmentId>),
    /// Book a hold.
    Book(Booking),
    /// Cancel an appointment.
    Cancel(AppointmentId),
    /// Prove that appointments are the caller's.
    Prove {
        /// Which, as an engine gave them.
        appointments: Vec<Appointment>,
        /// What the caller has said.
        evidence: Evidence,
    },
    /// Leave a message.
    Leave(Message),
    /// Count something that the caller did.
    Count(Counted),
}

/// What became of a task.
#[derive(Debug, Clone, PartialEq)]
pub enum TaskOutcome {
    /// Of a hold.
    Held(Result<Hold, Refusal>),
    /// Of a booking.
    Booked(Result<Vec<Appointment>, Refusal>),
    /// Of a cancellation.
    Cancelled(Result<Appointment, Refusal>),
    /// Of a proof: those that are the caller's, as they stand in the calendar.
    Proved(Vec<Appointment>),
    /// The message is kept.
    Left,
    /// Done, with nothing to say about it (keep, release, count).
    Quiet,
    /// The store could not be reached.
    Failed,
}
