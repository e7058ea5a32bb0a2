//! The shape of what `vorzimmer understand` prints.

use super::parsed::{self, Clause, Fact};
use super::time::Time;
use base::language::Language;
use dialogue::ResourceWish;
use jiff::Zoned;
use serde::Serialize;
use understanding::{Parsed, Understanding};

/// The interface's shape. What was only doubtfully named is null, with the candidates beside it.
#[derive(Debug, Serialize)]
pub(super) struct Meaning<'a> {
    intents: Vec<&'static str>,
    when: Option<Time>,
    problems: Vec<&'static str>,
    entities: Entities<'a>,
    /// Times that are refused.
    excluded: Vec<Time>,
    /// Where an appointment lies that is to be moved away.
    moved_from: Option<Time>,
    /// The alternatives are as welcome as the first.
    any_of: bool,
    any_time: bool,
    agreement: &'static str,
    clauses: Vec<Clause<'a>>,
    facts: Vec<Fact<'a>>,
}

#[derive(Debug, Serialize)]
struct Entities<'a> {
    service: Option<&'a str>,
    resource: Option<&'a str>,
    name: Option<&'a str>,
    digits: Option<&'a str>,
    email: Option<&'a str>,
    language: Option<&'static str>,
    service_candidates: Vec<&'a str>,
    number: Option<&'a str>,
    question: Option<&'a str>,
}

impl<'a> Meaning<'a> {
    pub(super) fn of(words: &'a str, parsed: &'a Parsed, now: &Zoned) -> Self {
        let says = parsed.says();
        let reading = &says.reading;
        Meaning {
            intents: says.intents.iter().map(|intent| intent.as_str()).collect(),
            // The only time said may be that of an appointment to be moved.
            when: reading.when.as_ref().or(reading.instead_of.as_ref()).map(|when| Time::of(when, now)),
            problems: says.problems.iter().map(|problem| problem.as_str()).collect(),
            entities: Entities::of(says),
            excluded: reading.excluded.iter().map(|when| Time::of(when, now)).collect(),
            moved_from: reading.instead_of.as_ref().map(|when| Time::of(when, now)),
            any_of: reading.either,
            any_time: reading.any,
            agreement: says.agreement.as_str(),
            clauses: parsed::clauses(words, parsed),
            facts: parsed::facts(parsed, now),
        }
    }
}

impl<'a> Entities<'a> {
    fn of(says: &'a Understanding) -> Self {
        let (sure, doubtful) = match &says.service {
            Some(found) if found.is_sure() => (Some(found.value.as_str()), Vec::new()),
            Some(found) => {
                (None, std::iter::once(&found.value).chain(&found.alternatives).map(String::as_str).collect())
            }
            None => (None, Vec::new()),
        };
        Entities {
            service: sure,
            resource: says.resource.as_ref().map(|found| match &found.value {
                ResourceWish::Anyone => "anyone",
                ResourceWish::One(id) => id.as_str(),
            }),
            name: says.name.as_ref().map(|found| found.value.reveal().as_str()),
            digits: says.digits.as_ref().map(|digits| digits.reveal().as_str()),
            email: says.email.as_ref().map(|email| email.reveal().as_str()),
            language: says.language.map(Language::code),
            service_candidates: doubtful,
            number: says.number.as_ref().map(|number| number.reveal().as_str()),
            question: says.question.as_deref(),
        }
    }
}
