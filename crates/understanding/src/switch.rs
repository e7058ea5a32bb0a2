//! Which language the caller wants to go on in: asked for, or simply spoken.

use super::sentence::Utterance;
use base::language::Language;

/// A longer utterance denies something else.
const DENIAL_WORDS_MAX: usize = 8;

/// The language asked for ('können wir Englisch sprechen?'), if the patterns found that something of the kind was said.
pub(super) fn asked_for(utterance: &Utterance) -> Option<Language> {
    let says = |stems: &[&str]| {
        (0..utterance.tokens.len()).any(|index| stems.iter().any(|stem| utterance.text(index).starts_with(stem)))
    };
    let denied = says(&["kein", "nicht", "don't", "not", "no"]) && utterance.tokens.len() <= DENIAL_WORDS_MAX;
    let other = |language: Language| Language::ALL.into_iter().find(|other| *other != language);
    match (says(&["deutsch", "german"]), says(&["englisch", "english"])) {
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
    let (own, other) = match utterance.language {
        Language::De => (GERMAN, ENGLISH),
        Language::En => (ENGLISH, GERMAN),
    };
    let count = |words: &[&str]| utterance.tokens.iter().filter(|token| words.contains(&token.text.as_str())).count();
    let (own, other) = (count(own), count(other));
    let turned = Language::ALL.into_iter().find(|language| *language != utterance.language);
    turned.filter(|_| other >= WORDS_MIN && other >= 3 * own && other * 3 >= utterance.tokens.len())
}

/// Words that one language has and the other has not.
#[rustfmt::skip]
const GERMAN: &[&str] = &[
    "ich", "und", "der", "das", "ist", "nicht", "ein", "eine", "einen", "moechte", "haette", "gern", "gerne", "bitte", "wie", "wann", "wo", "kann", "koennen",
    "sie", "mit", "fuer", "auf", "mein", "meine", "meinen", "termin", "guten", "ja", "nein", "danke", "haben", "habe", "uhr", "morgen", "heute", "wir", "zu",
    "brauche", "braeuchte", "bei", "noch", "dann", "aber", "oder", "auch", "den", "dem", "zum", "geht", "waere", "wollte", "sprechen",
];
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "i", "i'd", "i'm", "the", "and", "is", "are", "you", "to", "of", "would", "like", "please", "book", "appointment", "my", "have", "can", "could", "for",
    "with", "what", "when", "where", "how", "yes", "no", "thanks", "thank", "hello", "good", "speak", "need", "want", "on", "at", "it", "do", "a", "an", "your",
    "morning", "afternoon", "tomorrow", "today", "next", "make", "cancel", "change", "someone", "does", "name", "talk",
];
