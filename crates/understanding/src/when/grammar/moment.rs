//! Times within a day: clock times with their little words, windows, parts of the day, lengths from now.

use super::clock;
use super::cursor::Cursor;
use super::terms::{direction, part_of_day};
use crate::when::lexeme::{Lexeme as L, Part, Rank, Unit};
use crate::when::phrase::{Edge, Moment};

/// A time within a day.
pub(super) fn moment(cursor: &mut Cursor<'_>) -> Option<Moment> {
    cursor.longest(&[window, near, part, ahead, from_earlier, at, now])
}

/// '[um|gegen] drei'.
fn at(cursor: &mut Cursor<'_>) -> Option<Moment> {
    let said = cursor.eat(&[L::At, L::About]) || misheard_at(cursor);
    let said = sharply(cursor) || said;
    cursor.eat(&[L::About]);
    cursor.licensed |= said;
    clock::clock(cursor).map(Moment::At)
}

/// 'Punkt neun', 'bang on eleven'; not the dot of an address ('max Punkt drei').
fn sharply(cursor: &mut Cursor<'_>) -> bool {
    let before = cursor.at.checked_sub(1).map(|index| cursor.lexed[index].lexeme);
    before != Some(L::Other) && cursor.eat(&[L::Sharp])
}

/// 'am Samstag und zehn': a recogniser's 'und' for 'um', which has to be asked.
fn misheard_at(cursor: &mut Cursor<'_>) -> bool {
    use base::language::Language;
    let before = cursor.at.checked_sub(1).map(|index| cursor.lexed[index].lexeme);
    let day = matches!(before, Some(L::Weekday(_) | L::Shift(_) | L::Month(_) | L::Morgen));
    let heard = cursor.language == Language::De && day && matches!(cursor.ahead(1), Some(L::Number(_) | L::Half));
    let heard = heard && cursor.eat(&[L::And]);
    cursor.ambiguous |= heard;
    heard
}

fn now(cursor: &mut Cursor<'_>) -> Option<Moment> {
    // 'Monday straight away' is no hour.
    let before = cursor.at.checked_sub(1).map(|index| cursor.lexed[index].lexeme);
    let day = matches!(before, Some(L::Weekday(_) | L::Shift(_) | L::Morgen));
    (cursor.eat(&[L::Now]) && !day).then_some(Moment::Ahead(0))
}

/// 'kurz nach drei'.
fn near(cursor: &mut Cursor<'_>) -> Option<Moment> {
    cursor.eat(&[L::At]);
    cursor.eat(&[L::Shortly]).then_some(())?;
    let after = match cursor.peek()? {
        L::After | L::Past => true,
        L::Before => false,
        _ => return None,
    };
    cursor.advance();
    cursor.licensed = true;
    let clock = *clock::clock(cursor)?.first()?;
    Some(Moment::Near { clock, after })
}

/// 'am späten Nachmittag', 'vormittags'.
fn part(cursor: &mut Cursor<'_>) -> Option<Moment> {
    cursor.eat(&[L::On, L::In, L::At, L::About]);
    cursor.eat(&[L::The, L::On]);
    // 'one evening next week'
    let some =
        |c: &mut Cursor<'_>| c.number().filter(|number| number.value == 1 && number.digits == 0 && !number.ordinal);
    cursor.attempt(|c| some(c).filter(|_| c.joined() && matches!(c.peek(), Some(L::Part(_)))));
    let third = cursor.take(|lexeme| match lexeme {
        L::Early | L::Sooner | L::Vaguely(false) => Some(true),
        L::Late | L::Later | L::Vaguely(true) => Some(false),
        _ => None,
    });
    part_of_day(cursor).map(|part| Moment::Part(part, third))
}

fn window(cursor: &mut Cursor<'_>) -> Option<Moment> {
    cursor.longest(&[between, from_to, open, bounded_behind])
}

/// 'zwischen zehn und zwölf'.
fn between(cursor: &mut Cursor<'_>) -> Option<Moment> {
    cursor.eat(&[L::Between]).then_some(())?;
    both(cursor, &[L::And, L::To, L::Until])
}

/// 'von neun bis elf', '9 bis 11 Uhr'.
fn from_to(cursor: &mut Cursor<'_>) -> Option<Moment> {
    let said = cursor.eat(&[L::From, L::Von]);
    let stands = cursor.licensed || said;
    // 'ten to noon' is a time.
    let minutes = matches!(cursor.peek(), Some(L::Number(number)) if number.value % 5 == 0 && number.value <= 30);
    let beside = cursor.ahead(1) == Some(L::To) && matches!(cursor.ahead(2), Some(L::Named(_) | L::Midnight));
    (said || !minutes || !beside).then_some(())?;
    cursor.attempt(|c| {
        let window = both(c, &[L::Until, L::To])?;
        // Without any word before it, only a second edge that is surely a time makes the first one an hour.
        let sure = matches!(window, Moment::Window { to: Some(Edge::Clock(clock)), .. } if clock.exact || clock.half.is_some());
        // 'nine to five on Friday'
        let on = c.language == base::language::Language::En
            && (c.peek() == Some(L::On) || matches!(c.peek(), Some(L::Weekday(_) | L::Shift(_))));
        (stands || sure || on || c.lexed[c.at - 1].lexeme == L::OClock).then_some(window)
    })
}

fn both(cursor: &mut Cursor<'_>, joints: &[L]) -> Option<Moment> {
    let from = edge(cursor)?;
    cursor.eat(joints).then_some(())?;
    let to = edge(cursor)?;
    Some(Moment::Window { from: Some(from), to: Some(to) })
}

/// 'ab vier', 'nicht vor neun', 'bis zwölf', 'nach 17 Uhr', 'vor zehn'.
fn open(cursor: &mut Cursor<'_>) -> Option<Moment> {
    let from = match cursor.peek()? {
        L::From | L::After | L::Earliest => true,
        L::Until | L::Before | L::Latest => false,
        // 'nicht (schon) vor neun', 'kann ich nicht vor neun'.
        L::Not | L::Cannot | L::Except if matches!(cursor.ahead(1), Some(L::Before | L::After)) => {
            cursor.advance();
            cursor.peek() == Some(L::Before)
        }
        _ => return None,
    };
    cursor.advance();
    // 'ab dem 15.' is a day.
    let day = cursor.peek() == Some(L::The) && matches!(cursor.ahead(1), Some(L::Number(_)));
    (!day).then_some(())?;
    cursor.eat(&[L::At, L::About, L::The]);
    let edge = edge(cursor)?;
    Some(opened(from, edge))
}

/// 'eleven at the earliest', 'um vier spätestens'.
fn bounded_behind(cursor: &mut Cursor<'_>) -> Option<Moment> {
    cursor.eat(&[L::At]);
    let edge = edge(cursor)?;
    match cursor.peek()? {
        L::Earliest => cursor.advance(),
        L::Latest => {
            cursor.advance();
            return Some(opened(false, edge));
        }
        _ => return None,
    }
    Some(opened(true, edge))
}

fn opened(from: bool, edge: Edge) -> Moment {
    if from { Moment::Window { from: Some(edge), to: None } } else { Moment::Window { from: None, to: Some(edge) } }
}

pub(super) fn edge(cursor: &mut Cursor<'_>) -> Option<Edge> {
    cursor.licensed = true;
    cursor
        .attempt(|c| {
            let clocks = clock::clock(c)?;
            Some(Edge::Clock(*clocks.first()?))
        })
        .or_else(|| {
            cursor.eat(&[L::The]);
            part_of_day(cursor).filter(|part| *part != Part::AfterWork).map(Edge::Part)
        })
}

/// 'in zwei Stunden', 'in about an hour', 'half an hour from now'.
fn ahead(cursor: &mut Cursor<'_>) -> Option<Moment> {
    if cursor.eat(&[L::Within]) {
        cursor.eat_while(|lexeme| matches!(lexeme, L::Von | L::Of | L::The | L::Rank(Rank::Next)));
        return length(cursor).map(Moment::Within);
    }
    let said = cursor.eat(&[L::In]);
    cursor.eat(&[L::About]);
    let minutes = length(cursor)?;
    (said || cursor.eat(&[L::FromNow])).then_some(Moment::Ahead(minutes))
}

/// 'eine Stunde später', '(push it) back an hour', '(bring it) forward by half an hour'.
fn from_earlier(cursor: &mut Cursor<'_>) -> Option<Moment> {
    let before = cursor.attempt(|c| direction(c).filter(|_| c.lexed[c.at - 1].lexeme != L::Early && c.joined()));
    if before.is_some() {
        cursor.eat(&[L::Until, L::At]);
        cursor.eat(&[L::About]);
    }
    let minutes = length(cursor)?;
    let later = before.or_else(|| direction(cursor))?;
    Some(Moment::FromEarlier(if later { minutes } else { -minutes }))
}

/// A length of time under a day, minutes.
fn length(cursor: &mut Cursor<'_>) -> Option<i64> {
    if let Some(minutes) = cursor.take(|lexeme| if let L::Minutes(minutes) = lexeme { Some(minutes) } else { None }) {
        return Some(minutes);
    }
    if cursor.eat(&[L::HalfOf]) {
        return cursor.eat(&[L::Unit(Unit::Hour)]).then_some(30);
    }
    if cursor.eat(&[L::ThreeQuarters]) {
        return cursor.eat(&[L::Unit(Unit::Hour)]).then_some(45);
    }
    let count = i64::from(cursor.number()?.value);
    cursor.joined().then_some(())?;
    if let Some(minutes) = cursor.take(|lexeme| if let L::Minutes(minutes) = lexeme { Some(minutes) } else { None }) {
        return Some(minutes);
    }
    if cursor.eat(&[L::HalfOf, L::Half]) {
        return cursor.eat(&[L::Unit(Unit::Hour)]).then_some(30);
    }
    let and_half = cursor.eat(&[L::AndHalf]);
    cursor.take(|lexeme| match lexeme {
        L::Unit(Unit::Minute) => Some(count),
        L::Unit(Unit::Hour) => Some(count * 60 + if and_half { 30 } else { 0 }),
        _ => None,
    })
}
