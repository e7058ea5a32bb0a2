//! Number plates as callers say them: 'M PL 45', 'Munich, Alpha Bravo, double seven one', 'K Strich R A siebenhundertdreizehn'.
//!
//! A German plate is one to three letters of the district, one or two more, one to four digits, and perhaps E or H behind them
//! (Fahrzeug-Zulassungsverordnung, §§ 9 to 11 and annex 2). Where it is not said which letter begins the second group, the
//! letters stay together. Any other mixture of letters and digits is a foreign plate and is written as it is said. A sentence
//! is no plate.

mod districts;
mod groups;

use super::Asked;
use super::sentence::Utterance;
use crate::lexicon::Lists;
use crate::lexicon::keys::PlateWord;
use crate::words::fold;
use base::business::{Detail, DetailKind};
use base::language::Language;
use groups::{Group, Grouping, letters};
use std::fmt;
use std::ops::Range;

/// A number plate. It is a person's datum: wrap it in [`base::privacy::Personal`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plate(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// `M-PL 45`, `KA-B 7H`.
    German { district: String, letters: String, digits: String, suffix: Option<char> },
    /// German letters of which it is not known where the district ends: `MAB 1234`.
    Undivided { letters: String, digits: String },
    /// Letters and digits as they were said: `AB12 CDE`.
    Foreign(String),
}

/// Letters of a district, and those behind them, at most.
const DISTRICT_MAX: usize = 3;
const LETTERS_MAX: usize = 2;
/// Digits of a German plate, at most.
const DIGITS_MAX: usize = 4;
/// Letters and digits of a foreign plate.
const FOREIGN: std::ops::RangeInclusive<usize> = 4..=9;

impl Plate {
    /// Reads a plate as it is written: 'M-PL 45', 'MTK X 5', 'AB12 CDE'. `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let utterance = Utterance::unread(crate::words::tokens(text), Language::De);
        let (plate, tokens) = plate(&utterance, true)?;
        (tokens == (0..utterance.tokens.len())).then_some(plate)
    }

    /// A German plate of groups of letters, digits and what follows them.
    fn german(groups: &[Group], digits: &str, suffix: Option<char>) -> Option<Self> {
        if !(1..=DIGITS_MAX).contains(&digits.len()) || digits.starts_with('0') {
            return None;
        }
        let digits = digits.to_owned();
        let (district, letters) = match groups {
            [district, letters] => (district.letters.clone(), letters.letters.clone()),
            [all] => match split(&all.letters) {
                Some((district, letters)) => (district.to_owned(), letters.to_owned()),
                None if (3..=DISTRICT_MAX + LETTERS_MAX).contains(&all.letters.chars().count()) => {
                    return Some(Plate(Form::Undivided { letters: all.letters.clone(), digits }));
                }
                None => return None,
            },
            _ => return None,
        };
        let fits = (1..=DISTRICT_MAX).contains(&district.chars().count())
            && (1..=LETTERS_MAX).contains(&letters.chars().count())
            && letters.bytes().all(|b| b.is_ascii_uppercase());
        fits.then_some(Plate(Form::German { district, letters, digits, suffix }))
    }
}

/// Letters that can be divided in one way only: 'HX', 'MTKAB'.
fn split(letters: &str) -> Option<(&str, &str)> {
    let at = match letters.chars().count() {
        2 => 1,
        5 => DISTRICT_MAX,
        _ => return None,
    };
    letters.char_indices().nth(at).map(|(byte, _)| letters.split_at(byte))
}

impl fmt::Display for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::German { district, letters, digits, suffix } => {
                write!(f, "{district}-{letters} {digits}")?;
                suffix.map_or(Ok(()), |suffix| write!(f, "{suffix}"))
            }
            Form::Undivided { letters, digits } => write!(f, "{letters} {digits}"),
            Form::Foreign(text) => f.write_str(text),
        }
    }
}

/// Whether a detail that a business asks for is a number plate.
pub fn is_plate(detail: &Detail) -> bool {
    detail.kind == DetailKind::Plate
}

/// What the words say of a plate, and where: where one was asked for or is called one, in any form; else only what is written
/// as a German one in two groups of capitals.
pub(super) fn said(utterance: &Utterance, asked: Asked) -> Option<(Plate, Range<usize>)> {
    if asked == Asked::Detail {
        return plate(utterance, true);
    }
    if let Some(begin) = announced(utterance) {
        let rest = utterance.part_unread(begin..utterance.tokens.len());
        if let Some((plate, tokens)) = plate(&rest, true) {
            return Some((plate, begin + tokens.start..begin + tokens.end));
        }
    }
    plate(utterance, false)
}

/// The token behind a word for a plate.
fn announced(utterance: &Utterance) -> Option<usize> {
    utterance.tokens.iter().rposition(|token| PlateWord::Announced.is(&token.text)).map(|at| at + 1)
}

/// The last plate of the words: who corrects it says the right one last. `free`: letters may be spelled and named in any way.
fn plate(utterance: &Utterance, free: bool) -> Option<(Plate, Range<usize>)> {
    let capitals = last(utterance, Grouping::Written, false);
    if capitals.is_some() || !free {
        return capitals;
    }
    [Grouping::Spelled, Grouping::Named].into_iter().find_map(|way| last(utterance, way, true))
}

/// The last plate whose letters are said in a way.
fn last(utterance: &Utterance, way: Grouping, free: bool) -> Option<(Plate, Range<usize>)> {
    let mut found = None;
    let mut start = 0;
    while start < utterance.tokens.len() {
        match at(utterance, start, way, free) {
            Some((plate, end)) => {
                found = Some((plate, start..end));
                start = end;
            }
            None => start += 1,
        }
    }
    found
}

/// A plate that begins at `start`, and where it ends.
fn at(utterance: &Utterance, start: usize, way: Grouping, free: bool) -> Option<(Plate, usize)> {
    let said = letters(utterance, start, way)?;
    let (digits, suffix, end) = groups::digits(utterance, &said)?;
    if free && let Some(foreign) = foreign(utterance, &said.groups, &digits, end, way) {
        return Some(foreign);
    }
    let clock = PlateWord::Clock.is(utterance.text(end));
    if !free && (clock || said.groups.len() != 2 || said.groups.iter().any(|group| is_no_group(&group.letters))) {
        return None;
    }
    Plate::german(&said.groups, &digits, suffix).map(|plate| (plate, end))
}

/// Capitals before a number that are no letters of a plate.
fn is_no_group(letters: &str) -> bool {
    PlateWord::NoLetters.is(&fold(letters))
}

/// A plate with letters behind its digits (`AB12 CDE`), or of another order.
fn foreign(utterance: &Utterance, groups: &[Group], digits: &str, end: usize, way: Grouping) -> Option<(Plate, usize)> {
    let behind = letters(utterance, end, way)?;
    let last: String = behind.groups.iter().map(|group| group.letters.as_str()).collect();
    let first: String = groups.iter().map(|group| group.letters.as_str()).collect();
    // 'AB 1234, E' and 'H' were taken as the suffix already.
    if !behind.rest.is_empty() || last.chars().count() < 2 || last.chars().count() > 3 {
        return None;
    }
    let all = first.chars().count() + digits.len() + last.chars().count();
    let fits = FOREIGN.contains(&all);
    fits.then(|| (Plate(Form::Foreign(format!("{first}{digits} {last}"))), behind.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::language::Language::{De, En};

    fn spoken(words: &str, language: Language) -> Option<String> {
        let utterance = Utterance::unread(crate::words::tokens(words), language);
        said(&utterance, Asked::Detail).map(|(plate, _)| plate.to_string())
    }

    #[test]
    fn a_plate_is_written_as_it_stands_on_the_car() {
        for (text, written) in [
            ("M-PL 45", "M-PL 45"),
            ("M PL 45", "M-PL 45"),
            ("MTK X 5", "MTK-X 5"),
            ("K-RA-2041", "K-RA 2041"),
            ("HX 7", "H-X 7"),
            ("MAB 1234", "MAB 1234"),
            ("S-XY 12E", "S-XY 12E"),
            ("AB12 CDE", "AB12 CDE"),
        ] {
            let plate = Plate::parse(text);
            assert_eq!(plate.as_ref().map(Plate::to_string).as_deref(), Some(written), "{text}");
            assert_eq!(Plate::parse(written), plate, "{written}");
        }
    }

    #[test]
    fn what_is_no_plate_is_none() {
        for text in ["", "M", "45", "M-PL", "M-PL 12345", "ABCD-PL 1", "M-ABC 1", "M-PL 0", "um zehn", "bei Nummer 7"] {
            assert_eq!(Plate::parse(text), None, "{text}");
        }
        assert_eq!(spoken("weiß ich grad nicht auswendig", De), None);
        assert_eq!(spoken("it's a new car it hasn't got plates yet", En), None);
    }
}
