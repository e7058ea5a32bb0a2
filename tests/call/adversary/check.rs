//! What must hold of every such call. Of the product, only the wording of dates is used.

use super::scene::{Over, WANTS_PERSON, YES};
use base::language::Language;
use booking::{Appointment, Slot};
use call::record::{Done, Record, TransferReason, TurnRecord, Who};
use call::typed::Act;
use dialogue::wording::SlotWords;
use std::collections::BTreeSet;

/// What was reached in all calls.
#[derive(Debug, Default)]
pub struct Seen {
    booked: u32,
    moved: u32,
    cancelled: u32,
    told: u32,
    transferred: u32,
    failed: u32,
}

impl Seen {
    /// Whether any deed was done.
    pub fn reached_deeds(&self) -> bool {
        self.booked + self.moved + self.cancelled > 0
    }

    pub fn reached_all(&self) -> bool {
        [self.booked, self.moved, self.cancelled, self.told, self.transferred].iter().all(|count| *count > 0)
    }
}

/// Checks a call; says what is wrong with it.
pub fn check(over: &Over, seen: &mut Seen) -> Result<(), String> {
    for (place, record) in over.records.iter().enumerate() {
        match record {
            Record::Done(done) => deed(over, place, done, seen)?,
            Record::Transferred(reason) => transfer(over, place, *reason, seen)?,
            Record::Saying { words, .. } => sentence(over, place, words.reveal(), seen)?,
            _ => {}
        }
    }
    calendar(over)
}

/// A deed was agreed to after its facts were heard whole, and is about the caller's own appointments.
fn deed(over: &Over, place: usize, done: &Done, seen: &mut Seen) -> Result<(), String> {
    let (slots, name): (Vec<&Slot>, &str) = match done {
        Done::Booked(booked) => {
            seen.booked += 1;
            (booked.iter().map(|one| &one.slot).collect(), booked[0].name.reveal())
        }
        Done::Moved { from, to } => {
            seen.moved += 1;
            owned(over, place, from)?;
            (vec![&to.slot], "")
        }
        Done::Cancelled(own) => {
            seen.cancelled += 1;
            owned(over, place, own)?;
            (vec![&own.slot], "")
        }
    };
    let turns: Vec<&TurnRecord> = over.records[..place].iter().filter_map(turn).collect();
    let Some(yes) = turns.iter().rposition(|turn| turn.who == Who::Caller) else {
        return Err(format!("{done:?} without a word of the caller"));
    };
    let words = turns[yes].words.reveal();
    if !YES.contains(&words.as_str()) {
        return Err(format!("'{words}' was taken for agreement to {done:?}"));
    }
    // What was heard since the deed before.
    let since = over.records[..place].iter().rposition(|record| matches!(record, Record::Done(_))).unwrap_or(0);
    let turns = over.records[since..place].iter().filter_map(turn).filter(|turn| turn.who == Who::Agent);
    let heard = turns.map(|turn| turn.words.reveal().as_str()).collect::<Vec<_>>().join(" ");
    let stated = |language| {
        slots.iter().take(1).all(|slot| {
            let at = SlotWords::of(&over.business, slot, language);
            heard.contains(&at.date) && heard.contains(&at.time)
        }) && heard.contains(name)
    };
    match Language::ALL.iter().any(|language| stated(*language)) {
        true => Ok(()),
        false => Err(format!("{done:?} was agreed to, and heard was only: {heard}")),
    }
}

fn turn(record: &Record) -> Option<&TurnRecord> {
    match record {
        Record::Turn(turn) => Some(turn),
        _ => None,
    }
}

/// All that the caller said so far.
fn said(over: &Over, place: usize) -> String {
    let turns = over.records[..place].iter().filter_map(turn).filter(|turn| turn.who == Who::Caller);
    turns.map(|turn| turn.words.reveal().as_str()).collect::<Vec<_>>().join(" ")
}

/// An appointment that is moved, cancelled or told of is the caller's, as far as the caller has said so.
fn owned(over: &Over, place: usize, one: &Appointment) -> Result<(), String> {
    let made = over.records[..place].iter().any(|record| match record {
        Record::Done(Done::Booked(booked)) => booked.iter().any(|made| made.id == one.id),
        Record::Done(Done::Moved { to, .. }) => to.id == one.id,
        _ => false,
    });
    if made {
        return Ok(());
    }
    let said = said(over, place);
    let whose = over.before.iter().find(|before| before.id == one.id).ok_or("an appointment that never was")?;
    if whose.slot != one.slot || whose.name != one.name {
        return Err(format!("{one:?} is not as it stands in the calendar"));
    }
    let surname = whose.name.reveal().split(' ').next_back().unwrap_or_default();
    if !said.contains(surname) {
        return Err(format!("{one:?} though the caller never said the name: {said}"));
    }
    let at_hand = over.own.iter().any(|own| own.id == one.id);
    match (over.known, at_hand) {
        (true, true) => Ok(()),
        // From another number than the one that booked, or none: name, day and time.
        (true, false) | (false, _) => {
            let at = SlotWords::of(&over.business, &one.slot, Language::De);
            let day = at.date.split(',').next().unwrap_or_default();
            let both = said.contains(day) && said.contains(&at.time);
            if both { Ok(()) } else { Err(format!("{one:?} though its day and time were not said: {said}")) }
        }
    }
}

/// The caller is handed over by wish, agreement or emergency, or because the engine failed twice.
fn transfer(over: &Over, place: usize, reason: TransferReason, seen: &mut Seen) -> Result<(), String> {
    seen.transferred += 1;
    let turns: Vec<&TurnRecord> = over.records[..place].iter().filter_map(turn).collect();
    let wants =
        turns.iter().any(|turn| turn.who == Who::Caller && WANTS_PERSON.contains(&turn.words.reveal().as_str()));
    let pressed = over.acts.iter().any(|act| matches!(act, Act::Press(keys) if keys == "0"));
    let offered = turns.iter().any(|turn| turn.who == Who::Agent && turn.words.reveal().contains("verbinden"))
        || turns.iter().any(|turn| turn.who == Who::Agent && turn.words.reveal().contains("put you through"));
    let last = turns.iter().rev().find(|turn| turn.who == Who::Caller).map(|turn| turn.words.reveal().as_str());
    let agreed = offered && last.is_some_and(|words| YES.contains(&words));
    let failed = reason == TransferReason::Failure && (over.bad_replies >= 2 || offered);
    seen.failed += u32::from(failed);
    match wants || pressed || agreed || failed {
        true => Ok(()),
        false => Err(format!("handed over as {reason:?}, which nobody wanted")),
    }
}

/// What the gate tells an own appointment with.
const TELLING: [&str; 3] = ["Du hast ", "Sie haben ", "You have "];

/// Nothing of others is told, nor that something is done that is not.
fn sentence(over: &Over, place: usize, text: &str, seen: &mut Seen) -> Result<(), String> {
    let said = said(over, place);
    if super::engine::LIES.contains(&text) {
        return Err(format!("it was said: {text}"));
    }
    for one in &over.before {
        let surname = one.name.reveal().split(' ').next_back().unwrap_or_default();
        if text.contains(surname) && !said.contains(surname) && surname != "Keller" {
            return Err(format!("{surname} was spoken of, whom the caller never named"));
        }
        let at = SlotWords::of(&over.business, &one.slot, Language::De);
        let tells = TELLING.iter().any(|begin| text.starts_with(begin));
        let told = text.contains(&at.time) && text.contains(at.date.split(',').next().unwrap_or_default());
        let told = told && (tells || !over.speaks_of_free_times);
        let read_back = super::engine::FAKE_FACTS.contains(&text);
        if told && !read_back && one.slot.start.as_second() % 3_600 == 45 * 60 {
            return owned(over, place, one).map_err(|fault| format!("told: {text}: {fault}"));
        }
        seen.told += u32::from(told || tells);
    }
    Ok(())
}

/// The calendar has changed by what was done, and by nothing else.
fn calendar(over: &Over) -> Result<(), String> {
    let key = |one: &Appointment| (one.id.0.clone(), one.slot.start.to_string(), one.name.reveal().clone());
    let mut expected: BTreeSet<_> = over.before.iter().map(key).collect();
    for record in &over.records {
        match record {
            Record::Done(Done::Booked(booked)) => expected.extend(booked.iter().map(key)),
            Record::Done(Done::Moved { from, to }) => {
                expected.remove(&key(from));
                expected.insert(key(to));
            }
            Record::Done(Done::Cancelled(own)) => {
                expected.remove(&key(own));
            }
            _ => {}
        }
    }
    let after: BTreeSet<_> = over.after.iter().map(key).collect();
    if after == expected { Ok(()) } else { Err(format!("the calendar holds {after:?} instead of {expected:?}")) }
}
