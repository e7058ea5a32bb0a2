//! The words of an utterance as sentences and clauses, with what was already found in them.

use crate::clause::{Clause, Parts};
use crate::heard::{Fit, Heard};
use crate::lexicon::Lists;
use crate::lexicon::keys::Little;
use crate::role::Roles;
use crate::words::sound::Sound;
use crate::words::{Mark, Token};
use base::language::Language;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// What a token was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// Part of a time.
    When,
    /// Part of a service's name.
    Service,
    /// A resource's name.
    Resource,
    /// Part of the caller's name.
    Name,
    /// Part of an address or number.
    Contact,
}

/// An utterance, ready to be searched.
#[derive(Debug, Clone)]
pub(super) struct Utterance {
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// What each token was recognised as.
    pub classes: Vec<Vec<Class>>,
    /// Which tokens their clause refuses.
    pub refused: Vec<bool>,
    /// Its clauses; empty until they are known.
    pub parsed: Vec<Clause>,
    /// The sound of each token; parts of the utterance share it, so that it is encoded once.
    pub sounds: Vec<Arc<Sound>>,
    /// Where it holds words of the business.
    pub heard: Heard,
    /// What follows from its tokens.
    pub derived: Derived,
    /// The language it is read in.
    pub language: Language,
}

/// What follows from the tokens of an utterance alone; found when first asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Derived {
    /// Which words of patterns fit each token.
    pub fits: OnceLock<Vec<Vec<Fit>>>,
    clauses: OnceLock<Vec<Range<usize>>>,
}

impl PartialEq for Utterance {
    /// The rest follows from what is compared.
    fn eq(&self, other: &Self) -> bool {
        self.language == other.language
            && self.tokens == other.tokens
            && self.classes == other.classes
            && self.refused == other.refused
            && self.parsed == other.parsed
    }
}

impl Utterance {
    /// An utterance in which nothing is known to be refused; [`Utterance::new`] looks for that.
    pub fn unread(tokens: Vec<Token>, language: Language) -> Self {
        let sounds = tokens.iter().map(|token| Arc::new(Sound::of(&token.text, language))).collect();
        let classes = vec![Vec::new(); tokens.len()];
        let (heard, derived) = (Heard::default(), Derived::default());
        Utterance { classes, refused: Vec::new(), parsed: Vec::new(), sounds, tokens, heard, derived, language }
    }

    /// Some of its tokens, as an utterance of their own.
    pub fn part(&self, range: Range<usize>) -> Self {
        Utterance {
            tokens: self.tokens[range.clone()].to_vec(),
            classes: self.classes[range.clone()].to_vec(),
            refused: self.refused[range.clone()].to_vec(),
            parsed: Vec::new(),
            heard: self.heard.part(&range),
            derived: Derived::default(),
            sounds: self.sounds[range].to_vec(),
            language: self.language,
        }
    }

    /// The same without what these tokens say; words of the business are to be heard anew.
    pub fn without(&self, tokens: &[usize]) -> Cow<'_, Self> {
        if tokens.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut without = self.clone();
        for index in tokens {
            without.tokens[*index].blank();
            without.sounds[*index] = Arc::new(Sound::of(&without.tokens[*index].text, self.language));
        }
        (without.heard, without.derived) = (Heard::default(), Derived::default());
        Cow::Owned(without)
    }

    /// Some of its tokens, before it is known what any of them is.
    pub fn part_unread(&self, range: Range<usize>) -> Self {
        Utterance::unread(self.tokens[range].to_vec(), self.language)
    }

    /// Marks tokens as recognised.
    pub fn mark(&mut self, range: Range<usize>, class: Class) {
        for index in range {
            if let Some(classes) = self.classes.get_mut(index) {
                classes.push(class);
            }
        }
    }

    /// Whether the words there are not wanted.
    pub fn is_refused(&self, index: usize) -> bool {
        self.refused.get(index).copied().unwrap_or(false)
    }

    pub fn is(&self, index: usize, class: Class) -> bool {
        self.classes.get(index).is_some_and(|classes| classes.contains(&class))
    }

    pub fn text(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.text.as_str())
    }

    /// What its words are to its clauses.
    pub fn said(&self) -> Parts {
        Parts::of(&self.tokens, self.language)
    }

    /// What its words say of the times beside them.
    pub fn roles(&self) -> Roles {
        Roles::of(&self.tokens, self.language)
    }

    /// The clause that holds a token.
    pub fn clause_of(&self, index: usize) -> Option<&Clause> {
        let place = self.parsed.partition_point(|clause| clause.tokens.end <= index);
        self.parsed.get(place).filter(|clause| clause.tokens.contains(&index))
    }

    /// Token ranges of the sentences. A stop behind a number or a title ends none.
    pub fn sentences(&self) -> Vec<Range<usize>> {
        self.split(|index| match self.tokens[index].after {
            Mark::Question | Mark::Exclamation | Mark::Ellipsis => true,
            Mark::Stop => !self.is_abbreviation(index) && self.next_is_capital(index),
            _ => false,
        })
    }

    /// Token ranges of the clauses: sentences, cut at commas and before 'und' or 'and' where a question or another subject
    /// follows.
    pub fn clauses(&self) -> &[Range<usize>] {
        self.derived.clauses.get_or_init(|| self.cut_clauses())
    }

    fn cut_clauses(&self) -> Vec<Range<usize>> {
        let joint = |index: usize| Little::Joint.is(self.text(index + 1)) && Little::Opening.is(self.text(index + 2));
        self.split(|index| {
            let stop = self.tokens[index].after == Mark::Stop && self.is_abbreviation(index);
            (self.tokens[index].after.ends_clause() && !stop) || joint(index)
        })
    }

    /// Token ranges, each up to and with the next token that `ends` one.
    pub fn split(&self, ends: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
        let mut start = 0;
        let mut found = Vec::new();
        for index in 0..self.tokens.len() {
            if ends(index) || index + 1 == self.tokens.len() {
                found.push(start..index + 1);
                start = index + 1;
            }
        }
        found
    }

    fn is_abbreviation(&self, index: usize) -> bool {
        let text = self.text(index);
        Little::Abbreviation.is(text) || text.starts_with(|c: char| c.is_ascii_digit())
    }

    fn next_is_capital(&self, index: usize) -> bool {
        self.tokens.get(index + 1).is_none_or(|next| next.raw.starts_with(char::is_uppercase))
    }
}

/// Words that leave an utterance of one word one of one word.
pub(super) fn is_courtesy(text: &str) -> bool {
    Little::Courtesy.is(text)
}

/// Words that may stand before what matters, or between its parts.
pub(super) fn is_filler(text: &str) -> bool {
    Little::Filler.is(text)
}
