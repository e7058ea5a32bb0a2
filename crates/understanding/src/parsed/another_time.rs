//! Who tells of an appointment that they have, cannot come then, and names another time wants to move it, though no word says
//! so: 'ich hab morgen den Ölwechsel, ich schaff das nicht, geht auch elf'.

use super::{Act, Fact, TimeRole, TimeSaid};
use crate::Intent;
use crate::clause::Polarity;
use crate::read::Read;

/// Takes what is said of an own appointment and of another time as a wish to move it.
pub(super) fn take(read: &mut Read, acts: &mut Vec<Act>, facts: &[Fact]) {
    let Some((own_clause, own)) = times(facts, TimeRole::Own).next() else { return };
    let Some((clause, wished)) = times(facts, TimeRole::Wished).filter(|(clause, _)| *clause > own_clause).last()
    else {
        return;
    };
    let says = &mut read.understanding;
    let denied = |at: usize| read.utterance.parsed[at].polarity == Polarity::Negated;
    let deeds = [Intent::Move, Intent::Cancel, Intent::Mine, Intent::Message, Intent::Late];
    let books = says.intents.contains(&Intent::Book) && !says.intents.iter().any(|intent| deeds.contains(intent));
    let moves = books && (own_clause..clause).any(denied);
    if moves || (says.reading.when.is_some() && !says.reading.day_said) {
        // 'Auf elf': on the day of the appointment.
        says.reading.when = Some(wished.when.clone());
        says.when.clone_from(&says.reading.when);
    }
    if !moves {
        return;
    }
    says.intents.iter_mut().filter(|intent| **intent == Intent::Book).for_each(|intent| *intent = Intent::Move);
    says.reading.instead_of.get_or_insert_with(|| own.when.clone());
    says.reading.excluded.clear();
    acts.retain(|act| !(act.intent == Intent::Book && act.clause <= clause));
    acts.push(Act { intent: Intent::Move, polarity: Polarity::Asserted, clause });
    acts.sort_by_key(|act| act.clause);
}

/// The times that play a part, and in which clause each stands.
fn times(facts: &[Fact], wanted: TimeRole) -> impl Iterator<Item = (usize, &TimeSaid)> {
    facts
        .iter()
        .filter_map(Fact::time)
        .filter(move |(_, role, _)| *role == wanted)
        .map(|(clause, _, said)| (clause, said))
}
