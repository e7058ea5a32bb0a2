//! Which service the words name, by spelling and sound, with those that come close.
//!
//! A service's name is cut into parts ([`super::catalogue`]); its score is the share of its parts that the words hold, each as
//! alike as it sounds. Words that only tell for whom weigh less than what is done.

use super::Found;
use super::catalogue::{Candidate, Catalogue, MISHEARD_LETTERS_MIN, Name, Part, is_inflection, is_little};
use super::sentence::{Class, Utterance, is_courtesy, is_filler};
use super::whom::{self, ForWhom};
use crate::lexicon::Lists;
use crate::lexicon::keys::Beside;
use crate::words::sound::Sound;
use base::business::ServiceId;
use base::language::Language;
use std::collections::BTreeSet;
use std::ops::Range;

/// Several words said as one are long, and long words are alike in much.
const JOINED_MIN: f32 = 0.9;
/// A service that holds less of the words is not meant.
const SERVICE_MIN: f32 = 0.55;
/// Services whose scores are this close have to be asked about.
const MARGIN: f32 = 0.12;
/// A word that only one service's names hold settles it as the answer to the question for the service. Elsewhere it does not:
/// a tooth is not yet a filling.
const DISTINCTIVE: f32 = 0.85;
const DISTINCTIVE_LETTERS_MIN: usize = 4;

/// An answer that sounds like a whole name from this likeness on is asked back; it is never sure.
const WHOLE_MIN: f32 = 0.62;
const WHOLE_MAX: f32 = 0.7;

/// A service found, with the tokens that name it.
#[derive(Debug, Clone)]
pub(super) struct Service {
    pub found: Found<ServiceId>,
    pub tokens: Vec<usize>,
}

/// What is done weighs twice as much as for whom.
const PART_WEIGHT: f32 = 2.0;
const WHOM_WEIGHT: f32 = 1.0;

/// How alike 'machen' is to the verb of a name.
const GENERIC_VERB: f32 = 0.5;

/// What is for others than those named is hardly meant.
const FOR_OTHERS: f32 = 0.6;

/// How much of a name the words hold, and the tokens that do.
type Score = (f32, Vec<usize>);
/// How alike a part is to what is most like it, and where that stands.
type Likest = (f32, Range<usize>);

/// The service that the words name; several that come equally close are alternatives. `answering`: a service was asked for.
pub(super) fn service(utterance: &Utterance, services: &Catalogue<'_>, answering: bool) -> Option<Service> {
    service_for(utterance, services, answering, &whom::said(utterance, answering))
}

/// The same, for these.
pub(super) fn service_for(
    utterance: &Utterance,
    services: &Catalogue<'_>,
    answering: bool,
    whom: &BTreeSet<ForWhom>,
) -> Option<Service> {
    let mut scored = by_names(utterance, services, answering, whom);
    if scored.is_empty() && answering {
        scored = for_whom_alone(utterance, &services.services, whom);
    }
    if scored.is_empty() && answering {
        scored = alike_as_a_whole(utterance, services);
    }
    let mut scored: Vec<(f32, (&str, Vec<usize>))> =
        scored.into_iter().map(|((likeness, tokens), id)| (likeness, (id, tokens))).collect();
    let Found { value: (id, tokens), certainty, alternatives } = Found::likeliest(&mut scored, MARGIN)?;
    let alternatives = alternatives.into_iter().map(|(id, _)| id.to_owned()).collect();
    Some(Service { found: Found { value: id.to_owned(), certainty, alternatives }, tokens })
}

/// How much of the name of each service the words hold, as far as one may be meant.
fn by_names<'b>(
    utterance: &Utterance,
    services: &Catalogue<'b>,
    answering: bool,
    whom: &BTreeSet<ForWhom>,
) -> Vec<(Score, &'b str)> {
    // Where no part of a name was heard, and for nobody, no token holds a name.
    if utterance.heard.services.is_empty() && whom.is_empty() {
        return Vec::new();
    }
    let scoring = Scoring::new(utterance, services, whom);
    let mut scored: Vec<(Score, &str)> = Vec::new();
    for candidate in &services.services {
        let best = candidate.names.iter().map(|name| scoring.name(name)).max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((mut likeness, tokens)) = best else { continue };
        let distinctive = |index: &usize| is_distinctive(utterance.text(*index), candidate.id, services);
        // 'a cleaning appointment'
        let appointment = |index: &usize| distinctive(index) && Beside::Appointment.is(utterance.text(*index + 1));
        if (answering && tokens.iter().any(distinctive)) || tokens.iter().any(appointment) {
            likeness = likeness.max(DISTINCTIVE);
        }
        scored.push(((likeness, tokens), candidate.id));
    }
    let says_what = |tokens: &[usize]| tokens.iter().any(|index| whom::alone(utterance.text(*index)).is_none());
    scored.retain(|((likeness, tokens), _)| *likeness >= SERVICE_MIN && says_what(tokens));
    scored
}

/// Services of whose names the words hold any part, beginnings included: 'Haare' is a part of three. Doubtful, unless it is
/// one.
pub(super) fn held_by_any(utterance: &Utterance, services: &Catalogue<'_>) -> Option<Service> {
    let taken = |index: usize| {
        [Class::When, Class::Name, Class::Resource, Class::Contact].iter().any(|class| utterance.is(index, *class))
    };
    let long = |index: &usize| utterance.text(*index).len() >= DISTINCTIVE_LETTERS_MIN && !taken(*index);
    let candidates = &services.services;
    (0..utterance.tokens.len()).filter(long).find_map(|index| {
        let text = utterance.text(index);
        let stem = text.trim_end_matches(['e', 'n', 's']);
        let begins = |part: &Part| part.text.starts_with(stem) || is_inflection(text, &part.text);
        let holds = |name: &Name| name.parts.iter().any(|part| begins(services.part(*part)));
        let by = |holds: &dyn Fn(&Candidate) -> bool| -> Vec<ServiceId> {
            candidates.iter().filter(|candidate| holds(candidate)).map(|candidate| candidate.id.to_owned()).collect()
        };
        // What a service is mostly called counts for more than what else it may be called.
        let mut ids = by(&|candidate| candidate.names.first().is_some_and(holds));
        if ids.is_empty() {
            ids = by(&|candidate| candidate.names.iter().any(holds));
        }
        let mut ids = ids.into_iter();
        let value = ids.next()?;
        let alternatives: Vec<ServiceId> = ids.collect();
        let certainty = if alternatives.is_empty() { DISTINCTIVE } else { SERVICE_MIN };
        Some(Service { found: Found { value, certainty, alternatives }, tokens: vec![index] })
    })
}

/// 'Für Herren', as the answer to the question for the service: those that are for them.
fn for_whom_alone<'b>(
    utterance: &Utterance,
    candidates: &[Candidate<'b>],
    said: &BTreeSet<ForWhom>,
) -> Vec<(Score, &'b str)> {
    let tokens: Vec<usize> = said.iter().flat_map(|whom| whom::tokens(utterance, *whom)).collect();
    let meant =
        |candidate: &&Candidate| candidate.names.iter().any(|name| name.whom.iter().any(|whom| said.contains(whom)));
    candidates.iter().filter(meant).map(|candidate| ((DISTINCTIVE, tokens.clone()), candidate.id)).collect()
}

/// 'A beer stream', as the answer to the question for the service: all that was said sounds like a name. Always doubtful.
fn alike_as_a_whole<'b>(utterance: &Utterance, services: &Catalogue<'b>) -> Vec<(Score, &'b str)> {
    let says = |index: &usize| {
        let text = utterance.text(*index);
        !Beside::Wishing.is(text)
            && !is_little(text)
            && !is_filler(text)
            && !is_courtesy(text)
            && utterance.classes[*index].is_empty()
    };
    let tokens: Vec<usize> = (0..utterance.tokens.len()).filter(says).collect();
    let said: String = tokens.iter().map(|index| utterance.text(*index)).collect();
    if said.len() < MISHEARD_LETTERS_MIN {
        return Vec::new();
    }
    let said = Sound::of(&said, utterance.language);
    let likeness = |candidate: &Candidate| {
        let names = candidate.names.iter().filter_map(|name| name.joined.as_ref().or(name.parts.first()));
        let likeness = |whole: &usize| services.part(*whole).sound.likeness_at_least(&said, WHOLE_MIN);
        names.map(likeness).fold(0.0, f32::max)
    };
    let scored = services.services.iter().map(|candidate| (likeness(candidate), candidate.id));
    let near = scored.filter(|(likeness, _)| *likeness >= WHOLE_MIN);
    near.map(|(likeness, id)| ((likeness.min(WHOLE_MAX), tokens.clone()), id)).collect()
}

/// A word that the names of one service alone hold.
fn is_distinctive(text: &str, id: &str, services: &Catalogue<'_>) -> bool {
    let Some(part) = services.find(text).filter(|_| text.len() >= DISTINCTIVE_LETTERS_MIN) else { return false };
    let holds = |candidate: &Candidate| candidate.names.iter().any(|name| name.parts.contains(&part));
    services.services.iter().all(|candidate| holds(candidate) == (candidate.id == id))
}

/// What an utterance says to all names alike.
struct Scoring<'a> {
    utterance: &'a Utterance,
    services: &'a Catalogue<'a>,
    /// For whom it is, with the tokens that say so.
    whom: Vec<(ForWhom, Vec<usize>)>,
    /// 'den Bart machen lassen': a verb that may stand for the one in a name.
    generic: bool,
}

impl<'a> Scoring<'a> {
    fn new(utterance: &'a Utterance, services: &'a Catalogue<'a>, said: &BTreeSet<ForWhom>) -> Self {
        let whom = said.iter().map(|whom| (*whom, whom::tokens(utterance, *whom))).collect();
        let generic = utterance.tokens.iter().any(|token| Beside::Generic.is(&token.text));
        Scoring { utterance, services, whom, generic }
    }

    /// The share of a name that the words hold.
    fn name(&self, name: &Name) -> Score {
        let mut tokens = Vec::new();
        let mut held = 0.0;
        let joined = name.joined.map(|joined| self.likest(joined)).unwrap_or_default();
        let joined = if joined.0 >= JOINED_MIN { joined } else { Likest::default() };
        for part in &name.parts {
            let alone = self.likest(*part);
            let (likeness, at) = if alone.0 >= joined.0 { alone } else { joined.clone() };
            // A verb stands for another only where the name says with what it is done.
            let beside = name.parts.iter().any(|other| other != part);
            let verb = is_verb(self.services.part(*part), self.utterance.language) && beside && self.generic;
            held += PART_WEIGHT * if verb { likeness.max(GENERIC_VERB) } else { likeness };
            tokens.extend(at);
        }
        let said = |whom: &ForWhom| self.whom.iter().find(|(said, _)| said == whom);
        for (_, at) in name.whom.iter().filter_map(said) {
            held += WHOM_WEIGHT;
            tokens.extend(at);
        }
        let whole = PART_WEIGHT * name.parts.len() as f32 + WHOM_WEIGHT * name.whom.len() as f32;
        let share = if whole > 0.0 { held / whole } else { 0.0 };
        let others =
            !name.whom.is_empty() && !self.whom.is_empty() && !name.whom.iter().any(|whom| said(whom).is_some());
        (if others { share * FOR_OTHERS } else { share }, tokens)
    }

    /// The token (or pair of tokens) most like a part; nothing that is not like enough, or is something else.
    fn likest(&self, part: usize) -> Likest {
        let taken = [Class::When, Class::Name, Class::Resource, Class::Contact];
        let free = |index: usize| {
            !self.utterance.is_refused(index) && !taken.iter().any(|class| self.utterance.is(index, *class))
        };
        let held = self.utterance.heard.services.iter().filter(|held| held.part == part && free(held.at));
        let best = held.max_by(|a, b| a.likeness.total_cmp(&b.likeness));
        best.map_or((0.0, 0..0), |held| (held.likeness, held.at..held.at + held.taken))
    }
}

fn is_verb(part: &Part, language: Language) -> bool {
    language == Language::De && part.text.len() > 5 && part.text.ends_with("en")
}
