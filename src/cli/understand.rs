//! `vorzimmer understand`: what words mean, as one line of JSON: intents, time, problems, and what was named.
//!
//! It runs what a call runs ([`understand::understand`]) and nothing else; no database is opened. The output is an interface
//! that scripts rely on: fields may be added, none renamed.

use crate::business::{Business, fixtures, toml};
use crate::clock::{Clock, SystemClock};
use crate::dialogue::understand::{self, Context, Understanding};
use crate::dialogue::when::When;
use crate::dialogue::{Asked, ResourceWish};
use crate::language::Language;
use anyhow::{Context as _, anyhow};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

/// Prints what words mean: intents, time, problems and what was named, as JSON.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The language spoken: de or en [default: the business's first, else de].
    #[arg(long)]
    lang: Option<Language>,
    /// Now, as RFC 3339 [default: the machine's clock].
    #[arg(long, value_name = "INSTANT")]
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

/// Bad input ends with this code.
const BAD_INPUT: u8 = 2;

/// Runs the command.
///
/// # Errors
/// None: bad input is told on stderr and ends with code 2.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match meaning(arguments) {
        Ok(value) => {
            println!("{value}");
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("vorzimmer: failed to {error:#}");
            Ok(ExitCode::from(BAD_INPUT))
        }
    }
}

fn meaning(arguments: &Arguments) -> anyhow::Result<Value> {
    let business = arguments.business.as_deref().map(load_business).transpose()?;
    let asked: Asked = serde_json::from_value(Value::String(arguments.asked.clone()))
        .map_err(|_| anyhow!("read --asked {}: no such question", arguments.asked))?;
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
    let says = understand::understand(&arguments.words.join(" "), &context);
    Ok(json(&says, &context.now))
}

/// A business by the file that describes it, or a built-in one by its id.
fn load_business(name: &str) -> anyhow::Result<Business> {
    if Path::new(name).is_file() {
        let text = std::fs::read_to_string(name).with_context(|| format!("read {name}"))?;
        return Ok(toml::read(&text, name)?);
    }
    fixtures::by_id(name)
        .ok_or_else(|| anyhow!("find the business {name}: no such file, and no built-in one of that id"))
}

/// The interface's shape. What was only doubtfully named is null, with the candidates beside it.
fn json(says: &Understanding, now: &Zoned) -> Value {
    let reading = &says.reading;
    let time = |when: &When| time(when, now);
    let service = says.service.as_ref();
    let resource = says.resource.as_ref().map(|found| match &found.value {
        ResourceWish::Anyone => "anyone",
        ResourceWish::One(id) => id.as_str(),
    });
    json!({
        "intents": says.intents.iter().map(|intent| intent.as_str()).collect::<Vec<_>>(),
        // The only time said may be that of an appointment to be moved.
        "when": reading.when.as_ref().or(reading.instead_of.as_ref()).map(time),
        "problems": says.problems.iter().map(|problem| problem.as_str()).collect::<Vec<_>>(),
        "entities": {
            "service": service.filter(|found| found.is_sure()).map(|found| &found.value),
            "resource": resource,
            "name": says.name.as_ref().map(|found| found.value.reveal()),
            "digits": says.digits.as_ref().map(|digits| digits.reveal()),
            "email": says.email.as_ref().map(|email| email.reveal()),
            "language": says.language.map(Language::code),
            "service_candidates": service.filter(|found| !found.is_sure()).map(candidates).unwrap_or_default(),
            "number": says.number.as_ref().map(|number| number.reveal().as_str()),
            "question": says.question,
        },
        "excluded": reading.excluded.iter().map(time).collect::<Vec<_>>(),
        "moved_from": reading.instead_of.as_ref().map(time),
        "any_of": reading.either,
        "any_time": reading.any,
        "agreement": says.agreement.as_str(),
    })
}

fn candidates(found: &understand::Found<String>) -> Vec<&String> {
    std::iter::once(&found.value).chain(&found.alternatives).collect()
}

/// A time with the business's offset, to the second.
fn time(when: &When, now: &Zoned) -> Value {
    let instant = |at: Timestamp| at.to_zoned(now.time_zone().clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let one = |start: Timestamp, end: Option<Timestamp>| json!({ "kind": when.kind.as_str(), "start": instant(start), "end": end.map(instant) });
    let mut value = one(when.start, when.end);
    value["alternatives"] = when.alternatives.iter().map(|(start, end)| one(*start, *end)).collect();
    let hours = |at: jiff::civil::Time| {
        if at == crate::business::Span::END_OF_DAY { "24:00".to_owned() } else { at.strftime("%H:%M").to_string() }
    };
    value["daily"] = when.daily.map_or(Value::Null, |span| json!({ "from": hours(span.from), "to": hours(span.to) }));
    let weekdays = when.weekdays.iter().map(|day| format!("{day:?}").to_lowercase());
    value["weekdays"] = weekdays.collect();
    value
}
