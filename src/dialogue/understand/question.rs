//! Which of the owner's questions the words ask, by the words that the owner listed for it.

use super::sentence::{Class, Utterance};
use super::service::is_inflection;
use crate::business::Business;
use crate::dialogue::words::sound::Sound;
use crate::dialogue::words::tokens;

/// A long word may be misheard this much.
const LIKENESS_MIN: f32 = 0.88;

/// The id of the question whose words the utterance holds best, and the tokens that hold them. More words and longer ones are
/// the better witness.
pub(super) fn question(utterance: &Utterance, business: &Business) -> Option<(String, Vec<usize>)> {
    let mut best: Option<(usize, &str, Vec<usize>)> = None;
    for question in &business.questions {
        for phrase in question.words.get(utterance.language) {
            let words: Vec<String> = tokens(phrase).into_iter().map(|token| token.text).collect();
            let found: Option<Vec<usize>> = words.iter().map(|word| holds(utterance, word)).collect();
            let Some(tokens) = found.filter(|tokens| !tokens.is_empty()) else { continue };
            let weight = words.iter().map(String::len).sum();
            if best.as_ref().is_none_or(|(other, _, _)| weight > *other) {
                best = Some((weight, &question.id, tokens));
            }
        }
    }
    best.map(|(_, id, tokens)| (id.to_owned(), tokens))
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
                || (long >= 5 && word.len() >= 6 && sound.likeness(&utterance.sounds[*index]) >= LIKENESS_MIN)
                || (word.len() >= 5 && text.len() > word.len() + 2 && text.starts_with(word)))
    };
    (0..utterance.tokens.len()).find(fits)
}
