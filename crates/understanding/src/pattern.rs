//! Patterns of words that say what a caller wants, read once from `lexicon/{de,en}/intents.txt`.

use super::Intent;
use super::sentence::{Class, Utterance, is_courtesy, is_filler};
use crate::lexicon::Key;
use crate::lexicon::keys::Recognised;
use crate::lexicon::notation::{self, Entry, Place};
use crate::words::fold;
use crate::words::sound::Sound;
use base::language::Language;
use std::ops::Range;
use std::sync::LazyLock;

/// One line of the file.
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

static GERMAN: LazyLock<Vec<Pattern>> = LazyLock::new(|| read(include_str!("../lexicon/de/intents.txt"), Language::De));
static ENGLISH: LazyLock<Vec<Pattern>> =
    LazyLock::new(|| read(include_str!("../lexicon/en/intents.txt"), Language::En));

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

/// All patterns that fit a clause, be it refused or not.
pub(super) fn hits_whatever(utterance: &Utterance, clause: &Range<usize>) -> Vec<Hit> {
    patterns(utterance.language).iter().filter_map(|pattern| pattern.find(utterance, clause, false)).collect()
}

impl Pattern {
    fn fit(&self, utterance: &Utterance, sentence: &Range<usize>) -> Option<Hit> {
        self.find(utterance, sentence, is_deed(self.intent))
    }

    /// `deed`: on words that are not refused.
    fn find(&self, utterance: &Utterance, sentence: &Range<usize>, deed: bool) -> Option<Hit> {
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
        let near = heard.likeness_at_least(sound, NEAR_MIN) >= NEAR_MIN && heard.sounds_same(sound);
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

/// Reads a file. What is no pattern is left out; the build keeps the files free of it.
fn read(text: &str, language: Language) -> Vec<Pattern> {
    let entries = notation::entries(text).filter_map(Result::ok);
    entries.filter_map(|(_, entry)| pattern(&entry, language)).collect()
}

fn pattern(entry: &Entry<'_>, language: Language) -> Option<Pattern> {
    let terms =
        |terms: &[notation::Term<'_>]| terms.iter().map(|found| term(found, language)).collect::<Option<Vec<_>>>();
    Some(Pattern {
        intent: Intent::from_name(entry.key)?,
        weight: entry.weight?,
        wanted: terms(&entry.wanted)?,
        unwanted: terms(&entry.unwanted)?,
    })
}

fn term(term: &notation::Term<'_>, language: Language) -> Option<Term> {
    let phrase = |phrase: &notation::Phrase<'_>| {
        let words = phrase.words.iter().map(|found| word(*found, language)).collect::<Option<Vec<_>>>()?;
        Some(Phrase { words, place: phrase.place })
    };
    term.0.iter().map(phrase).collect::<Option<Vec<_>>>().map(Term)
}

fn word(word: notation::Word<'_>, language: Language) -> Option<Word> {
    Some(match word {
        notation::Word::Exact(text) => Word::Exact(fold(text)),
        notation::Word::Begin(text) => Word::Begin(fold(text)),
        notation::Word::End(text) => Word::End(fold(text)),
        notation::Word::Inflected(_) => return None,
        notation::Word::Misheard(text) => {
            let stem = fold(text);
            Word::Sound { sound: Sound::of(&stem, language), stem }
        }
        notation::Word::Class(class) => Word::Class(match Recognised::named(class)? {
            Recognised::When => Class::When,
            Recognised::Service => Class::Service,
            Recognised::Resource => Class::Resource,
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_files_is_a_pattern() {
        let german = (include_str!("../lexicon/de/intents.txt"), Language::De);
        for (text, language) in [german, (include_str!("../lexicon/en/intents.txt"), Language::En)] {
            let entries = notation::entries(text).filter_map(Result::ok);
            let none: Vec<usize> =
                entries.filter(|(_, entry)| pattern(entry, language).is_none()).map(|(line, _)| line).collect();
            assert_eq!(none, [0; 0], "{language}");
        }
    }
}
