//! Whose an appointment is. A number is no identity: it can be forged, shared or forwarded.
//!
//! Takes who asks ([`OwnQuery`]) and what may be theirs ([`Candidate`]s, opened by the store); gives the appointments of which
//! something may be spoken. Pure. What must be said by the caller, and match, before anything is, stands in one table
//! ([`proof`]).
//!
//! And it must be one person: where the name said fits the appointments of several (a family's phone and only the surname; two
//! people of one name at the same minute), none is spoken of until the caller says more.

mod name;
mod phonetics;
mod table;

pub use name::name_matches;
pub use table::{Line, Proof, Whose, asked_for, proof};

use super::{Appointment, AppointmentState, OwnQuery};
use base::business::Business;
use base::privacy::Pseudonym;
use jiff::Timestamp;

/// An appointment that may be the caller's.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The appointment, its name opened.
    pub appointment: Appointment,
    /// The pseudonym of the number that booked it, if it had one.
    pub pseudonym: Option<Pseudonym>,
}

impl Candidate {
    /// What the caller's line proves of it.
    fn line(&self, query: &OwnQuery) -> Line {
        match &self.pseudonym {
            _ if query.pseudonyms.is_empty() => Line::Nothing,
            Some(pseudonym) if query.pseudonyms.contains(pseudonym) => Line::Booked,
            _ => Line::Other,
        }
    }
}

/// The candidates that are the caller's, earliest first. Only what is booked and not over is; none is when the caller has not
/// said enough. What the caller's number booked comes before what other numbers did.
pub fn identify(business: &Business, query: &OwnQuery, candidates: &[Candidate]) -> Vec<Appointment> {
    let said = said(business, query);
    let within = |start: &Timestamp| query.within.as_ref().is_none_or(|range| range.contains(start));
    let stands = |one: &Appointment| {
        one.state == AppointmentState::Booked && one.slot.end > query.now && within(&one.slot.start)
    };
    let proved = |line| proof(line, business.secrecy, query.whose).is_some_and(|needed| said >= Some(needed));
    let theirs: Vec<&Candidate> = candidates
        .iter()
        .filter(|candidate| stands(&candidate.appointment) && proved(candidate.line(query)))
        .filter(|candidate| name_matches(query.name.reveal(), candidate.appointment.name.reveal()))
        .collect();
    let (booked, others): (Vec<_>, Vec<_>) = theirs.into_iter().partition(|one| one.line(query) == Line::Booked);
    let theirs = if booked.is_empty() { others } else { booked };
    if !one_person(&theirs, query) {
        return Vec::new();
    }
    let mut own: Vec<Appointment> = theirs.into_iter().map(|one| one.appointment.clone()).collect();
    own.sort_by(|one, other| (one.slot.start, &one.id).cmp(&(other.slot.start, &other.id)));
    own
}

/// Whether so much is said that the appointment may be looked for whatever number booked it.
pub fn names_the_minute(business: &Business, query: &OwnQuery) -> bool {
    said(business, query) == Some(Proof::DayAndTime)
}

/// What the caller has said; `None`: not even a name.
fn said(business: &Business, query: &OwnQuery) -> Option<Proof> {
    const MINUTE_SECONDS: i64 = 60;
    if query.name.reveal().trim().is_empty() {
        return None;
    }
    let Some(range) = &query.within else { return Some(Proof::Name) };
    // The range itself tells what was said, so that nobody can pass a week for a day.
    let length = range.end.duration_since(range.start);
    let date = |instant: Timestamp| instant.to_zoned(business.zone.clone()).date();
    let last = range.end.checked_sub(jiff::SignedDuration::from_nanos(1)).unwrap_or(range.end);
    Some(match length.as_secs() {
        ..0 => Proof::Name,
        0..=MINUTE_SECONDS => Proof::DayAndTime,
        _ if date(range.start) == date(last) => Proof::Day,
        _ => Proof::Name,
    })
}

/// Whether appointments that all fit the name said can be one person's. Those that the caller's number did not book have but the
/// name and the minute in common, which two people may have: one number, or one call without, must have booked them.
fn one_person(theirs: &[&Candidate], query: &OwnQuery) -> bool {
    let same = |one: &Candidate, other: &Candidate| {
        let together = one.line(query) == Line::Booked || (one.pseudonym.is_some() && one.pseudonym == other.pseudonym);
        together && name_matches(one.appointment.name.reveal(), other.appointment.name.reveal())
    };
    theirs.iter().enumerate().all(|(number, one)| theirs[..number].iter().all(|other| same(one, other)))
}

#[cfg(test)]
mod tests;
