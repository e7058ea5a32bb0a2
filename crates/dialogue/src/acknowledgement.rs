//! The short sentences with which a model is told to begin when one fits: 'Gern.', 'All right.'.
//!
//! They are few and say nothing of anybody, so their sound is made once and kept like that of every fixed phrase. A reply
//! that begins with one is heard as soon as the model has written it: the rest is given its voice meanwhile.

use base::language::Language;

/// All of a language.
pub fn all(language: Language) -> &'static [&'static str] {
    match language {
        Language::De => {
            &["Gern.", "Gerne.", "Sehr gern.", "Klar.", "Alles klar.", "Okay.", "Natürlich.", "Verstanden."]
        }
        Language::En => &["Sure.", "Of course.", "All right.", "Okay.", "Certainly.", "Got it.", "Great."],
    }
}

/// Whether a sentence is one.
pub fn is(sentence: &str, language: Language) -> bool {
    all(language).contains(&sentence)
}
