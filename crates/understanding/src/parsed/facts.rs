//! The facts of an utterance with the part that each plays.

use super::{Act, Fact, FactValue, times};
use crate::clause::Polarity;
use crate::need::Told;
use crate::read::Read;
use crate::sentence::Class;
use crate::vocabulary::Vocabulary;
use crate::{Agreement, Context, Intent, ResourceWish, person, service};

/// All facts, in the order of their clauses.
pub(super) fn facts(
    read: &Read,
    context: &Context<'_>,
    vocabulary: Option<&Vocabulary<'_>>,
    acts: &[Act],
) -> Vec<Fact> {
    let mut facts = times::times(read, context, acts);
    facts.extend(names(read));
    facts.extend(things(read, vocabulary));
    facts.extend(answers(read, context));
    facts.sort_by_key(|fact| fact.clause);
    facts
}

/// The clause that holds a token of a class.
fn clause_of(read: &Read, class: Class) -> usize {
    let token = (0..read.utterance.tokens.len()).find(|index| read.utterance.is(*index, class));
    let holds = |token: usize| read.utterance.parsed.iter().position(|clause| clause.tokens.contains(&token));
    token.and_then(holds).unwrap_or(0)
}

fn names(read: &Read) -> Vec<Fact> {
    let says = &read.understanding;
    let mut facts = Vec::new();
    if let Some(name) = &says.name {
        facts.push(Fact { clause: clause_of(read, Class::Name), value: FactValue::Caller(name.value.clone()) });
    }
    for part in &says.parts {
        if let Some(guest) = &part.guest {
            facts.push(Fact { clause: 0, value: FactValue::Guest(guest.relation, guest.name.clone()) });
        }
    }
    facts
}

/// People of the business and services, clause by clause: what a clause denies is not wanted.
fn things(read: &Read, vocabulary: Option<&Vocabulary<'_>>) -> Vec<Fact> {
    let Some(vocabulary) = vocabulary else { return Vec::new() };
    let mut facts: Vec<Fact> = Vec::new();
    for (clause, said) in read.utterance.parsed.iter().enumerate() {
        if said.polarity == Polarity::Reported {
            continue;
        }
        let wanted = said.polarity != Polarity::Negated;
        let part = read.utterance.part(said.tokens.clone());
        if let Some((found, _)) = person::resource(&part, &vocabulary.people, false)
            && let ResourceWish::One(id) = found.value
        {
            facts.push(Fact { clause, value: FactValue::Staff(wanted, id) });
        }
        let named = service::service(&part, &vocabulary.services, false);
        let needed = Told::of(&part).and_then(|told| told.service(vocabulary.business, named.as_ref()));
        if let Some(found) = needed.or(named).map(|service| service.found).filter(|found| found.is_sure()) {
            let corrected = |fact: &Fact| read.utterance.parsed[fact.clause].polarity == Polarity::Corrected;
            facts.retain(|fact| !(corrected(fact) && matches!(fact.value, FactValue::Service(..))));
            facts.push(Fact { clause, value: FactValue::Service(wanted, found.value) });
        }
    }
    facts
}

fn answers(read: &Read, context: &Context<'_>) -> Vec<Fact> {
    let says = &read.understanding;
    let mut facts = Vec::new();
    let intents = |intent| says.intents.contains(&intent);
    if context.asked.is_closed() {
        if intents(Intent::Yes) || says.agreement == Agreement::Yes {
            facts.push(Fact { clause: 0, value: FactValue::Answer(true) });
        } else if intents(Intent::No) || says.agreement == Agreement::No {
            facts.push(Fact { clause: 0, value: FactValue::Answer(false) });
        }
    }
    facts.extend(says.pick.map(|pick| Fact { clause: 0, value: FactValue::Pick(pick) }));
    if let Some(digits) = &says.digits {
        facts.push(Fact { clause: 0, value: FactValue::Digits(digits.clone()) });
    }
    if let Some(letters) = &says.letters {
        facts.push(Fact { clause: 0, value: FactValue::Letters(letters.name(None)) });
    }
    facts
}
