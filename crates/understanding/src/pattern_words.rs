//! The words that patterns are made of, each once, and which of them fit the words of an utterance: found for a token at once
//! by its letters, so that a pattern is tried only where its first word stands.

use super::heard::{Fit, How};
use super::sentence::{Class, Utterance};
use crate::lexicon::Key;
use crate::lexicon::keys::Recognised;
use crate::lexicon::notation;
use crate::words::fold;
use crate::words::sound::Sound;
use crate::words::table::Table;
use base::language::Language;
use std::collections::HashMap;

/// Least likeness of a misheard word.
const NEAR_MIN: f32 = 0.75;

/// A word, by its place among all.
pub(super) type Place = usize;

/// A word of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Word {
    Exact(String),
    Begin(String),
    End(String),
    Sound(String),
    Class(Class),
}

/// The words of all patterns of a language.
#[derive(Debug, Default)]
pub(super) struct PatternWords {
    words: Vec<Word>,
    places: HashMap<Word, Place>,
    exact: Table<Place>,
    /// How words begin, by the first letter; how they end, by the last.
    begins: Table<Vec<(String, Place)>>,
    ends: Table<Vec<(String, Place)>>,
    sounds: Vec<(String, Sound, Place)>,
}

impl PatternWords {
    /// The place of a word, which is taken in if it is new; `None` where the notation's word is none of a pattern.
    pub fn place(&mut self, word: notation::Word<'_>, language: Language) -> Option<Place> {
        let word = self::word(word)?;
        if let Some(place) = self.places.get(&word) {
            return Some(*place);
        }
        let place = self.words.len();
        match &word {
            Word::Exact(text) => {
                self.exact.insert(text.clone(), place);
            }
            Word::Begin(stem) => self.begins.entry(first(stem).to_owned()).or_default().push((stem.clone(), place)),
            Word::End(end) => self.ends.entry(last(end).to_owned()).or_default().push((end.clone(), place)),
            Word::Sound(stem) => self.sounds.push((stem.clone(), Sound::of(stem, language), place)),
            Word::Class(_) => {}
        }
        self.places.insert(word.clone(), place);
        self.words.push(word);
        Some(place)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether a word stands for what was recognised, and not for what is written.
    pub fn is_class(&self, word: Place) -> bool {
        matches!(self.words[word], Word::Class(_))
    }

    /// Which words fit each token.
    pub fn fits(&self, utterance: &Utterance) -> Vec<Vec<Fit>> {
        (0..utterance.tokens.len()).map(|at| self.fitting(utterance, at)).collect()
    }

    fn fitting(&self, utterance: &Utterance, at: usize) -> Vec<Fit> {
        let (text, next) = (utterance.text(at), utterance.text(at + 1));
        let exact = self.exact.get(text).into_iter().copied();
        let begins = self.begins.get(first(text)).into_iter().flatten();
        let ends = self.ends.get(last(text)).into_iter().flatten();
        let begins = begins.filter(|(stem, _)| text.starts_with(stem.as_str())).map(|(_, place)| *place);
        let ends = ends.filter(|(end, _)| text.ends_with(end.as_str())).map(|(_, place)| *place);
        let written = exact.chain(begins).chain(ends).map(|word| Fit { word, how: How::Written });
        let joined = |stem: &str| {
            let rest = stem.strip_prefix(text);
            next.len() > 1 && rest.is_some_and(|rest| next.starts_with(rest))
        };
        let sounds = self.sounds.iter().filter_map(|(stem, sound, place)| {
            let heard = &utterance.sounds[at];
            let near = || heard.likeness_at_least(sound, NEAR_MIN) > 0.0 && heard.sounds_same(sound);
            let how = match () {
                () if text.starts_with(stem.as_str()) => How::Written,
                () if joined(stem) => How::Joined,
                () if near() => How::Near,
                () => return None,
            };
            Some(Fit { word: *place, how })
        });
        written.chain(sounds).collect()
    }

    /// How many tokens a word takes at a token, of which `fits` is known.
    pub fn taken(&self, word: Place, utterance: &Utterance, fits: &[Fit], at: usize) -> Option<usize> {
        if let Word::Class(class) = self.words[word] {
            return utterance.is(at, class).then_some(1);
        }
        match fits.iter().find(|fit| fit.word == word)?.how {
            How::Written => Some(1),
            How::Joined => Some(2),
            How::Near => utterance.classes[at].is_empty().then_some(1),
        }
    }
}

fn first(text: &str) -> &str {
    text.chars().next().map_or("", |letter| &text[..letter.len_utf8()])
}

fn last(text: &str) -> &str {
    text.chars().next_back().map_or("", |letter| &text[text.len() - letter.len_utf8()..])
}

fn word(word: notation::Word<'_>) -> Option<Word> {
    Some(match word {
        notation::Word::Exact(text) => Word::Exact(fold(text)),
        notation::Word::Begin(text) => Word::Begin(fold(text)),
        notation::Word::End(text) => Word::End(fold(text)),
        notation::Word::Inflected(_) => return None,
        notation::Word::Misheard(text) => Word::Sound(fold(text)),
        notation::Word::Class(class) => Word::Class(match Recognised::named(class)? {
            Recognised::When => Class::When,
            Recognised::Service => Class::Service,
            Recognised::Resource => Class::Resource,
        }),
    })
}
