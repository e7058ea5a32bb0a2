//! Which language the caller wants to go on in: asked for, or simply spoken.

use super::clause::{Clause, Part};
use super::sentence::Utterance;
use crate::lexicon::Lists;
use crate::lexicon::keys::Tongue;
use crate::words::Token;
use base::language::Language;
use std::collections::BTreeSet;

/// The language asked for ('können wir Englisch sprechen?'), if the patterns found that something of the kind was said.
pub(super) fn asked_for(utterance: &Utterance) -> Option<Language> {
    let clauses: Vec<&Clause> =
        named(utterance).into_iter().filter(|clause| !tells_of_others(utterance, clause)).collect();
    let says =
        |tongue: Tongue| clauses.iter().any(|clause| clause.tokens.clone().any(|at| tongue.is(utterance.text(at))));
    let denied = says(Tongue::Denial);
    let other = |language: Language| Language::ALL.into_iter().find(|other| *other != language);
    match (says(Tongue::German), says(Tongue::English)) {
        // 'Ich spreche kein Englisch', 'I don't speak German'
        (true, false) if denied => other(Language::De),
        (false, true) if denied => other(Language::En),
        (true, false) => Some(Language::De),
        (false, true) => Some(Language::En),
        // Both: 'mein Deutsch ist schlecht, Englisch?', 'sorry, no German – English?': away from the one spoken.
        (true, true) => Language::ALL.into_iter().find(|language| *language != utterance.language),
        (false, false) => None,
    }
}

/// Whether languages are named, and only of what others speak: 'mein Mann spricht nur Englisch', 'does the doctor speak English'.
pub(super) fn is_of_others(utterance: &Utterance) -> bool {
    let named = named(utterance);
    !named.is_empty() && named.iter().all(|clause| tells_of_others(utterance, clause))
}

/// The clauses that name a language.
fn named(utterance: &Utterance) -> Vec<&Clause> {
    let is_name = |at: usize| [Tongue::German, Tongue::English].iter().any(|tongue| tongue.is(utterance.text(at)));
    utterance.parsed.iter().filter(|clause| clause.tokens.clone().any(is_name)).collect()
}

/// Whether a clause tells of somebody named by two words or more ('my wife'), and not of who speaks.
fn tells_of_others(utterance: &Utterance, clause: &Clause) -> bool {
    let said = utterance.said();
    let someone = |at: usize| said.taken(at, Part::Someone).is_some_and(|taken| taken > 1);
    clause.tokens.clone().any(someone) && !said.within(clause.tokens.clone(), Part::FirstPerson)
}

/// The other language, when the words are plainly in it. A few borrowed words ('okay', 'sorry') are not enough, nor is one that
/// dialects of this language have too, said again and again.
pub(super) fn spoken(utterance: &Utterance) -> Option<Language> {
    const WORDS_MIN: usize = 3;
    let turned = Language::ALL.into_iter().find(|language| *language != utterance.language)?;
    let typical = |language: Language| move |token: &&Token| Tongue::Typical.is_in(language, &token.text);
    let words = |language: Language| utterance.tokens.iter().filter(typical(language)).map(|token| &token.text);
    let count = |language: Language| words(language).collect::<BTreeSet<_>>().len();
    let (own, other) = (count(utterance.language), count(turned));
    (other >= WORDS_MIN && other >= 3 * own && other * 3 >= utterance.tokens.len()).then_some(turned)
}
