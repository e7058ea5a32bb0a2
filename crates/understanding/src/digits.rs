//! Digits and telephone numbers as they are said: 'null eins sieben sechs, doppel drei', 'oh one seven six', '0176 040 69', 'plus
//! vier neun', 'siebzehn zwoundzwanzig'.

use super::sentence::{Class, Utterance};
use crate::lexicon::Lists;
use crate::lexicon::keys::Figure;
use crate::words::numeral;
use base::language::Language;
use base::number::Number;
use std::ops::Range;

/// A run of digits this long is one wherever it stands; where digits were asked for, shorter ones are too.
const DIGITS_MIN: usize = 5;
const ASKED_MIN: usize = 2;

/// Digits found: with a leading `+` if it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digits {
    pub text: String,
    pub tokens: Range<usize>,
}

impl Digits {
    /// The digits alone.
    pub fn plain(&self) -> String {
        self.text.chars().filter(char::is_ascii_digit).collect()
    }

    /// As a telephone number ([`Number::dialled`]), where it is long enough for one.
    pub fn number(&self, language: Language) -> Option<Number> {
        const LENGTH_MIN: usize = "+49221471".len();
        Number::dialled(&self.text, language).filter(|number| number.as_str().len() >= LENGTH_MIN)
    }
}

/// The longest run of digits. `asked`: digits were asked for.
pub(super) fn digits(utterance: &Utterance, asked: bool) -> Option<Digits> {
    let mut best: Option<Digits> = None;
    let mut start = 0;
    while start < utterance.tokens.len() {
        let run = run(utterance, start, asked);
        let end = run.tokens.end.max(start + 1);
        if best.as_ref().is_none_or(|other| run.text.len() > other.text.len()) {
            best = Some(run);
        }
        start = end;
    }
    best.filter(|digits| digits.plain().len() >= if asked { ASKED_MIN } else { DIGITS_MIN })
}

/// The digits that begin at a token, where some do.
pub(super) fn beginning_at(utterance: &Utterance, start: usize) -> Option<Digits> {
    Some(run(utterance, start, true)).filter(|digits| digits.tokens.end > start && !digits.plain().is_empty())
}

fn run(utterance: &Utterance, start: usize, asked: bool) -> Digits {
    let mut text = String::new();
    let mut at = start;
    let mut end = start;
    let mut times = 1;
    while let Some(token) = utterance.tokens.get(at) {
        let taken_as_time = utterance.is(at, Class::When) && !asked;
        if taken_as_time {
            break;
        }
        if let Some((count, taken)) = multiplier(utterance, at) {
            (times, at) = (count, at + taken);
            continue;
        }
        if let Some(digits) = plural(utterance, at) {
            text.push_str(&digits);
            (at, end) = (at + 2, at + 2);
            continue;
        }
        if Figure::Plus.is(&token.text) && text.is_empty() {
            text.push('+');
        } else if let Some((piece, taken)) = piece(utterance, at) {
            (0..times).for_each(|_| text.push_str(&piece));
            times = 1;
            at += taken - 1;
        } else if let Some(figures) = plate_figures(&token.text).filter(|_| asked && text.is_empty()) {
            text.push_str(figures);
        } else if !is_between(&token.text) || text.is_empty() {
            break;
        } else {
            at += 1;
            continue;
        }
        at += 1;
        end = at;
    }
    Digits { text, tokens: start..end }
}

/// 'doppel drei', 'double three', 'zweimal die vier', 'triple two'.
fn multiplier(utterance: &Utterance, at: usize) -> Option<(usize, usize)> {
    const OFTEN: [(Figure, usize); 4] =
        [(Figure::Once, 1), (Figure::Twice, 2), (Figure::Thrice, 3), (Figure::FourTimes, 4)];
    let often = OFTEN.iter().find(|(figure, _)| figure.is(utterance.text(at)));
    let (times, words) = match often {
        Some((_, times)) => (*times, 1),
        None => (counted(utterance, at)?, 2),
    };
    let article = usize::from(Figure::Article.is(utterance.text(at + words)));
    piece(utterance, at + words + article).map(|_| (times, words + article))
}

/// 'zwei mal (die vier)', 'three times (four)', and the count before a plural: 'drei (Nullen)'.
fn counted(utterance: &Utterance, at: usize) -> Option<usize> {
    let number = numeral::read(utterance.tokens.get(at)?, utterance.language)?;
    let times = usize::try_from(number.value).ok().filter(|times| (1..=5).contains(times) && !number.ordinal)?;
    Figure::Times.is(utterance.text(at + 1)).then_some(times)
}

/// 'drei Nullen', 'two fives': the digits, which are counted.
fn plural(utterance: &Utterance, at: usize) -> Option<String> {
    let number = numeral::read(utterance.tokens.get(at)?, utterance.language)?;
    let times = usize::try_from(number.value).ok().filter(|times| (2..=5).contains(times) && !number.ordinal)?;
    let text = utterance.text(at + 1);
    let digit = match utterance.language {
        Language::De => text.strip_suffix("er").or_else(|| text.strip_suffix('n').map(|one| one.trim_end_matches('e'))),
        Language::En => text.strip_suffix("es").filter(|one| Figure::EsPlural.is(one)).or(text.strip_suffix('s')),
    }?;
    let digit = match (utterance.language, digit) {
        (Language::De, _) => digit_word(digit, utterance.language)?,
        (Language::En, _) => {
            zero(digit, utterance.language).map(str::to_owned).or_else(|| digit_word(digit, utterance.language))?
        }
    };
    Some(digit.repeat(times))
}

/// The figures of a number plate written in one: 'K-RA-2041', 'KRA2041'.
fn plate_figures(text: &str) -> Option<&str> {
    const LETTERS_MAX: usize = 5;
    let figures = text.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '-');
    let letters = text.len() - figures.len();
    let short = (1..=LETTERS_MAX + 2).contains(&letters) && (1..=4).contains(&figures.len());
    (short && figures.bytes().all(|b| b.is_ascii_digit())).then_some(figures)
}

/// Words between groups.
fn is_between(text: &str) -> bool {
    Figure::Between.is(text)
}

/// The digits of one token (or of a number word written apart), and how many tokens it took.
fn piece(utterance: &Utterance, at: usize) -> Option<(String, usize)> {
    let token = utterance.tokens.get(at)?;
    let written: String = token.text.chars().filter(|c| !matches!(c, '-' | '/' | '.' | ':' | '(' | ')')).collect();
    let plus = written.strip_prefix('+').unwrap_or(&written);
    if !plus.is_empty() && plus.bytes().all(|b| b.is_ascii_digit()) {
        return Some((written, 1));
    }
    if let Some(digit) = zero(&token.text, utterance.language).filter(|_| !is_letter_o(utterance, at)) {
        return Some((digit.to_owned(), 1));
    }
    if let Some(rest) = doubled(&token.text) {
        return Some((digit_word(rest, utterance.language)?.repeat(2), 1));
    }
    let (number, taken) = numeral::read_run(&utterance.tokens[at..], utterance.language)?;
    let one = number.article && Figure::Indefinite.is(&token.text);
    (!number.ordinal && (!number.article || one) && number.value < 10_000).then(|| (number.value.to_string(), taken))
}

/// 'A, O, one, two': behind a letter an O is a letter.
fn is_letter_o(utterance: &Utterance, at: usize) -> bool {
    let before = (0..at).rev().map(|before| utterance.text(before)).find(|text| *text != "o");
    let letter = before.is_some_and(|text| text.len() == 1 && text.bytes().all(|b| b.is_ascii_lowercase()));
    utterance.text(at) == "o" && letter
}

/// 'doppelnull': what is said twice.
fn doubled(text: &str) -> Option<&str> {
    const LETTERS_MAX: usize = 8;
    let heads = (1..text.len().min(LETTERS_MAX + 1)).rev();
    let head = heads.filter_map(|end| text.split_at_checked(end)).find(|(head, _)| Figure::Double.is(head));
    head.map(|(_, rest)| rest)
}

fn zero(text: &str, language: Language) -> Option<&'static str> {
    Figure::Nought.is_in(language, text).then_some("0")
}

fn digit_word(text: &str, language: Language) -> Option<String> {
    use Figure::*;
    let digits = [Zero, One, Two, Three, Four, Five, Six, Seven, Eight, Nine];
    digits.iter().position(|digit| digit.is_in(language, text)).map(|digit| digit.to_string())
}
