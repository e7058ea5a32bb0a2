//! A place in the lexemes, at which the rules of the grammar read. It knows what stands there and nothing of what it means.

use crate::Asked;
use crate::when::lexeme::{Lexed, Lexeme};
use crate::words::numeral::Numeral;
use base::language::Language;

/// A rule of the grammar: reads at the cursor, and leaves it anywhere if it fails.
pub(super) type Rule<T> = fn(&mut Cursor<'_>) -> Option<T>;

/// A place in the lexemes. Cheap to copy: rules try on a copy and keep it if they succeed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub lexed: &'a [Lexed],
    pub at: usize,
    pub language: Language,
    pub asked: Asked,
    /// A bare number may be an hour here.
    pub licensed: bool,
    /// Some reading along the way has more than one meaning.
    pub ambiguous: bool,
}

impl<'a> Cursor<'a> {
    pub fn peek(&self) -> Option<Lexeme> {
        self.ahead(0)
    }

    pub fn ahead(&self, by: usize) -> Option<Lexeme> {
        self.lexed.get(self.at + by).map(|lexed| lexed.lexeme)
    }

    pub fn advance(&mut self) {
        self.at += 1;
    }

    /// Takes the next lexeme if it is one of these.
    pub fn eat(&mut self, wanted: &[Lexeme]) -> bool {
        let found = self.peek().is_some_and(|lexeme| wanted.contains(&lexeme));
        if found {
            self.advance();
        }
        found
    }

    /// Takes the next lexeme if `read` makes something of it.
    pub fn take<T>(&mut self, read: impl Fn(Lexeme) -> Option<T>) -> Option<T> {
        let value = read(self.peek()?)?;
        self.advance();
        Some(value)
    }

    /// Takes all that are such; whether there were any.
    pub fn eat_while(&mut self, wanted: impl Fn(Lexeme) -> bool) -> bool {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.advance();
        }
        self.at > start
    }

    pub fn number(&mut self) -> Option<Numeral> {
        self.take(|lexeme| if let Lexeme::Number(number) = lexeme { Some(number) } else { None })
    }

    /// A clause may end before the next lexeme.
    pub fn at_break(&self) -> bool {
        self.at == 0 || self.at >= self.lexed.len() || self.lexed[self.at - 1].after.ends_clause()
    }

    /// No clause ends between the last lexeme and the next; the stop of an ordinal ends none.
    pub fn joined(&self) -> bool {
        use crate::words::Mark;
        let last = self.at.checked_sub(1).and_then(|index| self.lexed.get(index));
        last.is_none_or(|last| matches!(last.after, Mark::None | Mark::Stop))
    }

    /// Tries a rule; the cursor moves only if it succeeds.
    pub fn attempt<T>(&mut self, rule: impl Fn(&mut Cursor<'a>) -> Option<T>) -> Option<T> {
        let mut copy = *self;
        let value = rule(&mut copy)?;
        *self = copy;
        Some(value)
    }

    /// The longest of several readings; the first of equals.
    pub fn longest<T>(&mut self, rules: &[Rule<T>]) -> Option<T> {
        let mut best: Option<(Cursor<'a>, T)> = None;
        for rule in rules {
            let mut copy = *self;
            if let Some(value) = rule(&mut copy)
                && best.as_ref().is_none_or(|(cursor, _)| copy.at > cursor.at)
            {
                best = Some((copy, value));
            }
        }
        let (cursor, value) = best?;
        *self = cursor;
        Some(value)
    }
}
