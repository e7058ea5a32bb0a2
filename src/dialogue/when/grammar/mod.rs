//! From lexemes to pieces: the grammar of time, shared by the languages. Each rule reads at a [`Cursor`] and gives what it
//! found; the longest reading at a place wins.

mod bounds;
mod clock;
mod date;
mod moment;
mod place;
mod stretch;

use super::lexeme::{Lexed, Lexeme, Part};
use super::phrase::{Moment, Piece, Place, Placed};
use crate::dialogue::Asked;
use crate::dialogue::words::numeral::Numeral;
use crate::language::Language;

/// A rule of the grammar: reads at the cursor, and leaves it anywhere if it fails.
type Rule<T> = fn(&mut Cursor<'_>) -> Option<T>;

/// A place in the lexemes. Cheap to copy: rules try on a copy and keep it if they succeed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    lexed: &'a [Lexed],
    at: usize,
    language: Language,
    asked: Asked,
    /// A bare number may be an hour here.
    licensed: bool,
    /// Some reading along the way has more than one meaning.
    ambiguous: bool,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<Lexeme> {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> Option<Lexeme> {
        self.lexed.get(self.at + by).map(|lexed| lexed.lexeme)
    }

    fn advance(&mut self) {
        self.at += 1;
    }

    /// Takes the next lexeme if it is one of these.
    fn eat(&mut self, wanted: &[Lexeme]) -> bool {
        let found = self.peek().is_some_and(|lexeme| wanted.contains(&lexeme));
        if found {
            self.advance();
        }
        found
    }

    /// Takes the next lexeme if `read` makes something of it.
    fn take<T>(&mut self, read: impl Fn(Lexeme) -> Option<T>) -> Option<T> {
        let value = read(self.peek()?)?;
        self.advance();
        Some(value)
    }

    /// Takes all that are such; whether there were any.
    fn eat_while(&mut self, wanted: impl Fn(Lexeme) -> bool) -> bool {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.advance();
        }
        self.at > start
    }

    fn number(&mut self) -> Option<Numeral> {
        self.take(|lexeme| if let Lexeme::Number(number) = lexeme { Some(number) } else { None })
    }

    /// A clause may end before the next lexeme.
    fn at_break(&self) -> bool {
        self.at == 0 || self.at >= self.lexed.len() || self.lexed[self.at - 1].after.ends_clause()
    }

    /// No clause ends between the last lexeme and the next; the stop of an ordinal ends none.
    fn joined(&self) -> bool {
        use crate::dialogue::words::Mark;
        let last = self.at.checked_sub(1).and_then(|index| self.lexed.get(index));
        last.is_none_or(|last| matches!(last.after, Mark::None | Mark::Stop))
    }

    /// Tries a rule; the cursor moves only if it succeeds.
    fn attempt<T>(&mut self, rule: impl Fn(&mut Cursor<'a>) -> Option<T>) -> Option<T> {
        let mut copy = *self;
        let value = rule(&mut copy)?;
        *self = copy;
        Some(value)
    }

    /// The longest of several readings; the first of equals.
    fn longest<T>(&mut self, rules: &[Rule<T>]) -> Option<T> {
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

/// Reads all pieces of an utterance, in order.
pub(super) fn pieces(lexed: &[Lexed], language: Language, asked: Asked, bare: bool) -> Vec<Placed> {
    let mut cursor = Cursor { lexed, at: 0, language, asked, licensed: false, ambiguous: false };
    let mut found: Vec<Placed> = Vec::new();
    while cursor.at < lexed.len() {
        let start = cursor.at;
        cursor.ambiguous = false;
        cursor.licensed = bare || matches!(asked, Asked::Time | Asked::Choice) || follows_time(&found, start);
        let piece = cursor.longest(&[idle, timed, placed]).unwrap_or_else(|| {
            let piece = single(lexed[start].lexeme);
            cursor.advance();
            piece
        });
        found.push(Placed {
            piece,
            lexemes: start..cursor.at,
            ends_clause: lexed[cursor.at - 1].after.ends_clause(),
            ambiguous: cursor.ambiguous,
        });
    }
    found
}

/// A bare number right behind a day, a part of the day or 'or' is an hour ('Freitag zehn', 'three or four').
fn follows_time(found: &[Placed], start: usize) -> bool {
    let Some(last) = found.last().filter(|last| last.lexemes.end == start) else { return false };
    match last.piece {
        Piece::Place(_) | Piece::Moment(Moment::Part(..)) => true,
        Piece::Or | Piece::Correction => {
            found.iter().any(|placed| matches!(placed.piece, Piece::Moment(Moment::At(_) | Moment::Window { .. })))
        }
        _ => false,
    }
}

/// 'seit Montag', 'schönen Sonntag noch', 'have a lovely weekend': times that nobody wishes for.
fn idle(cursor: &mut Cursor<'_>) -> Option<Piece> {
    let wished = cursor.peek() == Some(Lexeme::Wished);
    cursor.eat(&[Lexeme::Since, Lexeme::Wished]).then_some(())?;
    let day =
        |lexeme: Lexeme| matches!(lexeme, Lexeme::Weekday(_) | Lexeme::Part(_) | Lexeme::Unit(_) | Lexeme::Feast(_));
    if wished {
        return cursor.eat_while(day).then_some(Piece::Word);
    }
    cursor.licensed = true;
    cursor.eat(&[Lexeme::The]);
    cursor.attempt(place::place)?;
    Some(Piece::Word)
}

fn timed(cursor: &mut Cursor<'_>) -> Option<Piece> {
    moment::moment(cursor).map(Piece::Moment)
}

fn placed(cursor: &mut Cursor<'_>) -> Option<Piece> {
    place::place(cursor).map(Piece::Place)
}

fn single(lexeme: Lexeme) -> Piece {
    match lexeme {
        Lexeme::Correction => Piece::Correction,
        Lexeme::Or => Piece::Or,
        Lexeme::Not => Piece::Not,
        Lexeme::Except => Piece::Except,
        Lexeme::Cannot => Piece::Cannot,
        Lexeme::Likewise => Piece::Likewise,
        Lexeme::But => Piece::But,
        Lexeme::Onto | Lexeme::To => Piece::Onto,
        Lexeme::Instead => Piece::Instead,
        Lexeme::Move => Piece::Move,
        Lexeme::Any => Piece::Any,
        Lexeme::Series => Piece::Series,
        Lexeme::Season(summer) => Piece::Season(summer),
        _ => Piece::Word,
    }
}

/// 'morgen' is the morning behind a day, tomorrow otherwise.
fn part_of_day(cursor: &mut Cursor<'_>) -> Option<Part> {
    let behind_day = cursor.at > 0 && !cursor.at_break() && {
        let before = cursor.lexed[cursor.at - 1].lexeme;
        matches!(before, Lexeme::Weekday(_) | Lexeme::Shift(_) | Lexeme::Weekly(_) | Lexeme::Morgen)
    };
    cursor.take(|lexeme| match lexeme {
        Lexeme::Part(part) | Lexeme::Parts(part) => Some(part),
        Lexeme::Morgen if behind_day => Some(Part::Morning),
        _ => None,
    })
}

/// Boxes a place: rules that put one place inside another.
fn boxed(place: Place) -> Box<Place> {
    Box::new(place)
}
