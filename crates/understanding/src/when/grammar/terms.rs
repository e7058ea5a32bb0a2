//! The smallest readings that several rules share: a weekday, a rank, a count of days, a week, a part of the day.

use super::cursor::Cursor;
use crate::Asked;
use crate::when::lexeme::{Lexeme, Lexeme as L, Part, Rank, Unit};
use base::language::Language;
use jiff::civil::Weekday;

/// A weekday.
pub(super) fn weekday_name(cursor: &mut Cursor<'_>) -> Option<Weekday> {
    cursor.take(|lexeme| if let L::Weekday(weekday) = lexeme { Some(weekday) } else { None })
}

/// Which of several.
pub(super) fn rank(cursor: &mut Cursor<'_>) -> Option<Rank> {
    cursor.take(|lexeme| if let L::Rank(rank) = lexeme { Some(rank) } else { None })
}

/// 'nächste Woche', 'the week after next': counted from this one.
pub(super) fn week(cursor: &mut Cursor<'_>) -> Option<i32> {
    cursor.eat(&[L::The]);
    let rank = rank(cursor);
    cursor.eat(&[L::Unit(Unit::Week)]).then_some(())?;
    let rank = rank.or_else(|| cursor.eat(&[L::Rank(Rank::AfterNext)]).then_some(Rank::AfterNext))?;
    Some(match rank {
        Rank::This => 0,
        Rank::Coming | Rank::Next => 1,
        Rank::AfterNext => 2,
        Rank::Last => -1,
    })
}

/// After (`true`) or before.
pub(super) fn side(cursor: &mut Cursor<'_>) -> Option<bool> {
    cursor.take(|lexeme| match lexeme {
        L::After => Some(true),
        L::Before => Some(false),
        _ => None,
    })
}

/// Later (`true`) or earlier.
pub(super) fn direction(cursor: &mut Cursor<'_>) -> Option<bool> {
    cursor.take(|lexeme| match lexeme {
        Lexeme::Later | Lexeme::Vaguely(true) => Some(true),
        Lexeme::Sooner | Lexeme::Early | Lexeme::Vaguely(false) => Some(false),
        _ => None,
    })
}

/// English 'today week', 'Friday week', 'Friday fortnight'.
pub(super) fn single_week(cursor: &mut Cursor<'_>) -> Option<(i32, Unit)> {
    let unit = cursor.take(|lexeme| match lexeme {
        L::Unit(unit @ (Unit::Week | Unit::Fortnight)) => Some(unit),
        _ => None,
    })?;
    (cursor.language == Language::En && cursor.peek() != Some(L::Rank(Rank::AfterNext))).then_some((1, unit))
}

/// 'drei Tage', 'a fortnight', 'einem Monat'.
pub(super) fn count(cursor: &mut Cursor<'_>) -> Option<(i32, Unit)> {
    let count = cursor.number().filter(|number| !number.ordinal && number.value <= 366)?.value;
    cursor.joined().then_some(())?;
    let unit = cursor.take(|lexeme| match lexeme {
        L::Unit(unit @ (Unit::Day | Unit::Week | Unit::Fortnight | Unit::Month)) => Some(unit),
        _ => None,
    })?;
    Some((i32::try_from(count).ok()?, unit))
}

/// Days of a count. German eight days are a week: both ends are counted.
pub(super) fn in_days(language: Language, count: i32, unit: Unit) -> Option<i32> {
    match unit {
        Unit::Day if count == 8 && language == Language::De => Some(7),
        Unit::Day => Some(count),
        Unit::Week => Some(7 * count),
        Unit::Fortnight => Some(14 * count),
        _ => None,
    }
}

/// Whether the agent has asked for a day.
pub(super) fn day_asked(cursor: &Cursor<'_>) -> bool {
    cursor.asked == Asked::Date
}

/// 'morgen' is the morning behind a day, tomorrow otherwise.
pub(super) fn part_of_day(cursor: &mut Cursor<'_>) -> Option<Part> {
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
