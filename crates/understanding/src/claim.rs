//! What a sentence of the agent's own claims, by its words: `lexicon/{de,en}/claims.txt`. What may be said is for others to decide.

use crate::lexicon::Lists;
pub use crate::lexicon::keys::Claim;
use crate::words::Token;
use base::language::Language;

impl Claim {
    /// Whether any of the words says this in a language.
    pub fn is_said_in(self, words: &[Token], language: Language) -> bool {
        words.iter().any(|word| self.is_in(language, &word.text))
    }

    /// Whether any of the words says this, in any language.
    pub fn is_said(self, words: &[Token]) -> bool {
        words.iter().any(|word| self.is_word(word))
    }

    /// Whether words offer a person ('soll ich Sie verbinden?').
    pub fn offers_person(words: &[Token]) -> bool {
        let closes = |at: usize| words[at].after.ends_clause() && Claim::ClosingOffer.is_word(&words[at]);
        (0..words.len()).any(|at| Claim::Offer.taken(words, at).is_some() || closes(at))
    }

    /// Whether a word says this, in any language.
    pub fn is_word(self, word: &Token) -> bool {
        self.is(&word.text)
    }
}
