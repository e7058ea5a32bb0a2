//! Stretches of days: weeks, weekends, months, years and their thirds, 'die nächsten Tage', 'die Woche vor Weihnachten'.

use super::cursor::Cursor;
use super::date::{self, month_name, relative_month, year_behind};
use super::terms::{rank, week};
use crate::when::lexeme::{Lexeme as L, Portion, Rank, Unit};
use crate::when::phrase::{Month, Place};

/// A stretch of days.
pub(super) fn stretch(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.longest(&[
        portioned,
        whole_week,
        weekend,
        month,
        year,
        calendar_week,
        week_of,
        week_beside,
        coming,
        few_days,
        portion_of_month_name,
        halved,
    ])
}

fn whole_week(cursor: &mut Cursor<'_>) -> Option<Place> {
    week(cursor).map(|week| Place::Week(week, None))
}

/// 'Anfang nächster Woche', 'Ende des Monats', 'early next week', 'Monatsende'.
fn portioned(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let portion = portion(cursor)?;
    cursor.eat(&[L::Of, L::Von, L::In]);
    cursor.eat(&[L::The]);
    if let Some(week) = cursor.attempt(week) {
        return Some(Place::Week(week, Some(portion)));
    }
    if cursor.eat(&[L::Unit(Unit::Week)]) {
        return Some(Place::PortionOfWeek(portion));
    }
    let month = |c: &mut Cursor<'_>| relative_month(c).filter(|month| matches!(month, Month::Ahead(_)));
    if let Some(month) = cursor.attempt(month) {
        return Some(Place::Month(month, Some(portion)));
    }
    let rank = rank(cursor);
    cursor.eat(&[L::Unit(Unit::Year)]).then_some(Place::Year(years(rank), Some(portion)))
}

/// 'Anfang Dezember', 'late January 2027'.
fn portion_of_month_name(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let portion = portion(cursor)?;
    cursor.eat(&[L::Of, L::Von, L::In]);
    let month = month_name(cursor)?;
    Some(Place::Month(Month::Named(month, cursor.attempt(year_behind)), Some(portion)))
}

/// 'in der zweiten Januarhälfte', 'the first half of next week', 'zweite Hälfte des Monats'.
fn halved(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let half = match cursor.number().filter(|number| number.ordinal)?.value {
        1 => Portion::FirstHalf,
        2 => Portion::SecondHalf,
        _ => return None,
    };
    let english = cursor.language == base::language::Language::En;
    if cursor.eat(&[L::Halves]) || english && cursor.eat(&[L::Half]) {
        cursor.eat(&[L::Of, L::Von, L::In]);
        cursor.eat(&[L::The]);
        if let Some(week) = cursor.attempt(week) {
            return Some(Place::Week(week, Some(half)));
        }
        if cursor.eat(&[L::Unit(Unit::Week)]) {
            return Some(Place::PortionOfWeek(half));
        }
        let month = cursor.attempt(month_name).map(|month| Month::Named(month, cursor.attempt(year_behind)));
        let month = month.or_else(|| cursor.attempt(relative_month))?;
        return Some(Place::Month(month, Some(half)));
    }
    if let Some(month) = cursor.attempt(month_name) {
        return cursor.eat(&[L::Halves]).then_some(Place::Month(Month::Named(month, None), Some(half)));
    }
    let unit = cursor.take(|lexeme| if let L::Unit(unit) = lexeme { Some(unit) } else { None })?;
    cursor.eat(&[L::Halves]).then_some(())?;
    match unit {
        Unit::Week => Some(Place::PortionOfWeek(half)),
        Unit::Month => Some(Place::Month(Month::Ahead(0), Some(half))),
        Unit::Year => Some(Place::Year(0, Some(half))),
        _ => None,
    }
}

fn portion(cursor: &mut Cursor<'_>) -> Option<Portion> {
    cursor.take(|lexeme| match lexeme {
        L::Portion(portion) => Some(portion),
        L::Early => Some(Portion::Begin),
        L::Late => Some(Portion::End),
        _ => None,
    })
}

fn weekend(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let before = rank(cursor);
    cursor.eat(&[L::Unit(Unit::Weekend)]).then_some(())?;
    let after = cursor.eat(&[L::Rank(Rank::AfterNext)]).then_some(Rank::AfterNext);
    Some(Place::Weekend(before.or(after).unwrap_or(Rank::This)))
}

/// 'im Januar', 'nächsten Monat', 'nächsten März'. A month's name alone is none: 'may' and 'march' are words.
fn month(cursor: &mut Cursor<'_>) -> Option<Place> {
    let before = cursor.at.checked_sub(1).map(|index| cursor.lexed[index].lexeme);
    cursor.eat(&[L::The]);
    let named = cursor.attempt(|c| {
        let ranked = rank(c).is_some();
        let month = month_name(c)?;
        let said = matches!(
            before,
            Some(L::In | L::From | L::Until | L::Before | L::After | L::Von | L::Between | L::And | L::To)
        );
        let german = c.language == base::language::Language::De;
        (said || ranked || german).then_some(Month::Named(month, c.attempt(year_behind)))
    });
    if let Some(month) = named {
        return Some(Place::Month(month, None));
    }
    let ranked = matches!(cursor.peek(), Some(L::Rank(_)));
    match relative_month(cursor)? {
        Month::Ahead(ahead) if ranked => Some(Place::Month(Month::Ahead(ahead), None)),
        Month::NewYear => Some(Place::Year(1, None)),
        _ => None,
    }
}

fn year(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let rank = rank(cursor)?;
    cursor.eat(&[L::Unit(Unit::Year)]).then_some(Place::Year(years(Some(rank)), None))
}

fn years(rank: Option<Rank>) -> i32 {
    match rank {
        None | Some(Rank::This) => 0,
        Some(Rank::Coming | Rank::Next) => 1,
        Some(Rank::AfterNext) => 2,
        Some(Rank::Last) => -1,
    }
}

/// 'KW 50', 'in der 51. Kalenderwoche', 'week 50'.
pub(super) fn calendar_week(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    if let Some(number) = cursor.attempt(|c| {
        let number = c.number()?;
        c.eat(&[L::CalendarWeek]).then_some(number)
    }) {
        return Some(Place::CalendarWeek(number.value));
    }
    let named = cursor.eat(&[L::CalendarWeek]);
    (named || cursor.eat(&[L::Unit(Unit::Week)])).then_some(())?;
    let number = cursor.number().filter(|number| (1..=53).contains(&number.value) && !number.article)?;
    (named || !number.ordinal).then_some(Place::CalendarWeek(number.value))
}

/// 'in der Woche vom 14. (Dezember)'.
fn week_of(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    cursor.eat(&[L::Unit(Unit::Week)]).then_some(())?;
    cursor.eat(&[L::Of, L::Von]).then_some(())?;
    let day = cursor.longest(&[date::date, date::alone])?;
    Some(Place::WeekOf(Box::new(day)))
}

/// 'die Woche vor Weihnachten'.
fn week_beside(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    cursor.eat(&[L::Unit(Unit::Week)]).then_some(())?;
    let after = cursor.take(|lexeme| match lexeme {
        L::After => Some(true),
        L::Before => Some(false),
        _ => None,
    })?;
    let feast = |lexeme| if let L::Feast(feast) = lexeme { Some(Place::Feast(feast)) } else { None };
    let anchor = cursor.attempt(|c| c.take(feast)).or_else(|| cursor.longest(&[date::date, date::alone]))?;
    Some(Place::WeekBeside { after, anchor: Box::new(anchor) })
}

/// 'in den nächsten zwei Wochen', 'within the next few days', 'innerhalb von drei Tagen'.
fn coming(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let rank = rank(cursor)?;
    matches!(rank, Rank::Next | Rank::Coming).then_some(())?;
    let few = cursor.eat(&[L::Few]);
    let count = cursor.attempt(|c| c.number().filter(|number| !number.ordinal));
    cursor.joined().then_some(())?;
    let unit = cursor.take(|lexeme| if let L::Unit(unit) = lexeme { Some(unit) } else { None })?;
    let plural = few || count.is_some() || unit == Unit::Fortnight || german_plural(cursor, unit);
    plural.then_some(())?;
    let count = count.and_then(|number| i32::try_from(number.value).ok());
    let days = match unit {
        Unit::Day => count.unwrap_or(6),
        Unit::Week => 7 * count.unwrap_or(3),
        Unit::Fortnight => 14 * count.unwrap_or(1),
        _ => return None,
    };
    Some(Place::Within { first: 0, last: days })
}

/// 'in den nächsten Tagen' against 'am nächsten Tag': told by the article before the rank.
fn german_plural(cursor: &Cursor<'_>, unit: Unit) -> bool {
    use base::language::Language;
    let back = |by: usize| cursor.at.checked_sub(by).map(|index| cursor.lexed[index].lexeme);
    cursor.language == Language::De
        && unit == Unit::Day
        && back(3) == Some(L::The)
        && matches!(back(4), Some(L::In | L::Within))
}

/// 'in ein paar Tagen'.
fn few_days(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.attempt(|c| c.number().filter(|number| number.article));
    cursor.eat(&[L::Few]).then_some(())?;
    cursor.take(|lexeme| match lexeme {
        L::Unit(Unit::Day) => Some(Place::Within { first: 2, last: 6 }),
        L::Unit(Unit::Week) => Some(Place::Within { first: 14, last: 41 }),
        _ => None,
    })
}
