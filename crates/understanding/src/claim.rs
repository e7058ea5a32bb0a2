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

    /// Whether a word says this, in any language.
    pub fn is_word(self, word: &Token) -> bool {
        self.is(&word.text)
    }
}
