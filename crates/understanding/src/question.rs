//! Which of the owner's questions the words ask, by the words that the owner listed for it.

use super::catalogue::is_inflection;
use super::sentence::{Class, Utterance, is_filler};
use crate::lexicon::Lists;
use crate::lexicon::keys::Query;
use crate::words::sound::Sound;
use crate::words::tokens;
use base::business::Question;
use base::language::Language;
use std::ops::Range;

/// A long word may be misheard this much.
const LIKENESS_MIN: f32 = 0.88;
/// And this much where it is asked back ('parten').
const DOUBTFUL_MIN: f32 = 0.74;
/// A doubtful word must be so much nearer to one question than to any other.
const DOUBTFUL_MARGIN: f32 = 0.06;
/// Shorter words are too alike to be guessed at.
const DOUBTFUL_LETTERS_MIN: usize = 5;

/// A question of the owner's list that may have been asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubtfulQuestion {
    /// Its id.
    pub id: String,
    /// The owner's words for it that are nearest to those heard.
    pub topic: String,
}

/// The questions of the owner's list, by their words.
pub(super) struct Topics<'b> {
    topics: Vec<Topic<'b>>,
    /// The words of all phrases, each once.
    words: Vec<Word>,
}

/// A question with the owner's phrases for it.
struct Topic<'b> {
    id: &'b str,
    phrases: Vec<Phrase<'b>>,
}

/// A phrase and its words, by their places among all.
struct Phrase<'b> {
    text: &'b str,
    words: Vec<usize>,
}

struct Word {
    text: String,
    sound: Sound,
}

impl<'b> Topics<'b> {
    /// The questions, as they are asked in a language.
    pub fn of(questions: &'b [Question], language: Language) -> Self {
        let mut topics = Topics { topics: Vec::new(), words: Vec::new() };
        for question in questions {
            let phrases = question.words.get(language).iter();
            let phrases = phrases.map(|text| Phrase { text, words: topics.places(text, language) }).collect();
            topics.topics.push(Topic { id: &question.id, phrases });
        }
        topics
    }

    fn places(&mut self, phrase: &str, language: Language) -> Vec<usize> {
        let place = |word: String| {
            self.words.iter().position(|known| known.text == word).unwrap_or_else(|| {
                self.words.push(Word { sound: Sound::of(&word, language), text: word });
                self.words.len() - 1
            })
        };
        tokens(phrase).into_iter().map(|token| token.text).map(place).collect()
    }

    /// The words that tokens hold by their form, with those tokens: short words only as they are, long ones also inflected or
    /// misheard.
    pub fn held(&self, utterance: &Utterance) -> Vec<(usize, usize)> {
        let tokens = |word: usize| (0..utterance.tokens.len()).map(move |at| (word, at));
        let all = (0..self.words.len()).flat_map(tokens);
        all.filter(|(word, at)| self.words[*word].is_held(utterance.text(*at), &utterance.sounds[*at])).collect()
    }
}

impl Word {
    fn is_held(&self, text: &str, heard: &Sound) -> bool {
        let (word, long) = (self.text.as_str(), self.text.len().min(text.len()));
        text == word
            || (long >= 4 && is_inflection(text, word))
            || (long >= 5 && word.len() >= 6 && self.sound.likeness_at_least(heard, LIKENESS_MIN) >= LIKENESS_MIN)
            || (word.len() >= 5 && text.len() > word.len() + 2 && text.starts_with(word))
    }
}

/// The question whose words are nearest to those of the utterance, where none is near enough to be answered.
pub(super) fn doubtful(utterance: &Utterance, topics: &Topics<'_>) -> Option<DoubtfulQuestion> {
    let said = Said { utterance, topics };
    let near = |phrase: &Phrase<'_>| said.nearness(phrase, Sound::likeness_at_least) >= DOUBTFUL_MIN;
    if !topics.topics.iter().flat_map(|topic| &topic.phrases).any(near) {
        return None;
    }
    let mut best: Vec<(f32, DoubtfulQuestion)> = Vec::new();
    for topic in &topics.topics {
        let nearest = topic
            .phrases
            .iter()
            .map(|phrase| (said.nearness(phrase, Sound::likeness_from), phrase))
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        if let Some((nearness, phrase)) = nearest {
            best.push((nearness, DoubtfulQuestion { id: topic.id.to_owned(), topic: phrase.text.to_owned() }));
        }
    }
    best.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let runner_up = best.get(1).map_or(0.0, |(nearness, _)| *nearness);
    let (nearness, question) = best.into_iter().next()?;
    (nearness >= DOUBTFUL_MIN && nearness - runner_up >= DOUBTFUL_MARGIN).then_some(question)
}

/// How alike two words are, if they come near a likeness.
type Likeness = fn(&Sound, &Sound, f32) -> f32;

/// An utterance, and what may be asked in it.
struct Said<'a> {
    utterance: &'a Utterance,
    topics: &'a Topics<'a>,
}

impl Said<'_> {
    /// How near the utterance comes to holding the words of a phrase: as near as to the worst of them.
    fn nearness(&self, phrase: &Phrase<'_>, likeness: Likeness) -> f32 {
        let utterance = self.utterance;
        let nearest = |place: &usize| {
            if self.holds(*place).is_some() {
                return 1.0;
            }
            let word = &self.topics.words[*place];
            let guessable = |index: &usize| {
                let shorter = utterance.text(*index).len().min(word.text.len());
                shorter >= DOUBTFUL_LETTERS_MIN && utterance.classes[*index].is_empty()
            };
            let all = (0..utterance.tokens.len()).filter(guessable);
            all.map(|index| likeness(&word.sound, &utterance.sounds[index], DOUBTFUL_MIN)).fold(0.0, f32::max)
        };
        phrase.words.iter().map(nearest).fold(1.0, f32::min)
    }

    /// Where the utterance holds a word of a question that is no part of something else.
    fn holds(&self, word: usize) -> Option<usize> {
        let taken = [Class::Service, Class::Name, Class::When];
        let free = |index: &usize| !taken.iter().any(|class| self.utterance.is(*index, *class));
        let held = self.utterance.heard.topics.iter().filter(|(held, _)| *held == word).map(|(_, at)| *at);
        held.into_iter().find(|index| free(index) && !self.is_lost(*index))
    }

    /// 'I've lost the card': what is lost is not asked about.
    fn is_lost(&self, index: usize) -> bool {
        let clauses = self.utterance.clauses();
        let clause = clauses.get(clauses.partition_point(|clause| clause.end <= index));
        let gone = |at: usize| Query::Lost.is(self.utterance.text(at));
        clause.is_some_and(|clause| clause.clone().any(gone))
    }
}

/// A question whose words the utterance holds.
struct Candidate<'b> {
    id: &'b str,
    /// The tokens that hold them.
    tokens: Vec<usize>,
    /// More words and longer ones are the better witness.
    weight: usize,
    /// The asking clause that they stand in.
    clause: Option<usize>,
}

/// The questions asked, by their ids, with the tokens that hold their words: of several clauses that ask, the best of each, in
/// their order; else the best of all.
pub(super) fn questions(utterance: &Utterance, topics: &Topics<'_>) -> Vec<(String, Vec<usize>)> {
    if utterance.heard.topics.is_empty() {
        return Vec::new();
    }
    let clauses = utterance.clauses();
    let asking: Vec<Range<usize>> = clauses.iter().filter(|clause| is_asking(utterance, clause)).cloned().collect();
    let candidates = candidates(&Said { utterance, topics }, &asking);
    let heaviest = |clause: Option<usize>| {
        let of_clause = candidates.iter().filter(|candidate| clause.is_none() || candidate.clause == clause);
        // Of equals, the first.
        of_clause.rev().max_by_key(|candidate| candidate.weight)
    };
    let mut asked: Vec<&Candidate<'_>> = match asking.len() {
        0 | 1 => Vec::new(),
        count => (0..count).filter_map(|clause| heaviest(Some(clause))).collect(),
    };
    if asked.is_empty() {
        asked.extend(heaviest(None));
    }
    let mut questions: Vec<(String, Vec<usize>)> = Vec::new();
    for candidate in asked {
        if questions.iter().all(|(id, _)| id != candidate.id) {
            questions.push((candidate.id.to_owned(), candidate.tokens.clone()));
        }
    }
    questions
}

fn candidates<'a>(said: &Said<'a>, asking: &[Range<usize>]) -> Vec<Candidate<'a>> {
    let mut candidates = Vec::new();
    for topic in &said.topics.topics {
        for phrase in &topic.phrases {
            let found: Option<Vec<usize>> = phrase.words.iter().map(|word| said.holds(*word)).collect();
            let Some(tokens) = found.filter(|tokens| !tokens.is_empty()) else { continue };
            let clause = asking.iter().position(|clause| tokens.iter().all(|token| clause.contains(token)));
            let weight = phrase.words.iter().map(|word| said.topics.words[*word].text.len()).sum();
            candidates.push(Candidate { id: topic.id, weight, tokens, clause });
        }
    }
    candidates
}

/// Whether a clause asks: a verb or a question word opens it.
fn is_asking(utterance: &Utterance, clause: &Range<usize>) -> bool {
    clause
        .clone()
        .find(|index| !is_filler(utterance.text(*index)))
        .is_some_and(|index| Query::Opening.is(utterance.text(index)))
}
