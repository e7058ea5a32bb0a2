//! Rows of words: entries whose terms stand in order, with what may lie between them. `health.txt` is made of them.
//!
//! Lines, keys and alternatives are those of [`notation`](super::notation). A row is its elements in order, parted by spaces.
//! Alternatives are parted by `|`: `word`, `begin*`, `*end`, `*within*`, `@class`, `%` (begins with a figure), `*` (any). `.`
//! before an element: it must be there and is not cut. `?`: it may be missing. `0-3`: up to three words of any kind. `1-3`: one to
//! three words, as far as the clause goes and no word of the class `stop` comes.

use super::notation::{Fault, heads};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// What the row says.
    pub key: &'a str,
    /// In order; at least one.
    pub elements: Vec<Element<'a>>,
}

/// An element of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element<'a> {
    /// One of these words.
    One {
        /// The alternatives.
        words: Vec<RowWord<'a>>,
        /// It is not cut.
        kept: bool,
        /// It may be missing.
        optional: bool,
    },
    /// Up to so many words of any kind.
    Gap(usize),
    /// One to so many words.
    Rest(usize),
}

/// A word of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowWord<'a> {
    /// This word.
    Exact(&'a str),
    /// Words that begin so.
    Begin(&'a str),
    /// Words that end so.
    End(&'a str),
    /// Words that hold this.
    Within(&'a str),
    /// A word of this class.
    Class(&'a str),
    /// A word that begins with a figure.
    Number,
    /// Any word.
    Any,
}

/// The rows of a file, each with its line's number.
pub fn rows(text: &str) -> impl Iterator<Item = Result<(usize, Row<'_>), Fault>> {
    heads(text).map(|head| {
        let (line, key, terms) = head?;
        let elements = terms.split(' ').map(element).collect::<Result<Vec<_>, _>>();
        elements.map(|elements| (line, Row { key, elements })).map_err(|problem| Fault { line, problem })
    })
}

fn element(text: &str) -> Result<Element<'_>, String> {
    if let Some(most) = text.strip_prefix("0-").and_then(|most| most.parse().ok()) {
        return Ok(Element::Gap(most));
    }
    if let Some(most) = text.strip_prefix("1-").and_then(|most| most.parse().ok()) {
        return Ok(Element::Rest(most));
    }
    let (kept, rest) = text.strip_prefix('.').map_or((false, text), |rest| (true, rest));
    let (optional, rest) = rest.strip_prefix('?').map_or((false, rest), |rest| (true, rest));
    let words = rest.split('|').map(word).collect::<Option<Vec<_>>>();
    let words = words.ok_or_else(|| format!("'{text}' has a word that is none: write words with '|' between them"))?;
    Ok(Element::One { words, kept, optional })
}

fn word(text: &str) -> Option<RowWord<'_>> {
    let inner = text.trim_matches('*');
    let word = match (text, text.starts_with('*'), text.ends_with('*')) {
        ("%", ..) => return Some(RowWord::Number),
        ("*", ..) => return Some(RowWord::Any),
        (_, true, true) => RowWord::Within(inner),
        (_, true, false) => RowWord::End(inner),
        (_, false, true) => RowWord::Begin(inner),
        (_, false, false) => text.strip_prefix('@').map_or(RowWord::Exact(inner), RowWord::Class),
    };
    let inner = inner.trim_start_matches('@');
    (!inner.is_empty() && !inner.contains(['*', '~', '@', '^', '=', '!', ':', '?', '%', '_'])).then_some(word)
}
