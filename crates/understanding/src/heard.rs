//! What was heard in an utterance: words of a business, whatever else they may be part of, and words of patterns. Which word
//! that is, its number says: its place among those of the business, or of all patterns.

use std::ops::Range;

/// Words of a business in an utterance.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    /// Parts of services' names, in the order of the parts, then of the tokens.
    pub services: Vec<Held>,
    /// Words of questions and the tokens that hold them, in the order of the words, then of the tokens.
    pub topics: Vec<(usize, usize)>,
}

/// A part of a service's name that a token holds, or a pair of tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub part: usize,
    pub at: usize,
    pub taken: usize,
    pub likeness: f32,
}

/// A word of a pattern that fits a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fit {
    pub word: usize,
    pub how: How,
}

/// How a word of a pattern fits a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// As it is written.
    Written,
    /// With the token behind it: a recogniser took the word apart ('ab sagen').
    Joined,
    /// It sounds like it, and must be nothing else.
    Near,
}

impl Heard {
    /// What some of the tokens hold by themselves.
    pub fn part(&self, range: &Range<usize>) -> Self {
        let inside = |held: &&Held| range.start <= held.at && held.at + held.taken <= range.end;
        let services = self.services.iter().filter(inside).map(|held| Held { at: held.at - range.start, ..*held });
        let topics = self.topics.iter().filter(|(_, at)| range.contains(at));
        let topics = topics.map(|(word, at)| (*word, at - range.start));
        Heard { services: services.collect(), topics: topics.collect() }
    }
}
