//! What a sentence of a model's claims, by its words: `lexicon/{de,en}/claims.txt`. What may be said is for others to decide.

use crate::lexicon::Lists;
pub use crate::lexicon::keys::Claim;
use crate::words::Token;
use base::language::Language;

impl Claim {
    /// Whether the words say this in a language.
    pub fn is_said_in(self, words: &[Token], language: Language) -> bool {
        let phrases = Claim::in_language(language);
        (0..words.len()).any(|index| phrases.taken(&words[index..], self).is_some())
    }

    /// Whether the words say this, in any language.
    pub fn is_said(self, words: &[Token]) -> bool {
        self.find(words).is_some()
    }

    /// Whether a word says this, in any language.
    pub fn is_word(self, word: &Token) -> bool {
        self.is(&word.text)
    }

    /// Whether a comparable word ([`crate::words::fold`]) says this, in any language.
    pub fn is_text(self, word: &str) -> bool {
        self.is(word)
    }

    /// How many words the longest phrase at their head takes that says this, in any language.
    pub fn taken_at(self, words: &[Token]) -> Option<usize> {
        self.taken(words, 0)
    }
}
