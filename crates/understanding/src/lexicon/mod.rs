//! The words of the languages, as data: `lexicon/{de,en}/*.txt`, in one notation ([`notation`]), read once.
//!
//! `build.rs` checks every file by the table of [`keys`]. Whoever needs words of a language asks [`Lists`] of its own keys; no
//! literal of a language stands beside the code that reads them.

pub(crate) mod keys;
#[cfg(test)]
mod check;
mod lists;
pub(crate) mod notation;
mod ordered;
pub(crate) mod rows;
pub(crate) mod times;

use crate::words::table::Table;
use crate::words::{Token, fold};
use base::language::Language;
pub(crate) use keys::Key;
pub(crate) use lists::{Lists, classes};
use notation::{Place, Word};
pub(crate) use ordered::{Ordered, Standing};
use std::ops::Range;

impl keys::letters::Written {
    /// The letters.
    pub(crate) fn text(self) -> String {
        self.0.into_iter().flatten().collect()
    }
}

/// A word as it is compared.
pub(crate) trait Folded {
    /// It, folded.
    fn folded(&self) -> &str;
}

impl Folded for &str {
    fn folded(&self) -> &str {
        self
    }
}

impl Folded for Token {
    fn folded(&self) -> &str {
        &self.text
    }
}

/// Phrases by what they say; a phrase may say several things.
#[derive(Debug)]
pub(crate) struct Phrases<K> {
    /// By the first word, the longest phrases first.
    by_first: Table<Vec<Entry<K>>>,
    /// Those whose first word may begin or end in any way, the longest first; and which of them a word may fit, by its first
    /// letter.
    by_stem: Vec<Entry<K>>,
    by_letter: Vec<Vec<usize>>,
}

/// A phrase, and what it says.
#[derive(Debug)]
struct Entry<K> {
    words: Vec<Form>,
    key: K,
}

/// A word, or how one begins or ends; folded.
#[derive(Debug, PartialEq, Eq)]
enum Form {
    Exact(String),
    Begin(String),
    End(String),
}

impl Form {
    fn fits(&self, word: &str) -> bool {
        match self {
            Form::Exact(exact) => exact == word,
            Form::Begin(stem) => word.starts_with(stem.as_str()),
            Form::End(end) => word.ends_with(end.as_str()),
        }
    }
}

impl<K: Key> Phrases<K> {
    /// Reads the lines of a file. A line that is no plain list of phrases for a known key is left out; the build script names it.
    pub fn read(text: &str) -> Self {
        Phrases::read_all(&[text])
    }

    /// Reads the lines of several files as if they were one.
    pub fn read_all(texts: &[&str]) -> Self {
        let mut phrases = Phrases { by_first: Table::default(), by_stem: Vec::new(), by_letter: Vec::new() };
        for (_, entry) in texts.iter().flat_map(|text| notation::entries(text)).filter_map(Result::ok) {
            let Some(key) = K::named(entry.key) else { continue };
            let found = entry.wanted.iter().flat_map(|term| &term.0);
            found
                .filter(|phrase| phrase.place == Place::Anywhere)
                .for_each(|phrase| phrases.insert(&phrase.words, key));
        }
        let longest_first =
            |entries: &mut Vec<Entry<K>>| entries.sort_by_key(|entry| std::cmp::Reverse(entry.words.len()));
        phrases.by_first.values_mut().for_each(longest_first);
        longest_first(&mut phrases.by_stem);
        phrases.by_letter = by_letter(&phrases.by_stem);
        phrases
    }

    fn insert(&mut self, words: &[Word<'_>], key: K) {
        let words: Vec<Form> = words.iter().filter_map(form).collect();
        match words.first() {
            Some(Form::Exact(first)) => self.by_first.entry(first.clone()).or_default().push(Entry { words, key }),
            Some(_) => self.by_stem.push(Entry { words, key }),
            None => {}
        }
    }

    /// What the phrases at the head of `words` say, and how many words each takes; the longest first for each key.
    pub fn at<'a, W: Folded>(&'a self, words: &'a [W]) -> impl Iterator<Item = (K, usize)> + 'a {
        let first = words.first().and_then(|word| self.by_first.get(word.folded()));
        let stems = words.first().into_iter().flat_map(|word| self.stems(word.folded()));
        let stands = move |entry: &&Entry<K>| {
            entry.words.len() <= words.len()
                && entry.words.iter().zip(words).all(|(form, word)| form.fits(word.folded()))
        };
        let entries = first.into_iter().flatten().chain(stems);
        entries.filter(stands).map(|entry| (entry.key, entry.words.len()))
    }

    /// How many words the longest phrase at the head of `words` takes that says this.
    pub fn taken<W: Folded>(&self, words: &[W], key: K) -> Option<usize> {
        self.at(words).filter(|(found, _)| *found == key).map(|(_, taken)| taken).max()
    }

    /// Whether a word by itself says this.
    pub fn has(&self, word: &str, key: K) -> bool {
        let says = |entry: &Entry<K>| entry.key == key && entry.words.len() == 1;
        let exact = self.by_first.get(word).is_some_and(|entries| entries.iter().any(says));
        exact || self.stems(word).any(|entry| says(entry) && entry.words[0].fits(word))
    }

    /// Those whose first word may begin or end in any way, as far as this word may fit.
    fn stems(&self, word: &str) -> impl Iterator<Item = &Entry<K>> {
        let places = word.bytes().next().and_then(|letter| self.by_letter.get(usize::from(letter)));
        places.into_iter().flatten().map(|place| &self.by_stem[*place])
    }

    /// The single words that say this as they are.
    pub fn single(&self, key: K) -> Vec<&str> {
        let says = |entry: &Entry<K>| entry.key == key && entry.words.len() == 1;
        let said = self.by_first.iter().filter(|(_, entries)| entries.iter().any(says));
        said.map(|(word, _)| word.as_str()).collect()
    }

    /// What is wrong with a file: unknown keys, and lines that are more than lists of phrases.
    #[cfg(test)]
    pub fn faults(text: &str) -> Vec<String> {
        let entries = notation::entries(text).filter_map(Result::ok);
        let fault = |(line, entry): (usize, notation::Entry<'_>)| {
            let plain = entry.unwanted.is_empty() && entry.wanted.len() == 1;
            let known = K::named(entry.key).is_some();
            (!plain || !known)
                .then(|| format!("line {line}: {}", if known { "more than a list" } else { "no such key" }))
        };
        entries.filter_map(fault).collect()
    }
}

/// Which phrases stand where in an utterance.
#[derive(Debug, Clone)]
pub(crate) struct Places<K> {
    at: Vec<Vec<(K, usize)>>,
}

impl<K: Lists> Places<K> {
    /// Looks the words up.
    pub fn of<W: Folded>(words: &[W], language: Language) -> Self {
        let phrases = K::in_language(language);
        Places { at: (0..words.len()).map(|index| phrases.at(&words[index..]).collect()).collect() }
    }

    /// How many words the longest phrase takes that says this and begins at `index`.
    pub fn taken(&self, index: usize, key: K) -> Option<usize> {
        let here = self.at.get(index)?;
        here.iter().filter(|(found, _)| *found == key).map(|(_, taken)| *taken).max()
    }

    /// Whether a phrase that says this begins at `index`.
    pub fn is(&self, index: usize, key: K) -> bool {
        self.at.get(index).is_some_and(|here| here.iter().any(|(found, _)| *found == key))
    }

    /// Whether one begins anywhere in the range.
    pub fn within(&self, mut range: Range<usize>, key: K) -> bool {
        range.any(|index| self.is(index, key))
    }
}

/// For each first letter a word may have, the entries that it may fit.
fn by_letter<K>(entries: &[Entry<K>]) -> Vec<Vec<usize>> {
    if entries.is_empty() {
        return Vec::new();
    }
    let fits = |entry: &Entry<K>, letter: u8| match entry.words.first() {
        Some(Form::Begin(stem)) => stem.bytes().next() == Some(letter),
        _ => true,
    };
    let of = |letter: u8| (0..entries.len()).filter(|entry| fits(&entries[*entry], letter)).collect();
    (0..=u8::MAX).map(of).collect()
}

fn form(word: &Word<'_>) -> Option<Form> {
    match word {
        Word::Exact(text) => Some(Form::Exact(fold(text))),
        Word::Begin(text) => Some(Form::Begin(fold(text))),
        Word::End(text) => Some(Form::End(fold(text))),
        Word::Inflected(_) | Word::Misheard(_) | Word::Class(_) => None,
    }
}
