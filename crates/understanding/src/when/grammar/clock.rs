//! Clock times: 'halb drei', 'zehn vor vier', 'Viertel nach', '15 Uhr 30', 'half two', 'ten thirty', '3 p.m.'.

use super::cursor::Cursor;
use crate::when::lexeme::{Lexeme as L, WrittenClock};
use crate::when::phrase::Clock;
use crate::words::numeral::Numeral;
use base::language::Language;
use jiff::civil::Time;

/// A clock time; several where the words have several meanings. A number alone counts only if the cursor is licensed, or if
/// what stands behind it can only belong to a time.
pub(super) fn clock(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    let mut clocks =
        cursor.longest(&[named, written, half, quarter, three_quarters, minutes_beside, full, pair, military])?;
    // 'ten to noon', 'a quarter past midnight' are on one side of the day.
    let beside_named = matches!(cursor.lexed[cursor.at - 1].lexeme, L::Named(_) | L::Midnight);
    let half = cursor.take(|lexeme| if let L::Meridiem(half) = lexeme { Some(half) } else { None });
    cursor.eat(&[L::OClock]);
    let season = cursor.take(|lexeme| if let L::Season(summer) = lexeme { Some(summer) } else { None });
    for clock in &mut clocks {
        clock.half = clock.half.or(half);
        clock.season = season;
        clock.exact |= beside_named;
    }
    Some(clocks)
}

fn at(hour: u32, minute: u32) -> Clock {
    Clock { hour, minute, half: None, exact: hour == 0 || hour > 12, season: None }
}

/// This many minutes before the full hour; on the same side of noon as far as is known.
fn before(hour: u32, minutes: u32) -> Clock {
    match hour {
        0 => at(23, 60 - minutes),
        // 'Viertel vor eins' is a quarter to one, on whichever half.
        1 => at(12, 60 - minutes),
        _ => Clock { exact: hour > 13, ..at(hour - 1, 60 - minutes) },
    }
}

fn named(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    cursor.take(|lexeme| match lexeme {
        L::Named(time) => Some(vec![exactly(time)]),
        L::Midnight => Some(vec![Clock { exact: true, ..at(24, 0) }]),
        _ => None,
    })
}

fn exactly(time: Time) -> Clock {
    Clock { exact: true, ..at(time.hour().unsigned_abs().into(), time.minute().unsigned_abs().into()) }
}

fn written(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    let clock = cursor.take(|lexeme| if let L::Clock(clock) = lexeme { Some(clock) } else { None })?;
    let WrittenClock { hour, minute, meridiem, leading_zero, .. } = clock;
    Some(vec![Clock { half: meridiem, exact: leading_zero || hour == 0 || hour > 12, ..at(hour, minute) }])
}

/// 'halb drei' is 2:30, 'half (past) two' is 2:30.
fn half(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    let inflected = cursor.language == Language::De && cursor.peek() == Some(L::HalfOf);
    (cursor.eat(&[L::Half]) || inflected && cursor.eat(&[L::HalfOf])).then_some(())?;
    let past = cursor.eat(&[L::Past, L::After]);
    // 'half three-ish'
    cursor.eat(&[L::About]);
    let hour = hour(cursor)?;
    Some(vec![if cursor.language == Language::De && !past { before(hour, 30) } else { at(hour, 30) }])
}

/// 'Viertel nach drei', 'quarter to four'; 'viertel drei' is 2:15 in the east and south, and elsewhere a 'Viertel nach' or
/// 'vor' of which a word was lost.
fn quarter(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    cursor.eat(&[L::Quarter]).then_some(())?;
    if cursor.eat(&[L::Past, L::After]) || swiss_past(cursor) {
        return hour(cursor).map(|hour| vec![at(hour, 15)]);
    }
    if cursor.eat(&[L::Before, L::To, L::Of]) || american_to(cursor) {
        return hour(cursor).map(|hour| vec![before(hour, 15)]);
    }
    let hour = hour(cursor)?;
    Some(match cursor.language {
        Language::De => vec![before(hour, 45), at(hour, 15), before(hour, 15)],
        Language::En => vec![at(hour, 15), before(hour, 15)],
    })
}

/// 'dreiviertel acht' is 7:45.
fn three_quarters(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    cursor.eat(&[L::ThreeQuarters]).then_some(())?;
    hour(cursor).map(|hour| vec![before(hour, 15)])
}

/// Swiss 'Viertel ab drei', 'zehn ab elf'.
fn swiss_past(cursor: &mut Cursor<'_>) -> bool {
    cursor.language == Language::De && cursor.joined() && cursor.eat(&[L::From])
}

/// American 'quarter till five'.
fn american_to(cursor: &mut Cursor<'_>) -> bool {
    cursor.language == Language::En && cursor.joined() && cursor.eat(&[L::Until])
}

/// From this hour on 'ten to twelve' may be a stretch.
const EARLIEST_OPENING: u32 = 7;

/// 'zehn (Minuten) vor drei', 'twenty past four', 'fünf nach halb drei', 'fünf vor dreiviertel neun'.
fn minutes_beside(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    use crate::when::lexeme::Unit;
    let stretch = cursor.at > 0 && matches!(cursor.lexed[cursor.at - 1].lexeme, L::From | L::Between | L::Von);
    let minutes = cardinal(cursor).filter(|number| (1..=30).contains(&number.value))?.value;
    let spelled_out = cursor.eat(&[L::Unit(Unit::Minute)]);
    let till = cursor.peek() == Some(L::Until);
    let (later, to) = match cursor.peek()? {
        L::After | L::Past => (true, false),
        L::Before => (false, false),
        L::From if cursor.language == Language::De && cursor.joined() && minutes % 5 == 0 => (true, false),
        L::Until if cursor.language == Language::En && !stretch && minutes % 5 == 0 => (false, true),
        L::To | L::Of if !stretch && (spelled_out || minutes % 5 == 0) => (false, true),
        _ => return None,
    };
    cursor.advance();
    let fraction = fraction(cursor);
    let hour = hour(cursor)?;
    let named = matches!(cursor.lexed[cursor.at - 1].lexeme, L::Named(_) | L::Midnight);
    // 'ten to twelve' may also be a stretch.
    let stretches = till && minutes <= 12 || (EARLIEST_OPENING..hour).contains(&minutes);
    cursor.ambiguous |= to && !spelled_out && !named && stretches;
    Some(vec![match (fraction, later) {
        (0, true) => at(hour, minutes),
        (0, false) => before(hour, minutes),
        (ahead, true) => before(hour, ahead - minutes.min(ahead - 1)),
        (ahead, false) => before(hour, ahead + minutes.min(59 - ahead)),
    }])
}

/// Minutes that a part of an hour lies ahead of the full one: 'halb', 'viertel', 'dreiviertel' drei.
fn fraction(cursor: &mut Cursor<'_>) -> u32 {
    let german = cursor.language == Language::De;
    let ahead = cursor.take(|lexeme| match lexeme {
        L::Half => Some(30),
        L::Quarter if german => Some(45),
        L::ThreeQuarters if german => Some(15),
        _ => None,
    });
    ahead.unwrap_or(0)
}

/// 'fourteen hundred hours', 'oh nine hundred', 'sixteen thirty hours': the 24-hour clock in English.
fn military(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    use crate::when::lexeme::Unit;
    (cursor.language == Language::En).then_some(())?;
    let zero = cursor.attempt(|c| c.number().filter(|number| number.value == 0)).is_some();
    let first = cursor.number().filter(|number| !number.ordinal)?;
    let apart = first.digits > 0 && cursor.attempt(|c| c.number().filter(|number| number.value == 100)).is_some();
    let whole = first.digits == 0 && first.value % 100 == 0 && (100..=2400).contains(&first.value);
    let hundreds = apart || whole;
    let (hour, minute) = if hundreds {
        (if apart { first.value } else { first.value / 100 }, 0)
    } else {
        let minute = cursor.number().filter(|number| !number.ordinal && (10..=59).contains(&number.value))?.value;
        (first.value, minute)
    };
    let said = cursor.joined() && cursor.eat(&[L::Unit(Unit::Hour)]);
    let alone = cursor.lexed.len() == cursor.at && hundreds && hour >= 10 && cursor.lexed.len() <= 2;
    let stands = said || alone || cursor.licensed && (zero || hundreds && hour >= 10);
    let clock = Clock { exact: true, ..at(hour, minute) };
    (stands && hour <= 24 && (!zero || hour < 10)).then(|| vec![clock])
}

/// 'drei Uhr', '15 Uhr 30', 'drei' where licensed, '445' likewise.
fn full(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    let number = cardinal(cursor)?;
    if cursor.eat(&[L::OClock]) {
        // 'The nine o'clock one' is no minute past nine.
        let counts = cursor.joined() && cursor.language == Language::De;
        let minute = counts.then(|| cursor.attempt(minute_behind)).flatten().unwrap_or(0);
        return Some(vec![split(number, minute)]);
    }
    let belongs = matches!(cursor.peek(), Some(L::Meridiem(_) | L::Part(_) | L::Shift(_) | L::Season(_)));
    let licensed = (cursor.licensed || belongs || stands_on_day(cursor))
        && !number.article
        && !of_something_else(cursor)
        && !is_pronoun(cursor, number);
    let plausible = number.digits >= 3 || number.value <= 25;
    (licensed && plausible).then(|| vec![split(number, 0)])
}

/// English 'three on Thursday', where nothing stands before it.
fn stands_on_day(cursor: &Cursor<'_>) -> bool {
    let first = cursor.at < 2 || cursor.lexed[cursor.at - 2].after.ends_clause();
    let day = cursor.peek() == Some(L::On) && matches!(cursor.ahead(1), Some(L::Weekday(_)));
    cursor.language == Language::En && first && day && cursor.joined()
}

/// English 'one' in 'the later one'.
fn is_pronoun(cursor: &Cursor<'_>, number: Numeral) -> bool {
    let before = cursor.at.checked_sub(2).and_then(|index| cursor.lexed.get(index)).map(|lexed| lexed.lexeme);
    let one = cursor.language == Language::En && number.value == 1 && number.digits == 0;
    let day = matches!(cursor.at.checked_sub(3).map(|index| cursor.lexed[index].lexeme), Some(L::The));
    let qualified = (day && matches!(before, Some(L::Weekday(_))))
        || matches!(
            before,
            Some(
                L::Number(_)
                    | L::The
                    | L::Rank(_)
                    | L::Later
                    | L::Sooner
                    | L::Early
                    | L::Late
                    | L::Earliest
                    | L::Latest
                    | L::Other
            )
        );
    one && qualified
}

/// '445', '1530' hold both; other numbers are hours.
fn split(number: Numeral, minute: u32) -> Clock {
    let leading_zero = number.digits == 2 && number.value < 10;
    let clock = if number.digits >= 3 { at(number.value / 100, number.value % 100) } else { at(number.value, minute) };
    Clock { exact: clock.exact || leading_zero, ..clock }
}

/// The minutes behind 'Uhr'; a single digit that a noun follows counts that noun ('um 15 Uhr 2 Personen').
fn minute_behind(cursor: &mut Cursor<'_>) -> Option<u32> {
    // 'null fünf'
    let zero =
        |c: &mut Cursor<'_>| cardinal(c).filter(|number| number.value == 0 && matches!(c.peek(), Some(L::Number(_))));
    cursor.attempt(zero);
    let number = cardinal(cursor).filter(|number| !number.article && number.digits <= 2)?;
    let noun = cursor.lexed.get(cursor.at).is_some_and(|next| next.lexeme == L::Other && next.capital);
    let counts = number.digits == 1 && noun && !cursor.at_break();
    // 'acht Uhr, drei Uhr' are two hours.
    let hour = number.value <= 24 && cursor.peek() == Some(L::OClock);
    (!counts && !hour && !of_something_else(cursor)).then_some(number.value)
}

/// 'zehn dreißig', 'three oh five'.
fn pair(cursor: &mut Cursor<'_>) -> Option<Vec<Clock>> {
    let hour = cardinal(cursor).filter(|number| !number.article && number.value <= 24 && number.digits <= 2)?;
    let zero = cursor.attempt(|c| cardinal(c).filter(|number| number.value == 0)).is_some();
    let minute = cardinal(cursor)?;
    let fits = if zero { (1..=9).contains(&minute.value) } else { (10..=59).contains(&minute.value) };
    let round = minute.value % 5 == 0;
    let another = matches!(cursor.peek(), Some(L::Number(_)));
    let plain =
        cursor.licensed || (round && (1..=23).contains(&hour.value)) || matches!(cursor.peek(), Some(L::Meridiem(_)));
    (fits && plain && !another && !of_something_else(cursor) && !before_number(cursor, 2 + usize::from(zero)))
        .then(|| vec![at(hour.value, minute.value)])
}

fn before_number(cursor: &Cursor<'_>, back: usize) -> bool {
    let before = cursor.at.checked_sub(back + 1).and_then(|index| cursor.lexed.get(index));
    matches!(before.map(|lexed| lexed.lexeme), Some(L::Number(number)) if !number.ordinal)
}

/// The number counts something: minutes, days, 'zwei Personen' is left to the licence.
fn of_something_else(cursor: &Cursor<'_>) -> bool {
    matches!(cursor.peek(), Some(L::Unit(_) | L::HalfOf | L::Month(_) | L::CalendarWeek))
}

/// An hour that a word before it licenses.
fn hour(cursor: &mut Cursor<'_>) -> Option<u32> {
    let named = cursor.take(|lexeme| match lexeme {
        L::Named(time) if time.minute() == 0 => Some(u32::from(time.hour().unsigned_abs())),
        L::Midnight => Some(0),
        _ => None,
    });
    if named.is_some() {
        return named;
    }
    let number = cursor.number()?;
    // 'halb ein' is how some hear 'halb eins'; a stop makes '3.' look like an ordinal.
    let plain = !number.ordinal || (number.digits > 0 && cursor.language == Language::De);
    (plain && number.value <= 24 && !of_something_else(cursor)).then(|| {
        cursor.eat(&[L::OClock]);
        number.value
    })
}

/// A cardinal; a stop behind digits may be the sentence's.
fn cardinal(cursor: &mut Cursor<'_>) -> Option<Numeral> {
    let may_stop = cursor.licensed && cursor.language == Language::De;
    cursor.number().filter(|number| !number.ordinal || number.digits > 0 && may_stop)
}
