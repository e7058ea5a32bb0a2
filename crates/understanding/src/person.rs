//! Whose time the words ask for: a person or a thing by name, or anyone.

use super::sentence::{Class, Utterance};
use super::{Found, phrases};
use crate::lexicon::Lists;
use crate::lexicon::keys::Who;
use crate::words::sound::Sound;
use crate::words::tokens;
use crate::{Asked, ResourceWish};
use base::business::Resource;
use base::language::Language;
use std::ops::Range;

/// People from this likeness on; from the other where a person was asked for and the sound is the same.
const LIKENESS_MIN: f32 = 0.8;
const ANSWER_MIN: f32 = 0.7;
/// People whose names are this close have to be asked about.
const MARGIN: f32 = 0.12;
const LETTERS_MIN: usize = 3;
/// Below, a name does not tell who is meant, but only that somebody is.
const DOUBTFUL_MIN: f32 = 0.5;

/// The people and things of a business, with the words by which each is called.
pub(super) struct People<'b>(Vec<(&'b Resource, Vec<Sound>)>);

impl<'b> People<'b> {
    /// They, as a language sounds.
    pub fn of(resources: &'b [Resource], language: Language) -> Self {
        let sounds = |resource| names(resource).iter().map(|name| Sound::of(name, language)).collect();
        People(resources.iter().map(|resource| (resource, sounds(resource))).collect())
    }
}

/// Who may be meant, by id, where somebody was asked for by a name that is nobody's: 'bei Juna'. One where one name is near,
/// else all who have names. Empty where nobody was named, or there is nobody to choose from.
pub(super) fn meant(utterance: &Utterance, people: &People<'_>, asked: Asked) -> Vec<String> {
    let people: Vec<_> = people.0.iter().filter(|(resource, _)| resource.is_called_by_name()).collect();
    let found = match asked {
        Asked::Confirm => named(utterance, false).or_else(|| objected(utterance)),
        asked => named(utterance, asked == Asked::Resource),
    };
    let Some(index) = found.filter(|_| people.len() > 1) else { return Vec::new() };
    let heard = &utterance.sounds[index];
    let likeness = |names: &[Sound]| names.iter().map(|name| name.likeness(heard)).fold(0.0, f32::max);
    let mut scored: Vec<(f32, String)> = people.iter().map(|(one, names)| (likeness(names), one.id.clone())).collect();
    let all = people.iter().map(|(one, _)| one.id.clone()).collect();
    match Found::likeliest(&mut scored, MARGIN) {
        Some(Found { value, certainty, alternatives }) if certainty >= DOUBTFUL_MIN && alternatives.is_empty() => {
            vec![value]
        }
        _ => all,
    }
}

/// 'No, with the illness' to a read-back: whoever that is, it is somebody else than was read back.
fn objected(utterance: &Utterance) -> Option<usize> {
    const WORDS_MAX: usize = 2;
    let count = utterance.tokens.len();
    let link = (1..count).find(|at| Who::With.is(utterance.text(*at)))?;
    let rest = link + 1..count;
    let denied = Who::Denial.is(utterance.text(0));
    let unknown = |index: usize| utterance.classes[index].is_empty() && utterance.text(index).len() >= LETTERS_MIN;
    (denied && (1..=WORDS_MAX).contains(&rest.len()) && rest.clone().all(unknown)).then(|| count - 1)
}

/// The token that names somebody: with a capital, behind 'bei' or 'with', at the end of its clause; where a person was asked
/// for, any word that stands alone.
fn named(utterance: &Utterance, answering: bool) -> Option<usize> {
    let is_name = |index: &usize| {
        let token = &utterance.tokens[*index];
        token.raw.starts_with(char::is_uppercase)
            && token.text.len() >= LETTERS_MIN
            && utterance.classes[*index].is_empty()
            && phrases::meaning(utterance, *index, Asked::Wish).is_none()
            && !Who::Nobody.is(&token.text)
    };
    let last = |index: usize| index + 1 == utterance.tokens.len() || utterance.tokens[index].after.ends_clause();
    let courtesy = |index: usize| Who::Please.is(utterance.text(index + 1)) && last(index + 1);
    let behind = |index: &usize| {
        let asks_for = index.checked_sub(1).is_some_and(|before| Who::With.is(utterance.text(before)));
        asks_for && (last(*index) || courtesy(*index))
    };
    let names = || (0..utterance.tokens.len()).filter(is_name);
    let alone = || names().find(|_| answering && utterance.tokens.len() <= 2);
    names().find(behind).or_else(alone)
}

/// Whose time is asked for, with the tokens that say so. `answering`: a person was asked for.
pub(super) fn resource(
    utterance: &Utterance,
    people: &People<'_>,
    answering: bool,
) -> Option<(Found<ResourceWish>, Range<usize>)> {
    if let Some(range) = anyone(utterance, answering) {
        return Some((Found { value: ResourceWish::Anyone, certainty: 1.0, alternatives: Vec::new() }, range));
    }
    let best = |(resource, names): &(&Resource, Vec<Sound>)| {
        let (likeness, index) = likest(names, utterance, answering)?;
        (likeness >= LIKENESS_MIN).then(|| (likeness, (resource.id.clone(), index)))
    };
    let mut scored: Vec<(f32, (String, usize))> = people.0.iter().filter_map(best).collect();
    let Found { value: (id, index), certainty, alternatives } = Found::likeliest(&mut scored, MARGIN)?;
    let alternatives = alternatives.into_iter().map(|(id, _)| ResourceWish::One(id)).collect();
    Some((Found { value: ResourceWish::One(id), certainty, alternatives }, index..index + 1))
}

/// The token most like one of these names.
fn likest(names: &[Sound], utterance: &Utterance, answering: bool) -> Option<(f32, usize)> {
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
    let likeness = name.likeness_at_least(heard, ANSWER_MIN);
    let sounds_same = answering && name.sounds_same(heard) && likeness >= ANSWER_MIN;
    if sounds_same { likeness.max(LIKENESS_MIN) } else { likeness }
}

/// The words of a person's or thing's name by which it is called, without titles.
fn names(resource: &Resource) -> Vec<String> {
    let words = tokens(resource.spoken_name()).into_iter().chain(tokens(&resource.name)).map(|token| token.text);
    let mut names: Vec<String> = words.filter(|word| !Who::Title.is(word) && word.len() >= LETTERS_MIN).collect();
    names.sort();
    names.dedup();
    names
}

/// 'egal bei wem', 'anyone'.
fn anyone(utterance: &Utterance, answering: bool) -> Option<Range<usize>> {
    let elsewhere = utterance.tokens.iter().any(|token| Who::Elsewhere.is(&token.text));
    let said = (!elsewhere).then(|| Who::Anyone.find(&utterance.tokens)).flatten();
    said.or_else(|| answering.then(|| Who::NoMatter.find(&utterance.tokens)).flatten())
}
