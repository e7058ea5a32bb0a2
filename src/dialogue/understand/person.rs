//! Whose time the words ask for: a person or a thing by name, or anyone.

use super::Found;
use super::sentence::{Class, Utterance};
use crate::business::{Business, Resource};
use crate::dialogue::ResourceWish;
use crate::dialogue::words::sound::Sound;
use crate::dialogue::words::tokens;
use std::ops::Range;

/// People from this likeness on; from the other where a person was asked for and the sound is the same.
const LIKENESS_MIN: f32 = 0.8;
const ANSWER_MIN: f32 = 0.7;
/// People whose names are this close have to be asked about.
const MARGIN: f32 = 0.12;
const LETTERS_MIN: usize = 3;

/// Whose time is asked for, with the tokens that say so. `answering`: a person was asked for.
pub(super) fn resource(
    utterance: &Utterance,
    business: &Business,
    answering: bool,
) -> Option<(Found<ResourceWish>, Range<usize>)> {
    if let Some(range) = anyone(utterance, answering) {
        return Some((Found { value: ResourceWish::Anyone, certainty: 1.0, alternatives: Vec::new() }, range));
    }
    let best = |resource: &Resource| {
        let (likeness, index) = likest(resource, utterance, answering)?;
        (likeness >= LIKENESS_MIN).then(|| (likeness, (resource.id.clone(), index)))
    };
    let mut scored: Vec<(f32, (String, usize))> = business.resources.iter().filter_map(best).collect();
    let Found { value: (id, index), certainty, alternatives } = Found::likeliest(&mut scored, MARGIN)?;
    let alternatives = alternatives.into_iter().map(|(id, _)| ResourceWish::One(id)).collect();
    Some((Found { value: ResourceWish::One(id), certainty, alternatives }, index..index + 1))
}

/// The token most like one of the resource's names.
fn likest(resource: &Resource, utterance: &Utterance, answering: bool) -> Option<(f32, usize)> {
    let names: Vec<Sound> = names(resource).iter().map(|name| Sound::of(name, utterance.language)).collect();
    let free = |index: &usize| {
        let taken = utterance.is(*index, Class::Name) || utterance.is(*index, Class::Contact);
        !taken && utterance.text(*index).len() >= LETTERS_MIN
    };
    let likeness = |index: usize| {
        let heard = &utterance.sounds[index];
        names.iter().map(|name| likeness(name, heard, answering)).fold(0.0, f32::max)
    };
    let all = (0..utterance.tokens.len()).filter(free).map(|index| (likeness(index), index));
    all.max_by(|a, b| a.0.total_cmp(&b.0))
}

fn likeness(name: &Sound, heard: &Sound, answering: bool) -> f32 {
    let likeness = name.likeness_from(heard, ANSWER_MIN);
    let sounds_same = answering && name.sounds_same(heard) && likeness >= ANSWER_MIN;
    if sounds_same { likeness.max(LIKENESS_MIN) } else { likeness }
}

/// The words of a person's or thing's name by which it is called, without titles.
fn names(resource: &Resource) -> Vec<String> {
    const TITLES: [&str; 9] = ["dr", "herr", "frau", "prof", "mr", "mrs", "ms", "doktor", "doctor"];
    let words = tokens(resource.spoken_name()).into_iter().chain(tokens(&resource.name)).map(|token| token.text);
    let mut names: Vec<String> =
        words.filter(|word| !TITLES.contains(&word.as_str()) && word.len() >= LETTERS_MIN).collect();
    names.sort();
    names.dedup();
    names
}

/// 'egal bei wem', 'anyone'.
fn anyone(utterance: &Utterance, answering: bool) -> Option<Range<usize>> {
    const PHRASES: [&str; 26] = [
        "egal wer",
        "egal bei wem",
        "egal zu wem",
        "wer frei ist",
        "wer gerade frei ist",
        "bei irgendwem",
        "irgendwem",
        "irgendjemand",
        "wer zeit hat",
        "wer gerade zeit hat",
        "bei wem auch immer",
        "keine praeferenz",
        "kein wunsch",
        "anyone",
        "anybody",
        "whoever",
        "no preference",
        "don't mind who",
        "doesn't matter who",
        "either of them",
        "bei beiden",
        "wem auch immer",
        "wer da ist",
        "any of them",
        "ganz egal bei wem",
        "who doesn't matter",
    ];
    const ANSWERS: [&str; 9] = [
        "egal",
        "mir egal",
        "ist egal",
        "ganz egal",
        "don't mind",
        "doesn't matter",
        "don't care",
        "whatever",
        "wurst",
    ];
    const ELSEWHERE: [&str; 9] = ["sprechen", "reden", "speak", "talk", "there", "verbinden", "data", "daten", "call"];
    let elsewhere = utterance.tokens.iter().any(|token| ELSEWHERE.contains(&token.text.as_str()));
    let said = PHRASES.iter().filter(|_| !elsewhere).find_map(|phrase| utterance.find(phrase));
    said.or_else(|| ANSWERS.iter().filter(|_| answering).find_map(|phrase| utterance.find(phrase)))
}
