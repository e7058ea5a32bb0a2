//! `vorzimmer understand`: what words mean, as one line of JSON: intents, time, problems, and what was named.
//!
//! It runs what a call runs ([`understanding::understand`]) and nothing else; no database is opened. The output is an interface
//! that scripts rely on: fields may be added, none renamed.

use super::bad_input::BadInput;
use super::business_file;
use super::instant::instant;
use super::listing::say;
use anyhow::{Context as _, anyhow};
use base::business::{Business, Span, fixtures};
use base::clock::{Clock, SystemClock};
use base::language::Language;
use dialogue::{Asked, ResourceWish};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Serialize;
use std::process::ExitCode;
use understanding::when::When;
use understanding::{Context, Understanding};

/// Prints what words mean: intents, time, problems and what was named, as JSON.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The language spoken: de or en [default: the business's first, else de].
    #[arg(long)]
    lang: Option<Language>,
    /// Now, as RFC 3339 [default: the machine's clock].
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    now: Option<Timestamp>,
    /// The business called: a TOML file, or the id of a built-in one. Without it, the zone is Europe/Berlin.
    #[arg(long, value_name = "FILE|ID")]
    business: Option<String>,
    /// What was asked before, as in `asked` of `vorzimmer chat`.
    #[arg(long, default_value = "wish")]
    asked: String,
    /// The caller's words.
    #[arg(required = true, value_name = "WORDS", allow_hyphen_values = true)]
    words: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// [`BadInput`] when there is no such business or question; otherwise when standard output cannot be written.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    say(&format!("{}\n", meaning(arguments)?))?;
    Ok(ExitCode::SUCCESS)
}

fn meaning(arguments: &Arguments) -> anyhow::Result<String> {
    let business = arguments.business.as_deref().map(load_business).transpose()?;
    let asked: Asked = serde_json::from_value(arguments.asked.as_str().into())
        .map_err(|error| no_question(&arguments.asked, &error.to_string()))?;
    let zone = match &business {
        Some(business) => business.zone.clone(),
        None => TimeZone::get("Europe/Berlin").context("find the zone Europe/Berlin")?,
    };
    let first = business.as_ref().and_then(|business| business.languages.first().copied());
    let now = arguments.now.unwrap_or_else(|| SystemClock::default().now());
    let context = Context {
        business: business.as_ref(),
        language: arguments.lang.or(first).unwrap_or(Language::De),
        now: now.to_zoned(zone),
        asked,
        earlier: None,
    };
    let says = understanding::understand(&arguments.words.join(" "), &context);
    serde_json::to_string(&Meaning::of(&says, &context.now)).context("write the meaning")
}

/// That there is no such question, and which there are: the reader knows them.
fn no_question(asked: &str, error: &str) -> BadInput {
    let known = error
        .split_once("one of ")
        .map_or(String::new(), |(_, known)| format!("; there are {}", known.replace('`', "")));
    BadInput(anyhow!("read --asked {asked}: no such question{known}"))
}

/// A business by the file that describes it, or a built-in one by its id.
fn load_business(name: &str) -> anyhow::Result<Business> {
    if let Some(file) = business_file::named(name) {
        return Ok(business_file::read(file)?);
    }
    let unknown = || {
        let built_in = business_file::built_in();
        BadInput(anyhow!("find the business '{name}': no such file or id; built in are {built_in}")).into()
    };
    fixtures::by_id(name).ok_or_else(unknown)
}

/// The interface's shape. What was only doubtfully named is null, with the candidates beside it.
#[derive(Debug, Serialize)]
struct Meaning<'a> {
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

#[derive(Debug, Serialize)]
struct Time {
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

impl<'a> Meaning<'a> {
    fn of(says: &'a Understanding, now: &Zoned) -> Self {
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

impl Time {
    /// With the business's offset, to the second.
    fn of(when: &When, now: &Zoned) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn understood(words: &str, business: Option<&str>) -> Value {
        let arguments = Arguments {
            lang: Some(Language::De),
            now: Some("2026-12-01T10:00+01:00".parse().expect("an instant")),
            business: business.map(str::to_owned),
            asked: "wish".to_owned(),
            words: words.split(' ').map(str::to_owned).collect(),
        };
        serde_json::from_str(&meaning(&arguments).expect("a meaning")).expect("json")
    }

    #[test]
    fn the_output_has_the_shape_that_scripts_rely_on() {
        let value = understood("Einen Herrenhaarschnitt am Donnerstag um drei, und was kostet das?", Some("salon"));
        assert_eq!(value["intents"], json!(["book", "price"]));
        assert_eq!(value["problems"], json!([]));
        assert_eq!(value["when"]["kind"], "instant");
        assert_eq!(value["when"]["start"], "2026-12-03T15:00:00+01:00");
        assert_eq!(value["when"]["end"], Value::Null);
        assert_eq!(value["when"]["alternatives"], json!([]));
        assert_eq!(value["entities"]["service"], "herrenschnitt");
        for absent in ["resource", "name", "digits", "email", "language"] {
            assert_eq!(value["entities"].get(absent), Some(&Value::Null), "{absent} is null, not missing");
        }
    }

    #[test]
    fn what_means_nothing_is_null_and_what_is_doubtful_has_alternatives() {
        let value = understood("am 30. Februar", None);
        assert_eq!((&value["when"], &value["problems"]), (&Value::Null, &json!(["impossible"])));
        let value = understood("nächsten Freitag", None);
        let other = json!([{
            "kind": "day",
            "start": "2026-12-11T00:00:00+01:00",
            "end": "2026-12-12T00:00:00+01:00",
        }]);
        assert_eq!((&value["when"]["alternatives"], &value["problems"]), (&other, &json!(["ambiguous"])));
        let value = understood("einen Haarschnitt", Some("salon"));
        assert_eq!(value["entities"]["service"], Value::Null);
        assert_eq!(value["entities"]["service_candidates"], json!(["damenschnitt", "herrenschnitt", "kinderschnitt"]));
    }
}
