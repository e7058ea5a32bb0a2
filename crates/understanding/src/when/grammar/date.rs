//! Dates: '14. Dezember', 'dritter zwölfter', 'December the 3rd', 'der erste Montag im März', 'am Dreiundzwanzigsten'.

use super::cursor::Cursor;
use super::terms::{day_asked, rank, weekday_name};
use crate::Asked;
use crate::when::lexeme::{Lexeme as L, Rank, Unit};
use crate::when::phrase::{Month, Place};
use base::language::Language;

/// No more than these are ever offered to choose from.
const PICKED_MAX: u32 = 5;

/// A day with its month.
pub(super) fn date(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.longest(&[written, day_month, two_numbers, month_day])
}

fn written(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let (day, month, year) = cursor.take(|lexeme| match lexeme {
        L::Date { day, month, year } => Some((day, month, year)),
        _ => None,
    })?;
    named(day, month, year.or_else(|| cursor.attempt(year_behind)))
}

/// A month number that no calendar has gives a day that none has either.
fn named(day: u32, month: u32, year: Option<i16>) -> Option<Place> {
    let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month));
    let day = if month.is_some() { day } else { 0 };
    Some(Place::Date { weekday: None, day, month: Some(Month::Named(month.unwrap_or(1), year)) })
}

/// '14. Dezember (2026)', 'the 14th of December'.
fn day_month(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let day = cursor.number().filter(|number| !number.article)?.value;
    cursor.eat(&[L::Of]);
    cursor.eat(&[L::The]);
    // 'zweite Dezemberwoche' is a week.
    let month = month_name(cursor).filter(|_| cursor.peek() != Some(L::Unit(Unit::Week)))?;
    named(day, u32::from(month.unsigned_abs()), cursor.attempt(year_behind))
}

/// 'vierzehnter zwölfter', 'am 14 12'.
fn two_numbers(cursor: &mut Cursor<'_>) -> Option<Place> {
    if cursor.language == Language::En {
        return day_of_numbered_month(cursor);
    }
    let announced = cursor.at > 0 && {
        let before = cursor.lexed[cursor.at - 1].lexeme;
        matches!(before, L::On | L::The | L::Weekday(_) | L::Von | L::Until)
    };
    let announced = cursor.eat(&[L::The]) || announced;
    let (day, month) = (cursor.number()?, cursor.number()?);
    let ordinals = day.ordinal && (month.ordinal || month.digits > 0);
    let fits = ordinals || (announced && day.digits > 0 && month.digits > 0);
    (fits && (1..=31).contains(&day.value) && (1..=12).contains(&month.value)).then_some(())?;
    named(day.value, month.value, cursor.attempt(year_behind))
}

/// 'the second of the second'.
fn day_of_numbered_month(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let day = cursor.number().filter(|number| number.ordinal)?.value;
    (cursor.eat(&[L::Of]) && cursor.eat(&[L::The])).then_some(())?;
    let month = cursor.number().filter(|number| number.ordinal && (1..=12).contains(&number.value))?.value;
    named(day, month, cursor.attempt(year_behind))
}

/// 'December (the) 3rd', 'December 14 2026'.
fn month_day(cursor: &mut Cursor<'_>) -> Option<Place> {
    (cursor.language == Language::En).then_some(())?;
    let month = month_name(cursor)?;
    cursor.eat(&[L::The]);
    let day = cursor.number().filter(|number| !number.article && number.value <= 99)?.value;
    named(day, u32::from(month.unsigned_abs()), cursor.attempt(year_behind))
}

pub(super) fn month_name(cursor: &mut Cursor<'_>) -> Option<i8> {
    cursor.take(|lexeme| if let L::Month(month) = lexeme { Some(month) } else { None })
}

/// '2026', 'zweitausendsechsundzwanzig', 'twenty twenty-six'.
pub(super) fn year_behind(cursor: &mut Cursor<'_>) -> Option<i16> {
    let first = cursor.number().filter(|number| !number.ordinal || number.digits == 4)?.value;
    let value = match first {
        2000..=2199 => first,
        20 => 2000 + cursor.number().filter(|number| !number.ordinal && (10..=99).contains(&number.value))?.value,
        _ => return None,
    };
    i16::try_from(value).ok()
}

/// 'der erste Montag im März', 'the last Friday of the month'.
pub(super) fn nth(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let nth = match cursor.peek()? {
        L::Number(number) if number.ordinal && (1..=5).contains(&number.value) => i8::try_from(number.value).ok()?,
        L::Rank(Rank::Last) => -1,
        _ => return None,
    };
    cursor.advance();
    let weekday = weekday_name(cursor)?;
    let linked = cursor.eat(&[L::In, L::Of]);
    let article = cursor.eat(&[L::The]);
    let month = cursor.attempt(in_month)?;
    (linked || article).then_some(Place::Nth { nth, weekday, month })
}

/// 'in der zweiten Dezemberwoche', 'the last week of January'.
pub(super) fn nth_week(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let nth = match cursor.peek()? {
        L::Number(number) if number.ordinal && (1..=5).contains(&number.value) => i8::try_from(number.value).ok()?,
        L::Rank(Rank::Last) => -1,
        _ => return None,
    };
    cursor.advance();
    if let Some(month) = cursor.attempt(month_name) {
        let month = Month::Named(month, None);
        return cursor.eat(&[L::Unit(Unit::Week)]).then_some(Place::WeekOfMonth { nth, month });
    }
    cursor.eat(&[L::Unit(Unit::Week)]).then_some(())?;
    cursor.eat(&[L::In, L::Of]);
    cursor.eat(&[L::The]);
    let month = cursor.attempt(in_month)?;
    Some(Place::WeekOfMonth { nth, month })
}

fn in_month(cursor: &mut Cursor<'_>) -> Option<Month> {
    if let Some(month) = month_name(cursor) {
        return Some(Month::Named(month, cursor.attempt(year_behind)));
    }
    relative_month(cursor)
}

/// 'des Monats', 'nächsten Monats', 'im neuen Jahr'.
pub(super) fn relative_month(cursor: &mut Cursor<'_>) -> Option<Month> {
    let rank = rank(cursor);
    let unit = cursor.take(|lexeme| match lexeme {
        L::Unit(unit @ (Unit::Month | Unit::Year)) => Some(unit),
        _ => None,
    })?;
    match (unit, rank) {
        (Unit::Month, None | Some(Rank::This)) => Some(Month::Ahead(0)),
        (Unit::Month, Some(Rank::Next | Rank::Coming)) => Some(Month::Ahead(1)),
        (Unit::Month, Some(Rank::AfterNext)) => Some(Month::Ahead(2)),
        (Unit::Month, Some(Rank::Last)) => Some(Month::Ahead(-1)),
        (Unit::Year, Some(Rank::Next | Rank::Coming)) => Some(Month::NewYear),
        _ => None,
    }
}

/// 'am zehnten nächsten Monats', 'the tenth of this month'.
pub(super) fn of_month(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let day = cursor.number().filter(|number| number.ordinal)?.value;
    cursor.eat(&[L::Of, L::Von]);
    cursor.eat(&[L::The]);
    let month = relative_month(cursor)?;
    Some(Place::Date { weekday: None, day, month: Some(month) })
}

/// 'am Dreiundzwanzigsten', 'the 3rd': an ordinal that something makes a day.
pub(super) fn alone(cursor: &mut Cursor<'_>) -> Option<Place> {
    let before = cursor.at.checked_sub(1).map(|index| cursor.lexed[index].lexeme);
    let announced = matches!(
        before,
        Some(L::On | L::Or | L::Weekday(_) | L::Von | L::From | L::Until | L::Before | L::After | L::Of)
    );
    let article = cursor.eat(&[L::The]) || before == Some(L::The);
    let number = cursor.number().filter(|number| !number.article)?;
    let asked = day_asked(cursor);
    // 'den ersten', where several were offered, is one of them.
    let picks =
        matches!(cursor.asked, Asked::Choice | Asked::Which) && number.value <= PICKED_MAX && number.digits == 0;
    if picks && !announced {
        return None;
    }
    (number.ordinal || (asked && number.value <= 31)).then_some(())?;
    // 'der zweite Termin', 'the first one': it counts something else.
    let counts = !cursor.at_break() && counted_thing(cursor);
    (announced || article || asked).then_some(())?;
    (!counts).then_some(Place::Date { weekday: None, day: number.value, month: None })
}

/// English 'Wednesday 9' where the time follows: 'Wednesday 9 at 5 pm'.
pub(super) fn before_clock(cursor: &mut Cursor<'_>) -> Option<Place> {
    let number = cursor.number().filter(|number| !number.ordinal && !number.article && number.digits <= 2)?;
    let clock = matches!(cursor.ahead(1), Some(L::Number(_) | L::Clock(_) | L::Half | L::Quarter));
    let timed = match cursor.peek() {
        Some(L::At | L::About) => clock,
        Some(L::Named(_)) => true,
        _ => false,
    };
    let stands = cursor.language == Language::En && timed && (1..=31).contains(&number.value);
    stands.then_some(Place::Date { weekday: None, day: number.value, month: None })
}

fn counted_thing(cursor: &Cursor<'_>) -> bool {
    let Some(next) = cursor.lexed.get(cursor.at) else { return false };
    match (next.lexeme, cursor.language) {
        (L::Other, Language::De) => next.capital,
        (L::Other, Language::En) => true,
        // 'the second one'
        (L::Number(number), Language::En) => number.value == 1 && number.digits == 0,
        (L::Weekday(_) | L::Unit(_) | L::CalendarWeek | L::OClock | L::Feast(_), _) => true,
        _ => false,
    }
}
