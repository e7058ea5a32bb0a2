//! A name, and the words of an utterance that one is made of.

use super::letters::Letters;
use super::name_words::is_name_word;
use super::phrases;
use super::sentence::Utterance;
use crate::Asked;
use crate::lexicon::Lists;
use crate::lexicon::keys::Naming;
use crate::words::Mark;
use std::ops::Range;

/// A name found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    /// As it is written.
    pub name: String,
    /// How surely it is the caller's name and heard right.
    pub certainty: f32,
    /// Its tokens with those that announce it.
    pub tokens: Range<usize>,
}

impl Named {
    /// A name that was spelled letter by letter.
    pub(super) fn spelled(letters: &Letters, tokens: Range<usize>) -> Self {
        Named { name: letters.name(None).into_inner(), certainty: SPELLED, tokens }
    }
}

/// How surely: spelled letter by letter, announced, answered, only likely, and perhaps none at all.
pub(super) const SPELLED: f32 = 0.97;
pub(super) const ANNOUNCED: f32 = 0.9;
pub(super) const ANSWERED: f32 = 0.8;
pub(super) const LIKELY: f32 = 0.76;
pub(super) const PERHAPS: f32 = 0.7;

/// Whether the word means yes, no or the like, and so is no name.
pub(super) fn is_answer(utterance: &Utterance, index: usize) -> bool {
    let meaning = phrases::meaning(utterance, index, Asked::Wish).map(|(meaning, _)| meaning);
    matches!(meaning, Some(meaning) if meaning != phrases::Meaning::Neutral)
}

/// The name's tokens from `start` on: up to four, until a clause ends or a word that no name has.
pub(super) fn take(utterance: &Utterance, start: usize, weak: bool) -> Option<Range<usize>> {
    const WORDS_MAX: usize = 4;
    let mut start = start;
    // 'auf den Namen meiner Frau, Sabine Krause'
    let kin = Naming::Relative.is(utterance.text(start));
    if kin && utterance.tokens.get(start + 1).is_some_and(|token| token.after.ends_clause()) {
        start += 2;
    }
    while Naming::Title.is(utterance.text(start)) || (!weak && Naming::Yes.is(utterance.text(start))) {
        start += 1;
    }
    let mut end = start;
    while let Some(token) =
        utterance.tokens.get(end).filter(|token| end - start < WORDS_MAX && is_name_word(token, weak))
    {
        end += 1;
        if token.after.ends_clause() && !(token.after == Mark::Stop && token.raw.len() <= 2) {
            break;
        }
    }
    // Particles alone are no name.
    let meat = (start..end).any(|index| !Naming::Particle.is(utterance.text(index)));
    (end > start && meat).then_some(start..end)
}

/// 'Keller, Jonas Keller': the fuller form.
pub(super) fn last_repeats(utterance: &Utterance, taken: &Range<usize>) -> Option<Range<usize>> {
    let second = taken.end;
    let more = take(utterance, second, false)?;
    let repeats = (more.start..more.end).any(|index| utterance.text(index) == utterance.text(taken.start));
    repeats.then_some(more)
}
