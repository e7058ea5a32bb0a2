//! What each clause wants.

use super::Act;
use crate::clause::Polarity;
use crate::read::Read;
use crate::sentence::Class;
use crate::vocabulary::Vocabulary;
use crate::{Context, Intent, intents, question};
use std::ops::Range;

/// The acts of an utterance, by clause. What only the whole of it shows goes to the clause that names a service or a time.
pub(super) fn acts(read: &Read, context: &Context<'_>, vocabulary: Option<&Vocabulary<'_>>) -> Vec<Act> {
    let mut acts: Vec<Act> = Vec::new();
    for (clause, said) in read.utterance.parsed.iter().enumerate() {
        let polarity = said.polarity;
        let found = intents::of_clause(&read.utterance, &said.tokens, context.asked);
        let asks = asks_owner(read, vocabulary, &said.tokens) && !found.contains(&Intent::Question);
        let found = found.into_iter().chain(asks.then_some(Intent::Question));
        acts.extend(found.map(|intent| Act { intent, polarity, clause }));
    }
    let books = |act: &Act| act.intent == Intent::Book && act.polarity == Polarity::Asserted;
    if read.understanding.intents.contains(&Intent::Book) && !acts.iter().any(books) {
        let home = home(read);
        acts.extend(home.map(|clause| Act { intent: Intent::Book, polarity: Polarity::Asserted, clause }));
    }
    acts.sort_by_key(|act| act.clause);
    acts
}

/// Whether a clause asks one of the owner's questions.
fn asks_owner(read: &Read, vocabulary: Option<&Vocabulary<'_>>, clause: &Range<usize>) -> bool {
    let asked = |topics| question::questions(&read.utterance.part(clause.clone()), topics);
    vocabulary.is_some_and(|vocabulary| !asked(&vocabulary.topics).is_empty())
}

/// The clause in which a booking is only implied: the first asserted one with a fact, else the first asserted.
fn home(read: &Read) -> Option<usize> {
    let asserted = |clause: &usize| read.utterance.parsed[*clause].polarity == Polarity::Asserted;
    let holds = |tokens: &Range<usize>| {
        tokens.clone().any(|index| read.utterance.is(index, Class::Service) || read.utterance.is(index, Class::When))
    };
    let mut all = (0..read.utterance.parsed.len()).filter(asserted);
    let first = all.clone().next();
    all.find(|clause| holds(&read.utterance.parsed[*clause].tokens)).or(first)
}
