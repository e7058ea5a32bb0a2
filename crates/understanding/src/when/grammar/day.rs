//! One day or one stretch of days: relative ones, weekdays with their ranks and weeks, feasts, what stands beside them.

use super::cursor::Cursor;
use super::terms::{count, direction, in_days, rank, side, single_week, week, weekday_name};
use super::{date, stretch};
use crate::when::lexeme::{Lexeme as L, Rank, Unit};
use crate::when::phrase::Place;
use base::language::Language;
use jiff::civil::Weekday;

/// One day or one stretch, with its preposition.
pub(super) fn simple(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.longest(&[bare, prefixed])
}

fn prefixed(cursor: &mut Cursor<'_>) -> Option<Place> {
    match cursor.peek()? {
        // 'um den fünfzehnten', 'gegen Mitte Januar'
        L::At | L::About => {
            cursor.advance();
            cursor.eat(&[L::On, L::At]);
            (cursor.peek() == Some(L::The) || !matches!(cursor.peek(), Some(L::Number(_)))).then_some(())?;
        }
        L::On | L::In | L::Within | L::Von | L::Of => cursor.advance(),
        _ => return None,
    }
    bare(cursor)
}

pub(super) fn bare(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.longest(&[
        shift,
        ahead,
        weekday,
        week_then_weekday,
        ahead_then_weekday,
        within,
        date::nth,
        date::nth_week,
        date::date,
        date::of_month,
        date::alone,
        stretch::stretch,
        feast,
        beside,
        relative,
        next_to_earlier,
        counted_then_day,
        weekly,
    ])
}

fn feast(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    cursor.take(|lexeme| if let L::Feast(feast) = lexeme { Some(Place::Feast(feast)) } else { None })
}

/// 'morgen', 'heute in acht Tagen', 'today week'.
fn shift(cursor: &mut Cursor<'_>) -> Option<Place> {
    let days = shift_days(cursor)?;
    let more = cursor.attempt(|c| {
        // 'heute über acht Tage'
        let behind = c.eat(&[L::In, L::Past]);
        let (count, unit) = count(c).or_else(|| (!behind).then(|| single_week(c)).flatten())?;
        (behind || c.language == Language::En).then(|| in_days(c.language, count, unit)).flatten()
    });
    Some(Place::Shift(days + more.unwrap_or(0)))
}

fn shift_days(cursor: &mut Cursor<'_>) -> Option<i32> {
    cursor.take(|lexeme| match lexeme {
        L::Shift(days) => Some(days),
        L::Morgen => Some(1),
        _ => None,
    })
}

/// 'in zwei Wochen', 'three days from now', 'vor drei Tagen', 'two weeks ago'.
fn ahead(cursor: &mut Cursor<'_>) -> Option<Place> {
    let said = cursor.eat(&[L::In]);
    let past = !said && cursor.eat(&[L::Before]);
    if let Some(several) = said.then(|| cursor.attempt(ahead_roughly)).flatten() {
        return Some(several);
    }
    if let Some(halves) = said.then(|| cursor.attempt(ahead_and_half)).flatten() {
        return Some(halves);
    }
    let (count, unit) = count(cursor)?;
    let ago = cursor.eat(&[L::Ago]);
    let from_now = cursor.eat(&[L::FromNow]);
    (said || past || ago || from_now).then_some(())?;
    let sign = if past || ago { -1 } else { 1 };
    match unit {
        Unit::Month => Some(Place::MonthsAhead(sign * count)),
        _ => in_days(cursor.language, count, unit).map(|days| Place::Shift(sign * days)),
    }
}

/// 'within a fortnight', 'innerhalb von zwei Wochen', 'innerhalb der Woche': from today on.
fn within(cursor: &mut Cursor<'_>) -> Option<Place> {
    const MONTH_DAYS: i32 = 30;
    cursor.eat(&[L::Within]).then_some(())?;
    cursor.eat(&[L::Von, L::Of]);
    if cursor.eat(&[L::The]) {
        return cursor.eat(&[L::Unit(Unit::Week)]).then_some(Place::Week(0, None));
    }
    let first = |c: &mut Cursor<'_>| c.number().filter(|_| c.eat(&[L::Or, L::To, L::Until]));
    cursor.attempt(first);
    let (count, unit) = count(cursor)?;
    let last = if unit == Unit::Month { MONTH_DAYS * count } else { in_days(cursor.language, count, unit)? };
    Some(Place::Within { first: 0, last })
}

/// '(in) anderthalb Wochen', '(in) a week and a half': about that many days.
fn ahead_and_half(cursor: &mut Cursor<'_>) -> Option<Place> {
    const HALF_WEEK_DAYS: i32 = 3;
    const MONTH_DAYS: i32 = 30;
    let count = i32::try_from(cursor.number().filter(|number| !number.ordinal && number.value <= 52)?.value).ok()?;
    let before = cursor.eat(&[L::AndHalf]);
    let unit = cursor.take(|lexeme| match lexeme {
        L::Unit(unit @ (Unit::Week | Unit::Month)) => Some(unit),
        _ => None,
    })?;
    (before || cursor.eat(&[L::AndHalf])).then_some(())?;
    let (first, several) = match unit {
        Unit::Week => (7 * count + HALF_WEEK_DAYS, 1),
        _ => (MONTH_DAYS * count + MONTH_DAYS / 2 - 2, 4),
    };
    Some(Place::Within { first, last: first + several })
}

/// '(in) zwei bis drei Wochen', 'two or three days'.
fn ahead_roughly(cursor: &mut Cursor<'_>) -> Option<Place> {
    let first = cursor.number().filter(|number| !number.ordinal && number.value <= 366)?.value;
    cursor.eat(&[L::Or, L::To, L::Until]).then_some(())?;
    let (last, unit) = count(cursor)?;
    let days = |count: i32| in_days(Language::En, count, unit);
    Some(Place::Within { first: days(i32::try_from(first).ok()?)?, last: days(last)? }).filter(|_| unit != Unit::Month)
}

/// English 'a week on Friday', 'a fortnight today', 'two weeks from tomorrow'.
fn counted_then_day(cursor: &mut Cursor<'_>) -> Option<Place> {
    (cursor.language == Language::En).then_some(())?;
    // 'fortnight today'
    let (count, unit) = cursor.attempt(count).or_else(|| single_week(cursor))?;
    let days = in_days(cursor.language, count, unit)?;
    cursor.eat(&[L::On, L::From]);
    cursor.eat(&[L::Rank(Rank::This), L::Rank(Rank::Coming)]);
    if let Some(shift) = cursor.attempt(shift_days) {
        return Some(Place::Shift(shift + days));
    }
    let weekday = weekday_name(cursor)?;
    (days % 7 == 0).then_some(Place::Weekday { weekday, rank: None, weeks: days / 7 })
}

/// 'nächsten Freitag', 'Freitag, den 4. Dezember', 'Dienstag in einer Woche', 'Friday of next week', 'Monday after Easter'.
fn weekday(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    let rank = rank(cursor);
    let weekday = weekday_name(cursor).filter(|_| !matches!(cursor.peek(), Some(L::Parts(_))))?;
    let plain = Place::Weekday { weekday, rank, weeks: 0 };
    let tail = cursor.longest(&[in_week, weeks_on, with_date, after_next, next_to, rank_behind, in_calendar_week]);
    let Some(tail) = tail else { return Some(plain) };
    Some(match tail {
        Tail::InWeek(week) => Place::InWeek { weekday, week },
        Tail::CalendarWeek(week) => Place::InCalendarWeek { weekday, week },
        Tail::Weeks(weeks) => Place::Weekday { weekday, rank, weeks },
        Tail::Date(Place::Date { day, month, .. }) => Place::Date { weekday: Some(weekday), day, month },
        Tail::Date(_) => plain,
        Tail::Rank(rank) => Place::Weekday { weekday, rank: Some(rank), weeks: 0 },
        Tail::Beside(after, anchor) => Place::Beside { weekday: Some(weekday), after, anchor: Box::new(anchor) },
    })
}

/// What may follow a weekday.
enum Tail {
    InWeek(i32),
    CalendarWeek(u32),
    Weeks(i32),
    Date(Place),
    Rank(Rank),
    Beside(bool, Place),
}

fn in_week(cursor: &mut Cursor<'_>) -> Option<Tail> {
    cursor.eat(&[L::Of, L::In, L::On]);
    week(cursor).map(Tail::InWeek)
}

/// 'Montag (in) KW 51', 'Monday of week 51'.
fn in_calendar_week(cursor: &mut Cursor<'_>) -> Option<Tail> {
    cursor.eat(&[L::Of, L::In, L::On, L::Von]);
    match stretch::calendar_week(cursor)? {
        Place::CalendarWeek(week) => Some(Tail::CalendarWeek(week)),
        _ => None,
    }
}

fn weeks_on(cursor: &mut Cursor<'_>) -> Option<Tail> {
    if cursor.eat(&[L::In]) {
        let (count, unit) = count(cursor)?;
        let days = in_days(cursor.language, count, unit)?;
        let weeks = (days % 7 == 0).then_some(days / 7)?;
        // 'Thursday in two weeks' counts from this week: the Thursday of the week after next.
        return Some(if cursor.language == Language::En && weeks > 1 {
            Tail::InWeek(weeks)
        } else {
            Tail::Weeks(weeks)
        });
    }
    let (_, unit) = single_week(cursor)?;
    Some(Tail::Weeks(if unit == Unit::Fortnight { 2 } else { 1 }))
}

fn with_date(cursor: &mut Cursor<'_>) -> Option<Tail> {
    cursor.eat(&[L::On]);
    let bare_number = matches!(cursor.peek(), Some(L::Number(number)) if !number.ordinal);
    let found = cursor.longest(&[date::date, date::of_month, date::alone, date::before_clock])?;
    // 'Freitag zehn' is an hour; 'Wednesday 9 at 5 pm' is not.
    let month = matches!(found, Place::Date { month: Some(_), .. });
    let timed = matches!(cursor.peek(), Some(L::At | L::About | L::Named(_)));
    (!bare_number || month || timed).then_some(Tail::Date(found))
}

fn after_next(cursor: &mut Cursor<'_>) -> Option<Tail> {
    cursor.eat(&[L::Rank(Rank::AfterNext)]).then_some(Tail::Rank(Rank::AfterNext))
}

/// Irish and Scottish 'Saturday next', 'Friday coming'; not the 'next' of what comes behind it.
fn rank_behind(cursor: &mut Cursor<'_>) -> Option<Tail> {
    (cursor.language == Language::En && cursor.joined()).then_some(())?;
    let rank = rank(cursor).filter(|rank| matches!(rank, Rank::Next | Rank::Coming))?;
    let another = matches!(cursor.peek(), Some(L::Unit(_) | L::Weekday(_) | L::Month(_) | L::Number(_)));
    (!another).then_some(Tail::Rank(rank))
}

fn next_to(cursor: &mut Cursor<'_>) -> Option<Tail> {
    let after = side(cursor)?;
    let anchor = cursor.longest(&[feast, date::date, date::alone, stretch::stretch])?;
    Some(Tail::Beside(after, anchor))
}

/// 'in drei Wochen am Donnerstag': of the week in three weeks.
fn ahead_then_weekday(cursor: &mut Cursor<'_>) -> Option<Place> {
    let said = cursor.eat(&[L::In]);
    let (count, unit) = count(cursor)?;
    (said || cursor.eat(&[L::FromNow])).then_some(())?;
    let days = in_days(Language::En, count, unit).filter(|_| unit != Unit::Day)?;
    cursor.eat(&[L::On]);
    cursor.attempt(|c| c.number().filter(|number| number.article));
    cursor.eat(&[L::The]);
    weekday_name(cursor).map(|weekday| Place::InWeek { weekday, week: days / 7 })
}

/// 'nächste Woche (am) Dienstag', 'KW 51 Dienstag'.
fn week_then_weekday(cursor: &mut Cursor<'_>) -> Option<Place> {
    if let Some(Place::CalendarWeek(week)) = cursor.attempt(stretch::calendar_week) {
        cursor.eat(&[L::On]);
        return weekday_name(cursor).map(|weekday| Place::InCalendarWeek { weekday, week });
    }
    let week = week(cursor)?;
    cursor.eat(&[L::On]);
    weekday_name(cursor).map(|weekday| Place::InWeek { weekday, week })
}

/// 'der Tag nach Heiligabend'.
fn beside(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    cursor.eat(&[L::Unit(Unit::Day)]).then_some(())?;
    let after = side(cursor)?;
    let anchor = cursor.longest(&[feast, weekday, date::date, date::alone])?;
    Some(Place::Beside { weekday: None, after, anchor: Box::new(anchor) })
}

/// 'einen Tag später', 'am nächsten Tag', 'am selben Tag'.
fn relative(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The]);
    if cursor.eat(&[L::Same]) {
        return cursor.eat(&[L::Unit(Unit::Day)]).then_some(Place::Same);
    }
    if let Some(next) = cursor.attempt(|c| rank(c).filter(|rank| matches!(rank, Rank::Next | Rank::Last))) {
        return cursor.eat(&[L::Unit(Unit::Day)]).then_some(Place::FromEarlier(if next == Rank::Next {
            1
        } else {
            -1
        }));
    }
    // 'the day after'; what it is after was said before.
    if cursor.language == Language::En && cursor.eat(&[L::Unit(Unit::Day)]) {
        return side(cursor).map(|after| Place::FromEarlier(if after { 1 } else { -1 }));
    }
    // '(push it) back a day'
    let before = cursor.attempt(|c| direction(c).filter(|_| c.lexed[c.at - 1].lexeme != L::Early && c.joined()));
    if before.is_some() {
        cursor.eat(&[L::Until, L::At]);
    }
    let (count, unit) = count(cursor)?;
    let days = in_days(cursor.language, count, unit)?;
    let later = before.or_else(|| direction(cursor)).or_else(|| beside_said(cursor))?;
    Some(Place::FromEarlier(if later { days } else { -days }))
}

/// 'am Samstag danach', 'the week after': of what was said before.
fn next_to_earlier(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.eat(&[L::The, L::Rank(Rank::This)]);
    if let Some(weekday) = cursor.attempt(weekday_name) {
        return beside_said(cursor).map(|after| Place::WeekdayFromEarlier { weekday, after });
    }
    cursor.eat(&[L::Unit(Unit::Week)]).then_some(())?;
    beside_said(cursor).map(|after| Place::WeekFromEarlier(if after { 1 } else { -1 }))
}

/// After (`true`) or before what was said before: nothing stands behind it.
fn beside_said(cursor: &mut Cursor<'_>) -> Option<bool> {
    if let Some(after) = cursor.take(|lexeme| if let L::Beside(after) = lexeme { Some(after) } else { None }) {
        return Some(after);
    }
    side(cursor).filter(|_| cursor.language == Language::En && cursor.at_break())
}

/// 'dienstags', 'every Friday', 'unter der Woche'.
fn weekly(cursor: &mut Cursor<'_>) -> Option<Place> {
    use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
    if cursor.eat(&[L::Every]) {
        let weekday = cursor.take(|lexeme| match lexeme {
            L::Weekday(weekday) | L::Weekly(weekday) => Some(weekday),
            _ => None,
        });
        return weekday.map(|weekday| Place::Weekly(vec![weekday]));
    }
    if let (Some(L::Weekday(weekday)), Some(L::Parts(_))) = (cursor.peek(), cursor.ahead(1)) {
        cursor.advance();
        return Some(Place::Weekly(vec![weekday]));
    }
    cursor.take(|lexeme| match lexeme {
        L::Weekly(weekday) => Some(Place::Weekly(vec![weekday])),
        L::Workdays => Some(Place::Weekly(vec![Monday, Tuesday, Wednesday, Thursday, Friday])),
        _ => None,
    })
}
