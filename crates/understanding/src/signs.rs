//! What only looks like a sign: words of a goodbye that end nothing, a person who is described and not asked for. Pure.

use super::clause::Part;
use super::pattern::Hit;
use super::sentence::{Utterance, is_filler};
use super::{Asked, Intent, Pick, pick};
use crate::lexicon::Lists;
use crate::lexicon::keys::Sense;

/// A wish of less weight is only implied.
const PLAIN_MIN: u8 = 5;

/// 'I need a person who is good with curls': a kind of person is told, and nobody is to be spoken with.
pub(super) fn tells_what_kind(utterance: &Utterance, hit: &Hit) -> bool {
    if hit.intent != Intent::Human {
        return false;
    }
    let says = |at: &usize, sense: Sense| sense.is_in(utterance.language, utterance.text(*at));
    let whoever = hit.tokens.iter().filter(|at| says(at, Sense::Anybody));
    let told = whoever.map(|at| at + 1).any(|next| says(&next, Sense::Who));
    let speaks = (0..utterance.tokens.len()).any(|at| says(&at, Sense::Contact));
    told && !speaks
}

/// A goodbye ends what is said: 'I'd like to say goodbye to my long hair' is none.
pub(super) fn parts_with(utterance: &Utterance, goodbye: &Hit) -> bool {
    const FURTHER_MAX: usize = 1;
    let last = goodbye.tokens.iter().max().copied().unwrap_or(0);
    let Some(clause) = utterance.clause_of(last) else { return true };
    let said = utterance.said();
    let further = |index: &usize| {
        let courtesy = said.is(*index, Part::Courtesy) || said.is(*index, Part::Determiner);
        utterance.classes[*index].is_empty() && !courtesy && !is_filler(utterance.text(*index))
    };
    (last + 1..clause.tokens.end).filter(further).count() <= FURTHER_MAX
}

/// 'Bye bye winter beard, can I book a shave': what is wanted plainly behind a goodbye goes on.
pub(super) fn wishes_behind(hits: &[Hit]) -> bool {
    use Intent::{Availability, Book, Cancel, Move};
    let last = |hit: &Hit| hit.tokens.last().copied();
    let goodbye = hits.iter().find(|hit| hit.intent == Intent::Goodbye).and_then(last);
    let wishes = |hit: &&Hit| matches!(hit.intent, Book | Move | Cancel | Availability) && hit.weight >= PLAIN_MIN;
    let mut wished = hits.iter().filter(wishes);
    goodbye.is_some_and(|goodbye| wished.any(|hit| hit.tokens.first().is_some_and(|first| *first > goodbye)))
}

/// 'Mehr nicht?' where things were offered asks for others.
pub(super) fn asks_for_others(utterance: &Utterance, asked: Asked) -> bool {
    matches!(asked, Asked::Choice | Asked::Which) && pick::pick(utterance) == Some(Pick::Neither)
}
