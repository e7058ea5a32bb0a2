//! Patterns of words that say what a caller wants, read once from `patterns/*.txt`, whose heads explain the notation.

use super::Intent;
use super::sentence::{Class, Utterance, is_courtesy, is_filler};
use crate::words::fold;
use crate::words::sound::Sound;
use base::language::Language;
use std::ops::Range;
use std::sync::LazyLock;

/// One line of a pattern file.
#[derive(Debug)]
pub(super) struct Pattern {
    intent: Intent,
    weight: u8,
    wanted: Vec<Term>,
    unwanted: Vec<Term>,
}

/// A pattern that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// What is wanted.
    pub intent: Intent,
    /// How strongly the words say so.
    pub weight: u8,
    /// The tokens that say it.
    pub tokens: Vec<usize>,
}

/// Alternatives, one of which must occur.
#[derive(Debug)]
struct Term(Vec<Phrase>);

/// Words that stand together.
#[derive(Debug)]
struct Phrase {
    words: Vec<Word>,
    place: Place,
}

/// Where a phrase must stand in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    Begin,
    All,
}

#[derive(Debug)]
enum Word {
    Exact(String),
    Begin(String),
    End(String),
    Sound { stem: String, sound: Sound },
    Class(Class),
}

/// Least likeness of a misheard word.
const NEAR_MIN: f32 = 0.75;

static GERMAN: LazyLock<Vec<Pattern>> = LazyLock::new(|| read(include_str!("patterns/de.txt"), Language::De));
static ENGLISH: LazyLock<Vec<Pattern>> = LazyLock::new(|| read(include_str!("patterns/en.txt"), Language::En));

/// The patterns of a language.
pub(super) fn patterns(language: Language) -> &'static [Pattern] {
    match language {
        Language::De => &GERMAN,
        Language::En => &ENGLISH,
    }
}

/// All patterns that fit a sentence of the utterance.
pub(super) fn hits(utterance: &Utterance, sentence: &Range<usize>) -> Vec<Hit> {
    patterns(utterance.language).iter().filter_map(|pattern| pattern.fit(utterance, sentence)).collect()
}

impl Pattern {
    fn fit(&self, utterance: &Utterance, sentence: &Range<usize>) -> Option<Hit> {
        let deed = is_deed(self.intent);
        if self.unwanted.iter().any(|term| term.find(utterance, sentence, true).is_some()) {
            return None;
        }
        let mut tokens = Vec::new();
        for term in &self.wanted {
            tokens.extend(term.find(utterance, sentence, deed)?);
        }
        tokens.sort_unstable();
        tokens.dedup();
        Some(Hit { intent: self.intent, weight: self.weight, tokens })
    }
}

/// What 'kein' and 'nicht' can refuse.
fn is_deed(intent: Intent) -> bool {
    use Intent::*;
    matches!(intent, Book | Move | Cancel | Message | Human | Complaint | Document)
}

impl Term {
    /// Where one of the phrases stands; `deed`: on words that are not refused.
    fn find(&self, utterance: &Utterance, sentence: &Range<usize>, deed: bool) -> Option<Range<usize>> {
        self.0.iter().find_map(|phrase| phrase.find(utterance, sentence, deed))
    }
}

impl Phrase {
    fn find(&self, utterance: &Utterance, sentence: &Range<usize>, deed: bool) -> Option<Range<usize>> {
        let wanted = |range: &Range<usize>| !deed || !range.clone().any(|index| utterance.is_refused(index));
        let mut all = sentence.clone().filter_map(|start| Some(start..self.at(utterance, start, sentence.end)?));
        let found = all.find(wanted)?;
        let before = || sentence.start..found.start;
        let fits = match self.place {
            Place::Anywhere => true,
            Place::Begin => before().all(|index| is_filler(utterance.text(index))),
            Place::All => before().chain(found.end..sentence.end).all(|index| is_courtesy(utterance.text(index))),
        };
        fits.then_some(found)
    }

    /// The end of the phrase if it begins at `start`. Fillers may stand between its words.
    fn at(&self, utterance: &Utterance, start: usize, end: usize) -> Option<usize> {
        let mut at = start;
        for (position, word) in self.words.iter().enumerate() {
            while position > 0 && at < end && !word.fits(utterance, at) && is_filler(utterance.text(at)) {
                at += 1;
            }
            // Words that a clause's end parts do not stand together.
            let parted = position > 0 && utterance.tokens[at - 1].after.ends_clause();
            at += (at < end && !parted).then(|| word.taken(utterance, at)).flatten()?;
        }
        Some(at)
    }
}

impl Word {
    fn fits(&self, utterance: &Utterance, at: usize) -> bool {
        self.taken(utterance, at).is_some()
    }

    /// How many tokens the word takes at `at`: two where a recogniser took it apart ('ab sagen').
    fn taken(&self, utterance: &Utterance, at: usize) -> Option<usize> {
        let text = utterance.text(at);
        if self.is(utterance, at, text) {
            return Some(1);
        }
        let Word::Sound { stem, sound } = self else { return None };
        let joined = format!("{text}{}", utterance.text(at + 1));
        if joined.starts_with(stem.as_str()) && utterance.text(at + 1).len() > 1 {
            return Some(2);
        }
        let heard = utterance.sounds.get(at)?;
        let near = heard.sounds_same(sound) && heard.likeness_from(sound, NEAR_MIN) >= NEAR_MIN;
        (near && utterance.classes[at].is_empty()).then_some(1)
    }

    fn is(&self, utterance: &Utterance, at: usize, text: &str) -> bool {
        match self {
            Word::Exact(word) => text == word,
            Word::Begin(stem) | Word::Sound { stem, .. } => text.starts_with(stem.as_str()),
            Word::End(stem) => text.ends_with(stem.as_str()),
            Word::Class(class) => utterance.is(at, *class),
        }
    }
}

/// Reads a pattern file. Lines that are none are left out; a test keeps the files free of them.
fn read(text: &str, language: Language) -> Vec<Pattern> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| pattern(line, language)).collect()
}

fn pattern(line: &str, language: Language) -> Option<Pattern> {
    let (head, terms) = line.split_once(": ")?;
    let (intent, weight) = head.split_once(' ')?;
    let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
    for text in terms.split_whitespace() {
        match text.strip_prefix('!') {
            Some(text) => unwanted.push(term(text, language)?),
            None => wanted.push(term(text, language)?),
        }
    }
    let weight = weight.parse().ok()?;
    (!wanted.is_empty()).then_some(Pattern { intent: Intent::from_name(intent)?, weight, wanted, unwanted })
}

fn term(text: &str, language: Language) -> Option<Term> {
    text.split('|').map(|text| phrase(text, language)).collect::<Option<Vec<_>>>().map(Term)
}

fn phrase(text: &str, language: Language) -> Option<Phrase> {
    let begin = text.strip_prefix('^').map(|rest| (Place::Begin, rest));
    let all = || text.strip_prefix('=').map(|rest| (Place::All, rest));
    let (place, text) = begin.or_else(all).unwrap_or((Place::Anywhere, text));
    let words = text.split('_').map(|text| word(text, language)).collect::<Option<Vec<_>>>()?;
    Some(Phrase { words, place })
}

fn word(text: &str, language: Language) -> Option<Word> {
    let plain = |text: &str| Some(fold(text)).filter(|folded| !folded.is_empty());
    if let Some(class) = text.strip_prefix('@') {
        return Some(Word::Class(match class {
            "when" => Class::When,
            "service" => Class::Service,
            "resource" => Class::Resource,
            _ => return None,
        }));
    }
    if let Some(stem) = text.strip_prefix('~') {
        let stem = plain(stem.trim_end_matches('*'))?;
        return Some(Word::Sound { sound: Sound::of(&stem, language), stem });
    }
    if let Some(stem) = text.strip_suffix('*') {
        return Some(Word::Begin(plain(stem)?));
    }
    match text.strip_prefix('*') {
        Some(stem) => Some(Word::End(plain(stem)?)),
        None => Some(Word::Exact(plain(text)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_pattern_files_is_a_pattern() {
        for (text, language) in
            [(include_str!("patterns/de.txt"), Language::De), (include_str!("patterns/en.txt"), Language::En)]
        {
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                assert!(pattern(line, language).is_some(), "{language}: {line}");
            }
        }
    }
}
