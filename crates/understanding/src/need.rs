//! What is needed where a caller tells of pain, damage or a defect and names no service: the business's own service or question
//! for that, known by its names. Nothing is assessed: that something hurts or is broken is seen, and not how bad it is.
//!
//! Takes an utterance with what it names; gives the service that is meant. Pure. The words are in `lexicon/{de,en}/needs.txt`.

use super::Found;
use super::sentence::Utterance;
use super::service::Service;
use crate::lexicon::keys::Need;
use crate::lexicon::{Lists, Places};
use crate::words::tokens;
use base::business::{Business, Question};
use base::language::Language;
use std::ops::Range;

/// So many words at most lie between what hurts or broke and that it does.
const APART_MAX: usize = 7;
/// How sure it is that the service for pain is wanted where pain is told, and that another need is meant: that is asked.
const PAIN: f32 = 0.9;
const MEANT: f32 = 0.6;

/// What of needs the words tell.
pub(super) struct Told {
    places: Places<Need>,
    len: usize,
}

impl Told {
    /// Looks the words up; `None` where they tell of no need.
    pub fn of(utterance: &Utterance) -> Option<Self> {
        let places = Places::<Need>::of(&utterance.tokens, utterance.language);
        let told = Told { places, len: utterance.tokens.len() };
        let kinds =
            [Need::PainTold, Need::PainFelt, Need::PainDamage, Need::ColourTold, Need::CheckTold, Need::StrandedTold];
        kinds.into_iter().any(|kind| told.place(kind).is_some()).then_some(told)
    }

    fn place(&self, need: Need) -> Option<Range<usize>> {
        (0..self.len).find_map(|at| Some(at..at + self.places.taken(at, need)?))
    }

    fn places(&self, need: Need) -> impl Iterator<Item = Range<usize>> {
        (0..self.len).filter_map(move |at| Some(at..at + self.places.taken(at, need)?))
    }

    /// The tokens that tell of pain.
    fn pain(&self) -> Option<Vec<usize>> {
        let told = || self.place(Need::PainTold).map(Iterator::collect);
        told().or_else(|| self.part_that(Need::PainFelt))
    }

    /// The tokens that tell of a part of a body that this befalls.
    fn part_that(&self, befalls: Need) -> Option<Vec<usize>> {
        self.places(Need::PainPart).find_map(|part| {
            let near = |place: &Range<usize>| {
                place.start < part.start + APART_MAX && part.start < place.start + APART_MAX && *place != part
            };
            let place = self.places(befalls).find(near)?;
            Some(part.clone().chain(place).collect())
        })
    }

    /// The service that is needed, where `named` is the one named: pain goes before a service that only names what hurts, damage
    /// only before a doubtful one ('die Füllung ist raus' wants a filling).
    pub fn service(&self, business: &Business, named: Option<&Service>) -> Option<Service> {
        let denied = self.places.within(0..self.len, Need::PainDenied);
        let doubtful = named.is_none_or(|service| !service.found.is_sure());
        let only_part = |service: &Service| service.tokens.iter().all(|at| self.places.is(*at, Need::PainPart));
        let pain = || self.pain().filter(|_| doubtful || named.is_some_and(only_part));
        let told = || pain().or_else(|| self.part_that(Need::PainDamage).filter(|_| doubtful));
        if !denied
            && let Some(tokens) = told()
            && let Some(id) = served(business, Need::PainServed)
        {
            return Some(found(id, PAIN, tokens));
        }
        if named.is_some() {
            return None;
        }
        [(Need::ColourTold, Need::ColourServed), (Need::CheckTold, Need::CheckServed)].into_iter().find_map(
            |(told, wanted)| {
                let place = self.place(told)?;
                Some(found(served(business, wanted)?, MEANT, place.collect()))
            },
        )
    }

    /// The owner's question about what is needed, with the tokens that tell of it.
    pub fn question(&self, business: &Business, language: Language) -> Option<(String, Vec<usize>)> {
        let place = self.place(Need::StrandedTold)?;
        let about =
            |question: &&Question| question.words.get(language).iter().any(|words| says(words, Need::StrandedServed));
        let question = business.questions.iter().find(about)?;
        Some((question.id.clone(), place.collect()))
    }
}

fn found(id: &str, certainty: f32, tokens: Vec<usize>) -> Service {
    Service { found: Found { value: id.to_owned(), certainty, alternatives: Vec::new() }, tokens }
}

/// The first service that is called so in any language.
fn served(business: &Business, need: Need) -> Option<&str> {
    let called = |language: Language, service: &base::business::Service| {
        service.names.get(language).iter().any(|name| says(name, need))
    };
    let service =
        business.services.iter().find(|service| Language::ALL.iter().any(|language| called(*language, service)));
    service.map(|service| service.id.as_str())
}

fn says(name: &str, need: Need) -> bool {
    need.find(&tokens(name)).is_some()
}
