//! `vorzimmer understand`: what words mean, as one line of JSON: intents, time, problems, what was named, and of each clause how
//! it is meant, what it wants, and the facts in it with the role that each plays.
//!
//! It runs what a call runs ([`understanding::parse`]) and nothing else; no database is opened. The output is an interface
//! that scripts rely on: fields may be added, none renamed.

mod meaning;
mod parsed;
mod time;

use super::bad_input::BadInput;
use super::business_file;
use super::instant::instant;
use super::listing::say;
use anyhow::{Context as _, anyhow};
use base::business::{Business, fixtures};
use base::clock::{Clock, SystemClock};
use base::language::Language;
use dialogue::Asked;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use meaning::Meaning;
use std::process::ExitCode;
use understanding::Context;

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
    let words = arguments.words.join(" ");
    let parsed = understanding::parse(&words, &context);
    serde_json::to_string(&Meaning::of(&words, &parsed, &context.now)).context("write the meaning")
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
    fn clauses_have_their_polarity_and_facts_their_role() {
        let value = understood("Bitte nicht absagen, ich komme am Freitag um zehn doch", Some("salon"));
        assert_eq!(value["clauses"][0]["polarity"], "negated");
        let acts = &value["clauses"][0]["acts"];
        assert_eq!(acts[0], json!({"kind": "cancel", "polarity": "negated", "confidence": null, "from": "grammar"}));
        assert!(
            !value["intents"].as_array().expect("a list").contains(&json!("cancel")),
            "a negated deed is not wanted"
        );
        assert_eq!((&value["facts"][0]["kind"], &value["facts"][0]["role"]), (&json!("time"), &json!("wished")));
        assert_eq!(value["facts"][0]["value"]["start"], "2026-12-04T10:00:00+01:00");
        assert_eq!(value["facts"][0]["clause"], 1);
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
