//! The only yes/no rules of the product. Very strict: a false yes books something.
//!
//! [`Agreement::Yes`] takes a word of agreement and nothing else but courtesy, the deed itself ('ja, bitte buchen') and facts
//! that were stated ('ja genau, Donnerstag um drei'). One word that is not understood makes it unclear; a fact that differs,
//! a condition or a question makes it a change, also behind a yes ('ja, und was kostet das?' is a change: the question is
//! answered, and the read-back comes again).

use super::phrases::{self, Meaning};
use super::read::Read;
use super::sentence::Class;
use super::{Found, Intent, Polarity};
use crate::lexicon::Lists;
use crate::lexicon::keys::Remark;
use crate::when::{Kind, Problem, WhenReading};
use crate::words::{Mark, fold, sound};
use crate::{Asked, ResourceWish, WishKind};
use base::business::Slot;
use base::language::Language;
use jiff::Timestamp;

/// What words say to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// They agree and say nothing that differs from what was stated.
    Yes,
    /// They refuse.
    No,
    /// They say something that differs from what was stated, or ask something: the proposal does not stand as it is.
    Changes,
    /// Neither: silence, hesitation, a maybe.
    Unclear,
}

impl Agreement {
    /// The name in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Agreement::Yes => "yes",
            Agreement::No => "no",
            Agreement::Changes => "changes",
            Agreement::Unclear => "unclear",
        }
    }
}

/// What the agent has stated before it asked for agreement.
#[derive(Debug, Clone)]
pub struct Stated<'a> {
    /// What is to be done: book, move or cancel. Words for another deed are no agreement.
    pub kind: WishKind,
    /// What and when; never empty.
    pub slots: Vec<&'a Slot>,
    /// For whom.
    pub names: Vec<&'a str>,
    /// The details stated with it, such as a number plate.
    pub details: Vec<&'a str>,
}

/// What an utterance, read as an answer to `asked`, says to the proposal `stated` (or to a question whose content is unknown
/// here).
pub(super) fn judge(read: &Read, asked: Asked, stated: Option<&Stated<'_>>) -> Agreement {
    let heard = Heard::of(read, asked, stated);
    let facts = facts(read, stated);
    let asks = heard.question || read.utterance.tokens.iter().any(|token| token.after == Mark::Question);
    if heard.no {
        return match (heard.yes, facts) {
            (_, Facts::Differ) => Agreement::Changes,
            _ if heard.other_deed || (heard.yes && heard.condition) => Agreement::Changes,
            (true, _) => Agreement::Unclear,
            _ => Agreement::No,
        };
    }
    if heard.hedge {
        return if facts == Facts::Differ { Agreement::Changes } else { Agreement::Unclear };
    }
    let differs = heard.condition || heard.other_deed || facts == Facts::Differ;
    if differs || (asks && (heard.unknown > 0 || heard.question)) {
        return Agreement::Changes;
    }
    let wants = read.wants_something();
    // 'Ja, bitte buchen' wants what is proposed; 'ich hätte gern einen Termin' wants something, and says no yes.
    let proposed = heard.deed || read.understanding.intents.contains(&Intent::Yes);
    match (heard.yes, heard.unknown, asks || is_open(read)) {
        (true, 0, false) if !wants || proposed => Agreement::Yes,
        (true, 0, false) => Agreement::Changes,
        (_, 1.., _) if wants => Agreement::Changes,
        _ => Agreement::Unclear,
    }
}

/// Whether the words are nothing but an answer: a yes or a no with courtesy, and no word more.
pub(super) fn is_bare(read: &Read, asked: Asked) -> bool {
    let heard = Heard::of(read, asked, None);
    heard.unknown == 0 && !heard.question && !heard.condition && facts(read, None) == Facts::None
}

/// Something was to follow: 'wunderbar und'.
fn is_open(read: &Read) -> bool {
    let last = read.utterance.tokens.last();
    last.is_some_and(|token| Remark::Joint.is(&token.text) || token.after == Mark::Ellipsis)
}

/// How the facts said relate to those stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facts {
    None,
    Same,
    Differ,
}

/// What the words are, besides facts.
#[derive(Debug, Default)]
struct Heard {
    yes: bool,
    no: bool,
    hedge: bool,
    condition: bool,
    question: bool,
    /// The deed proposed was named, or another.
    deed: bool,
    other_deed: bool,
    unknown: usize,
}

impl Heard {
    fn of(read: &Read, asked: Asked, stated: Option<&Stated<'_>>) -> Self {
        let mut heard = Heard::default();
        let mut at = 0;
        while at < read.utterance.tokens.len() {
            let plate = plate_said(read, stated) == Facts::Same && read.utterance.is(at, Class::Contact);
            let fact = is_fact(read, at)
                || plate
                || stated.is_some_and(|stated| stated.names.iter().any(|name| is_stated_name(read, at, name)));
            let found = phrases::meaning(&read.utterance, at, asked);
            // A fact's own words mean nothing else, but a no is one wherever it stands.
            let found = found.filter(|(meaning, _)| !fact || *meaning == Meaning::No);
            match found {
                None => {
                    heard.unknown += usize::from(!fact);
                    at += 1;
                }
                Some((Meaning::Yes, taken)) if negation(read, at + taken).is_some() => {
                    heard.no = true;
                    at = negation(read, at + taken).unwrap_or(at) + 1;
                }
                Some((Meaning::Deed(_), taken)) if is_denied(read, at) => {
                    heard.no = true;
                    at += taken;
                }
                Some((meaning, taken)) => {
                    heard.add(meaning, stated.map(|stated| stated.kind));
                    at += taken;
                }
            }
        }
        heard
    }

    fn add(&mut self, meaning: Meaning, deed: Option<WishKind>) {
        match meaning {
            Meaning::Yes => self.yes = true,
            Meaning::No => self.no = true,
            Meaning::Hedge => self.hedge = true,
            Meaning::Condition => self.condition = true,
            Meaning::Question => self.question = true,
            Meaning::Neutral => {}
            Meaning::Deed(kind) if deed == Some(kind) => (self.yes, self.deed) = (true, true),
            Meaning::Deed(_) if deed.is_some() => self.other_deed = true,
            Meaning::Deed(_) => self.unknown += 1,
        }
    }
}

/// 'Den Termin nicht absagen': a deed that its clause denies.
fn is_denied(read: &Read, at: usize) -> bool {
    read.utterance.clause_of(at).is_some_and(|clause| clause.polarity == Polarity::Negated)
}

fn is_fact(read: &Read, at: usize) -> bool {
    let facts = [Class::When, Class::Service, Class::Resource, Class::Name];
    facts.iter().any(|class| read.utterance.is(at, *class))
}

/// 'Ja, Keller': a word of the name that was read back.
fn is_stated_name(read: &Read, at: usize, name: &str) -> bool {
    let text = read.utterance.text(at);
    text.len() >= 3 && name.split([' ', '-']).any(|word| fold(word) == text)
}

/// Where a 'nicht' takes back the yes before it: 'das passt (mir alles leider) nicht'.
fn negation(read: &Read, at: usize) -> Option<usize> {
    let end = (at..).find(|index| !Remark::Between.is(read.utterance.text(*index)))?;
    Remark::TakenBack.is(read.utterance.text(end)).then_some(end)
}

fn facts(read: &Read, stated: Option<&Stated<'_>>) -> Facts {
    let says = &read.understanding;
    let reading = &says.reading;
    let timed = reading.when.is_some() || !reading.problems.is_empty() || reading.any;
    let refused = !reading.excluded.is_empty() || reading.instead_of.is_some();
    let plate = plate_said(read, stated);
    let code = plate == Facts::Differ || (plate == Facts::None && says.digits.is_some());
    let else_said = code || says.email.is_some() || says.language.is_some() || !says.hints.is_empty();
    let none =
        !timed && says.parts.is_empty() && says.service.is_none() && says.resource.is_none() && says.name.is_none();
    let none = none && plate == Facts::None;
    if refused || else_said {
        return Facts::Differ;
    }
    let Some(stated) = stated else { return if none { Facts::None } else { Facts::Differ } };
    let language = read.utterance.language;
    let same_slot = |slot: &&&Slot| {
        (!timed || same_time(reading, slot.start))
            && says.resource.as_ref().is_none_or(|found| found.value == ResourceWish::One(slot.resource.clone()))
    };
    let names =
        |found: &Found<String>, slot: &Slot| found.value == slot.service || found.alternatives.contains(&slot.service);
    let stated_slots = || stated.slots.iter().filter(same_slot);
    let same = stated_slots().next().is_some()
        && says.service.as_ref().is_none_or(|found| stated_slots().any(|slot| names(found, slot)))
        && says
            .parts
            .iter()
            .filter_map(|part| part.service.as_ref())
            .all(|found| stated.slots.iter().any(|slot| names(found, slot)))
        && says
            .name
            .as_ref()
            .is_none_or(|found| stated.names.iter().any(|name| same_name(found.value.reveal(), name, language)));
    match (none, same) {
        (true, _) => Facts::None,
        (_, true) => Facts::Same,
        _ => Facts::Differ,
    }
}

/// How a number plate said relates to the one stated.
fn plate_said(read: &Read, stated: Option<&Stated<'_>>) -> Facts {
    let Some(plate) = read.understanding.plate.as_ref().map(|plate| plate.reveal().to_string()) else {
        return Facts::None;
    };
    let same = stated.is_some_and(|stated| stated.details.iter().any(|detail| *detail == plate));
    if same { Facts::Same } else { Facts::Differ }
}

/// The time said is the one stated, under one of its readings.
fn same_time(reading: &WhenReading, stated: Timestamp) -> bool {
    let Some(when) = &reading.when else { return false };
    let impossible = reading.problems.iter().any(|problem| *problem != Problem::Ambiguous);
    let bounds = std::iter::once((when.start, when.end)).chain(when.alternatives.iter().copied());
    let holds = |(start, end): (Timestamp, Option<Timestamp>)| match when.kind {
        Kind::Instant => start == stated,
        Kind::Day | Kind::Range => start <= stated && end.is_none_or(|end| stated < end),
    };
    !impossible && !reading.either && when.daily.is_none() && bounds.into_iter().any(holds)
}

/// The names are one, as far as a telephone line can tell: the surname said is in the one stated.
fn same_name(said: &str, stated: &str, language: Language) -> bool {
    const SAME_MIN: f32 = 0.85;
    let words = |name: &str| name.split([' ', '-']).map(fold).collect::<Vec<_>>();
    let stated = words(stated);
    words(said).iter().all(|word| stated.iter().any(|other| sound::likeness(word, other, language) >= SAME_MIN))
}
