//! A choice among several things offered: 'das erste', 'den späteren', 'the last one', 'egal', 'keinen davon'.

use super::Pick;
use super::sentence::{Class, Utterance};
use crate::lexicon::Lists;
use crate::lexicon::keys::Choice;

/// Choices, those first that count where several are said ('keins davon, das erste').
const CHOICES: [(Choice, Pick); 9] = [
    (Choice::Neither, Pick::Neither),
    (Choice::Any, Pick::Any),
    (Choice::Middle, Pick::Middle),
    (Choice::Last, Pick::Last),
    (Choice::Latest, Pick::Latest),
    (Choice::Earliest, Pick::Earliest),
    (Choice::First, Pick::Nth(0)),
    (Choice::Second, Pick::Nth(1)),
    (Choice::Third, Pick::Nth(2)),
];

/// The choice that the words make.
pub(super) fn pick(utterance: &Utterance) -> Option<Pick> {
    let said = said(utterance);
    CHOICES.into_iter().find(|(choice, _)| said.contains(choice)).map(|(_, pick)| pick)
}

/// The choices said; a phrase that is part of a time is none.
fn said(utterance: &Utterance) -> Vec<Choice> {
    let phrases = Choice::in_any_language();
    let of_time = |index: usize| utterance.is(index, Class::When);
    let at = |start: usize| {
        let here = phrases.at(&utterance.tokens[start..]);
        here.filter(move |(_, taken)| !(start..start + taken).all(of_time)).map(|(choice, _)| choice)
    };
    (0..utterance.tokens.len()).flat_map(at).collect()
}
