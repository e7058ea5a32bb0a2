//! Which words stand for which terms: one table per language, written as people write, compared folded.

mod english;
mod german;
pub(super) mod mend;
pub(super) mod near;

use super::lexeme::Lexeme;
use crate::words::fold;
use base::language::Language;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Phrases and the terms each of them stands for. A `*` at a word's end takes any inflection of up to two letters.
type Entry = (&'static [&'static str], &'static [Lexeme]);

/// A phrase's words, and the terms that it stands for.
type Phrase = (Vec<String>, &'static [Lexeme]);

/// A language's phrases, found by their first word.
pub(super) struct Lexicon {
    by_first: HashMap<String, Vec<Phrase>>,
}

static GERMAN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(german::ENTRIES, german::FILLERS));
static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(english::ENTRIES, english::FILLERS));

/// The lexicon of a language.
pub(super) fn lexicon(language: Language) -> &'static Lexicon {
    match language {
        Language::De => &GERMAN,
        Language::En => &ENGLISH,
    }
}

impl Lexicon {
    fn new(entries: &[Entry], fillers: &[&'static str]) -> Self {
        let mut lexicon = Lexicon { by_first: HashMap::new() };
        for (phrases, lexemes) in entries {
            phrases.iter().for_each(|phrase| lexicon.insert(phrase, lexemes));
        }
        fillers.iter().for_each(|filler| lexicon.insert(filler, &[]));
        for phrases in lexicon.by_first.values_mut() {
            phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        lexicon
    }

    fn insert(&mut self, phrase: &str, lexemes: &'static [Lexeme]) {
        let words: Vec<String> = phrase.split(' ').map(fold).collect();
        for variant in inflections(&words[0]) {
            let mut all = words.clone();
            all[0] = variant.clone();
            self.by_first.entry(variant).or_default().push((all, lexemes));
        }
    }

    /// The longest phrase at the head of `words`: its terms (none for a filler) and how many words it took.
    pub fn longest(&self, words: &[&str]) -> Option<(&'static [Lexeme], usize)> {
        let phrases = self.by_first.get(*words.first()?)?;
        phrases.iter().find_map(|(phrase, lexemes)| Some((*lexemes, taken(phrase, words)?)))
    }

    /// Whether some phrase begins with this word.
    pub fn knows(&self, word: &str) -> bool {
        self.by_first.contains_key(word)
    }
}

/// Words that may stand inside a phrase without changing it ('geht *leider* nicht').
const GAPS: [&str; 12] =
    ["leider", "gar", "eigentlich", "halt", "einfach", "aeh", "aehm", "uh", "unfortunately", "really", "uhm", "ja"];

/// How many words the phrase takes at the head of `words`, if it stands there.
fn taken(phrase: &[String], words: &[&str]) -> Option<usize> {
    let mut at = 1;
    for pattern in &phrase[1..] {
        while words.get(at).is_some_and(|word| GAPS.contains(word) && !inflected(pattern, word)) {
            at += 1;
        }
        words.get(at).filter(|word| inflected(pattern, word))?;
        at += 1;
    }
    Some(at)
}

const ENDINGS: [&str; 6] = ["", "n", "r", "s", "m", "e"];

fn inflections(word: &str) -> Vec<String> {
    match word.strip_suffix('*') {
        Some(stem) => ENDINGS.iter().map(|ending| format!("{stem}{ending}")).collect(),
        None => vec![word.to_owned()],
    }
}

fn inflected(pattern: &str, word: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(stem) => word.strip_prefix(stem).is_some_and(|ending| ENDINGS.contains(&ending)),
        None => pattern == word,
    }
}
