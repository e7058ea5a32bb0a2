//! Which language the caller wants to go on in: asked for, or simply spoken.

use super::sentence::Utterance;
use crate::lexicon::Lists;
use crate::lexicon::keys::Tongue;
use crate::words::Token;
use base::language::Language;

/// A longer utterance denies something else.
const DENIAL_WORDS_MAX: usize = 8;

/// The language asked for ('können wir Englisch sprechen?'), if the patterns found that something of the kind was said.
pub(super) fn asked_for(utterance: &Utterance) -> Option<Language> {
    let says = |tongue: Tongue| utterance.tokens.iter().any(|token| tongue.is(&token.text));
    let denied = says(Tongue::Denial) && utterance.tokens.len() <= DENIAL_WORDS_MAX;
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

/// The other language, when the words are plainly in it. A few borrowed words ('okay', 'sorry') are not enough.
pub(super) fn spoken(utterance: &Utterance) -> Option<Language> {
    const WORDS_MIN: usize = 3;
    let turned = Language::ALL.into_iter().find(|language| *language != utterance.language)?;
    let typical = |language: Language| move |token: &&Token| Tongue::Typical.is_in(language, &token.text);
    let count = |language: Language| utterance.tokens.iter().filter(typical(language)).count();
    let (own, other) = (count(utterance.language), count(turned));
    (other >= WORDS_MIN && other >= 3 * own && other * 3 >= utterance.tokens.len()).then_some(turned)
}
