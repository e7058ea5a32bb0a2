//! The gate between a proposal and a deed (P22): nothing is booked, moved or cancelled before it was read back by us, heard,
//! and agreed to in speech that began after that.
//!
//! It takes proposals, holds, the moment at which the facts were heard, and the caller's words; it gives the read-back and a
//! [`Verdict`]. It stands outside the engine, so that an engine that invents cannot commit. The facts come from the hold and
//! not from the engine's sentences. Silence, unclear words and a hang-up are no agreement.

use crate::booking::{Appointment, AppointmentId, Hold, Slot};
use crate::business::{Business, Details};
use crate::dialogue::phrases::{Phrase, Phrases};
use crate::dialogue::understand::{self, Agreement, Context, Stated};
use crate::dialogue::{Done, Proposal, Role, Sentence, speakable};
use crate::language::Language;
use crate::privacy::Personal;
use std::time::Duration;

/// How often an unclear answer is asked again before it counts as no.
const UNCLEAR_MAX: u32 = 2;

/// The gate of one call. At most one proposal is before it.
#[derive(Debug, Default)]
pub struct Gate {
    pending: Option<Pending>,
}

/// A proposal on its way to becoming a deed.
#[derive(Debug)]
struct Pending {
    proposal: Proposal,
    hold: Option<Hold>,
    /// When the facts had been played to the caller.
    heard_at: Option<Duration>,
    unclear: u32,
}

/// What a proposal needs next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// A hold on this slot, in place of the own appointment if there is one.
    Hold(Slot, Option<AppointmentId>),
    /// Nothing: it can be read back.
    ReadBack,
}

/// A deed that the caller agreed to.
#[derive(Debug, Clone, PartialEq)]
pub enum Commit {
    /// Book the hold.
    Book {
        /// The hold.
        hold: AppointmentId,
        /// For whom.
        name: Personal<String>,
        /// Further details.
        details: Personal<Details>,
        /// The own appointment that it replaces.
        replaces: Option<AppointmentId>,
    },
    /// Cancel the appointment.
    Cancel(AppointmentId),
}

/// What the caller's words mean for the proposal.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// There is no proposal.
    NotMine,
    /// The facts had not been heard when the caller spoke: read them back again.
    TooEarly,
    /// Neither yes nor no: ask again.
    Unclear,
    /// Agreed.
    Agreed(Commit),
    /// No, or something else is wanted. The proposal is withdrawn; the hold, if any, is to be released.
    Declined(Proposal, Option<AppointmentId>),
}

impl Gate {
    /// Takes a proposal in place of any other.
    pub fn propose(&mut self, proposal: Proposal) -> Need {
        let need = match &proposal {
            Proposal::Book { slot, .. } => Need::Hold(slot.clone(), None),
            Proposal::Move { from, to } => Need::Hold(to.clone(), Some(from.id.clone())),
            Proposal::Cancel { .. } => Need::ReadBack,
        };
        self.pending = Some(Pending { proposal, hold: None, heard_at: None, unclear: 0 });
        need
    }

    /// The hold asked for was given.
    pub fn held(&mut self, hold: Hold) {
        if let Some(pending) = &mut self.pending {
            pending.hold = Some(hold);
        }
    }

    /// The facts of the read-back had been played to the caller at `at`.
    pub fn facts_heard(&mut self, at: Duration) {
        if let Some(pending) = &mut self.pending {
            pending.heard_at.get_or_insert(at);
        }
    }

    /// Forgets the proposal. Returns it with its hold.
    pub fn withdraw(&mut self) -> Option<(Proposal, Option<AppointmentId>)> {
        let pending = self.pending.take()?;
        Some((pending.proposal, pending.hold.map(|hold| hold.id)))
    }

    /// Whether a proposal waits for agreement.
    pub fn waiting(&self) -> bool {
        self.pending.is_some()
    }

    /// The hold of the proposal, to be kept alive.
    pub fn hold(&self) -> Option<&AppointmentId> {
        Some(&self.pending.as_ref()?.hold.as_ref()?.id)
    }

    /// Judges what the caller said in speech that began at `began`.
    pub fn judge(&mut self, words: &str, began: Duration, context: &Context<'_>) -> Verdict {
        let Some(pending) = &mut self.pending else { return Verdict::NotMine };
        let (slot, name) = stated(&pending.proposal, pending.hold.as_ref());
        let agreement = understand::agreement(words, context, Some(&Stated { slot, name }));
        let heard = pending.heard_at.is_some_and(|heard_at| heard_at <= began);
        match agreement {
            Agreement::No | Agreement::Changes => self.decline(),
            Agreement::Yes | Agreement::Unclear if !heard => {
                pending.heard_at = None;
                Verdict::TooEarly
            }
            Agreement::Unclear => {
                pending.unclear += 1;
                if pending.unclear > UNCLEAR_MAX { self.decline() } else { Verdict::Unclear }
            }
            Agreement::Yes => commit(pending).map_or(Verdict::TooEarly, Verdict::Agreed),
        }
    }

    fn decline(&mut self) -> Verdict {
        self.withdraw().map_or(Verdict::NotMine, |(proposal, hold)| Verdict::Declined(proposal, hold))
    }

    /// The read-back: the facts in a clause of their own, then the question.
    pub fn read_back(&self, voice: &Wording<'_>) -> Vec<Sentence> {
        let Some(pending) = &self.pending else { return Vec::new() };
        let phrase = match pending.proposal {
            Proposal::Book { .. } => Phrase::ReadBackBook,
            Proposal::Move { .. } => Phrase::ReadBackMove,
            Proposal::Cancel { .. } => Phrase::ReadBackCancel,
        };
        let (slot, name) = stated(&pending.proposal, pending.hold.as_ref());
        let facts = Sentence { text: voice.facts(phrase, slot, name), role: Role::Facts };
        vec![facts, self.question(voice)]
    }

    /// The question that ends a read-back.
    pub fn question(&self, voice: &Wording<'_>) -> Sentence {
        Sentence { text: voice.say(Phrase::ReadBackQuestion, &[]), role: Role::Plain }
    }
}

/// The deed that a pending proposal becomes, if it is ready.
fn commit(pending: &Pending) -> Option<Commit> {
    let hold = pending.hold.as_ref().map(|hold| hold.id.clone());
    match &pending.proposal {
        Proposal::Book { name, details, .. } => {
            Some(Commit::Book { hold: hold?, name: name.clone(), details: details.clone(), replaces: None })
        }
        Proposal::Move { from, .. } => Some(Commit::Book {
            hold: hold?,
            name: from.name.clone(),
            details: from.details.clone(),
            replaces: Some(from.id.clone()),
        }),
        Proposal::Cancel { appointment } => Some(Commit::Cancel(appointment.id.clone())),
    }
}

/// The slot and the name that a proposal is about; the slot from the hold where there is one.
fn stated<'a>(proposal: &'a Proposal, hold: Option<&'a Hold>) -> (&'a Slot, &'a str) {
    match proposal {
        Proposal::Book { slot, name, .. } => (hold.map_or(slot, |hold| &hold.slot), name.reveal()),
        Proposal::Move { from, to } => (hold.map_or(to, |hold| &hold.slot), from.name.reveal()),
        Proposal::Cancel { appointment } => (&appointment.slot, appointment.name.reveal()),
    }
}

/// How fixed phrases are worded in one call.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    /// The phrases.
    pub phrases: &'a Phrases,
    /// For whom.
    pub business: &'a Business,
    /// In which language.
    pub language: Language,
    /// Chooses among variants.
    pub pick: u64,
}

impl Wording<'_> {
    /// A phrase.
    pub fn say(&self, phrase: Phrase, values: &[(&str, &str)]) -> String {
        self.phrases.say(phrase, self.language, self.business.address_form, self.pick, values)
    }

    /// What is said when a deed is done.
    pub fn done(&self, done: &Done) -> Sentence {
        let (phrase, appointment): (_, &Appointment) = match done {
            Done::Booked(appointment) => (Phrase::Booked, appointment),
            Done::Moved { to, .. } => (Phrase::Moved, to),
            Done::Cancelled(appointment) => (Phrase::Cancelled, appointment),
        };
        Sentence { text: self.facts(phrase, &appointment.slot, appointment.name.reveal()), role: Role::Plain }
    }

    /// A phrase about a slot: weekday, date, time, service, resource and name as spoken.
    fn facts(&self, phrase: Phrase, slot: &Slot, name: &str) -> String {
        let start = slot.start.to_zoned(self.business.zone.clone());
        let date = speakable::weekday_date(start.date(), self.language);
        let time = speakable::time_of_day(start.time(), self.language);
        let service = self.business.service(&slot.service).map_or("", |service| service.spoken_name(self.language));
        let resource = self.business.resource(&slot.resource).map_or("", |resource| resource.spoken_name());
        // Professional secrecy: the service is never spoken of an existing appointment (§ 203 StGB).
        let secret = self.business.secrecy && matches!(phrase, Phrase::ReadBackMove | Phrase::ReadBackCancel);
        let service = if secret { "" } else { service };
        self.say(
            phrase,
            &[("date", &date), ("time", &time), ("service", service), ("resource", resource), ("name", name)],
        )
    }
}
