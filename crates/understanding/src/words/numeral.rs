//! Number words and digits as numbers, German and English: 'dreiundzwanzigsten', 'twenty-third', '23rd', '15'.
//!
//! One token is read at a time ([`read`]); [`read_run`] joins what recognisers and speakers take apart ('twenty third',
//! 'drei und zwanzig', 'nine hundred'). Values up to 9,999; clocks, dates and telephone numbers are made of these elsewhere.

use super::number_words::{GERMAN, numbers};
use super::{Mark, Token};
use crate::lexicon::Lists;
use crate::lexicon::keys::Numbering;
use base::language::Language;

/// A number as said or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral {
    /// Its value.
    pub value: u32,
    /// An ordinal ('dritter', '3rd', '3.').
    pub ordinal: bool,
    /// How many digits it was written with; 0 when it was words.
    pub digits: u8,
    /// Only the article could be meant ('ein', 'a'): a number in few places.
    pub article: bool,
}

impl Numeral {
    pub(super) fn cardinal(value: u32) -> Self {
        Numeral { value, ordinal: false, digits: 0, article: false }
    }

    pub(super) fn ordinal(value: u32) -> Self {
        Numeral { ordinal: true, ..Numeral::cardinal(value) }
    }

    pub(super) fn article(value: u32) -> Self {
        Numeral { article: true, ..Numeral::cardinal(value) }
    }
}

/// Reads the number at the head of `tokens`, joining those that make one. Gives the number and how many tokens it took.
pub fn read_run(tokens: &[Token], language: Language) -> Option<(Numeral, usize)> {
    let first = tokens.first()?;
    let head = read(first, language)?;
    let joinable = head.digits == 0 && !head.ordinal && !first.after.ends_clause();
    let joined = if joinable {
        match language {
            Language::De => german_run(&head, tokens),
            Language::En => english_run(&head, tokens),
        }
    } else {
        None
    };
    Some(joined.unwrap_or((head, 1)))
}

/// Reads one token.
pub fn read(token: &Token, language: Language) -> Option<Numeral> {
    if token.text.starts_with(|c: char| c.is_ascii_digit()) {
        return written(token, language);
    }
    let found = numbers(language).get(token.text.as_str()).copied();
    found.or_else(|| (language == Language::De).then(|| german_compound(&token.text)).flatten())
}

/// What the table does not hold: 'neunhundertzwölf', 'dreitausend', and words as they are spoken or misspelt ('zwanzich',
/// 'zwoundvierzig', 'achzehn').
fn german_compound(text: &str) -> Option<Numeral> {
    let german = &*GERMAN;
    if !german.is_compound(text) {
        return None;
    }
    let plain = german.as_written(text);
    let numbers = numbers(Language::De);
    if let Some(number) = numbers.get(plain.as_str()).filter(|_| plain != text) {
        return Some(*number);
    }
    let (count, rest, unit) = german.scales.iter().rev().find_map(|(word, unit)| {
        let (count, rest) = plain.split_once(word.as_str())?;
        Some((count.to_owned(), rest.strip_prefix(german.and.as_str()).unwrap_or(rest).to_owned(), *unit))
    })?;
    let cardinal = |word: &str| {
        let number = numbers.get(word).copied().or_else(|| german_compound(word))?;
        (!number.ordinal).then_some(number.value)
    };
    let count = if count.is_empty() { 1 } else { cardinal(&count).filter(|count| (1..=9).contains(count))? };
    let rest = if rest.is_empty() { 0 } else { cardinal(&rest).filter(|rest| *rest < unit)? };
    Some(Numeral::cardinal(count * unit + rest))
}

/// `3`, `3.` (when the stop is not the sentence's, which nobody can know: the grammar decides), `3rd`, `3ten`.
fn written(token: &Token, language: Language) -> Option<Numeral> {
    let length = token.text.bytes().take_while(u8::is_ascii_digit).count();
    let (figures, ending) = token.text.split_at(length);
    let value = figures.parse().ok().filter(|_| length <= 4)?;
    let ordinal = match (language, ending) {
        (_, "") => language == Language::De && token.after == Mark::Stop && length <= 2,
        (language, ending) if Numbering::OrdinalMark.is_in(language, ending) => true,
        _ => return None,
    };
    Some(Numeral { value, ordinal, digits: u8::try_from(length).ok()?, article: false })
}

/// 'drei und zwanzig(sten)': units before tens.
fn german_run(head: &Numeral, tokens: &[Token]) -> Option<(Numeral, usize)> {
    if let Some(joined) = german_hundreds(head, tokens) {
        return Some(joined);
    }
    let tens = tokens.get(2).and_then(|token| read(token, Language::De))?;
    let fits = (1..=9).contains(&head.value)
        && tokens[1].after == Mark::None
        && Numbering::And.is_in(Language::De, &tokens[1].text);
    let round = tens.digits == 0 && tens.value % 10 == 0 && (20..=90).contains(&tens.value);
    (fits && round).then_some((Numeral { value: head.value + tens.value, ..tens }, 3))
}

/// 'neun hundert', 'zwei tausend', 'zweitausend einundvierzig'. What follows hundreds is not added: in a telephone number it is
/// a number of its own.
fn german_hundreds(head: &Numeral, tokens: &[Token]) -> Option<(Numeral, usize)> {
    let unit = match scale(tokens.get(1)?, Language::De) {
        Some(unit) => unit,
        None if head.value >= 1000 && head.value.is_multiple_of(1000) => {
            let rest =
                read(&tokens[1], Language::De).filter(|rest| !rest.ordinal && !rest.article && rest.digits == 0)?;
            return (rest.value < 100).then(|| (Numeral::cardinal(head.value + rest.value), 2));
        }
        None => return None,
    };
    (1..=9).contains(&head.value).then(|| (Numeral::cardinal(head.value * unit), 2))
}

/// What a word multiplies by that stands behind a number.
fn scale(token: &Token, language: Language) -> Option<u32> {
    Numbering::in_language(language).at(&[token.text.as_str()]).find_map(|(numbering, _)| match numbering {
        Numbering::Hundred => Some(100),
        Numbering::Thousand => Some(1000),
        _ => None,
    })
}

/// 'twenty third', 'nine hundred (and twelve)', 'two thousand (and) twenty six' ('twenty twenty-six' is left to dates).
fn english_run(head: &Numeral, tokens: &[Token]) -> Option<(Numeral, usize)> {
    let (tens, taken) = english_tens(head, tokens).unwrap_or((*head, 1));
    let behind = tokens.get(taken).filter(|_| !tokens[taken - 1].after.ends_clause() && !tens.ordinal);
    let (unit, least) = match behind.and_then(|token| scale(token, Language::En)) {
        Some(unit) => (unit, if unit == 100 { 1..=24 } else { 1..=9 }),
        None => return (taken > 1).then_some((tens, taken)),
    };
    if !least.contains(&tens.value) {
        return (taken > 1).then_some((tens, taken));
    }
    let whole = Numeral::cardinal(tens.value * unit);
    // 'nine hundred twelve' may be two numbers of a telephone number; 'nine hundred and twelve' is one.
    let and = tokens.get(taken + 1).is_some_and(|token| Numbering::And.is_in(Language::En, &token.text));
    let rest = (and || unit == 1000).then(|| &tokens[(taken + 1 + usize::from(and)).min(tokens.len())..]);
    let rest = rest.and_then(|rest| {
        let head = read(rest.first()?, Language::En).filter(|head| head.digits == 0 && !head.article)?;
        let (number, more) = english_tens(&head, rest).unwrap_or((head, 1));
        let fits = !number.ordinal && (1..100).contains(&number.value) && number.value < unit;
        fits.then_some((number.value, more + usize::from(and)))
    });
    let (more, further) = rest.unwrap_or((0, 0));
    Some((Numeral::cardinal(whole.value + more), taken + 1 + further))
}

/// 'twenty third'.
fn english_tens(head: &Numeral, tokens: &[Token]) -> Option<(Numeral, usize)> {
    let unit = tokens.get(1).and_then(|token| read(token, Language::En))?;
    let round = head.value.is_multiple_of(10) && (20..=90).contains(&head.value);
    let fits = unit.digits == 0 && !unit.article && (1..=9).contains(&unit.value);
    (round && fits).then_some((Numeral { value: head.value + unit.value, ..unit }, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tokens;

    fn value(words: &str, language: Language) -> Option<(u32, bool, usize)> {
        read_run(&tokens(words), language).map(|(n, taken)| (n.value, n.ordinal, taken))
    }

    #[test]
    fn german_numbers() {
        for (words, expected) in [
            ("eins", (1, false, 1)),
            ("zwo", (2, false, 1)),
            ("dreiundzwanzigsten", (23, true, 1)),
            ("drei und zwanzigsten", (23, true, 3)),
            ("einunddreißig", (31, false, 1)),
            ("siebten", (7, true, 1)),
            ("achten", (8, true, 1)),
            ("acht", (8, false, 1)),
            ("14.", (14, true, 1)),
            ("15", (15, false, 1)),
            ("zweitausendsechsundzwanzig", (2026, false, 1)),
            ("neunhundert", (900, false, 1)),
            ("neunhundertzwölf", (912, false, 1)),
            ("neun hundert", (900, false, 2)),
            ("dreitausendfünfhundert", (3500, false, 1)),
            ("fünfunddreißich", (35, false, 1)),
            ("sechsundzwanzichsten", (26, true, 1)),
            ("zwoundvierzig", (42, false, 1)),
            ("achzehn", (18, false, 1)),
        ] {
            assert_eq!(value(words, Language::De), Some(expected), "{words}");
        }
        assert_eq!(value("haus", Language::De), None);
    }

    #[test]
    fn english_numbers() {
        for (words, expected) in [
            ("one", (1, false, 1)),
            ("twenty third", (23, true, 2)),
            ("twenty-third", (23, true, 1)),
            ("thirtieth", (30, true, 1)),
            ("forty five", (45, false, 2)),
            ("23rd", (23, true, 1)),
            ("445", (445, false, 1)),
            ("nine hundred", (900, false, 2)),
            ("nine hundred and twelve", (912, false, 4)),
            ("fourteen hundred hours", (1400, false, 2)),
            ("two thousand twenty six", (2026, false, 4)),
        ] {
            assert_eq!(value(words, Language::En), Some(expected), "{words}");
        }
    }
}
