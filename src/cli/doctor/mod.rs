//! `vorzimmer doctor`: whether everything is there that answering calls takes, and what to install or write where it is not.
//!
//! A line for each thing looked at. Nothing is changed and nothing made: a database of an older version is left to those who
//! may bring it up to date. Whether a call can come in at all is tried at the public URL, without effect, and asked of the carrier,
//! where it can be asked; whether recognition is any good is not looked at here (`vorzimmer-lab eval speech` does).

mod carriers;
mod descriptors;
mod kept;
mod models;
mod processors;
mod spoken;
mod way_in;

use super::config::{self, Config, ConfigArguments};
use super::listing::say;
use anyhow::Result;
use base::clock::{Clock, SystemClock};
use base::document::{Complaints, Place};
use base::printable;
use serde::Serialize;
use std::process::ExitCode;

/// Check that everything is there that answering calls takes, and say what to install or write where it is not
///
/// Prints a line for each thing: ok; note (works, or is not needed, but should be known); missing (install or make it);
/// wrong (write something else). Exit code 1 if anything is missing or wrong.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// A JSON object a line: check, about (or null), state, says
    #[arg(long)]
    json: bool,
}

/// What was found at one thing.
#[derive(Debug, Serialize)]
struct Finding {
    /// What was looked at.
    check: &'static str,
    /// Which of several.
    about: Option<String>,
    state: State,
    /// What it is, or what to do.
    says: String,
}

/// How a thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// As it should be.
    Ok,
    /// Works, or is not needed; to be known all the same.
    Note,
    /// Not there.
    Missing,
    /// There, but not as it should be.
    Wrong,
}

/// Everything found so far.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, check: &'static str, about: Option<&str>, state: State, says: impl Into<String>) {
        let says: String = says.into();
        // A line a check, also where a library explains itself at length.
        let says = says.lines().map(str::trim).collect::<Vec<_>>().join("; ");
        let says = printable::line(&says).into_owned();
        self.0.push(Finding { check, about: about.map(str::to_owned), state, says });
    }

    fn is_sound(&self) -> bool {
        !self.0.iter().any(|finding| matches!(finding.state, State::Missing | State::Wrong))
    }
}

/// Looks at everything.
///
/// # Errors
/// When nothing can be printed.
pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let mut findings = Findings::default();
    if let Some(config) = configuration(&arguments, &mut findings) {
        examine(&config, &mut findings).await;
    }
    say(&if arguments.json { as_json(&findings)? } else { as_text(&findings) })?;
    Ok(if findings.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The configuration, if it is right; every mistake in it is a finding.
fn configuration(arguments: &Arguments, findings: &mut Findings) -> Option<Config> {
    const CHECK: &str = "configuration";
    let found = match arguments.config.find() {
        Ok(found) => found,
        Err(error) => {
            findings.add(CHECK, None, State::Missing, format!("failed to {error}"));
            return None;
        }
    };
    match found.config {
        Ok(config) => {
            let file = found.file.map(|file| file.display().to_string());
            let says = file.unwrap_or_else(|| format!("no {}: every value is at its default", config::FILE));
            findings.add(CHECK, None, State::Ok, says);
            Some(config)
        }
        Err(complaints) => {
            complain(CHECK, &complaints, findings);
            findings.add(CHECK, None, State::Note, "the rest is looked at once the configuration is right");
            None
        }
    }
}

fn complain(check: &'static str, complaints: &Complaints, findings: &mut Findings) {
    for complaint in &complaints.list {
        let place = match &complaint.place {
            Place::File { line, .. } => format!("{}:{line}", complaints.file),
            Place::Environment(variable) => variable.clone(),
        };
        let says = format!("{}: {}", complaint.fault.problem, complaint.fault.remedy);
        findings.add(check, Some(&place), State::Wrong, says);
    }
}

async fn examine(config: &Config, findings: &mut Findings) {
    descriptors::descriptors(config, findings);
    carriers::reachable(config, findings);
    let now = SystemClock::default().now();
    way_in::way_in(config, now, findings).await;
    spoken::wordings(config, findings);
    spoken::models(config, findings);
    processors::processors(config, findings);
    models::models(config, findings).await;
    let store = kept::database(config, now, findings).await;
    let businesses = kept::businesses(config, store.as_ref(), findings).await;
    spoken::voices(config, &businesses, findings).await;
    carriers::accounts(config, &businesses, findings).await;
    if let Some(store) = store {
        store.close().await;
    }
}

fn as_json(findings: &Findings) -> serde_json::Result<String> {
    findings.0.iter().map(|finding| Ok(serde_json::to_string(finding)? + "\n")).collect()
}

fn as_text(findings: &Findings) -> String {
    let name = |finding: &Finding| match &finding.about {
        Some(about) => format!("{} {about}", finding.check),
        None => finding.check.to_owned(),
    };
    let width = findings.0.iter().map(|finding| name(finding).chars().count()).max().unwrap_or(0);
    let line = |finding: &Finding| format!("{:8} {:width$}  {}\n", finding.state.as_str(), name(finding), finding.says);
    findings.0.iter().map(line).collect()
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Note => "note",
            State::Missing => "missing",
            State::Wrong => "wrong",
        }
    }
}
