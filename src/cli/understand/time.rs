//! A time that an utterance says, as `vorzimmer understand` prints it.

use base::business::Span;
use jiff::{Timestamp, Zoned};
use serde::Serialize;
use understanding::when::When;

/// A time, with the others that are as welcome.
#[derive(Debug, Serialize)]
pub(super) struct Time {
    #[serde(flatten)]
    bounds: Bounds,
    alternatives: Vec<Bounds>,
    /// Only these local times of each day.
    daily: Option<Daily>,
    /// Only these days of the week; empty is every one.
    weekdays: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Bounds {
    kind: &'static str,
    start: String,
    end: Option<String>,
}

#[derive(Debug, Serialize)]
struct Daily {
    from: String,
    to: String,
}

impl Time {
    /// With the business's offset, to the second.
    pub(super) fn of(when: &When, now: &Zoned) -> Self {
        let instant = |at: Timestamp| at.to_zoned(now.time_zone().clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let bounds = |start: Timestamp, end: Option<Timestamp>| Bounds {
            kind: when.kind.as_str(),
            start: instant(start),
            end: end.map(instant),
        };
        Time {
            bounds: bounds(when.start, when.end),
            alternatives: when.alternatives.iter().map(|(start, end)| bounds(*start, *end)).collect(),
            daily: when.daily.map(|span| Daily { from: hours(span.from), to: hours(span.to) }),
            weekdays: when.weekdays.iter().map(|day| format!("{day:?}").to_lowercase()).collect(),
        }
    }
}

fn hours(at: jiff::civil::Time) -> String {
    if at == Span::END_OF_DAY { "24:00".to_owned() } else { at.strftime("%H:%M").to_string() }
}
