//! The number words of the languages up to 99, years, and what larger ones are made of: made of `lexicon/{de,en}/numbers.txt`.

use super::numeral::Numeral;
use super::table::Table;
use crate::lexicon::Lists;
use crate::lexicon::keys::{Counted, Numbering};
use base::language::Language;
use std::sync::LazyLock;

static GERMAN_WORDS: LazyLock<Table<Numeral>> = LazyLock::new(german);
static ENGLISH_WORDS: LazyLock<Table<Numeral>> = LazyLock::new(english);
/// What German numbers are made of.
pub(super) static GERMAN: LazyLock<German> = LazyLock::new(German::new);

/// The number words of a language.
pub(super) fn numbers(language: Language) -> &'static Table<Numeral> {
    match language {
        Language::De => &GERMAN_WORDS,
        Language::En => &ENGLISH_WORDS,
    }
}

/// What German numbers are made of, which stand in one word.
pub(super) struct German {
    /// Between the parts.
    pub and: String,
    /// What multiplies, and by how much, the least first.
    pub scales: Vec<(String, u32)>,
    /// How parts are spoken, and how they are written.
    spoken: Vec<(String, String)>,
}

impl German {
    fn new() -> Self {
        let spoken = Numbering::Spoken.listed(Language::De).into_iter();
        let scale = |numbering: Numbering, value: u32| (part(numbering), value);
        German {
            and: part(Numbering::And),
            scales: vec![scale(Numbering::Hundred, 100), scale(Numbering::Thousand, 1000)],
            spoken: spoken.filter_map(|pair| pair.split_once(' ').map(owned)).collect(),
        }
    }

    /// Whether a word has a part of larger numbers, or one that is spoken otherwise than written.
    pub fn is_compound(&self, text: &str) -> bool {
        let mut parts = self.spoken.iter().map(|(spoken, _)| spoken).chain(self.scales.iter().map(|(scale, _)| scale));
        parts.any(|part| text.contains(part.as_str()))
    }

    /// A word with its parts as they are written.
    pub fn as_written(&self, text: &str) -> String {
        self.spoken.iter().fold(text.to_owned(), |text, (spoken, written)| text.replace(spoken, written))
    }
}

fn owned((one, other): (&str, &str)) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

/// The first word of a kind.
fn part(numbering: Numbering) -> String {
    numbering.listed(Language::De).into_iter().next().unwrap_or_default()
}

/// The words that a language's file lists.
struct Listed(Vec<(Counted, Vec<String>)>);

impl Listed {
    /// The first word of a number.
    fn first(&self, counted: Counted) -> &str {
        let words = self.0.iter().find(|(found, _)| *found == counted).map(|(_, words)| words.as_slice());
        words.and_then(<[String]>::first).map_or("", String::as_str)
    }

    /// Them all, ordinals with these endings.
    fn table(&self, endings: &[String]) -> Table<Numeral> {
        let words = self.0.iter().flat_map(|(counted, words)| words.iter().map(|word| (*counted, word)));
        let mut table = Table::default();
        for (counted, word) in words {
            match counted {
                Counted::Cardinal(value) => table.extend([(word.clone(), Numeral::cardinal(value))]),
                Counted::Article(value) => table.extend([(word.clone(), Numeral::article(value))]),
                Counted::Ordinal(value) => table.extend(inflected(word, endings, value)),
            }
        }
        table
    }
}

/// An ordinal with its endings.
fn inflected(stem: &str, endings: &[String], value: u32) -> impl Iterator<Item = (String, Numeral)> {
    endings.iter().map(move |ending| (format!("{stem}{ending}"), Numeral::ordinal(value)))
}

fn german() -> Table<Numeral> {
    let listed = Listed(Counted::entries(Language::De));
    let endings = Numbering::Ending.listed(Language::De);
    let (and, one) = (part(Numbering::And), part(Numbering::OneBefore));
    let century = format!("{}{}", listed.first(Counted::Cardinal(2)), part(Numbering::Thousand));
    // Units stand before tens.
    let word = |value: u32| match (value / 10 * 10, value % 10) {
        (0 | 10, _) | (_, 0) => listed.first(Counted::Cardinal(value)).to_owned(),
        (tens, 1) => format!("{one}{and}{}", listed.first(Counted::Cardinal(tens))),
        (tens, unit) => {
            format!("{}{and}{}", listed.first(Counted::Cardinal(unit)), listed.first(Counted::Cardinal(tens)))
        }
    };
    let mut table = listed.table(&endings);
    for value in 0..100 {
        let word = word(value);
        if listed.first(Counted::Ordinal(value)).is_empty() {
            let stem = if value < 20 { format!("{word}t") } else { format!("{word}st") };
            table.extend(inflected(&stem, &endings, value));
        }
        table.insert(format!("{century}{word}"), Numeral::cardinal(2000 + value));
        table.insert(format!("{century}{and}{word}"), Numeral::cardinal(2000 + value));
        table.insert(word, Numeral::cardinal(value));
    }
    table
}

fn english() -> Table<Numeral> {
    let listed = Listed(Counted::entries(Language::En));
    let mut table = listed.table(&[String::new()]);
    for tens in (20..100).step_by(10) {
        for unit in 1..10 {
            let joined = |unit: Counted| format!("{}-{}", listed.first(Counted::Cardinal(tens)), listed.first(unit));
            table.insert(joined(Counted::Cardinal(unit)), Numeral::cardinal(tens + unit));
            table.insert(joined(Counted::Ordinal(unit)), Numeral::ordinal(tens + unit));
        }
    }
    table
}
