//! Which words stand for which terms, by `lexicon/{de,en}/times.txt`.

pub(super) mod affixes;
pub(super) mod mend;
mod named;
pub(super) mod near;

use super::lexeme::Lexeme;
use crate::lexicon::notation::{self, Phrase, Word};
use crate::lexicon::times::{Said, said};
use crate::words::fold;
use crate::words::table::{Table, WordSet};
use base::language::Language;
use std::sync::{Arc, LazyLock};

const GERMAN_LINES: &str = include_str!("../../../lexicon/de/times.txt");
const ENGLISH_LINES: &str = include_str!("../../../lexicon/en/times.txt");
static GERMAN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(GERMAN_LINES));
static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(ENGLISH_LINES));
/// Words that may stand inside a phrase of any language without changing it ('geht *leider* nicht').
static GAPS: LazyLock<WordSet> = LazyLock::new(|| gaps(&[GERMAN_LINES, ENGLISH_LINES]));

/// The endings of inflection that `stem-` takes.
const ENDINGS: [&str; 6] = ["", "n", "r", "s", "m", "e"];

/// A language's phrases, found by their first word.
pub(super) struct Lexicon {
    by_first: Table<Vec<Entry>>,
}

/// A phrase's words, and the terms that it stands for.
struct Entry {
    words: Vec<Form>,
    lexemes: Arc<[Lexeme]>,
}

/// A word, folded.
#[derive(Clone)]
enum Form {
    Exact(String),
    Inflected(String),
}

impl Form {
    fn fits(&self, word: &str) -> bool {
        match self {
            Form::Exact(exact) => exact == word,
            Form::Inflected(stem) => word.strip_prefix(stem.as_str()).is_some_and(|end| ENDINGS.contains(&end)),
        }
    }

    /// The words that fit.
    fn all(&self) -> Vec<String> {
        match self {
            Form::Exact(exact) => vec![exact.clone()],
            Form::Inflected(stem) => ENDINGS.iter().map(|ending| format!("{stem}{ending}")).collect(),
        }
    }
}

/// The lexicon of a language.
pub(super) fn lexicon(language: Language) -> &'static Lexicon {
    match language {
        Language::De => &GERMAN,
        Language::En => &ENGLISH,
    }
}

impl Lexicon {
    /// Reads a file; the build keeps it free of what is no list for a known key.
    fn read(text: &str) -> Self {
        let mut lexicon = Lexicon { by_first: Table::default() };
        for (_, entry) in notation::entries(text).filter_map(Result::ok) {
            let Some(Said::Terms(terms)) = said(entry.key) else { continue };
            let lexemes: Arc<[Lexeme]> = terms.into_iter().map(named::lexeme).collect();
            let phrases = entry.wanted.iter().flat_map(|term| &term.0);
            phrases.filter_map(forms).for_each(|words| lexicon.insert(words, &lexemes));
        }
        for entries in lexicon.by_first.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.words.len()));
        }
        lexicon
    }

    fn insert(&mut self, words: Vec<Form>, lexemes: &Arc<[Lexeme]>) {
        for first in words.first().map(Form::all).unwrap_or_default() {
            let entry = Entry { words: words.clone(), lexemes: Arc::clone(lexemes) };
            self.by_first.entry(first).or_default().push(entry);
        }
    }

    /// The longest phrase at the head of `words`: its terms (none for a filler) and how many words it took.
    pub fn longest(&self, words: &[&str]) -> Option<(&[Lexeme], usize)> {
        let entries = self.by_first.get(*words.first()?)?;
        entries.iter().find_map(|entry| Some((&*entry.lexemes, taken(&entry.words, words)?)))
    }

    /// Whether some phrase begins with this word.
    pub fn knows(&self, word: &str) -> bool {
        self.by_first.contains_key(word)
    }
}

fn forms(phrase: &Phrase<'_>) -> Option<Vec<Form>> {
    let form = |word: &Word<'_>| match word {
        Word::Exact(text) => Some(Form::Exact(fold(text))),
        Word::Inflected(stem) => Some(Form::Inflected(fold(stem))),
        _ => None,
    };
    phrase.words.iter().map(form).collect()
}

fn gaps(texts: &[&str]) -> WordSet {
    let entries = texts.iter().flat_map(|text| notation::entries(text)).filter_map(Result::ok);
    let gaps = entries.filter(|(_, entry)| said(entry.key) == Some(Said::Gap));
    let phrases = gaps.flat_map(|(_, entry)| entry.wanted).flat_map(|term| term.0);
    phrases.filter_map(|phrase| forms(&phrase)).flatten().flat_map(|form| form.all()).collect()
}

/// How many words the phrase takes behind its first at the head of `words`, with that, if it stands there.
fn taken(phrase: &[Form], words: &[&str]) -> Option<usize> {
    let mut at = 1;
    for form in &phrase[1..] {
        while words.get(at).is_some_and(|word| GAPS.contains(*word) && !form.fits(word)) {
            at += 1;
        }
        words.get(at).filter(|word| form.fits(word))?;
        at += 1;
    }
    Some(at)
}
