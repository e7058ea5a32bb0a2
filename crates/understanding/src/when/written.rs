//! Times and dates as recognisers write them with digits: `15:30`, `4.15 Uhr`, `3pm`, `14.12.2026`, `2026-12-14`, `10-12`.

use super::lexeme::{Doubt, Lexeme, WrittenClock};
use super::lexicon::affixes::VAGUE;
use crate::lexicon::Lists;
use crate::lexicon::keys::Around;
use crate::words::numeral::Numeral;
use crate::words::{Mark, Token};
use base::language::Language;

/// Reads the token at `at`, looking at its neighbours where the form alone does not decide.
pub(super) fn read(tokens: &[Token], at: usize, language: Language) -> Option<(Vec<Lexeme>, Option<Doubt>)> {
    let token = &tokens[at];
    let text = token.text.as_str();
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some(lexemes) = range(text) {
        return Some((lexemes, None));
    }
    if let Some((lexeme, doubt)) = date(text, language) {
        return Some((vec![lexeme], doubt));
    }
    if let Some(clock) = clock(text) {
        return Some((vec![Lexeme::Clock(clock)], None));
    }
    dotted(tokens, at, language).map(|lexeme| (vec![lexeme], None))
}

/// `10-12`, `14:00-16:30`.
fn range(text: &str) -> Option<Vec<Lexeme>> {
    let (from, to) = text.split_once('-').filter(|(_, to)| !to.contains('-'))?;
    let end = |part: &str| clock(part).map(Lexeme::Clock).or_else(|| plain(part));
    Some(vec![Lexeme::Between, end(from)?, Lexeme::And, end(to)?])
}

fn plain(text: &str) -> Option<Lexeme> {
    let value = text.parse().ok().filter(|_| text.len() <= 2)?;
    Some(Lexeme::Number(Numeral { value, ordinal: false, digits: text.len() as u8, article: false }))
}

/// `2026-12-14`, `14.12.2026`, `14.12.26`, `14/12`, `14/12/2026`.
fn date(text: &str, language: Language) -> Option<(Lexeme, Option<Doubt>)> {
    let separator = ['-', '.', '/'].into_iter().find(|separator| text.contains(*separator))?;
    let parts: Option<Vec<i16>> = text.split(separator).map(|part| part.parse().ok()).collect();
    let unsigned = |value: i16| u32::try_from(value).ok();
    let make = |day: i16, month: i16, year: Option<i16>| {
        Some(Lexeme::Date { day: unsigned(day)?, month: unsigned(month)?, year })
    };
    match (separator, parts?.as_slice()) {
        ('-', &[year, month, day]) if year > 1000 => Some((make(day, month, Some(year))?, None)),
        ('.', &[day, month, year]) => Some((make(day, month, Some(full_year(year)))?, None)),
        ('/', &[first, second]) => slashed(first, second, None, language, make),
        ('/', &[first, second, year]) => slashed(first, second, Some(full_year(year)), language, make),
        _ => None,
    }
}

/// Day first in Europe; where an American could have meant the month first, that is a doubt.
fn slashed(
    first: i16,
    second: i16,
    year: Option<i16>,
    language: Language,
    make: impl Fn(i16, i16, Option<i16>) -> Option<Lexeme>,
) -> Option<(Lexeme, Option<Doubt>)> {
    if second > 12 && first <= 12 {
        return Some((make(second, first, year)?, None));
    }
    let doubtful = language == Language::En && first <= 12 && first != second;
    let other = make(second, first, year);
    Some((make(first, second, year)?, doubtful.then_some(Doubt { other })))
}

fn full_year(year: i16) -> i16 {
    if (0..100).contains(&year) { 2000 + year } else { year }
}

/// `15:30`, `8:05pm`, `3pm`, `445pm`, `16h`, `16h30`, `9uhr`.
fn clock(text: &str) -> Option<WrittenClock> {
    let figures = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count();
    let (core, ending) = text.split_at(figures);
    let mark = ending.trim_start_matches('.');
    let meridiem = match () {
        () if mark.is_empty() || Around::HourMark.is(mark) => None,
        () if Around::AfterNoon.is(mark) => Some(true),
        () if Around::BeforeNoon.is(mark) => Some(false),
        () => return hours_and_minutes(text),
    };
    let (hour, minute) = match core.split_once(':') {
        Some((hour, minute)) if minute.len() >= 2 => (hour, &minute[..2]),
        Some(_) => return None,
        None if ending.is_empty() => return None,
        None if core.len() <= 2 => (core, "0"),
        None if core.len() <= 4 => core.split_at(core.len() - 2),
        None => return None,
    };
    let leading_zero = hour.len() == 2 && hour.starts_with('0');
    Some(WrittenClock { hour: hour.parse().ok()?, minute: minute.parse().ok()?, meridiem, leading_zero, loose: false })
}

/// `16h30`.
fn hours_and_minutes(text: &str) -> Option<WrittenClock> {
    let (hour, minute) = text.split_once('h')?;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    Some(WrittenClock { hour, minute, meridiem: None, leading_zero: false, loose: false })
}

/// `4.15` and `14.12`: a time or a date, by what stands around it.
fn dotted(tokens: &[Token], at: usize, language: Language) -> Option<Lexeme> {
    let stop = tokens[at].text.ends_with('.') || tokens[at].after == Mark::Stop;
    let text = VAGUE.trimmed(&tokens[at].text).trim_end_matches('.');
    let (first, second) = text.split_once('.')?;
    let (hour, minute): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    let stands = |key: Around, index: Option<usize>| {
        index.and_then(|index| tokens.get(index)).is_some_and(|token| key.is(&token.text))
    };
    let before = at.checked_sub(1);
    let clock_before = stands(Around::ClockBefore, before) || stands(Around::ClockBehind, Some(at + 1));
    let date_like = (1..=31).contains(&hour) && (1..=12).contains(&minute) && language == Language::De;
    let dated = stop || second.len() == 1 || stands(Around::DateBefore, before) || hour > 24;
    if date_like && !clock_before && dated {
        return Some(Lexeme::Date { day: hour, month: minute, year: None });
    }
    (second.len() == 2).then_some(Lexeme::Clock(WrittenClock {
        hour,
        minute,
        meridiem: None,
        leading_zero: first.len() == 2 && first.starts_with('0'),
        loose: !clock_before,
    }))
}
