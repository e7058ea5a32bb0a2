//! Where clauses end. One pass from left to right; punctuation is a hint, and none is needed.

use super::open::Open;
use super::place::Place;
use super::text::Text;
use super::{Clause, Marked, Opening, Part, Polarity};

/// Cuts an utterance into clauses; their polarity is judged elsewhere.
pub(super) fn cut(marked: &Marked<'_>) -> Vec<Clause> {
    let words = Text::new(marked);
    let mut cut = Cut { words: &words, start: 0, open: Open::default(), opening: Opening::Plain, clauses: Vec::new() };
    let mut index = 0;
    while index < marked.tokens.len() {
        if let Some(opening) = cut.begins(index) {
            index = cut.at(index).behind_statement();
            cut.close(index, opening);
        }
        let (open, taken) = cut.open.take(&cut.at(index));
        cut.open = open;
        index += taken;
    }
    cut.close(marked.tokens.len(), Opening::Plain);
    joined(marked, cut.clauses)
}

struct Cut<'a> {
    words: &'a Text<'a>,
    start: usize,
    open: Open,
    opening: Opening,
    clauses: Vec<Clause>,
}

impl<'a> Cut<'a> {
    fn close(&mut self, end: usize, opening: Opening) {
        if end > self.start {
            let tokens = self.start..end;
            self.clauses.push(Clause { tokens, polarity: Polarity::Asserted, opening: self.opening });
        }
        (self.start, self.open, self.opening) = (end, Open::default(), opening);
    }

    fn at(&self, index: usize) -> Place<'a> {
        Place { words: self.words, open: self.open, clause: self.start, opening: self.opening, index }
    }

    /// Whether a clause begins at `index`, and with what.
    fn begins(&self, index: usize) -> Option<Opening> {
        let here = self.at(index);
        let condition = here.is_condition();
        if !self.open.says {
            return (condition && self.opening != Opening::Condition).then_some(Opening::Condition);
        }
        if index == self.start || self.words.in_name[index] || here.stutters() || here.restarts() {
            return None;
        }
        if condition {
            return Some(Opening::Condition);
        }
        if here.corrects() {
            return Some(Opening::Correction);
        }
        here.begins().then_some(Opening::Plain)
    }
}

/// What holds nothing but courtesy goes with the clause behind it, at the end with the one before.
fn joined(marked: &Marked<'_>, clauses: Vec<Clause>) -> Vec<Clause> {
    let mut joined: Vec<Clause> = Vec::new();
    let mut waiting = None;
    let last = clauses.len().saturating_sub(1);
    for (place, mut clause) in clauses.into_iter().enumerate() {
        let conditional = joined.last().is_some_and(|before: &Clause| before.opening == Opening::Condition);
        let says = says(marked, &clause, place == 0 || conditional);
        if !says && place != last {
            waiting = waiting.or(Some((clause.tokens.start, clause.opening)));
            continue;
        }
        if let Some((start, opening)) = waiting.take() {
            clause.tokens.start = start;
            clause.opening = if clause.opening == Opening::Plain { opening } else { clause.opening };
        }
        match joined.last_mut() {
            Some(before) if !says => before.tokens.end = clause.tokens.end,
            _ => joined.push(clause),
        }
    }
    joined
}

/// Whether a clause says something: beyond courtesy, or an answer where one is due.
fn says(marked: &Marked<'_>, clause: &Clause, due: bool) -> bool {
    let answer = |index: usize| marked.parts.is(index, Part::Answer) || marked.parts.is(index, Part::Yes);
    let due = due || marked.agrees(clause.tokens.clone());
    marked.says_something(clause.tokens.clone()) || (due && marked.answers && clause.tokens.clone().any(answer))
}
