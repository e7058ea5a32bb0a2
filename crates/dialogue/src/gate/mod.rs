//! The gate between a proposal and a deed (P22): nothing is booked, moved or cancelled before it was read back by us, heard,
//! and agreed to in speech that began after that. An appointment that is to be moved, cancelled or told of must first be proved to be
//! the caller's, by what the caller has said ([`evidence`]); the same says whether a person is wanted.
//!
//! It takes proposals, holds, the moment at which the facts were heard, and the caller's words; it gives the read-back and a
//! [`Verdict`]. It stands outside the engine, so that an engine that invents cannot commit. The facts come from the hold and
//! not from the engine's sentences. It counts the bookings of the call, so that an engine that never ends books no more than a
//! caller may (P28). Silence, unclear words and a hang-up are no agreement.

use crate::phrases::{Phrase, Phrases};
use crate::sentences::spoken;
use crate::{Done, Proposal, Role, Sentence, Telling, WishKind, wording};
use base::business::Business;
use base::language::Language;
use base::limits::Allowance;
use booking::{Appointment, AppointmentId, Booking, Guests, Hold, Refusal, Visit};
use jiff::civil::Date;
use std::time::Duration;
use understanding::{Agreement, Stated, Utterance};

pub mod evidence;

/// How often an unclear answer is asked again before it counts as no.
const UNCLEAR_MAX: u32 = 2;

/// The gate of one call. At most one proposal is before it.
#[derive(Debug, Default)]
pub struct Gate {
    pending: Option<Pending>,
    allowance: Allowance,
    /// Bookings made in this call.
    bookings: u32,
}

/// A proposal on its way to becoming a deed.
#[derive(Debug)]
struct Pending {
    proposal: Proposal,
    /// The own appointment that it is about is the caller's.
    proved: bool,
    hold: Option<Hold>,
    /// When the facts had been played to the caller.
    heard_at: Option<Duration>,
    unclear: u32,
}

impl Pending {
    /// The facts have to be heard once more before a yes counts.
    fn again(&mut self) -> Verdict {
        self.heard_at = None;
        Verdict::Again
    }
}

/// What a proposal needs next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// Proof that this appointment is the caller's.
    Proof(Appointment),
    /// A hold on this visit, in place of the own appointment if there is one.
    Hold(Visit, Option<AppointmentId>),
    /// Nothing: it can be read back.
    ReadBack,
    /// Nothing helps: it may not be.
    Refuse(Refusal),
}

/// A deed that the caller agreed to.
#[derive(Debug, Clone, PartialEq)]
pub enum Commit {
    /// Book the hold.
    Book(Booking),
    /// Cancel the appointment.
    Cancel(AppointmentId),
}

/// What the caller's words mean for the proposal.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is taken apart at once")]
pub enum Verdict {
    /// There is no proposal.
    NotMine,
    /// The facts had not been heard when the caller spoke, or the answer was neither yes nor no: they are read back again, since
    /// a yes counts only for what was heard last.
    Again,
    /// Agreed.
    Agreed(Commit),
    /// No, or something else is wanted. The proposal is withdrawn; the hold, if any, is to be released.
    Declined(Proposal, Option<Hold>),
}

impl Gate {
    /// A gate that lets through what a caller may have.
    pub fn allowing(allowance: Allowance) -> Self {
        Gate { allowance, ..Gate::default() }
    }

    /// Takes a proposal in place of any other.
    pub fn propose(&mut self, proposal: Proposal) -> Need {
        let need = match &proposal {
            Proposal::Book { .. } if self.allowance.passed_by_booking(self.bookings).is_some() => {
                Need::Refuse(Refusal::TooManyInCall)
            }
            Proposal::Book { visit, .. } => Need::Hold(visit.clone(), None),
            Proposal::Move { from: own, .. } | Proposal::Cancel { appointment: own } => Need::Proof(own.clone()),
        };
        self.pending = Some(Pending { proposal, proved: false, hold: None, heard_at: None, unclear: 0 });
        need
    }

    /// The appointment of the proposal is the caller's, and this is how it stands in the calendar: what an engine says of it no
    /// longer counts.
    pub fn proved(&mut self, appointment: Appointment) -> Need {
        let Some(pending) = &mut self.pending else { return Need::ReadBack };
        pending.proved = true;
        match &mut pending.proposal {
            Proposal::Book { visit, .. } => Need::Hold(visit.clone(), None),
            Proposal::Move { from, to } => {
                *from = appointment;
                Need::Hold(to.clone().into(), Some(from.id.clone()))
            }
            Proposal::Cancel { appointment: own } => {
                *own = appointment;
                Need::ReadBack
            }
        }
    }

    /// The hold asked for was given.
    pub fn held(&mut self, hold: Hold) {
        let Some(pending) = &mut self.pending else { return };
        // What is read back is what was reserved, not what was asked for.
        match &mut pending.proposal {
            Proposal::Book { visit, .. } => visit.clone_from(&hold.visit),
            Proposal::Move { to, .. } => to.clone_from(hold.visit.first()),
            Proposal::Cancel { .. } => {}
        }
        pending.hold = Some(hold);
    }

    /// The facts of the read-back had been played to the caller at `at`.
    pub fn facts_heard(&mut self, at: Duration) {
        if let Some(pending) = &mut self.pending {
            pending.heard_at.get_or_insert(at);
        }
    }

    /// The proposal was carried out: forgets and returns it.
    pub fn carried_out(&mut self) -> Option<Proposal> {
        let Pending { proposal, .. } = self.pending.take()?;
        self.bookings += u32::from(matches!(proposal, Proposal::Book { .. }));
        Some(proposal)
    }

    /// Forgets the proposal. Returns it with its hold.
    pub fn withdraw(&mut self) -> Option<(Proposal, Option<Hold>)> {
        let pending = self.pending.take()?;
        Some((pending.proposal, pending.hold))
    }

    /// Whether a proposal waits for agreement.
    pub fn waiting(&self) -> bool {
        self.pending.is_some()
    }

    /// The proposal that waits for agreement.
    pub fn proposal(&self) -> Option<&Proposal> {
        Some(&self.pending.as_ref()?.proposal)
    }

    /// The hold of the proposal, to be kept alive.
    pub fn hold(&self) -> Option<&Hold> {
        self.pending.as_ref()?.hold.as_ref()
    }

    /// Judges what the caller said in speech that began at `began`.
    pub fn judge(&mut self, utterance: &Utterance, began: Duration) -> Verdict {
        let Some(pending) = &mut self.pending else { return Verdict::NotMine };
        let agreement = utterance.parsed.agreement(Some(&stated(&pending.proposal)));
        let heard = pending.heard_at.is_some_and(|heard_at| heard_at <= began);
        match agreement {
            Agreement::No | Agreement::Changes => self.decline(),
            Agreement::Yes if !heard => pending.again(),
            Agreement::Unclear if heard && is_for_engine(utterance, &pending.proposal) => self.decline(),
            Agreement::Unclear => {
                pending.unclear += 1;
                if pending.unclear > UNCLEAR_MAX { self.decline() } else { pending.again() }
            }
            Agreement::Yes => commit(pending).map_or(Verdict::Again, Verdict::Agreed),
        }
    }

    fn decline(&mut self) -> Verdict {
        self.withdraw().map_or(Verdict::NotMine, |(proposal, hold)| Verdict::Declined(proposal, hold))
    }

    /// The read-back: the facts in a clause of their own, then the question. They have to be heard anew before a yes counts.
    pub fn read_back(&mut self, voice: &Wording<'_>) -> Vec<Sentence> {
        let Some(pending) = &mut self.pending else { return Vec::new() };
        pending.heard_at = None;
        let Wording { phrases, business, language, pick } = *voice;
        let words = wording::read_back(phrases, business, &pending.proposal, language, pick);
        vec![Sentence::ours(words.facts, Role::Facts), Sentence::ours(words.question, Phrase::ReadBackQuestion.role())]
    }
}

/// Whether words that are neither yes nor no are to be answered: they name somebody else, or ask something.
fn is_for_engine(utterance: &Utterance, proposal: &Proposal) -> bool {
    names_another(utterance, proposal) || utterance.asks_beside()
}

/// Whether words that are no answer are a name, and not the one read back: 'Hans Keller.'
fn names_another(utterance: &Utterance, proposal: &Proposal) -> bool {
    let Proposal::Book { name, .. } = proposal else { return false };
    utterance.name_alone.as_ref().is_some_and(|said| !said.reveal().eq_ignore_ascii_case(name.reveal()))
}

/// The deed that a pending proposal becomes, if it is ready.
fn commit(pending: &Pending) -> Option<Commit> {
    let holds = pending.hold.as_ref().map(|hold| hold.ids.clone());
    match &pending.proposal {
        Proposal::Book { name, guests, details, .. } => Some(Commit::Book(Booking {
            holds: holds?,
            name: name.clone(),
            guests: guests.clone(),
            details: details.clone(),
            replaces: None,
        })),
        _ if !pending.proved => None,
        Proposal::Move { from, .. } => Some(Commit::Book(Booking {
            holds: holds?,
            name: from.name.clone(),
            guests: Guests::new(),
            details: from.details.clone(),
            replaces: Some(from.id.clone()),
        })),
        Proposal::Cancel { appointment } => Some(Commit::Cancel(appointment.id.clone())),
    }
}

/// What a proposal states.
fn stated(proposal: &Proposal) -> Stated<'_> {
    let (kind, slots, names): (_, Vec<_>, Vec<_>) = match proposal {
        Proposal::Book { visit, name, guests, .. } => {
            (WishKind::Book, visit.slots().collect(), std::iter::once(name).chain(guests.values()).collect())
        }
        Proposal::Move { from, to } => (WishKind::Move, vec![to], vec![&from.name]),
        Proposal::Cancel { appointment } => (WishKind::Cancel, vec![&appointment.slot], vec![&appointment.name]),
    };
    let details = match proposal {
        Proposal::Book { details, .. } => details.reveal().values().map(String::as_str).collect(),
        Proposal::Move { .. } | Proposal::Cancel { .. } => Vec::new(),
    };
    Stated { kind, slots, names: names.into_iter().map(|name| name.reveal().as_str()).collect(), details }
}

/// How the agent words things in one call.
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
    /// A fixed phrase.
    pub fn say(&self, phrase: Phrase, values: &[(&str, &str)]) -> String {
        self.phrases.say(phrase, self.language, self.business.address_form, self.pick, values)
    }

    /// A fixed phrase, to be said in one breath.
    pub fn sentence(&self, phrase: Phrase, values: &[(&str, &str)]) -> Sentence {
        Sentence::ours(self.say(phrase, values), phrase.role())
    }

    /// A fixed phrase, sentence by sentence.
    pub fn sentences(&self, phrase: Phrase, values: &[(&str, &str)]) -> Vec<Sentence> {
        spoken(&self.say(phrase, values), phrase.role())
    }

    /// Own appointments, and the question about them.
    pub fn own(&self, appointments: &[Appointment], then: Telling, today: Date) -> Vec<Sentence> {
        let list = || wording::own_appointments(self.business, appointments, today, self.language);
        match (then, appointments.first()) {
            (Telling::NewTime, Some(own)) => {
                let (day, time) = wording::day_and_time(self.business, own.slot.start, today, self.language);
                self.sentences(Phrase::AskNewTime, &[("day", &day), ("time", &time)])
            }
            (Telling::Which, _) => self.sentences(Phrase::WhichOwn, &[("appointments", &list())]),
            (Telling::Only | Telling::NewTime, _) => {
                self.sentences(Phrase::OwnAppointments, &[("appointments", &list())])
            }
        }
    }

    /// What is said when a deed is done.
    pub fn done(&self, done: &Done) -> Sentence {
        let text = wording::done(self.phrases, self.business, done, self.language, self.pick);
        Sentence::ours(text, Role::Claim)
    }
}

#[cfg(test)]
mod tests;
