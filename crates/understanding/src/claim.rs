//! What a sentence of the agent's own claims, by its words: `lexicon/{de,en}/claims.txt`. What may be said is for others to decide.

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
}
