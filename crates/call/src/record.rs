//! What a call leaves behind: [`Record`]s, and the ports they go to.
//!
//! [`CallLog`] keeps what must last (implemented by `store`); [`Observers`] see everything as it happens (the events
//! door of `telephony`, tests). Times are since the stream's start.

use crate::attestation::Attestation;
use async_trait::async_trait;
use base::business::Business;
use base::language::Language;
use base::number::Number;
use base::printable;
use base::privacy::Personal;
use booking::Booking;
pub use booking::{Appointment, CallId, Slot, Visit};
pub use dialogue::{Asked, Done, Message, TransferReason, Who};
use jiff::Timestamp;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use understanding::health::Listed;

/// A call as it comes in, after the carrier's token was checked and before the first frame.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Our id for it.
    pub call: CallId,
    /// The carrier's id for it (Twilio: CallSid).
    pub carrier_call: String,
    /// The business called.
    pub business: Arc<Business>,
    /// The number dialled.
    pub dialled: Number,
    /// The caller's number; `None` when withheld.
    pub caller: Option<Personal<Number>>,
    /// The number that forwarded the call, if the carrier says so.
    pub forwarded_from: Option<Number>,
    /// What the networks say of the caller's number; `None` when the carrier says nothing.
    pub attestation: Option<Attestation>,
    /// When the stream began.
    pub begun_at: Timestamp,
}

/// Something that happened in a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// The disclosure was played to its end.
    Disclosed {
        /// In which language.
        language: Language,
        /// When its mark returned.
        at: Duration,
    },
    /// A turn is complete: what was said, as far as it was heard.
    Turn(TurnRecord),
    /// The agent begins to say a sentence (observers only; not kept).
    Saying {
        /// The sentence.
        words: Personal<String>,
        /// It fills a wait and answers nothing.
        filler: bool,
        /// When its first frame was sent.
        at: Duration,
    },
    /// The agent has said what it had to say and waits for this (observers only; not kept).
    Waiting {
        /// For what.
        asked: Asked,
        /// Visits offered.
        offered: Vec<Visit>,
        /// Since when.
        at: Duration,
    },
    /// What the caller was understood to want in the turn before (observers only; not kept).
    Understood(Vec<String>),
    /// The caller spoke and the recogniser did not answer; the caller is asked to say it again, or handed over (observers
    /// and the operator's log; not kept).
    Unheard {
        /// Why not.
        why: Unheard,
        /// When it was given up.
        at: Duration,
    },
    /// The language was switched.
    Language(Language),
    /// A deed was done.
    Done(Done),
    /// A message was left.
    Message(Message),
    /// The call is handed to a person.
    Transferred(TransferReason),
    /// The call is over.
    Ended {
        /// By whom.
        by: EndedBy,
        /// When.
        at: Duration,
    },
}

impl Record {
    /// The record as it is kept, if it is: without what may not be kept of callers' words ([`kept_words`]). The others are for
    /// those who watch.
    pub fn kept(&self, business: &Business) -> Option<KeptRecord> {
        let kept = match self {
            Record::Saying { .. } | Record::Waiting { .. } | Record::Understood(_) | Record::Unheard { .. } => {
                return None;
            }
            Record::Turn(turn) => Record::Turn(TurnRecord { words: kept_words(business, &turn.words), ..turn.clone() }),
            Record::Message(message) => Record::Message(kept_message(business, message)),
            other => other.clone(),
        };
        Some(KeptRecord(kept))
    }
}

/// A record of which only that is left which may be kept (P12). A [`CallLog`] takes no other; [`Record::kept`] makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptRecord(Record);

impl Deref for KeptRecord {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.0
    }
}

/// One party's turn.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnRecord {
    /// Counts the turns of a call, from 0.
    pub number: u32,
    /// Whose turn.
    pub who: Who,
    /// What was heard of it.
    pub words: Personal<String>,
    /// Whether it was broken off by the other party.
    pub interrupted: bool,
    /// Begin of its sound.
    pub start: Duration,
    /// End of its sound.
    pub end: Duration,
    /// For an agent's turn that answers the caller: where the time went.
    pub timing: Option<Timing>,
}

/// From the caller's last sound to the agent's first, and its parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timing {
    /// End of the caller's voice → first frame of the reply sent.
    pub voice_to_voice: Duration,
    /// End of the caller's voice → the turn was given to the agent.
    pub endpointing: Duration,
    /// Recogniser asked → final words.
    pub recognition: Duration,
    /// Engine asked → first sentence.
    pub dialogue: Duration,
    /// First sentence → first frame of sound.
    pub synthesis: Duration,
    /// When the engine was asked for the reply, since the stream's start: before the turn was over if that could be seen.
    pub engine_asked: Option<Duration>,
    /// When a model's first token came; `None` where no model was asked.
    pub first_token: Option<Duration>,
    /// When the reply's first sentence was whole.
    pub first_sentence: Option<Duration>,
}

/// Why a turn of the caller's was not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unheard {
    /// Too many calls waited for a recogniser.
    Busy,
    /// The words did not come in time.
    Late,
    /// The recogniser is dead for this call.
    Failed,
}

/// Who ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EndedBy {
    /// The agent, after a goodbye or by a transfer.
    Agent,
    /// The caller hung up.
    Caller,
    /// A limit (length of the call).
    Limit,
    /// A fault: the line broke, or nothing worked any more.
    Fault,
}

/// What may be kept of words that a caller said, or that were said to one (P12): without what they say of anybody's health, and
/// under professional secrecy without the services, unless the business keeps both on purpose. Nor is anything kept that steers
/// the terminal on which it is shown.
pub fn kept_words(business: &Business, words: &Personal<String>) -> Personal<String> {
    let words = printable(words);
    if business.health_mode {
        return words;
    }
    let names = business.services.iter().flat_map(|service| service.names.de.iter().chain(&service.names.en));
    let language = business.languages.first().copied().unwrap_or(Language::De);
    let listed = Listed::new(names.map(String::as_str), business.secrecy, language).called(&business.name);
    Personal::new(listed.redact(words.reveal()))
}

/// A message with what may be kept of its words.
pub fn kept_message(business: &Business, message: &Message) -> Message {
    let name = message.name.as_ref().map(printable);
    Message { text: kept_words(business, &message.text), name, ..message.clone() }
}

/// A booking with what may be kept of its details, which are free words, too.
pub fn kept_booking(business: &Business, booking: Booking) -> Booking {
    let kept = |(id, value): (&String, &String)| {
        let value = kept_words(business, &Personal::from(value.as_str()));
        (id.clone(), value.into_inner())
    };
    let details = booking.details.reveal().iter().map(kept).collect();
    let name = printable(&booking.name);
    let guests = booking.guests.iter().map(|(place, name)| (*place, printable(name))).collect();
    Booking { name, guests, details: Personal::new(details), ..booking }
}

fn printable(words: &Personal<String>) -> Personal<String> {
    Personal::new(printable::line(words.reveal()).into_owned())
}

/// Where calls are kept. Implemented by `store`.
#[async_trait]
pub trait CallLog: Send + Sync {
    /// A call begins. What is not `Ended` when the server starts again was broken off.
    ///
    /// # Errors
    /// When it could not be written.
    async fn begin(&self, incoming: &Incoming, language: Language) -> Result<(), LogError>;

    /// Keeps a record; returns once it is on disk.
    ///
    /// # Errors
    /// When it could not be written.
    async fn write(&self, call: &Incoming, record: &KeptRecord) -> Result<(), LogError>;
}

/// Which calls there were. Implemented by `store`.
#[async_trait]
pub trait PastCalls: Send + Sync {
    /// Whether the carrier's call of this id (Twilio: CallSid) was ever begun here, as far as calls are still kept.
    ///
    /// # Errors
    /// When it could not be looked up.
    async fn was_begun(&self, carrier_call: &str) -> Result<bool, PastCallsError>;
}

/// Failed to look a past call up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("look up whether the call was answered before: {0}")]
pub struct PastCallsError(pub String);

/// Who watches calls as they happen. Must not block.
pub trait Observers: Send + Sync {
    /// Something happened.
    fn see(&self, call: &CallId, record: &Record);
}

/// Failed to keep a call's record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The same may succeed a moment later: another writer holds the database, it is not reached, a disk is full.
    #[error("keep the call's record: {0}")]
    Passing(String),
    /// It will fail again.
    #[error("keep the call's record: {0}")]
    Lasting(String),
}
