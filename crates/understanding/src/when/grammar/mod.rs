//! From lexemes to pieces: the grammar of time, shared by the languages. Each rule reads at a [`cursor::Cursor`] and gives what it
//! found; the longest reading at a place wins.

mod anchor;
mod bounds;
mod clock;
mod cursor;
mod date;
mod day;
mod moment;
mod place;
mod stretch;
mod terms;

use super::lexeme::{Lexed, Lexeme};
use super::phrase::{Moment, Piece, Placed};
use crate::Asked;
use base::language::Language;
use cursor::Cursor;

/// Reads all pieces of an utterance, in order.
pub(super) fn pieces(lexed: &[Lexed], language: Language, asked: Asked, bare: bool) -> Vec<Placed> {
    let mut cursor = Cursor { lexed, at: 0, language, asked, licensed: false, ambiguous: false };
    let mut found: Vec<Placed> = Vec::new();
    let moves = lexed.iter().any(|entry| entry.lexeme == Lexeme::Move);
    let beginnings = anchor::beginnings(lexed);
    while cursor.at < lexed.len() {
        let start = cursor.at;
        cursor.ambiguous = false;
        // 'Verschieb meinen Termin auf elf.'
        let onto = moves && found.last().is_some_and(|last| last.piece == Piece::Onto && last.lexemes.end == start);
        cursor.licensed = bare || onto || matches!(asked, Asked::Time | Asked::Choice) || follows_time(&found, start);
        let piece = beginnings[start].then(|| cursor.longest(&[idle, timed, placed])).flatten().unwrap_or_else(|| {
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
        Lexeme::Soonest => Piece::Soonest,
        Lexeme::Vaguely(later) => Piece::Vaguely(later),
        Lexeme::SameTime => Piece::SameTime,
        Lexeme::Series => Piece::Series,
        Lexeme::Season(summer) => Piece::Season(summer),
        _ => Piece::Word,
    }
}
