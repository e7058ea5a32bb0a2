//! Who comes: the caller and others, where more than one person is named ('für mich und meinen Sohn', 'wir sind zu zweit').
//!
//! One person alone is nothing for here: 'für meinen Sohn' is a booking for one, and tells only which service is meant.

use super::name_words::{is_name_word, written};
use super::sentence::{Class, Utterance};
use super::whom::{ForWhom, of_word};
use crate::lexicon::Lists;
use crate::lexicon::keys::Kin;
use crate::{Guest, Relation};
use base::business::Together;
use std::ops::Range;

/// People of one visit at most; who names more has to speak to a person.
const PEOPLE_MAX: usize = 5;

/// Somebody named, and at which token.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub at: usize,
    /// `None`: the caller.
    pub guest: Option<Guest>,
}

/// All who come, in the order said; empty unless there are several.
pub(super) fn people(utterance: &Utterance) -> Vec<Named> {
    let mut named = Vec::new();
    for at in 0..utterance.tokens.len() {
        if let Some(caller) = caller(utterance, at) {
            named.push(caller);
        }
        named.extend(relatives(utterance, at));
        named.extend(by_name(utterance, at, &named));
    }
    let alone = |index: &usize| {
        let at = |index: usize| named.get(index).map(|one: &Named| one.at);
        let near = |other: Option<usize>| {
            let (Some(other), Some(own)) = (other, at(*index)) else { return false };
            other == own
                || together_said(utterance, other.min(own), other.max(own))
                || (led(utterance, other) && led(utterance, own))
        };
        !near(index.checked_sub(1).and_then(at)) && !near(at(index + 1))
    };
    let joined: Vec<Named> =
        (0..named.len()).filter(|index| !alone(index)).filter_map(|index| named.get(index).cloned()).collect();
    let people = if joined.len() > 1 { joined } else { counted(utterance) };
    if people.len() > PEOPLE_MAX { Vec::new() } else { people }
}

/// Somebody who comes on top: 'mein Sohn kommt auch mit'.
pub(super) fn one_more(utterance: &Utterance) -> Option<Named> {
    let language = utterance.language;
    let comes = utterance.tokens.last().is_some_and(|token| Kin::Along.is_in(language, &token.text));
    let said = comes || utterance.tokens.iter().any(|token| Kin::Also.is_in(language, &token.text));
    only_one(utterance).filter(|_| said)
}

/// The only relative named.
pub(super) fn only_one(utterance: &Utterance) -> Option<Named> {
    let mut named = (0..utterance.tokens.len()).flat_map(|at| relatives(utterance, at));
    let one = named.next()?;
    named.next().is_none().then_some(one)
}

/// The one relative for whom it is, called by name ('für meine Mutter Hildegard Vogel'), and where the name stands.
pub(super) fn named_guest(utterance: &Utterance) -> Option<(Guest, Range<usize>)> {
    const WORDS_MAX: usize = 3;
    let one = only_one(utterance).filter(|one| led(utterance, one.at))?;
    let belongs = |index: &usize| {
        utterance.tokens.get(*index).is_some_and(|token| is_name_word(token, true))
            && is_free(utterance, *index)
            && !utterance.is(*index, Class::Name)
    };
    let begin = one.at + 1;
    let mut end = begin;
    while end < begin + WORDS_MAX && belongs(&end) {
        end += 1;
        if utterance.tokens[end - 1].after.ends_clause() {
            break;
        }
    }
    // Behind a comma a whole name alone: 'für meine Mutter, Hildegard Vogel'.
    let apart = utterance.tokens[one.at].after.ends_clause();
    let fits = end > begin && (!apart || end - begin > 1);
    let name = fits.then(|| written(utterance, begin..end))?;
    Some((Guest { relation: one.guest?.relation, name: Some(name.into()) }, begin..end))
}

/// How they want to be served.
pub(super) fn together(utterance: &Utterance) -> Option<Together> {
    if Kin::SideBySide.find(&utterance.tokens).is_some() {
        Some(Together::SideBySide)
    } else {
        Kin::InTurn.find(&utterance.tokens).is_some().then_some(Together::OneAfterTheOther)
    }
}

/// For whom a service is that this guest wants.
pub(super) fn whom(guest: Option<&Guest>) -> Option<ForWhom> {
    match guest?.relation? {
        Relation::Son | Relation::Daughter | Relation::Child => Some(ForWhom::Child),
        Relation::Husband | Relation::Father | Relation::Grandfather => Some(ForWhom::Man),
        Relation::Wife | Relation::Mother | Relation::Grandmother => Some(ForWhom::Woman),
        Relation::Brother | Relation::Sister | Relation::Friend => None,
    }
}

/// The word calls a relative, as in 'mein Sohn'.
pub(super) fn is_relative(utterance: &Utterance, at: usize) -> bool {
    relation(utterance.text(at)).is_some() && is_possessed(utterance, at)
}

/// Somebody is spoken of who is not the caller, whatever of them: 'der Termin meiner Tochter', "my wife's", 'unsere Patientin'.
pub(super) fn speaks_of_another(utterance: &Utterance) -> bool {
    let related = |at: usize| {
        let word = utterance.text(at);
        let bare = word.strip_suffix("'s").unwrap_or(word);
        relation(bare).is_some() && is_possessed(utterance, at)
    };
    Kin::Theirs.find(&utterance.tokens).is_some() || (0..utterance.tokens.len()).any(related)
}

fn caller(utterance: &Utterance, at: usize) -> Option<Named> {
    let caller = Kin::Caller.is(utterance.text(at));
    caller.then_some(Named { at, guest: None })
}

/// 'Meinen Sohn Tom', 'meine beiden Kinder'.
fn relatives(utterance: &Utterance, at: usize) -> Vec<Named> {
    let Some((relation, plural)) = relation(utterance.text(at)) else { return Vec::new() };
    if !is_possessed(utterance, at) {
        return Vec::new();
    }
    let name = utterance.tokens.get(at + 1).filter(|_| !utterance.tokens[at].after.ends_clause());
    let name = name.filter(|token| !plural && is_name_word(token, true) && is_free(utterance, at + 1));
    let guest = Guest { relation: Some(relation), name: name.map(|_| written(utterance, at + 1..at + 2).into()) };
    // 'Meine beiden Kinder', 'both my kids'.
    let count = || (at.saturating_sub(2)..at).rev().find_map(|before| number(utterance.text(before)));
    let count = if plural { count() } else { Some(1) };
    vec![Named { at, guest: Some(guest) }; count.unwrap_or(0)]
}

/// 'Für mich und Tom': a name behind another person.
fn by_name(utterance: &Utterance, at: usize, named: &[Named]) -> Option<Named> {
    let token = utterance.tokens.get(at)?;
    let before = named.last().filter(|before| before.at < at)?;
    let behind = together_said(utterance, before.at, at) && led(utterance, before.at);
    let guest = || Guest { relation: None, name: Some(written(utterance, at..at + 1).into()) };
    let fits = behind && is_name_word(token, true) && is_free(utterance, at);
    fits.then(|| Named { at, guest: Some(guest()) })
}

/// 'Wir sind zu zweit': the caller and so many others.
fn counted(utterance: &Utterance) -> Vec<Named> {
    const COUNTS: [(Kin, usize); 3] = [(Kin::WeTwo, 2), (Kin::WeThree, 3), (Kin::WeFour, 4)];
    let found = COUNTS.iter().find_map(|(kin, count)| Some((kin.find(&utterance.tokens)?.start, *count)));
    let Some((at, count)) = found else { return Vec::new() };
    let others = std::iter::repeat_n(Some(Guest::default()), count - 1);
    std::iter::once(None).chain(others).map(|guest| Named { at, guest }).collect()
}

pub(super) fn number(text: &str) -> Option<usize> {
    const NUMBERS: [(Kin, usize); 3] = [(Kin::Two, 2), (Kin::Three, 3), (Kin::Four, 4)];
    NUMBERS.iter().find(|(kin, _)| kin.is(text)).map(|(_, number)| *number)
}

/// Who somebody is to the caller, and whether the word means several.
fn relation(text: &str) -> Option<(Relation, bool)> {
    const RELATIONS: [(Kin, Relation, bool); 15] = [
        (Kin::Son, Relation::Son, false),
        (Kin::Sons, Relation::Son, true),
        (Kin::Daughter, Relation::Daughter, false),
        (Kin::Daughters, Relation::Daughter, true),
        (Kin::Child, Relation::Child, false),
        (Kin::Children, Relation::Child, true),
        (Kin::Husband, Relation::Husband, false),
        (Kin::Wife, Relation::Wife, false),
        (Kin::Mother, Relation::Mother, false),
        (Kin::Father, Relation::Father, false),
        (Kin::Brother, Relation::Brother, false),
        (Kin::Sister, Relation::Sister, false),
        (Kin::Grandmother, Relation::Grandmother, false),
        (Kin::Grandfather, Relation::Grandfather, false),
        (Kin::Friend, Relation::Friend, false),
    ];
    let said: Vec<Kin> = Kin::in_any_language().at(&[text]).map(|(kin, _)| kin).collect();
    let (_, relation, several) = RELATIONS.iter().find(|(kin, ..)| said.contains(kin))?;
    Some((*relation, *several))
}

fn is_possessed(utterance: &Utterance, at: usize) -> bool {
    let adjective = |text: &str| number(text).is_some() || Kin::Adjective.is(text);
    let before = (0..at).rev().find(|index| !adjective(utterance.text(*index)));
    before.is_some_and(|before| Kin::Possessive.is(utterance.text(before)))
}

/// Only small words stand between two people, an 'und' among them.
fn together_said(utterance: &Utterance, first: usize, second: usize) -> bool {
    let between = first + 1..second;
    let small = |at: usize| {
        let text = utterance.text(at);
        let little = [Kin::Joint, Kin::Between, Kin::Possessive].iter().any(|kin| kin.is(text));
        little || number(text).is_some()
    };
    // A relative's own name stands behind the word.
    let begin =
        if relation(utterance.text(first)).is_some() && first + 1 < second && !small(first + 1) { 1 } else { 0 };
    let between = between.start + begin..between.end;
    between.clone().any(|at| Kin::Joint.is(utterance.text(at))) && between.into_iter().all(small)
}

/// 'Für' stands before it.
fn led(utterance: &Utterance, at: usize) -> bool {
    let skipped = |text: &str| Kin::Possessive.is(text) || number(text).is_some() || Kin::Small.is(text);
    let before = (0..at).rev().find(|index| !skipped(utterance.text(*index)));
    before.is_some_and(|before| Kin::Recipient.is(utterance.text(before)))
}

/// Nothing else was made of the token, and it says no kind of people.
fn is_free(utterance: &Utterance, at: usize) -> bool {
    of_word(utterance.text(at)).is_none()
        && ![Class::When, Class::Service, Class::Resource, Class::Contact].iter().any(|class| utterance.is(at, *class))
}
