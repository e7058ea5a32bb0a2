//! Which of the owner's questions the words ask, by the words that the owner listed for it.

use super::sentence::{Class, Utterance, is_filler};
use super::service::is_inflection;
use crate::lexicon::Lists;
use crate::lexicon::keys::Query;
use crate::words::sound::Sound;
use crate::words::tokens;
use base::business::Business;
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

/// The question whose words are nearest to those of the utterance, where none is near enough to be answered.
pub(super) fn doubtful(utterance: &Utterance, business: &Business) -> Option<DoubtfulQuestion> {
    let mut best: Vec<(f32, DoubtfulQuestion)> = Vec::new();
    for question in &business.questions {
        let phrases = question.words.get(utterance.language).iter();
        let nearest = phrases
            .map(|phrase| (nearness(utterance, phrase), phrase))
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        if let Some((nearness, phrase)) = nearest {
            best.push((nearness, DoubtfulQuestion { id: question.id.clone(), topic: phrase.clone() }));
        }
    }
    best.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let runner_up = best.get(1).map_or(0.0, |(nearness, _)| *nearness);
    let (nearness, question) = best.into_iter().next()?;
    (nearness >= DOUBTFUL_MIN && nearness - runner_up >= DOUBTFUL_MARGIN).then_some(question)
}

/// How near the utterance comes to holding the words of a phrase: as near as to the worst of them.
fn nearness(utterance: &Utterance, phrase: &str) -> f32 {
    let words = tokens(phrase);
    let nearest = |word: &str| {
        if holds(utterance, word).is_some() {
            return 1.0;
        }
        let sound = Sound::of(word, utterance.language);
        let guessable = |index: &usize| {
            let shorter = utterance.text(*index).len().min(word.len());
            shorter >= DOUBTFUL_LETTERS_MIN && utterance.classes[*index].is_empty()
        };
        let all = (0..utterance.tokens.len()).filter(guessable);
        all.map(|index| sound.likeness_from(&utterance.sounds[index], DOUBTFUL_MIN)).fold(0.0, f32::max)
    };
    words.iter().map(|word| nearest(&word.text)).fold(1.0, f32::min)
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
pub(super) fn questions(utterance: &Utterance, business: &Business) -> Vec<(String, Vec<usize>)> {
    let asking: Vec<Range<usize>> =
        utterance.clauses().into_iter().filter(|clause| is_asking(utterance, clause)).collect();
    let candidates = candidates(utterance, business, &asking);
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

fn candidates<'b>(utterance: &Utterance, business: &'b Business, asking: &[Range<usize>]) -> Vec<Candidate<'b>> {
    let mut candidates = Vec::new();
    for question in &business.questions {
        for phrase in question.words.get(utterance.language) {
            let words: Vec<String> = tokens(phrase).into_iter().map(|token| token.text).collect();
            let found: Option<Vec<usize>> = words.iter().map(|word| holds(utterance, word)).collect();
            let Some(tokens) = found.filter(|tokens| !tokens.is_empty()) else { continue };
            let clause = asking.iter().position(|clause| tokens.iter().all(|token| clause.contains(token)));
            candidates.push(Candidate {
                id: &question.id,
                weight: words.iter().map(String::len).sum(),
                tokens,
                clause,
            });
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

/// 'I've lost the card': what is lost is not asked about.
fn is_lost(utterance: &Utterance, index: usize) -> bool {
    let clause = utterance.clauses().into_iter().find(|clause| clause.contains(&index));
    let gone = |at: usize| Query::Lost.is(utterance.text(at));
    clause.is_some_and(|mut clause| clause.any(gone))
}

/// Where the utterance holds a word of a question: short words only as they are, long ones also inflected or misheard.
fn holds(utterance: &Utterance, word: &str) -> Option<usize> {
    let sound = Sound::of(word, utterance.language);
    let taken = [Class::Service, Class::Name, Class::When];
    let fits = |index: &usize| {
        let text = utterance.text(*index);
        let long = word.len().min(text.len());
        !taken.iter().any(|class| utterance.is(*index, *class))
            && (text == word
                || (long >= 4 && is_inflection(text, word))
                || (long >= 5
                    && word.len() >= 6
                    && sound.likeness_from(&utterance.sounds[*index], LIKENESS_MIN) >= LIKENESS_MIN)
                || (word.len() >= 5 && text.len() > word.len() + 2 && text.starts_with(word)))
    };
    (0..utterance.tokens.len()).find(|index| fits(index) && !is_lost(utterance, *index))
}
