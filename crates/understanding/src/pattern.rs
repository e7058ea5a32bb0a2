//! Patterns of words that say what a caller wants, read once from `lexicon/{de,en}/intents.txt`.

use super::Intent;
use super::heard::Fit;
use super::pattern_words::{PatternWords, Place as Word};
use super::sentence::{Utterance, is_courtesy, is_filler};
use crate::lexicon::notation::{self, Entry, Place};
use base::language::Language;
use std::ops::Range;
use std::sync::LazyLock;

/// The patterns of a language, and which of them a word can begin.
#[derive(Debug, Default)]
struct Patterns {
    list: Vec<Pattern>,
    words: PatternWords,
    /// For each word the patterns of which some term has a phrase that begins with it. A pattern that fits has one of its words
    /// in the sentence.
    led: Vec<Vec<usize>>,
    /// Those that what was recognised can begin.
    always: Vec<usize>,
    /// For each word whether it stands for what was recognised.
    classes: Vec<bool>,
}

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

static GERMAN: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::read(include_str!("../lexicon/de/intents.txt"), Language::De));
static ENGLISH: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::read(include_str!("../lexicon/en/intents.txt"), Language::En));

fn patterns(language: Language) -> &'static Patterns {
    match language {
        Language::De => &GERMAN,
        Language::En => &ENGLISH,
    }
}

/// All patterns that fit a sentence of the utterance.
pub(super) fn hits(utterance: &Utterance, sentence: &Range<usize>) -> Vec<Hit> {
    let said = Said::of(utterance, sentence);
    said.patterns().into_iter().filter_map(|pattern| pattern.fit(&said)).collect()
}

/// All patterns that fit a clause, be it refused or not.
pub(super) fn hits_whatever(utterance: &Utterance, clause: &Range<usize>) -> Vec<Hit> {
    let said = Said::of(utterance, clause);
    said.patterns().into_iter().filter_map(|pattern| pattern.find(&said, false)).collect()
}

/// A range of an utterance, with the words of patterns that fit its own.
struct Said<'a> {
    utterance: &'a Utterance,
    range: &'a Range<usize>,
    patterns: &'static Patterns,
    fits: &'a [Vec<Fit>],
    /// For each word whether it may stand in the range: most phrases are ruled out by it before a place is looked at.
    present: Vec<bool>,
}

impl<'a> Said<'a> {
    fn of(utterance: &'a Utterance, range: &'a Range<usize>) -> Self {
        let patterns = patterns(utterance.language);
        let fits = utterance.derived.fits.get_or_init(|| patterns.words.fits(utterance));
        let mut present = patterns.classes.clone();
        fits[range.clone()].iter().flatten().for_each(|fit| present[fit.word] = true);
        Said { utterance, range, patterns, fits, present }
    }

    /// The patterns that may fit, in their order.
    fn patterns(&self) -> Vec<&'static Pattern> {
        let fits = self.fits[self.range.clone()].iter().flatten();
        let led = fits.flat_map(|fit| &self.patterns.led[fit.word]).chain(&self.patterns.always);
        let mut led: Vec<usize> = led.copied().collect();
        led.sort_unstable();
        led.dedup();
        led.into_iter().map(|place| &self.patterns.list[place]).collect()
    }

    /// How many tokens a word takes at `at`.
    fn taken(&self, word: Word, at: usize) -> Option<usize> {
        self.patterns.words.taken(word, self.utterance, self.fits.get(at)?, at)
    }
}

impl Patterns {
    /// Reads a file. What is no pattern is left out; the build keeps the files free of it.
    fn read(text: &str, language: Language) -> Self {
        let mut patterns = Patterns::default();
        for (_, entry) in notation::entries(text).filter_map(Result::ok) {
            let pattern = patterns.pattern(&entry, language);
            patterns.list.extend(pattern);
        }
        patterns.led = vec![Vec::new(); patterns.words.len()];
        patterns.classes = (0..patterns.words.len()).map(|word| patterns.words.is_class(word)).collect();
        for (place, pattern) in patterns.list.iter().enumerate() {
            let spelled = |term: &&Term| !term.firsts().any(|word| patterns.classes[word]);
            match pattern.wanted.iter().find(spelled) {
                Some(term) => term.firsts().for_each(|word| patterns.led[word].push(place)),
                None => patterns.always.push(place),
            }
        }
        patterns
    }

    fn pattern(&mut self, entry: &Entry<'_>, language: Language) -> Option<Pattern> {
        let mut terms = |terms: &[notation::Term<'_>]| {
            terms.iter().map(|found| self.term(found, language)).collect::<Option<Vec<_>>>()
        };
        let (wanted, unwanted) = (terms(&entry.wanted)?, terms(&entry.unwanted)?);
        Some(Pattern { intent: Intent::from_name(entry.key)?, weight: entry.weight?, wanted, unwanted })
    }

    fn term(&mut self, term: &notation::Term<'_>, language: Language) -> Option<Term> {
        let mut phrase = |phrase: &notation::Phrase<'_>| {
            let words =
                phrase.words.iter().map(|word| self.words.place(*word, language)).collect::<Option<Vec<_>>>()?;
            Some(Phrase { words, place: phrase.place })
        };
        term.0.iter().map(&mut phrase).collect::<Option<Vec<_>>>().map(Term)
    }
}

impl Pattern {
    fn fit(&self, said: &Said<'_>) -> Option<Hit> {
        self.find(said, is_deed(self.intent))
    }

    /// `deed`: on words that are not refused.
    fn find(&self, said: &Said<'_>, deed: bool) -> Option<Hit> {
        let mut tokens = Vec::new();
        for term in &self.wanted {
            tokens.extend(term.find(said, deed)?);
        }
        if self.unwanted.iter().any(|term| term.find(said, true).is_some()) {
            return None;
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
    /// The words with which its phrases begin.
    fn firsts(&self) -> impl Iterator<Item = Word> {
        self.0.iter().filter_map(|phrase| phrase.words.first().copied())
    }

    /// Where one of the phrases stands; `deed`: on words that are not refused.
    fn find(&self, said: &Said<'_>, deed: bool) -> Option<Range<usize>> {
        self.0.iter().find_map(|phrase| phrase.find(said, deed))
    }
}

impl Phrase {
    fn find(&self, said: &Said<'_>, deed: bool) -> Option<Range<usize>> {
        if !self.words.iter().all(|word| said.present[*word]) {
            return None;
        }
        let sentence = said.range;
        let wanted = |range: &Range<usize>| !deed || !range.clone().any(|index| said.utterance.is_refused(index));
        let mut all = sentence.clone().filter_map(|start| Some(start..self.at(said, start, sentence.end)?));
        let found = all.find(wanted)?;
        let before = || sentence.start..found.start;
        let fits = match self.place {
            Place::Anywhere => true,
            Place::Begin => before().all(|index| is_filler(said.utterance.text(index))),
            Place::All => before().chain(found.end..sentence.end).all(|index| is_courtesy(said.utterance.text(index))),
        };
        fits.then_some(found)
    }

    /// The end of the phrase if it begins at `start`. Fillers may stand between its words.
    fn at(&self, said: &Said<'_>, start: usize, end: usize) -> Option<usize> {
        let mut at = start;
        for (position, word) in self.words.iter().enumerate() {
            let fits = |at: usize| said.taken(*word, at).is_some();
            while position > 0 && at < end && !fits(at) && is_filler(said.utterance.text(at)) {
                at += 1;
            }
            // Words that a clause's end parts do not stand together.
            let parted = position > 0 && said.utterance.tokens[at - 1].after.ends_clause();
            at += (at < end && !parted).then(|| said.taken(*word, at)).flatten()?;
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_files_is_a_pattern() {
        let german = (include_str!("../lexicon/de/intents.txt"), Language::De);
        for (text, language) in [german, (include_str!("../lexicon/en/intents.txt"), Language::En)] {
            let entries = notation::entries(text).filter_map(Result::ok);
            let none: Vec<usize> = entries
                .filter(|(_, entry)| Patterns::default().pattern(entry, language).is_none())
                .map(|(line, _)| line)
                .collect();
            assert_eq!(none, [0; 0], "{language}");
        }
    }
}
