//! Deeds and things that a clause refuses: 'ich will keinen Termin', 'nicht verschieben, absagen', 'I don't want to book'.
//!
//! Which tokens are refused, so that no pattern of a deed and no service rests on them. Refusals that are wishes themselves
//! ('ich kann nicht kommen', 'I don't want to talk to a robot') are the patterns' affair and stay.

use super::sentence::Utterance;
use crate::words::Token;
use base::language::Language;
use std::ops::Range;

impl Utterance {
    /// An utterance with what its clauses refuse.
    pub fn new(tokens: Vec<Token>, language: Language) -> Self {
        let mut utterance = Utterance::unread(tokens, language);
        utterance.refused = refused(&utterance);
        utterance
    }
}

/// For each token whether it is refused.
fn refused(utterance: &Utterance) -> Vec<bool> {
    let mut refused = vec![false; utterance.tokens.len()];
    for clause in utterance.clauses() {
        let spans = match utterance.language {
            Language::De => german(utterance, &clause),
            Language::En => english(utterance, &clause),
        };
        spans.into_iter().flatten().for_each(|index| refused[index] = true);
    }
    refused
}

/// Verbs of what can be done, and of what can be asked for.
#[rustfmt::skip]
const GERMAN_DEEDS: &[&str] = &[
    "verschieb", "verleg", "umbuch", "absag", "abzusag", "stornier", "buch", "vereinbar", "ausmach", "beschwer", "reklamier", "verbind", "weiterverbind",
    "durchstell", "reservier",
];
#[rustfmt::skip]
const ENGLISH_DEEDS: &[&str] = &[
    "cancel", "move", "moving", "reschedul", "book", "complain", "put", "connect", "transfer", "postpon", "chang", "speak", "talk", "call", "ring", "message",
];

fn german(utterance: &Utterance, clause: &Range<usize>) -> Vec<Range<usize>> {
    // 'Kann ich nicht auch verschieben?' asks for it.
    const ASKS: [&str; 8] = ["kann", "kannst", "koennen", "koennte", "koennten", "geht", "ginge", "warum"];
    if ASKS.contains(&utterance.text(clause.start)) {
        return Vec::new();
    }
    let is_deed = |index: usize| GERMAN_DEEDS.iter().any(|stem| utterance.text(index).starts_with(stem));
    let at = |index: usize| match utterance.text(index) {
        "kein" | "keine" | "keinen" => no_thing(utterance, index, clause.end),
        "nicht" if index + 1 < clause.end && is_deed(index + 1) => Some(index + 1..index + 2),
        // 'Verbinden Sie mich bitte nicht'
        "nicht" if index + 1 == clause.end => {
            clause.clone().find(|verb| is_deed(*verb) && utterance.text(verb + 1) == "sie").map(|verb| verb..verb + 1)
        }
        _ => None,
    };
    clause.clone().filter_map(at).collect()
}

/// 'keinen Termin', 'keine neue Füllung': up to the noun; not 'keinen Termin mehr', 'keine Lust'.
fn no_thing(utterance: &Utterance, index: usize, end: usize) -> Option<Range<usize>> {
    const FEELINGS: [&str; 6] = ["lust", "bock", "nerven", "zeit", "luft", "ahnung"];
    let is_noun = |at: &usize| utterance.tokens[*at].raw.starts_with(char::is_uppercase);
    let noun = (index + 1..end).take(3).find(is_noun).or_else(|| (index + 1 < end).then_some(index + 1))?;
    // 'Ich möchte doch keinen Termin' takes back what was wanted.
    let taken_back = index > 0 && utterance.text(index - 1) == "doch";
    let plain = !taken_back && !FEELINGS.contains(&utterance.text(noun)) && utterance.text(noun + 1) != "mehr";
    plain.then_some(index + 1..noun + 1)
}

fn english(utterance: &Utterance, clause: &Range<usize>) -> Vec<Range<usize>> {
    const MACHINES: [&str; 6] = ["robot", "machine", "computer", "bot", "recording", "ai"];
    const WANTS: [&str; 6] = ["want", "need", "wish", "wanna", "like", "care"];
    const STILL: [&str; 5] = ["anymore", "more", "longer", "my", "the"];
    const NEGATIONS: [&str; 4] = ["don't", "not", "no", "needn't"];
    let Some(negation) = clause.clone().find(|index| NEGATIONS.contains(&utterance.text(*index))) else {
        return Vec::new();
    };
    let rest = negation + 1..clause.end;
    let says = |words: &[&str]| rest.clone().any(|index| words.contains(&utterance.text(index)));
    if says(&MACHINES) || utterance.text(negation + 1) == "you" {
        return Vec::new();
    }
    let is_deed = |index: &usize| ENGLISH_DEEDS.iter().any(|stem| utterance.text(*index).starts_with(stem));
    let whole = match utterance.text(negation) {
        "no" => matches!(utterance.text(negation + 1), "need" | "message" | "appointment"),
        "don't" | "needn't" => WANTS.contains(&utterance.text(negation + 1)) && !says(&STILL),
        _ => matches!(utterance.text(negation + 1), "a" | "an"),
    };
    if whole {
        return vec![rest];
    }
    rest.filter(is_deed).map(|index| index..index + 1).collect()
}
