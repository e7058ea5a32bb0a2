//! The short words with which a reply begins: 'Gern.', 'All right, …'. Whoever puts a turn together says one at most, and only as its
//! first words.
//!
//! A model is told to begin with one of [`all`] when one fits. They are few and say nothing of anybody, so their sound is made once
//! and kept like that of every fixed phrase. A reply that begins with one is heard as soon as the model has written it: the rest is
//! given its voice meanwhile.

use base::language::Language;
use std::borrow::Cow;

/// All that a model is told of, as sentences of their own.
pub fn all(language: Language) -> &'static [&'static str] {
    match language {
        Language::De => {
            &["Gern.", "Gerne.", "Sehr gern.", "Klar.", "Alles klar.", "Okay.", "Natürlich.", "Verstanden."]
        }
        Language::En => &["Sure.", "Of course.", "All right.", "Okay.", "Certainly.", "Got it.", "Great."],
    }
}

/// Whether a sentence is one of those.
pub fn is(sentence: &str, language: Language) -> bool {
    all(language).contains(&sentence)
}

/// How a German one begins.
const GERMAN: &[&str] = &[
    "gern",
    "gerne",
    "sehr gern",
    "sehr gerne",
    "gern geschehen",
    "klar",
    "alles klar",
    "okay",
    "ok",
    "gut",
    "sehr gut",
    "natürlich",
    "selbstverständlich",
    "verstanden",
    "in ordnung",
    "kein problem",
    "erledigt",
    "prima",
    "super",
    "perfekt",
    "schön",
    "na klar",
    "aber gern",
];

/// How an English one begins.
const ENGLISH: &[&str] = &[
    "sure",
    "of course",
    "all right",
    "alright",
    "okay",
    "ok",
    "certainly",
    "got it",
    "great",
    "fine",
    "no problem",
    "done",
    "my pleasure",
    "you're welcome",
    "perfect",
    "right",
    "very well",
    "absolutely",
    "lovely",
    "good",
];

/// What our wordings and models begin with in whatever way, in lower case.
fn beginnings(language: Language) -> &'static [&'static str] {
    match language {
        Language::De => GERMAN,
        Language::En => ENGLISH,
    }
}

/// A text without the acknowledgements with which it begins; nothing where it is nothing else. 'Gut, dein Termin …' becomes
/// 'Dein Termin …'.
pub fn without(text: &str, language: Language) -> Cow<'_, str> {
    let mut rest = text.trim_start();
    while let Some(shorter) = after_one(rest, language) {
        rest = shorter;
    }
    match rest.chars().next() {
        Some(first) if rest.len() < text.len() && first.is_lowercase() => {
            let upper: String = first.to_uppercase().collect();
            Cow::Owned(upper + &rest[first.len_utf8()..])
        }
        _ => Cow::Borrowed(rest),
    }
}

/// What follows the acknowledgement with which a text begins, if it begins with one.
fn after_one(text: &str, language: Language) -> Option<&str> {
    let end = text.find(['.', ',', '!'])?;
    let begins = beginnings(language).contains(&text[..end].to_lowercase().as_str());
    begins.then(|| text[end + 1..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{De, En};

    #[test]
    fn what_begins_with_one_can_be_said_without_it() {
        for (text, language, rest) in [
            ("Gern. Auf welchen Namen?", De, "Auf welchen Namen?"),
            ("Gut, dein Termin ist abgesagt.", De, "Dein Termin ist abgesagt."),
            ("Alles klar. Gut, bis dann.", De, "Bis dann."),
            ("Gut geht es dir.", De, "Gut geht es dir."),
            ("Gern geschehen.", De, ""),
            ("All right, that's booked.", En, "That's booked."),
            ("Sure, what is it?", En, "What is it?"),
            ("on Friday, sure.", En, "on Friday, sure."),
        ] {
            assert_eq!(without(text, language), rest);
        }
    }

    #[test]
    fn whatever_a_model_begins_with_can_be_left_out() {
        for language in Language::ALL {
            assert!(all(language).iter().all(|one| without(one, language).is_empty()));
        }
    }
}
