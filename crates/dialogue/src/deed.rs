//! What an engine may propose, and what becomes of it.

use base::business::Details;
use base::language::Language;
use base::privacy::Personal;
use booking::{Appointment, Guests, Message, Refusal, Slot, Visit};
use jiff::Timestamp;

/// What an engine may propose.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Book, move or cancel: held, read back, agreed to, and only then done.
    Propose(Proposal),
    /// Leave a message for the owner; done at once, since it binds nobody.
    Leave(Message),
    /// Tell the caller of own appointments, once they are proved to be the caller's. Worded by [`super::gate`] alone.
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
    /// It is asked which of them is meant ([`super::Asked::Which`]).
    Which,
    /// It is asked when it would suit better ([`super::Asked::Date`]).
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

impl Proposal {
    /// When what is proposed begins, or, of an appointment to be cancelled, when that does.
    pub fn start(&self) -> Timestamp {
        match self {
            Proposal::Book { visit, .. } => visit.start(),
            Proposal::Move { to, .. } => to.start,
            Proposal::Cancel { appointment } => appointment.slot.start,
        }
    }
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
    /// The caller was not put through: that was so often today already (P28). Say so and take a message.
    NotPutThrough,
    /// The caller was not put through: the owner's number is none that a machine may ring. Say so and take a message.
    NobodyToRing,
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
