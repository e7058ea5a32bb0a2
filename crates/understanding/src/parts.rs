//! What is wanted for whom, where the words name several services or people ('Haare und Bart', 'für mich und meinen Sohn').
//!
//! Services are sought between the joints of the utterance ('und', 'einmal', commas). A service said once is for all who are
//! named. What somebody probably wants ('Haarschnitt' for a child) comes out doubtful, so that it is asked and never assumed.

use super::people::{self, Named, number};
use super::sentence::{Class, Utterance};
use super::service::{self, Service};
use super::whom::{self, ForWhom};
use super::{Asked, Change, Found, PartSaid, SURE};
use crate::lexicon::Lists;
use crate::lexicon::keys::Among;
use crate::vocabulary::Vocabulary;
use crate::{Guest, Relation};
use base::business::{Business, ServiceId};
use base::language::Language;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// How sure it is what somebody wants who is named beside others.
const DOUBTFUL: f32 = SURE - 0.05;
/// Tokens beside an 'und' in which a single word may name a service.
const NEAR: usize = 5;
/// Parts of one visit at most.
const PARTS_MAX: usize = 6;

/// What was found, with the tokens that name services.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub parts: Vec<PartSaid>,
    pub change: Change,
    pub tokens: Vec<usize>,
    /// The name of the one guest for whom it is.
    pub name: Option<Range<usize>>,
}

/// The parts that the words name; none where it is one service for one person.
pub(super) fn parts(utterance: &Utterance, vocabulary: &Vocabulary<'_>, asked: Asked) -> Parts {
    let people = people::people(utterance);
    let mut services = Listed::all(utterance, vocabulary, asked);
    if let Some(without) = without(utterance) {
        // 'Nur den Reifenwechsel ohne Ölwechsel': what stands behind it is what is dropped.
        services.retain(|one| one.at() > without);
        services.truncate(1);
    }
    let tokens = services.iter().flat_map(|listed| listed.tokens.clone()).collect();
    let parts = match (people.as_slice(), services.as_slice()) {
        ([_, _, ..], services) => shared(utterance, vocabulary, &people, services),
        ([], [_, _, ..]) => by_kind(&services),
        (_, [one]) => copies(utterance, one),
        _ => Vec::new(),
    };
    if !parts.is_empty() {
        let parts = if parts.len() > PARTS_MAX { Vec::new() } else { parts };
        let change = if adds(utterance) { Change::Added } else { Change::All };
        return Parts { parts, change, tokens, name: None };
    }
    let more = more(utterance, &services, tokens);
    match people::named_guest(utterance).filter(|_| more.parts.is_empty()) {
        Some((guest, name)) => {
            let part = PartSaid { person: 1, guest: Some(guest), service: None };
            Parts { parts: vec![part], name: Some(name), ..Parts::default() }
        }
        None => more,
    }
}

/// A service among several, and where it stands.
struct Listed {
    range: Range<usize>,
    found: Found<ServiceId>,
    tokens: Vec<usize>,
    /// For whom its own words say that it is ('Kinderhaarschnitt').
    whom: BTreeSet<ForWhom>,
}

impl Listed {
    /// The services between the joints; what spans several of them is one service.
    fn all(utterance: &Utterance, vocabulary: &Vocabulary<'_>, asked: Asked) -> Vec<Listed> {
        let answering = asked == Asked::Service;
        let segments = segments(utterance);
        let whole = service::service(utterance, &vocabulary.services, answering);
        if whole.is_some_and(|service| service.found.is_sure() && is_list(vocabulary.business, &service.found.value)) {
            return Vec::new();
        }
        let mut listed: Vec<Listed> = Vec::new();
        for (place, segment) in segments.iter().enumerate() {
            let found = Listed::plain(utterance, segment, vocabulary, answering);
            let found = found.or_else(|| Listed::near_joint(utterance, &segments, place, vocabulary, answering));
            let Some(found) = found else { continue };
            let again =
                listed.iter().any(|other| other.found.value == found.found.value && !is_led(utterance, segment));
            let follows = listed.is_empty() || is_joined(utterance, segment.start);
            if follows && !again {
                listed.push(found);
            }
        }
        listed
    }

    fn plain(
        utterance: &Utterance,
        range: &Range<usize>,
        vocabulary: &Vocabulary<'_>,
        answering: bool,
    ) -> Option<Listed> {
        let words = utterance.part(range.clone());
        let service = service::service(&words, &vocabulary.services, answering)?;
        Some(Listed::new(utterance, service, range))
    }

    /// One word beside an 'und' that names a service, or several alike: 'Haare und Bart'.
    fn near_joint(
        utterance: &Utterance,
        segments: &[Range<usize>],
        place: usize,
        vocabulary: &Vocabulary<'_>,
        answering: bool,
    ) -> Option<Listed> {
        let segment = segments.get(place)?;
        let changes = |at: usize| Among::Added.is(utterance.text(at));
        let right = is_joined(utterance, segment.start) || segment.clone().any(changes);
        let left = segments.get(place + 1).is_some_and(|next| is_joined(utterance, next.start));
        let range = match (right, left) {
            (true, _) => segment.start..segment.end.min(segment.start + NEAR),
            (false, true) => segment.start.max(segment.end.saturating_sub(NEAR))..segment.end,
            (false, false) => return None,
        };
        let once = (range.start.saturating_sub(1)..range.end)
            .any(|at| [Among::Once, Among::One].iter().any(|among| among.is(utterance.text(at))));
        let words = utterance.part(range.clone());
        let only_whom = |service: &Service| service.tokens.iter().all(|at| whom::alone(words.text(*at)).is_some());
        let relative = |service: &Service| service.tokens.iter().all(|at| people::is_relative(&words, *at));
        let found = service::service(&words, &vocabulary.services, true);
        let found = found.filter(|service| (answering || once || !only_whom(service)) && !relative(service));
        let found = found.or_else(|| service::held_by_any(&words, &vocabulary.services));
        Some(Listed::new(utterance, found?, &range))
    }

    fn new(utterance: &Utterance, service: Service, range: &Range<usize>) -> Listed {
        let own = range.clone().filter(|at| !people::is_relative(utterance, *at));
        let whom = own.filter_map(|at| whom::of_word(utterance.text(at))).collect();
        let tokens = service.tokens.iter().map(|token| token + range.start);
        let tokens = tokens.filter(|at| !people::is_relative(utterance, *at)).collect();
        Listed { range: range.clone(), found: service.found, tokens, whom }
    }

    fn at(&self) -> usize {
        self.tokens.iter().min().copied().unwrap_or(self.range.start)
    }

    /// The same, as this person would want it.
    fn wanted_by(&self, utterance: &Utterance, vocabulary: &Vocabulary<'_>, guest: Option<&Guest>) -> Found<ServiceId> {
        if !self.whom.is_empty() {
            return self.found.clone();
        }
        let words = utterance.part(self.range.clone());
        let by = |whom: BTreeSet<ForWhom>| {
            let found = service::service_for(&words, &vocabulary.services, true, &whom)
                .or_else(|| service::held_by_any(&words, &vocabulary.services));
            found.map_or_else(|| self.found.clone(), |service| service.found)
        };
        let anybody = by(BTreeSet::new());
        if anybody.is_sure() {
            return anybody;
        }
        match people::whom(guest) {
            Some(whom) => {
                let likely = by(BTreeSet::from([whom]));
                Found { certainty: likely.certainty.min(DOUBTFUL), ..likely }
            }
            None if guest.is_none() => for_the_caller(anybody, vocabulary.business),
            None => anybody,
        }
    }
}

/// One service whose name is itself a list: 'HU und AU'.
fn is_list(business: &Business, id: &str) -> bool {
    static JOINTS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let joints = Language::ALL.into_iter().flat_map(|language| Among::NameJoint.listed(language));
        joints.map(|joint| format!(" {joint} ")).collect()
    });
    let names = business.service(id).map(|service| service.names.de.iter().chain(&service.names.en));
    let joined = |name: &String| JOINTS.iter().any(|joint| name.contains(joint.as_str())) || name.contains(", ");
    names.into_iter().flatten().any(joined)
}

/// Nobody who brings somebody along is a child.
fn for_the_caller(found: Found<ServiceId>, business: &Business) -> Found<ServiceId> {
    let for_children = |id: &ServiceId| {
        let names = business.service(id).map(|service| service.names.de.join(" ")).unwrap_or_default();
        crate::words::tokens(&names).iter().any(|token| whom::of_word(&token.text) == Some(ForWhom::Child))
    };
    let all = std::iter::once(found.value.clone()).chain(found.alternatives.iter().cloned());
    let mut likely = all.filter(|id| !for_children(id));
    match likely.next() {
        Some(value) => Found { value, certainty: found.certainty.min(DOUBTFUL), alternatives: likely.collect() },
        None => found,
    }
}

/// Services and people in the order said: a service is for those named before it who have none yet, else for the last one
/// named, and those named after all services want the same.
fn shared(utterance: &Utterance, vocabulary: &Vocabulary<'_>, people: &[Named], services: &[Listed]) -> Vec<PartSaid> {
    let service_first = services.first().is_some_and(|first| people.iter().all(|person| first.at() < person.at));
    let mut wants: Vec<Vec<&Listed>> = vec![Vec::new(); people.len()];
    if service_first {
        // 'Herrenschnitt für mich und Kinderschnitt für meinen Sohn': each is for those who follow it.
        let mut said: Vec<&Listed> = Vec::new();
        for (place, person) in people.iter().enumerate() {
            let since = place.checked_sub(1).and_then(|before| people.get(before)).map_or(0, |before| before.at);
            let new: Vec<&Listed> = services.iter().filter(|one| (since..person.at).contains(&one.at())).collect();
            if !new.is_empty() {
                said = new;
            }
            wants[place] = said.clone();
        }
        let last = people.last().map_or(0, |person| person.at);
        let rest = services.iter().filter(|one| one.at() > last);
        if let Some(wants) = wants.last_mut() {
            wants.extend(rest);
        }
    } else if one_each(people, services) {
        for (wanted, service) in wants.iter_mut().zip(services) {
            wanted.push(service);
        }
    } else {
        for service in services {
            let named = people.iter().filter(|person| person.at < service.at()).count();
            let waiting: Vec<usize> = (0..named).filter(|place| wants[*place].is_empty()).collect();
            let for_whom = if waiting.is_empty() { vec![named.saturating_sub(1)] } else { waiting };
            for place in for_whom {
                wants[place].push(service);
            }
        }
        let last = services.last();
        for wanted in wants.iter_mut().filter(|wanted| wanted.is_empty()) {
            wanted.extend(last);
        }
    }
    let mut guests = 0;
    let mut parts = Vec::new();
    for (person, wanted) in people.iter().zip(&wants) {
        guests += usize::from(person.guest.is_some());
        let guest = person.guest.as_ref();
        let number = guest.map_or(0, |_| guests);
        let part = |service| PartSaid { person: number, guest: guest.cloned(), service };
        match wanted.as_slice() {
            [] => parts.push(part(None)),
            wanted => {
                parts.extend(wanted.iter().map(|service| part(Some(service.wanted_by(utterance, vocabulary, guest)))));
            }
        }
    }
    parts
}

/// All people, then as many services, which say themselves for whom they are.
fn one_each(people: &[Named], services: &[Listed]) -> bool {
    let after = services.first().zip(people.last()).is_some_and(|(service, person)| person.at < service.at());
    after && people.len() == services.len() && services.iter().any(|service| !service.whom.is_empty())
}

/// Several services and nobody named: for different people where the services are for different kinds of people.
fn by_kind(services: &[Listed]) -> Vec<PartSaid> {
    let kinds: Vec<Option<ForWhom>> = services.iter().map(|one| one.whom.iter().next().copied()).collect();
    let different = kinds.iter().all(Option::is_some) && kinds.iter().collect::<BTreeSet<_>>().len() == kinds.len();
    let caller = kinds.iter().position(|kind| *kind != Some(ForWhom::Child)).unwrap_or(0);
    let guest = |place: usize| {
        let relation = (kinds[place] == Some(ForWhom::Child)).then_some(Relation::Child);
        (different && place != caller).then_some(Guest { relation, name: None })
    };
    let parts = services.iter().enumerate().map(|(place, one)| {
        let guest = guest(place);
        let person = guest.as_ref().map_or(0, |_| if place < caller { place + 1 } else { place });
        PartSaid { person, guest, service: Some(one.found.clone()) }
    });
    parts.collect()
}

/// 'Zwei Ölwechsel': the same for two.
fn copies(utterance: &Utterance, service: &Listed) -> Vec<PartSaid> {
    let before = service.at().checked_sub(1).filter(|at| !utterance.is(*at, Class::When));
    let Some(count) = before.and_then(|at| number(utterance.text(at))) else { return Vec::new() };
    let guest = |person: usize| (person > 0).then(Guest::default);
    let part = |person| PartSaid { person, guest: guest(person), service: Some(service.found.clone()) };
    (0..count).map(part).collect()
}

/// 'Und Bart dazu', 'mein Sohn kommt auch mit', 'ohne Bart': one part on top of what was wanted before, or one less.
fn more(utterance: &Utterance, services: &[Listed], tokens: Vec<usize>) -> Parts {
    let dropped = without(utterance).is_some();
    let one = if dropped { people::only_one(utterance) } else { people::one_more(utterance) };
    let part = match (one, services) {
        (Some(one), services) => {
            PartSaid { person: 1, guest: one.guest, service: services.first().map(|one| one.found.clone()) }
        }
        (None, [one]) if dropped || adds(utterance) => {
            PartSaid { person: 0, guest: None, service: Some(one.found.clone()) }
        }
        _ => return Parts::default(),
    };
    Parts { parts: vec![part], change: if dropped { Change::Dropped } else { Change::Added }, tokens, name: None }
}

/// Where it is said that something is not wanted any more.
fn without(utterance: &Utterance) -> Option<usize> {
    utterance.tokens.iter().position(|token| Among::Without.is(&token.text))
}

/// Whether something comes on top.
fn adds(utterance: &Utterance) -> bool {
    Among::More.find(&utterance.tokens).is_some()
}

/// The token ranges between joints.
fn segments(utterance: &Utterance) -> Vec<Range<usize>> {
    let mut segments = Vec::new();
    let mut start = 0;
    for at in 0..utterance.tokens.len() {
        let once = Among::Once.is(utterance.text(at + 1));
        let last = at + 1 == utterance.tokens.len();
        if is_joint(utterance.text(at)) || Among::Without.is(utterance.text(at)) {
            if start < at {
                segments.push(start..at);
            }
            start = at + 1;
        } else if utterance.tokens[at].after.ends_clause() || once || last {
            segments.push(start..at + 1);
            start = at + 1;
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments
}

fn is_joint(text: &str) -> bool {
    Among::Joint.is(text)
}

/// What begins here is joined to what is before it, and no clause of its own.
fn is_joined(utterance: &Utterance, start: usize) -> bool {
    let first = utterance.text(start);
    let before = start.checked_sub(1).map(|before| utterance.text(before)).unwrap_or_default();
    (is_joint(before) || Among::Without.is(before) || Among::Once.is(first)) && !Among::Opening.is(first)
}

/// For somebody of their own.
fn is_led(utterance: &Utterance, segment: &Range<usize>) -> bool {
    segment.clone().any(|at| Among::Led.is(utterance.text(at)))
}
