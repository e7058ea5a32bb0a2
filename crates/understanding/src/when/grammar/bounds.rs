//! Days between and around others: 'von Montag bis Mittwoch', 'ab Donnerstag', 'nach Ostern', 'Friday at the latest'.

use super::cursor::Cursor;
use super::day::{bare, simple};
use super::moment;
use crate::when::lexeme::Lexeme as L;
use crate::when::phrase::{DaySpan, Edge, Place};

/// 'zwischen Donnerstag und Samstag'.
pub(super) fn between(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::Between]).then_some(())?;
    both(cursor, &[L::And, L::To, L::Until], false)
}

/// 'von Montag bis Mittwoch', 'Monday to Wednesday'.
pub(super) fn from_to(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::From, L::Von]);
    both(cursor, &[L::Until, L::To], true)
}

fn both(cursor: &mut Cursor<'_>, joints: &[L], spoken_from: bool) -> Option<Place> {
    cursor.eat(&[L::The]);
    let from = cursor.longest(&[bare, day_number])?;
    cursor.eat(joints).then_some(())?;
    cursor.eat(&[L::The, L::On]);
    let to = cursor.longest(&[bare, day_number])?;
    Some(Place::Between { from: Box::new(borrow_month(from, &to)), to: Box::new(to), spoken_from })
}

/// 'von Mittwoch 9 Uhr bis Freitag 15 Uhr', 'between Wednesday morning and Friday noon'.
pub(super) fn span(cursor: &mut Cursor<'_>) -> Option<Place> {
    let spoken_from = !cursor.eat(&[L::Between]);
    if spoken_from {
        cursor.eat(&[L::From, L::Von]);
    }
    cursor.eat(&[L::The, L::On]);
    let from = cursor.longest(&[bare, day_number])?;
    let opens = time_on_day(cursor)?;
    cursor.eat(if spoken_from { &[L::Until, L::To] } else { &[L::And, L::To, L::Until] }).then_some(())?;
    cursor.eat(&[L::The, L::On]);
    // 'Freitag 9 bis 12' are hours of one day.
    let hour = matches!(cursor.peek(), Some(L::Number(number)) if !number.ordinal);
    let to = cursor.longest(&[bare, day_number]).filter(|_| !hour)?;
    let closes = cursor.attempt(time_on_day);
    Some(Place::Span(Box::new(DaySpan { from, opens, to, closes, spoken_from })))
}

fn time_on_day(cursor: &mut Cursor<'_>) -> Option<Edge> {
    cursor.eat(&[L::At, L::About, L::In, L::On]);
    moment::edge(cursor)
}

/// 'zwischen dem 7. und dem 11.': ordinals that no article licenses.
fn day_number(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let number = cursor.number().filter(|number| number.ordinal)?;
    Some(Place::Date { weekday: None, day: number.value, month: None })
}

/// 'vom 7. bis zum 11. Dezember': the month is said once.
fn borrow_month(from: Place, to: &Place) -> Place {
    match (from, to) {
        (Place::Date { weekday, day, month: None }, Place::Date { month, .. }) => {
            Place::Date { weekday, day, month: *month }
        }
        (from, _) => from,
    }
}

/// 'ab Donnerstag', 'bis Freitag', 'nach Ostern', 'vor dem 10. Dezember'.
pub(super) fn bounded(cursor: &mut Cursor<'_>) -> Option<Place> {
    if cursor.peek() == Some(L::Shortly) && cursor.ahead(1) == Some(L::Before) {
        cursor.advance();
        cursor.advance();
        return Some(Place::ShortlyBefore(Box::new(simple(cursor)?)));
    }
    let bound = cursor.peek()?;
    let bound = match bound {
        L::Not | L::Cannot | L::Except if matches!(cursor.ahead(1), Some(L::Before | L::After)) => {
            cursor.advance();
            if cursor.peek() == Some(L::Before) { L::From } else { L::Until }
        }
        other => other,
    };
    matches!(bound, L::From | L::Von | L::Earliest | L::Until | L::Latest | L::After | L::Before).then_some(())?;
    cursor.advance();
    let place = Box::new(simple(cursor)?);
    Some(match bound {
        L::From | L::Earliest => Place::From { place, von: false },
        L::Von => Place::From { place, von: true },
        L::Until | L::Latest => Place::Until(place),
        L::After => Place::After(place),
        _ => Place::Before(place),
    })
}

/// 'Friday at the latest'.
pub(super) fn bounded_behind(cursor: &mut Cursor<'_>) -> Option<Place> {
    let place = Box::new(simple(cursor)?);
    cursor
        .take(|lexeme| match lexeme {
            L::Earliest => Some(true),
            L::Latest => Some(false),
            _ => None,
        })
        .map(|from| if from { Place::From { place, von: false } } else { Place::Until(place) })
}
