//! What was done is what was read back, and touches nothing else.

use super::played::{Moment, Played};
use booking::{Appointment, Slot};
use call::typed::outcome::Outcome;
use dialogue::wording::{SlotWords, read_back};
use dialogue::{Asked, Done, Proposal};
use std::collections::BTreeSet;

/// More variants than any phrase has.
pub const VARIANTS: u64 = 8;

/// Each deed is the proposal read back, and its facts were heard whole in the agent's last turn before the yes.
pub fn is_the_one_read_back(played: &Played) -> Result<(), String> {
    let mut before = Outcome::default();
    for moment in &played.moments {
        for done in new_deeds(&before, &moment.outcome) {
            was_read_back(played, moment, &done)?;
        }
        before = moment.outcome.clone();
    }
    Ok(())
}

fn was_read_back(played: &Played, moment: &Moment, done: &Done) -> Result<(), String> {
    let proposal = moment.proposal.as_ref().ok_or(format!("{done:?}, and nothing was read back"))?;
    if moment.asked != Asked::Confirm {
        return Err(format!("{done:?} while {:?} was asked", moment.asked));
    }
    if !is_what_was_proposed(proposal, done) {
        return Err(format!("{done:?} instead of {proposal:?}"));
    }
    // The caller's turn closes the agent's: the one before the yes was heard by now.
    let language = moment.answer.language;
    let wordings: Vec<String> = (0..VARIANTS)
        .map(|pick| read_back(&played.phrases, &played.business, proposal, language, pick).facts)
        .collect();
    let Some(heard) = moment.heard.iter().rev().find(|heard| wordings.iter().any(|facts| heard.contains(facts))) else {
        return Err(format!("{done:?}, and its facts were never heard whole"));
    };
    // Nothing but the read-back stands between its facts and the yes.
    let later = moment.heard.iter().rev().take_while(|turn| *turn != heard).count();
    let said_since = moment.heard.len() - later;
    if later > 1 {
        return Err(format!("{done:?}, and something else was heard since: {:?}", &moment.heard[said_since..]));
    }
    states_all(played, proposal, heard, language)
}

fn is_what_was_proposed(proposal: &Proposal, done: &Done) -> bool {
    match (proposal, done) {
        (Proposal::Book { visit, name, guests, .. }, Done::Booked(booked)) => {
            let names = (0..).map(|place| guests.get(&place).unwrap_or(name));
            let slots = visit.slots().zip(names);
            visit.slots().count() == booked.len()
                && slots.zip(booked).all(|((slot, name), one)| *slot == one.slot && *name == one.name)
        }
        (Proposal::Move { from, to }, Done::Moved { from: was, to: is }) => {
            from.id == was.id && *to == is.slot && from.name == is.name
        }
        (Proposal::Cancel { appointment }, Done::Cancelled(gone)) => appointment.id == gone.id,
        _ => false,
    }
}

/// Service, date, time and name are in the words heard.
fn states_all(
    played: &Played,
    proposal: &Proposal,
    heard: &str,
    language: base::language::Language,
) -> Result<(), String> {
    let (slot, name, own): (&Slot, _, _) = match proposal {
        Proposal::Book { visit, name, .. } => (visit.first(), name, false),
        Proposal::Move { from, to } => (to, &from.name, true),
        Proposal::Cancel { appointment } => (&appointment.slot, &appointment.name, true),
    };
    let at = SlotWords::of(&played.business, slot, language);
    let heard = heard.to_lowercase();
    // An own appointment was found by its name, and under secrecy its service is never spoken.
    let facts = [(&at.service, !own), (&at.date, true), (&at.time, true), (name.reveal(), !own)];
    match facts.into_iter().find(|(fact, due)| *due && !heard.contains(&fact.to_lowercase())) {
        Some((fact, _)) => Err(format!("'{fact}' is missing in the read-back: {heard}")),
        None => Ok(()),
    }
}

/// The deeds that one outcome has and the other, before it, has not.
pub fn new_deeds(before: &Outcome, after: &Outcome) -> Vec<Done> {
    let mut deeds: Vec<Done> = Vec::new();
    let booked = &after.booked[before.booked.len()..];
    if !booked.is_empty() {
        deeds.push(Done::Booked(booked.to_vec()));
    }
    let moved = after.moved[before.moved.len()..].iter();
    deeds.extend(moved.map(|(from, to)| Done::Moved { from: from.clone(), to: to.clone() }));
    deeds.extend(after.cancelled[before.cancelled.len()..].iter().cloned().map(Done::Cancelled));
    deeds
}

/// After each act the database holds what it held before, but for what was done.
pub fn is_all_that_changed(played: &Played) -> Result<(), String> {
    let key = |one: &Appointment| {
        let slot = &one.slot;
        (slot.start, slot.service.clone(), slot.resource.clone(), one.name.reveal().clone())
    };
    let mut expected: BTreeSet<_> = played.before.appointments.iter().map(key).collect();
    let mut before = Outcome::default();
    for moment in &played.moments {
        for done in new_deeds(&before, &moment.outcome) {
            match &done {
                Done::Booked(booked) => expected.extend(booked.iter().map(key)),
                Done::Moved { from, to } => {
                    expected.remove(&key(from));
                    expected.insert(key(to));
                }
                Done::Cancelled(gone) => drop(expected.remove(&key(gone))),
            }
        }
        let holds: BTreeSet<_> = moment.kept.appointments.iter().map(key).collect();
        if holds != expected || holds.len() != moment.kept.appointments.len() {
            return Err(format!("the database holds {holds:#?} instead of {expected:#?}"));
        }
        before = moment.outcome.clone();
    }
    Ok(())
}

/// Appointments of others stand as they did, and nothing of them is said.
pub fn leaves_others_alone(played: &Played) -> Result<(), String> {
    let name = |one: &Appointment| one.name.reveal().clone();
    for (place, moment) in played.moments.iter().enumerate() {
        let never_named = |one: &&Appointment| !played.is_named(&name(one), place);
        for one in played.before.appointments.iter().filter(never_named) {
            if !moment.kept.appointments.contains(one) {
                return Err(format!("{one:?} was changed by somebody who never named it"));
            }
            if moment.answer.say.contains(one.name.reveal().as_str()) {
                return Err(format!("{} was named", one.name.reveal()));
            }
        }
        super::claims::tells_only_own(played, place)?;
    }
    Ok(())
}
