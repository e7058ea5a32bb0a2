//! A place in an utterance, with the clause that is being said before it. What begins there is asked of it, each kind of begin in
//! a file of its own: [`super::begin`] asks them in order.

use super::open::Open;
use super::text::Text;
use super::{Opening, Part};
use crate::words::{Mark, Token, numeral};
use base::language::Language;

/// A place in an utterance.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub words: &'a Text<'a>,
    /// The clause that is being said, as far as it goes.
    pub open: Open,
    /// Where it began.
    pub clause: usize,
    /// What it began with.
    pub opening: Opening,
    /// The place.
    pub index: usize,
}

/// How far a rule looks ahead or back: more words than any phrase has between its first word and what decides about it, and few
/// enough that an utterance is cut in a time that grows with its length alone.
pub(super) const REACH: usize = 12;

impl Place<'_> {
    pub fn is(&self, index: usize, part: Part) -> bool {
        self.words.marked.parts.is(index, part)
    }

    pub fn any(&self, index: usize, parts: &[Part]) -> bool {
        parts.iter().any(|part| self.is(index, *part))
    }

    pub fn taken(&self, index: usize, part: Part) -> Option<usize> {
        self.words.marked.parts.taken(index, part)
    }

    pub fn count(&self) -> usize {
        self.words.marked.tokens.len()
    }

    pub fn german(&self) -> bool {
        self.words.marked.language == Language::De
    }

    pub fn token(&self, index: usize) -> Option<&Token> {
        self.words.marked.tokens.get(index)
    }

    pub fn text(&self, index: usize) -> &str {
        self.words.marked.text(index)
    }

    pub fn is_time(&self, index: usize) -> bool {
        self.words.marked.is_time(index)
    }

    pub fn is_capital(&self, index: usize) -> bool {
        self.token(index).is_some_and(|token| token.raw.starts_with(char::is_uppercase))
    }

    /// A letter or figures by themselves, as people spell.
    pub fn is_spelled(&self, index: usize) -> bool {
        let letter = self.token(index).is_some_and(|token| token.raw.chars().count() == 1);
        letter && self.is_capital(index) && (!self.is(index, Part::Subject) || self.spells_on(index))
    }

    /// Whether a letter by itself stands beside the one at `index`, with marks between: 'R, I, T'.
    fn spells_on(&self, index: usize) -> bool {
        let beside = |at: usize| self.token(at).is_some_and(|token| token.raw.chars().count() == 1);
        (self.parted(index) && beside(index - 1)) && (self.parted(index + 1) || index + 1 == self.count())
    }

    /// A number, in words or figures.
    pub fn is_number(&self, index: usize) -> bool {
        self.token(index).is_some_and(|token| numeral::read(token, self.words.marked.language).is_some())
    }

    /// A number that tells an hour by itself.
    pub fn is_hour(&self, index: usize) -> bool {
        let read = self.token(index).and_then(|token| numeral::read(token, self.words.marked.language));
        self.is_time(index) && read.is_some_and(|read| !read.ordinal && (1..=12).contains(&read.value))
    }

    /// Letters of a plate: 'FFB'.
    pub fn is_written_large(&self, index: usize) -> bool {
        self.token(index).is_some_and(|token| token.raw.len() > 1 && token.raw.chars().all(char::is_uppercase))
    }

    /// Whether punctuation parts `index` from the word before. A stop behind figures or a title parts nothing.
    pub fn parted(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else { return false };
        let Some(token) = self.token(before) else { return false };
        let figure = token.text.starts_with(|c: char| c.is_ascii_digit()) || self.is(before, Part::Title);
        token.after.ends_clause() && !(token.after == Mark::Stop && figure)
    }

    /// The token before, where it belongs to the clause that is being said and no mark parts the two.
    pub fn before(&self, index: usize) -> Option<usize> {
        index.checked_sub(1).filter(|before| *before >= self.clause && !self.parted(index))
    }

    pub fn before_is(&self, index: usize, parts: &[Part]) -> bool {
        self.before(index).is_some_and(|before| self.any(before, parts))
    }

    /// Whether something is said from `index` on, beyond courtesy.
    pub fn rest_says(&self, index: usize) -> bool {
        index < self.words.says_until
    }

    /// 'I've um (my filling fell out)': a subject and a pause, and it begins anew.
    pub fn restarts(&self) -> bool {
        let Some(pause) = self.before(self.index).filter(|before| self.is(*before, Part::Hesitation)) else {
            return false;
        };
        pause > self.clause && self.any(pause - 1, &[Part::Subject, Part::SubjectVerb]) && !self.is_time(self.index)
    }

    /// Whether the same word stands right before: 'it's it's', 'ich ich'.
    pub fn stutters(&self) -> bool {
        self.before(self.index)
            .is_some_and(|before| self.text(before) == self.text(self.index) && !self.is_time(before))
    }
}
