//! What the clauses show of the whole: a deed that a clause wants by itself, and a time that is only asked about.

use super::{Act, Fact, TimeRole};
use crate::Intent;
use crate::clause::Polarity;
use crate::read::Read;

/// The deeds that a clause wants for sure where the whole seemed to want a booking.
const DEEDS: [Intent; 3] = [Intent::Move, Intent::Cancel, Intent::Mine];

/// Corrects what is wanted by what the clauses show.
pub(super) fn settle(read: &mut Read, acts: &mut Vec<Act>, facts: &[Fact]) {
    take_deed(read, acts);
    ask_for_hours(read, acts, facts);
}

/// 'Tomorrow's not good is it can you change it to Friday': a clause wants to move, and the whole only names a time.
fn take_deed(read: &mut Read, acts: &mut Vec<Act>) {
    let asserted = |act: &&Act| act.polarity == Polarity::Asserted;
    let intents = &mut read.understanding.intents;
    let wanted = acts.iter().filter(asserted).map(|act| act.intent).find(|intent| DEEDS.contains(intent));
    let Some(deed) = wanted.filter(|_| !intents.iter().any(|intent| DEEDS.contains(intent))) else { return };
    let Some(booking) = intents.iter().position(|intent| *intent == Intent::Book) else { return };
    intents[booking] = deed;
    acts.retain(|act| act.intent != Intent::Book);
}

/// 'Do you have a lunch break on Monday?', 'is Jonas in on Saturday?': who only asks about a time, and names nothing to be done,
/// wants to know the hours.
fn ask_for_hours(read: &mut Read, acts: &mut [Act], facts: &[Fact]) {
    let roles = || facts.iter().filter_map(Fact::time).map(|(_, role, _)| role);
    let says = &mut read.understanding;
    let named = says.service.is_some() || !says.parts.is_empty();
    let only_books = says.intents.iter().all(|intent| matches!(intent, Intent::Book | Intent::Yes));
    let asks = roles().next().is_some() && roles().all(|role| role == TimeRole::Asked);
    if !asks || named || !only_books {
        return;
    }
    let booking = says.intents.iter_mut().filter(|intent| **intent == Intent::Book);
    booking.for_each(|intent| *intent = Intent::OpeningHours);
    let booking = acts.iter_mut().filter(|act| act.intent == Intent::Book);
    booking.for_each(|act| act.intent = Intent::OpeningHours);
}
