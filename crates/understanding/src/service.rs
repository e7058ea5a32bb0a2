//! Which service the words name, by spelling and sound, with those that come close.
//!
//! A service's name is cut into parts ('Herrenhaarschnitt' is *Herren* and *haarschnitt*); its score is the share of its parts
//! that the words hold, each as alike as it sounds. Words that only tell for whom weigh less than what is done.

use super::Found;
use super::sentence::{Class, Utterance, is_courtesy, is_filler};
use super::whom::{self, ForWhom};
use crate::lexicon::Lists;
use crate::lexicon::keys::Beside;
use crate::words::sound::Sound;
use crate::words::tokens;
use base::business::{self, Business, ServiceId};
use base::language::Language;
use std::collections::BTreeSet;

/// A part is in the words from this likeness on.
const PART_MIN: f32 = 0.78;
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

/// What is left behind 'Herren' and the like must be this long to be heard as something near.
const MISHEARD_LETTERS_MIN: usize = 6;

/// A service found, with the tokens that name it.
#[derive(Debug, Clone)]
pub(super) struct Service {
    pub found: Found<ServiceId>,
    pub tokens: Vec<usize>,
}

/// A service with its names in parts.
struct Candidate<'b> {
    id: &'b str,
    names: Vec<Name>,
}

/// A name in parts, and what is done said as one word ('Haareschneiden').
struct Name {
    parts: Vec<Part>,
    whom: Vec<ForWhom>,
    joined: Option<Part>,
}

/// A word of a name.
struct Part {
    text: String,
    sound: Sound,
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

/// The service that the words name; several that come equally close are alternatives. `answering`: a service was asked for.
pub(super) fn service(utterance: &Utterance, business: &Business, answering: bool) -> Option<Service> {
    service_for(utterance, business, answering, &whom::said(utterance, answering))
}

/// The same, for these.
pub(super) fn service_for(
    utterance: &Utterance,
    business: &Business,
    answering: bool,
    whom: &BTreeSet<ForWhom>,
) -> Option<Service> {
    let candidates: Vec<Candidate> =
        business.services.iter().map(|service| Candidate::new(service, utterance.language)).collect();
    let mut scored: Vec<(Score, &str)> = Vec::new();
    for candidate in &candidates {
        let best = candidate.names.iter().map(|name| name.score(utterance, whom)).max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((mut likeness, tokens)) = best else { continue };
        let distinctive = |index: &usize| is_distinctive(utterance.text(*index), candidate.id, &candidates);
        // 'a cleaning appointment'
        let appointment = |index: &usize| distinctive(index) && Beside::Appointment.is(utterance.text(*index + 1));
        if (answering && tokens.iter().any(distinctive)) || tokens.iter().any(appointment) {
            likeness = likeness.max(DISTINCTIVE);
        }
        scored.push(((likeness, tokens), candidate.id));
    }
    let says_what = |tokens: &[usize]| tokens.iter().any(|index| whom::alone(utterance.text(*index)).is_none());
    scored.retain(|((likeness, tokens), _)| *likeness >= SERVICE_MIN && says_what(tokens));
    if scored.is_empty() && answering {
        scored = for_whom_alone(utterance, &candidates, whom);
    }
    if scored.is_empty() && answering {
        scored = alike_as_a_whole(utterance, &candidates);
    }
    let mut scored: Vec<(f32, (&str, Vec<usize>))> =
        scored.into_iter().map(|((likeness, tokens), id)| (likeness, (id, tokens))).collect();
    let Found { value: (id, tokens), certainty, alternatives } = Found::likeliest(&mut scored, MARGIN)?;
    let alternatives = alternatives.into_iter().map(|(id, _)| id.to_owned()).collect();
    Some(Service { found: Found { value: id.to_owned(), certainty, alternatives }, tokens })
}

/// Services of whose names the words hold any part, beginnings included: 'Haare' is a part of three. Doubtful, unless it is
/// one.
pub(super) fn held_by_any(utterance: &Utterance, business: &Business) -> Option<Service> {
    let taken = |index: usize| {
        [Class::When, Class::Name, Class::Resource, Class::Contact].iter().any(|class| utterance.is(index, *class))
    };
    let long = |index: &usize| utterance.text(*index).len() >= DISTINCTIVE_LETTERS_MIN && !taken(*index);
    let candidates: Vec<Candidate> =
        business.services.iter().map(|service| Candidate::new(service, utterance.language)).collect();
    (0..utterance.tokens.len()).filter(long).find_map(|index| {
        let text = utterance.text(index);
        let stem = text.trim_end_matches(['e', 'n', 's']);
        let begins = |part: &Part| part.text.starts_with(stem) || is_inflection(text, &part.text);
        let holds = |name: &Name| name.parts.iter().any(begins);
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
fn alike_as_a_whole<'b>(utterance: &Utterance, candidates: &[Candidate<'b>]) -> Vec<(Score, &'b str)> {
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
        names.map(|whole| whole.sound.likeness_from(&said, WHOLE_MIN)).fold(0.0, f32::max)
    };
    let scored = candidates.iter().map(|candidate| (likeness(candidate), candidate.id));
    let near = scored.filter(|(likeness, _)| *likeness >= WHOLE_MIN);
    near.map(|(likeness, id)| ((likeness.min(WHOLE_MAX), tokens.clone()), id)).collect()
}

/// A word that the names of one service alone hold.
fn is_distinctive(text: &str, id: &str, candidates: &[Candidate<'_>]) -> bool {
    let holds =
        |candidate: &Candidate| candidate.names.iter().any(|name| name.parts.iter().any(|part| part.text == text));
    text.len() >= DISTINCTIVE_LETTERS_MIN && candidates.iter().all(|candidate| holds(candidate) == (candidate.id == id))
}

impl<'b> Candidate<'b> {
    fn new(service: &'b business::Service, language: Language) -> Self {
        // German names are said in English too ('TÜV').
        let foreign = if language == Language::En { service.names.de.as_slice() } else { &[] };
        let names = service.names.get(language).iter().chain(foreign);
        Candidate { id: &service.id, names: names.map(|name| Name::new(name, language)).collect() }
    }
}

impl Name {
    fn new(name: &str, language: Language) -> Self {
        let mut found = Name { parts: Vec::new(), whom: Vec::new(), joined: None };
        for token in tokens(name) {
            let (_, rest) = whom::cut(&token.text);
            found.whom.extend(whom::of_word(&token.text));
            if whom::alone(&token.text).is_none() && !is_little(rest) {
                found.parts.push(Part::new(rest, language));
            }
        }
        if found.parts.len() > 1 {
            let text: String = found.parts.iter().map(|part| part.text.as_str()).collect();
            found.joined = Some(Part::new(&text, language));
        }
        found
    }

    /// The share of the name that the words hold.
    fn score(&self, utterance: &Utterance, said: &BTreeSet<ForWhom>) -> Score {
        let mut tokens = Vec::new();
        let mut held = 0.0;
        let joined = self.joined.as_ref().map(|joined| joined.likest(utterance)).unwrap_or_default();
        let joined = if joined.0 >= JOINED_MIN { joined } else { Score::default() };
        let generic = does_something(utterance);
        for part in &self.parts {
            let alone = part.likest(utterance);
            let (likeness, at) = if alone.0 >= joined.0 { alone } else { joined.clone() };
            let verb = part.is_verb(utterance.language) && tokens_of(&self.parts, part) && generic;
            held += PART_WEIGHT * if verb { likeness.max(GENERIC_VERB) } else { likeness };
            tokens.extend(at);
        }
        for whom in self.whom.iter().filter(|whom| said.contains(whom)) {
            held += WHOM_WEIGHT;
            tokens.extend(whom::tokens(utterance, *whom));
        }
        let whole = PART_WEIGHT * self.parts.len() as f32 + WHOM_WEIGHT * self.whom.len() as f32;
        let share = if whole > 0.0 { held / whole } else { 0.0 };
        let others = !self.whom.is_empty() && !said.is_empty() && !self.whom.iter().any(|whom| said.contains(whom));
        (if others { share * FOR_OTHERS } else { share }, tokens)
    }
}

impl Part {
    fn new(text: &str, language: Language) -> Self {
        Part { text: text.to_owned(), sound: Sound::of(text, language) }
    }

    fn is_verb(&self, language: Language) -> bool {
        language == Language::De && self.text.len() > 5 && self.text.ends_with("en")
    }

    /// The token (or pair of tokens) most like it; nothing that is not like enough, or is something else.
    fn likest(&self, utterance: &Utterance) -> Score {
        let taken = [Class::When, Class::Name, Class::Resource, Class::Contact];
        let free =
            |index: &usize| !utterance.is_refused(*index) && !taken.iter().any(|class| utterance.is(*index, *class));
        let both = |index: usize| [(self.alone(utterance, index), 1), (self.pair(utterance, index), 2)];
        let all = (0..utterance.tokens.len()).filter(free).flat_map(|index| both(index).map(|found| (found, index)));
        let near = all.filter(|((likeness, _), _)| *likeness >= PART_MIN);
        let best = near.max_by(|a, b| a.0.0.total_cmp(&b.0.0));
        best.map_or((0.0, Vec::new()), |((likeness, count), index)| (likeness, (index..index + count).collect()))
    }

    fn alone(&self, utterance: &Utterance, index: usize) -> f32 {
        let text = utterance.text(index);
        // Short words are told apart by their spelling alone.
        if text == self.text {
            1.0
        } else if self.text.len() < 4 || text.len() < 4 {
            0.0
        } else if whom::cut(text).1 == self.text {
            0.98
        } else if is_inflection(text, &self.text) || is_inflected_whom(text, &self.text) {
            0.95
        } else {
            let whole = self.sound.likeness_from(&utterance.sounds[index], PART_MIN);
            // 'Herrenharschnitt': what is done, misheard behind for whom.
            let rest = whom::cut(text).1;
            let behind = if rest.len() < text.len() && rest.len() >= MISHEARD_LETTERS_MIN {
                self.sound.likeness_from(&Sound::of(rest, utterance.language), PART_MIN)
            } else {
                0.0
            };
            whole.max(behind)
        }
    }

    /// 'haar schnitt' for 'Haarschnitt'.
    fn pair(&self, utterance: &Utterance, index: usize) -> f32 {
        const PAIR_LETTERS_MIN: usize = 6;
        let next = utterance.text(index + 1);
        if next.len() < 3 || self.text.len() < PAIR_LETTERS_MIN {
            return 0.0;
        }
        let both = format!("{}{next}", utterance.text(index));
        if both == self.text {
            0.98
        } else if both.len().abs_diff(self.text.len()) > 3 {
            0.0
        } else {
            self.sound.likeness_from(&Sound::of(&both, utterance.language), PART_MIN) - 0.05
        }
    }
}

/// 'Herrenhaarschnitte' for 'Haarschnitt'.
fn is_inflected_whom(text: &str, part: &str) -> bool {
    let (whom, rest) = whom::cut(text);
    !whom.is_empty() && is_inflection(rest, part)
}

/// One word is the other with an ending.
pub(super) fn is_inflection(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    long.starts_with(short) && long.len() - short.len() <= 2
}

/// 'den Bart machen lassen': a verb that may stand for the one in the name.
fn does_something(utterance: &Utterance) -> bool {
    utterance.tokens.iter().any(|token| Beside::Generic.is(&token.text))
}

/// A verb stands for another only where the name says with what it is done.
fn tokens_of(parts: &[Part], verb: &Part) -> bool {
    parts.iter().any(|part| part.text != verb.text)
}

fn is_little(text: &str) -> bool {
    Beside::Little.is(text)
}
