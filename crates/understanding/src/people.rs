//! Who comes: the caller and others, where more than one person is named ('für mich und meinen Sohn', 'wir sind zu zweit').
//!
//! One person alone is nothing for here: 'für meinen Sohn' is a booking for one, and tells only which service is meant.

use super::name_words::{is_name_word, written};
use super::sentence::{Class, Utterance};
use super::whom::{ForWhom, of_word};
use crate::{Guest, Relation};
use base::business::Together;

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
    let also = ["auch", "noch", "dazu", "too", "also", "well"];
    let comes = utterance.tokens.last().is_some_and(|token| matches!(token.text.as_str(), "mit" | "along"));
    let said = comes || utterance.tokens.iter().any(|token| also.contains(&token.text.as_str()));
    only_one(utterance).filter(|_| said)
}

/// The only relative named.
pub(super) fn only_one(utterance: &Utterance) -> Option<Named> {
    let mut named = (0..utterance.tokens.len()).flat_map(|at| relatives(utterance, at));
    let one = named.next()?;
    named.next().is_none().then_some(one)
}

/// How they want to be served.
pub(super) fn together(utterance: &Utterance) -> Option<Together> {
    const SIDE_BY_SIDE: [&str; 9] = [
        "gleichzeitig",
        "nebeneinander",
        "parallel",
        "zur gleichen zeit",
        "zur selben zeit",
        "zeitgleich",
        "at the same time",
        "side by side",
        "simultaneously",
    ];
    const ONE_AFTER_THE_OTHER: [&str; 8] = [
        "nacheinander",
        "hintereinander",
        "einer nach dem anderen",
        "erst ich dann",
        "one after the other",
        "one after another",
        "back to back",
        "in a row",
    ];
    let said = |phrases: &[&str]| phrases.iter().any(|phrase| utterance.find(phrase).is_some());
    if said(&SIDE_BY_SIDE) {
        Some(Together::SideBySide)
    } else {
        said(&ONE_AFTER_THE_OTHER).then_some(Together::OneAfterTheOther)
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

fn caller(utterance: &Utterance, at: usize) -> Option<Named> {
    let caller = matches!(utterance.text(at), "mich" | "mir" | "me" | "myself" | "ich" | "i");
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
    const COUNTS: [(&str, usize); 24] = [
        ("zu zweit", 2),
        ("zu dritt", 3),
        ("zu viert", 4),
        ("wir beide", 2),
        ("wir beiden", 2),
        ("uns beide", 2),
        ("uns beiden", 2),
        ("wir zwei", 2),
        ("wir drei", 3),
        ("uns zwei", 2),
        ("uns drei", 3),
        ("zwei personen", 2),
        ("drei personen", 3),
        ("zwei leute", 2),
        ("both of us", 2),
        ("two of us", 2),
        ("three of us", 3),
        ("four of us", 4),
        ("us both", 2),
        ("two people", 2),
        ("three people", 3),
        ("us two", 2),
        ("two persons", 2),
        ("2 personen", 2),
    ];
    let found = COUNTS.iter().find_map(|(phrase, count)| Some((utterance.find(phrase)?.start, *count)));
    let Some((at, count)) = found else { return Vec::new() };
    let others = std::iter::repeat_n(Some(Guest::default()), count - 1);
    std::iter::once(None).chain(others).map(|guest| Named { at, guest }).collect()
}

pub(super) fn number(text: &str) -> Option<usize> {
    match text {
        "zwei" | "zwo" | "beide" | "beiden" | "two" | "both" | "2" | "zweimal" | "2x" => Some(2),
        "drei" | "three" | "3" | "dreimal" | "3x" => Some(3),
        "vier" | "four" | "4" | "viermal" => Some(4),
        _ => None,
    }
}

/// Who somebody is to the caller, and whether the word means several.
fn relation(text: &str) -> Option<(Relation, bool)> {
    let relation = match text {
        "sohn" | "son" | "junge" | "jungen" | "boy" => (Relation::Son, false),
        "tochter" | "daughter" | "maedchen" | "girl" => (Relation::Daughter, false),
        "kind" | "child" | "kid" | "enkel" | "enkelin" | "kleinen" | "kleine" | "kleiner" => (Relation::Child, false),
        "kinder" | "kindern" | "children" | "kids" => (Relation::Child, true),
        "soehne" | "soehnen" | "sons" | "jungs" | "boys" => (Relation::Son, true),
        "toechter" | "toechtern" | "daughters" | "girls" => (Relation::Daughter, true),
        "mann" | "ehemann" | "husband" => (Relation::Husband, false),
        "frau" | "ehefrau" | "wife" => (Relation::Wife, false),
        "mutter" | "mama" | "mutti" | "mother" | "mum" | "mom" => (Relation::Mother, false),
        "vater" | "papa" | "vati" | "father" | "dad" => (Relation::Father, false),
        "bruder" | "brother" => (Relation::Brother, false),
        "schwester" | "sister" => (Relation::Sister, false),
        "oma" | "grossmutter" | "grandmother" | "grandma" => (Relation::Grandmother, false),
        "opa" | "grossvater" | "grandfather" | "grandpa" => (Relation::Grandfather, false),
        "freund" | "freundin" | "kollege" | "kollegin" | "kollegen" | "partner" | "partnerin" | "friend"
        | "colleague" | "nachbarin" | "nachbar" => (Relation::Friend, false),
        _ => return None,
    };
    Some(relation)
}

/// Words before a relative that say whose it is.
fn is_possessive(text: &str) -> bool {
    let stems = ["mein", "meine", "meinen", "meinem", "meiner", "unser", "unsere", "unseren", "unserem", "my", "our"];
    stems.contains(&text)
}

fn is_possessed(utterance: &Utterance, at: usize) -> bool {
    let adjective = |text: &str| {
        number(text).is_some()
            || matches!(text, "kleinen" | "kleine" | "kleiner" | "little" | "grossen" | "grosse" | "young")
    };
    let before = (0..at).rev().find(|index| !adjective(utterance.text(*index)));
    before.is_some_and(|before| is_possessive(utterance.text(before)))
}

/// Only small words stand between two people, an 'und' among them.
fn together_said(utterance: &Utterance, first: usize, second: usize) -> bool {
    const JOINTS: [&str; 6] = ["und", "and", "plus", "sowie", "mit", "with"];
    let between = first + 1..second;
    let small = |at: usize| {
        let text = utterance.text(at);
        let little =
            matches!(text, "fuer" | "for" | "auch" | "noch" | "dann" | "also" | "einen" | "a" | "kleinen" | "little");
        JOINTS.contains(&text) || little || is_possessive(text) || number(text).is_some()
    };
    // A relative's own name stands behind the word.
    let begin =
        if relation(utterance.text(first)).is_some() && first + 1 < second && !small(first + 1) { 1 } else { 0 };
    let between = between.start + begin..between.end;
    between.clone().any(|at| JOINTS.contains(&utterance.text(at))) && between.into_iter().all(small)
}

/// 'Für' stands before it.
fn led(utterance: &Utterance, at: usize) -> bool {
    let skipped = |text: &str| is_possessive(text) || number(text).is_some() || matches!(text, "kleinen" | "kleine");
    let before = (0..at).rev().find(|index| !skipped(utterance.text(*index)));
    before.is_some_and(|before| matches!(utterance.text(before), "fuer" | "for"))
}

/// Nothing else was made of the token, and it says no kind of people.
fn is_free(utterance: &Utterance, at: usize) -> bool {
    of_word(utterance.text(at)).is_none()
        && ![Class::When, Class::Service, Class::Resource, Class::Contact].iter().any(|class| utterance.is(at, *class))
}
