//! Whose an appointment is. A number is no identity: it can be forged, shared or forwarded.
//!
//! Takes who asks ([`OwnQuery`]) and what may be theirs ([`Candidate`]s, opened by the store); gives the appointments of which
//! something may be spoken. Pure. What must be said by the caller, and match, before anything is:
//!
//! | The caller's number | Business | Name | Day | Time |
//! |---|---|---|---|---|
//! | is the appointment's | any | yes | | |
//! | is the appointment's | under secrecy | yes | yes | |
//! | proves nothing (withheld, dialled, forwarding, a business's own) | any | yes | yes | yes |
//! | is another | any | never | | |
//!
//! What the caller says beyond that must match as well. And it must be one person: where the name said fits the appointments
//! of several (a family's phone and only the surname), none is spoken of until the caller says the first name too.

mod name;
mod phonetics;

pub use name::name_matches;

use super::{Appointment, AppointmentState, OwnQuery};
use base::business::Business;
use base::privacy::Pseudonym;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::ops::Range;

/// An appointment that may be the caller's.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The appointment, its name opened.
    pub appointment: Appointment,
    /// The pseudonym of the number that booked it, if it had one.
    pub pseudonym: Option<Pseudonym>,
}

/// The candidates that are the caller's, earliest first. Only what is booked and not over is; none is when the caller has not
/// said enough.
pub fn identify(business: &Business, query: &OwnQuery, candidates: &[Candidate]) -> Vec<Appointment> {
    if !said_enough(business, query) {
        return Vec::new();
    }
    let within = |start: &Timestamp| query.within.as_ref().is_none_or(|range| range.contains(start));
    let of_number = |pseudonym: &Option<Pseudonym>| match pseudonym {
        _ if query.pseudonyms.is_empty() => true,
        Some(pseudonym) => query.pseudonyms.contains(pseudonym),
        None => false,
    };
    let mut own: Vec<Appointment> = candidates
        .iter()
        .filter(|candidate| of_number(&candidate.pseudonym))
        .map(|candidate| &candidate.appointment)
        .filter(|one| one.state == AppointmentState::Booked && one.slot.end > query.now && within(&one.slot.start))
        .filter(|one| name_matches(query.name.reveal(), one.name.reveal()))
        .cloned()
        .collect();
    own.sort_by(|one, other| (one.slot.start, &one.id).cmp(&(other.slot.start, &other.id)));
    if one_person(&own) { own } else { Vec::new() }
}

/// Whether name, day and time were said as far as the caller's number and the business demand them.
fn said_enough(business: &Business, query: &OwnQuery) -> bool {
    let said = query.within.as_ref().map_or(Precision::Loose, |range| precision(range, &business.zone));
    let needed = match query.pseudonyms.is_empty() {
        true => Precision::Time,
        false if business.secrecy => Precision::Day,
        false => Precision::Loose,
    };
    said >= needed
}

/// How closely a range of time names an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    /// More than a day, or nothing.
    Loose,
    /// Within one local date.
    Day,
    /// A minute.
    Time,
}

/// The range itself tells what was said, so that nobody can pass a week for a day.
fn precision(range: &Range<Timestamp>, zone: &TimeZone) -> Precision {
    const MINUTE_SECONDS: i64 = 60;
    let length = range.end.duration_since(range.start);
    let Ok(last) = range.end.checked_sub(jiff::SignedDuration::from_nanos(1)) else { return Precision::Loose };
    let date = |instant: Timestamp| instant.to_zoned(zone.clone()).date();
    match length.as_secs() {
        ..0 => Precision::Loose,
        0..=MINUTE_SECONDS => Precision::Time,
        _ if date(range.start) == date(last) => Precision::Day,
        _ => Precision::Loose,
    }
}

/// Whether appointments that all fit the name said can be one person's.
fn one_person(own: &[Appointment]) -> bool {
    let names: Vec<_> = own.iter().map(|one| one.name.reveal()).collect();
    names.iter().enumerate().all(|(number, one)| names[..number].iter().all(|other| name_matches(one, other)))
}

#[cfg(test)]
mod tests;
