//! What was understood of a recognised utterance, against what the manifest says should have been.

use super::manifest::{Utterance, When};
use base::business::fixtures;
use dialogue::ResourceWish;
use jiff::Timestamp;
use understanding::when::{Kind, When as Understood};
use understanding::{Context, Understanding, parse};

/// When the fixture utterances are said.
const NOW: &str = "2026-12-01T10:00:00+01:00";

/// What was understood rightly of one utterance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Whether every intent was found; `None` where none is expected.
    pub intent_right: Option<bool>,
    /// Slots (service, resource, when, name, digits) found as expected.
    pub slots_right: u32,
    /// Slots expected.
    pub slots: u32,
}

/// Judges `words`; `None` when the manifest names an unknown business or question.
pub fn judge(utterance: &Utterance, words: &str) -> Option<Judgement> {
    let business = fixtures::by_id(&utterance.business)?;
    let now = NOW.parse::<Timestamp>().ok()?.to_zoned(business.zone.clone());
    let asked = serde_json::from_value(utterance.asked.clone().into()).ok()?;
    let context = Context { business: Some(&business), language: utterance.language, now, asked, earlier: None };
    let found = parse(words, &context).into_says();
    let named: Vec<&str> = found.intents.iter().map(|intent| intent.as_str()).collect();
    let right = |wanted: &String| named.contains(&wanted.as_str());
    let slots = slots(utterance, &found);
    Some(Judgement {
        intent_right: (!utterance.intents.is_empty()).then(|| utterance.intents.iter().all(right)),
        slots_right: slots.iter().filter(|slot| **slot).count() as u32,
        slots: slots.len() as u32,
    })
}

/// For each slot that is expected, whether it was found.
fn slots(wanted: &Utterance, found: &Understanding) -> Vec<bool> {
    let service = wanted.service.as_ref().map(|id| found.service.as_ref().is_some_and(|service| service.value == *id));
    let resource = wanted.resource.as_ref().map(|id| {
        let one = ResourceWish::One(id.clone());
        found.resource.as_ref().is_some_and(|resource| resource.value == one)
    });
    let when = wanted.when.as_ref().map(|when| found.when.as_ref().is_some_and(|found| same_time(when, found)));
    let name = wanted.name.as_ref().map(|name| {
        found.name.as_ref().is_some_and(|found| found.value.reveal().to_lowercase() == name.to_lowercase())
    });
    let digits =
        wanted.digits.as_ref().map(|digits| found.digits.as_ref().is_some_and(|found| found.reveal() == digits));
    [service, resource, when, name, digits].into_iter().flatten().collect()
}

fn same_time(wanted: &When, found: &Understood) -> bool {
    let kind = match found.kind {
        Kind::Instant => "instant",
        Kind::Range => "range",
        Kind::Day => "day",
    };
    let instant = |text: &str| text.parse::<Timestamp>().ok();
    let end = wanted.end.as_deref().and_then(instant);
    wanted.kind == kind && instant(&wanted.start) == Some(found.start) && (end.is_none() || end == found.end)
}
