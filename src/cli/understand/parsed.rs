//! The clauses of an utterance and the facts in them, as `vorzimmer understand` prints them.

use super::time::Time;
use jiff::Zoned;
use serde::Serialize;
use serde_json::{Value, json};
use understanding::{FactValue, Parsed, Pick};

/// A clause, and what it wants.
#[derive(Debug, Serialize)]
pub(super) struct Clause<'a> {
    text: &'a str,
    polarity: &'static str,
    acts: Vec<Act>,
}

/// Something wanted, and where that is known from.
#[derive(Debug, Serialize)]
struct Act {
    kind: &'static str,
    polarity: &'static str,
    /// Grammar gives none.
    confidence: Option<f32>,
    from: &'static str,
}

/// A fact, the part that it plays, and its clause.
#[derive(Debug, Serialize)]
pub(super) struct Fact<'a> {
    kind: &'static str,
    role: Option<&'a str>,
    value: Value,
    clause: usize,
}

/// The clauses of `words`.
pub(super) fn clauses<'a>(words: &'a str, parsed: &Parsed) -> Vec<Clause<'a>> {
    let acts = |index: usize| {
        let own = parsed.acts.iter().filter(move |act| act.clause == index);
        own.map(|act| Act {
            kind: act.intent.as_str(),
            polarity: act.polarity.as_str(),
            confidence: None,
            from: "grammar",
        })
    };
    let clause = |(index, clause): (usize, &understanding::ClauseSaid)| Clause {
        text: words.get(clause.bytes.clone()).unwrap_or_default(),
        polarity: clause.polarity.as_str(),
        acts: acts(index).collect(),
    };
    parsed.clauses.iter().enumerate().map(clause).collect()
}

/// The facts, in the order of their clauses.
pub(super) fn facts<'a>(parsed: &'a Parsed, now: &Zoned) -> Vec<Fact<'a>> {
    parsed.facts.iter().map(|fact| shown(&fact.value, fact.clause, now)).collect()
}

fn shown<'a>(value: &'a FactValue, clause: usize, now: &Zoned) -> Fact<'a> {
    let wanted = |wanted: bool| Some(if wanted { "wished" } else { "excluded" });
    let (kind, role, value) = match value {
        FactValue::Time(role, said) => ("time", Some(role.as_str()), json!(Time::of(&said.when, now))),
        FactValue::Shift(shift) => ("shift", Some("wished"), json!(format!("{shift:?}"))),
        FactValue::Caller(name) => ("name", Some("caller"), json!(name.reveal())),
        FactValue::Guest(relation, name) => {
            let named = name.as_ref().map(|name| name.reveal().clone());
            let relation = relation.map(|relation| format!("{relation:?}").to_lowercase());
            ("name", Some("guest"), json!(named.or(relation)))
        }
        FactValue::Staff(is_wanted, id) => ("resource", wanted(*is_wanted), json!(id)),
        FactValue::Service(is_wanted, id) => ("service", wanted(*is_wanted), json!(id)),
        FactValue::Answer(yes) => ("answer", None, json!(if *yes { "yes" } else { "no" })),
        FactValue::Pick(pick) => ("pick", None, picked(*pick)),
        FactValue::Digits(digits) => ("digits", None, json!(digits.reveal())),
        FactValue::Letters(letters) => ("letters", None, json!(letters.reveal())),
    };
    Fact { kind, role, value, clause }
}

/// The place from 0, or the choice by its name.
fn picked(pick: Pick) -> Value {
    match pick {
        Pick::Nth(place) => json!(place),
        other => json!(format!("{other:?}").to_lowercase()),
    }
}
