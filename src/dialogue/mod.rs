//! Dialogue: what the agent says and which deeds it proposes.
//!
//! The port [`Engine`] takes a [`Conversation`] and what the caller did, streams sentences, and ends with the next
//! conversation and the deeds that it proposes. It decides nothing for good: [`crate::call`] adopts a reply when it commits
//! the turn, and [`gate`] stands between a proposal and a deed. Two engines share the conversation, so that one can take over
//! from the other in mid-call.

pub use crate::booking::Message;
use crate::booking::{
    Appointment, Calendar, CalendarError, CallId, Guests, MessageKind, Pseudonym, Refusal, Slot, Together, Visit,
};
use crate::business::{Business, Details};
use crate::language::Language;
use crate::number::Number;
use crate::privacy::Personal;
use async_trait::async_trait;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Decides what to say. One per process, shared by all calls.
#[async_trait]
pub trait Engine: Send + Sync {
    /// Name for logs and reports.
    fn name(&self) -> &str;

    /// Replies to `input`. Sentences go to `say` as they are complete; the returned [`Reply`] closes the turn. Must change
    /// nothing outside: it may run speculatively and be dropped at any await.
    ///
    /// # Errors
    /// When the engine cannot answer; the call then tries another or apologises.
    async fn reply(
        &self,
        scene: &Scene,
        conversation: &Conversation,
        input: &Input,
        say: &mpsc::Sender<Sentence>,
    ) -> Result<Reply, EngineError>;
}

/// What an engine may look at, read-only.
#[derive(Clone)]
pub struct Scene {
    /// The business called.
    pub business: Arc<Business>,
    /// Its calendar (engines only list; they never hold or book).
    pub calendar: Arc<dyn Calendar>,
    /// The call's id, also the seed for choosing among wordings.
    pub call: CallId,
    /// Begin of the call, against which notice and horizon are judged.
    pub begun_at: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// The caller's number under every live key; empty when it proves nothing.
    pub pseudonyms: Vec<Pseudonym>,
    /// The caller's number, for a callback; `None` when withheld.
    pub number: Option<Personal<Number>>,
}

/// What the conversation has come to. A plain value: engines return the next one, the call keeps the one it committed.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// The language spoken now.
    pub language: Language,
    /// What the agent is waiting for.
    pub asked: Asked,
    /// Visits offered and not yet chosen from, in the order in which they were spoken.
    pub offered: Vec<Visit>,
    /// What the caller wants so far.
    pub wish: Wish,
    /// Failures to understand in a row at the present question.
    pub failures: u32,
    /// What was said by either side, heard words only, oldest first.
    pub history: Vec<Said>,
}

/// One party's words in one turn, as far as they were heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Who.
    pub who: Who,
    /// What was heard of it.
    pub words: Personal<String>,
}

/// A party to the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The person who called.
    Caller,
    /// Vorzimmer.
    Agent,
}

/// What the caller wants, as far as it is known. Facts only; which question comes next follows from what is missing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// What is to be done.
    pub kind: Option<WishKind>,
    /// What is to be done; the first part of it where there are several.
    pub part: PartWish,
    /// Further parts: other services, other people. Usually none.
    pub further: Vec<PartWish>,
    /// Who is served besides the caller, or instead: `guests[0]` is person 1.
    pub guests: Vec<Guest>,
    /// How several people want to be served, if they said so.
    pub together: Option<Together>,
    /// Whose time: one resource, or explicitly anyone.
    pub resource: Option<ResourceWish>,
    /// Who may be wished for, where a name was misheard: it is asked which of them is meant.
    pub people_meant: Vec<String>,
    /// When, as understood so far.
    pub when: Option<when::When>,
    /// The visit chosen.
    pub visit: Option<Visit>,
    /// The caller's name, as said.
    pub name: Option<Personal<String>>,
    /// The name as it was last heard and was not right: where letters are misheard, it may tell them.
    pub name_heard: Option<Personal<String>>,
    /// Further details by id.
    pub details: Personal<Details>,
    /// The own appointment to be moved or cancelled, once identified.
    pub appointment: Option<Appointment>,
    /// The text of a message so far.
    pub message: Option<Personal<String>>,
    /// A number to call back, as said.
    pub phone: Option<Personal<Number>>,
    /// The name was certain when heard, or has been spelled back and agreed to.
    pub name_checked: bool,
    /// The number to call back was read back and agreed to.
    pub phone_checked: bool,
    /// When the own appointment is, as the caller said it to be identified by.
    pub own: Option<when::When>,
    /// The owner's question of which it was asked whether it is meant, by id, and the caller's words that may have asked it.
    pub question: Option<(String, Personal<String>)>,
    /// What the message is about.
    pub message_kind: Option<MessageKind>,
    /// What to go on with after the message.
    pub after_message: Option<WishKind>,
    /// Visits offered that the caller did not want; not offered again.
    pub declined: Vec<Visit>,
    /// Visits offered last in place of a time that could not be had, and how often they were offered again for it.
    pub instead: (Vec<Visit>, u32),
    /// Times that do not suit the caller.
    pub excluded: Vec<when::When>,
    /// The day of [`Wish::when`] was not said: the next that fits was assumed.
    pub day_open: bool,
    /// [`Wish::when`] has several readings, and it was asked which is meant.
    pub when_unclear: bool,
    /// All own appointments found are meant, one after the other ('beide Termine absagen').
    pub all_own: bool,
    /// Look-ups of own appointments that found nothing.
    pub lookups_failed: u32,
    /// Names read back that the caller called wrong.
    pub names_rejected: u32,
    /// Details read back that the caller called wrong.
    pub details_rejected: u32,
    /// Read-backs that the caller did not agree to.
    pub read_backs_declined: u32,
}

impl Wish {
    /// All parts of it, the first one included.
    pub fn parts(&self) -> impl Iterator<Item = &PartWish> {
        std::iter::once(&self.part).chain(&self.further)
    }

    /// Forgets the name, which was not right, but for how it was heard.
    pub fn doubt_name(&mut self) {
        self.name_heard = self.name.take().or_else(|| self.name_heard.take());
        self.name_checked = false;
    }

    /// Wants these parts, one at least.
    pub fn take_parts(&mut self, parts: impl IntoIterator<Item = PartWish>) {
        let mut parts = parts.into_iter();
        self.part = parts.next().unwrap_or_default();
        self.further = parts.collect();
    }

    /// Wants what a visit holds.
    pub fn take_parts_of(&mut self, visit: &Visit) {
        let part = |slot: &Slot| PartWish { service: Some(slot.service.clone()), ..PartWish::default() };
        self.take_parts(visit.slots().map(part));
    }

    /// The first part of which it is not known what it is.
    pub fn open_part(&mut self) -> Option<&mut PartWish> {
        std::iter::once(&mut self.part).chain(&mut self.further).find(|part| part.service.is_none())
    }
}

/// A part of a wish: a service for somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartWish {
    /// For whom: 0 is the caller, others are in [`Wish::guests`].
    pub person: usize,
    /// The service.
    pub service: Option<String>,
    /// Services of which it was asked which is meant.
    pub choices: Vec<String>,
}

/// Somebody who is served besides the caller, or instead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guest {
    /// What the caller called them.
    pub relation: Option<Relation>,
    /// Their name, if it was said.
    pub name: Option<Personal<String>>,
}

/// Who somebody is to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
#[rustfmt::skip]
pub enum Relation {
    Son, Daughter, Child, Husband, Wife, Mother, Father, Brother, Sister, Grandmother, Grandfather, Friend,
}

/// What a wish is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishKind {
    /// A new appointment.
    Book,
    /// Another time for an own appointment.
    Move,
    /// No appointment any more.
    Cancel,
    /// To hear of own appointments.
    Mine,
    /// To leave a message.
    Message,
}

/// Whose time the caller wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResourceWish {
    /// Anyone.
    Anyone,
    /// This one, by id.
    One(String),
}

/// What the agent is waiting for (`asked` in machine-readable output).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the interface's; see each in docs of the command `chat`")]
#[rustfmt::skip]
pub enum Asked {
    #[default] Wish, Service, Resource, Date, Time, Choice, Name, Spelling, Phone, Detail, Which, Confirm, Consent, Message,
    Transfer, More, Repeat, Language, None,
}

/// What the caller did, or what became of a deed.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The call has begun and the disclosure is said: greet and ask.
    Opening,
    /// The caller said something.
    Words {
        /// The words.
        words: Personal<String>,
        /// Mean probability, 0 to 1, where known.
        confidence: Option<f32>,
    },
    /// The caller spoke, but nothing could be understood.
    NotUnderstood,
    /// The caller pressed keys.
    Digits(Personal<String>),
    /// The caller said nothing; the how-many-th time in a row, from 1.
    Silence(u32),
    /// The caller did not agree to a read-back; the words may carry a correction. The hold has been given back.
    Declined {
        /// What was proposed.
        proposal: Proposal,
        /// What the caller said instead.
        words: Personal<String>,
    },
    /// What became of a deed or proposal.
    Outcome(Outcome),
}

/// A unit of synthesis and of what was heard: one sentence or clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The text, as a synthesiser reads it.
    pub text: String,
    /// What it is for.
    pub role: Role,
}

/// What a sentence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The announcement of Art. 50; not interruptible.
    Disclosure,
    /// Ordinary speech.
    Plain,
    /// The facts of a read-back; agreement counts only after it was heard. Worded by [`gate`] alone.
    Facts,
    /// The last words; not interruptible.
    Goodbye,
    /// A word to fill a wait.
    Filler,
}

/// The end of a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The conversation as it will be once the turn is committed.
    pub conversation: Conversation,
    /// Deeds proposed, in order.
    pub deeds: Vec<Deed>,
    /// What the caller was understood to want, strongest first (names of the interface's `intents`).
    pub intents: Vec<String>,
    /// From when the engine was asked until a model's first token; `None` where no model was asked.
    pub first_token: Option<Duration>,
}

/// What an engine may propose.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Book, move or cancel: held, read back, agreed to, and only then done.
    Propose(Proposal),
    /// Leave a message for the owner; done at once, since it binds nobody.
    Leave(Message),
    /// Tell the caller of own appointments, once they are proved to be the caller's. Worded by [`gate`] alone.
    Tell {
        /// Which.
        appointments: Vec<Appointment>,
        /// What follows.
        then: Telling,
    },
    /// Hand the call over to a person: by the caller's wish or agreement, or in an emergency.
    Transfer(TransferReason),
    /// Go on in another language: the disclosure is repeated.
    Switch(Language),
    /// Say goodbye (the sentences of this reply) and hang up.
    End,
}

/// What follows when own appointments are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// The engine goes on ([`Outcome::Told`]).
    Only,
    /// It is asked which of them is meant ([`Asked::Which`]).
    Which,
    /// It is asked when it would suit better ([`Asked::Date`]).
    NewTime,
}

/// A deed that needs a read-back and agreement.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposal {
    /// A new appointment, or several at once.
    Book {
        /// What and when.
        visit: Visit,
        /// For whom.
        name: Personal<String>,
        /// Who else is served.
        guests: Guests,
        /// Further details.
        details: Personal<Details>,
    },
    /// Another time for an own appointment.
    Move {
        /// The appointment as it is.
        from: Appointment,
        /// What and when instead.
        to: Slot,
    },
    /// An own appointment given up.
    Cancel {
        /// The appointment.
        appointment: Appointment,
    },
}

/// Why a call is handed to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferReason {
    /// The caller asked for a person.
    Wish,
    /// The caller agreed to the agent's offer.
    Agreed,
    /// An emergency (P33).
    Emergency,
    /// The agent failed technically.
    Failure,
}

/// What became of a deed.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The visit could not be held; nothing was read back. Offer another.
    Refused {
        /// What was proposed.
        proposal: Proposal,
        /// Why.
        refusal: Refusal,
    },
    /// Booked, moved or cancelled; the gate has said so already. Ask whether there is more.
    Done(Done),
    /// Own appointments were told. Ask whether there is more.
    Told,
    /// Own appointments were not told: it is not proved that they are the caller's.
    Unproved,
    /// The message is kept.
    MessageLeft(Message),
    /// The store could not be reached; nothing was done.
    Failed,
    /// The language was switched and the disclosure repeated. Go on where the conversation was.
    Switched(Language),
}

/// A deed that was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// Booked, in the order of the visit; never empty.
    Booked(Vec<Appointment>),
    /// Moved.
    Moved {
        /// As it was.
        from: Appointment,
        /// As it is.
        to: Appointment,
    },
    /// Cancelled.
    Cancelled(Appointment),
}

/// Failed to find a reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// The calendar could not be read.
    #[error("list appointments: {0}")]
    Calendar(#[from] CalendarError),
    /// The engine's provider failed.
    #[error("ask the language model: {0}")]
    Provider(String),
}

pub mod acknowledgement;
pub mod gate;
pub mod ladder;
pub mod llm;
pub mod phrases;
pub mod rules;
pub mod sameness;
pub mod scripted;
pub mod sentences;
pub mod speakable;
pub mod summary;
pub mod tools;
pub mod understand;
pub mod when;
pub mod wording;
pub mod words;
