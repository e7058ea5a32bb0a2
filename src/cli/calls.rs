//! `vorzimmer calls`: who called when, what it came to, what was said in one of the calls, and who reached a limit.

use super::bad_input::BadInput;
use super::database::{DatabaseArguments, named_business};
use super::listing::{Entry, Zones, print};
use anyhow::anyhow;
use base::language::Language;
use base::privacy::Pseudonym;
use booking::CallId;
use call::attestation::Attestation;
use call::record::TurnRecord;
use call::record::{EndedBy, TransferReason, Who};
use serde::Serialize;
use std::collections::HashMap;
use std::process::ExitCode;
use store::{KeptCall, KeptSummary, KeptTally};

/// List calls, earliest first, or what was said in one of them
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// Show what was said in this call
    #[arg(value_name = "CALL", conflicts_with_all = ["business", "review"])]
    call: Option<String>,
    /// Only calls to this business
    #[arg(long, value_name = "ID")]
    business: Option<String>,
    /// Show the call's summary instead of what was said
    #[arg(long, requires = "call")]
    summary: bool,
    /// List instead who reached a limit or looked for appointments in vain, how often and since when, the latest first
    #[arg(long)]
    review: bool,
    /// A JSON object a line
    #[arg(long)]
    json: bool,
}

/// What a call came to, in a few sentences.
#[derive(Serialize)]
struct SummaryLine {
    text: String,
    /// What worded it: `rules`, or `llm` and the model's name.
    engine: String,
    /// A machine worded it, whichever (Art. 50(2) AI Act).
    ai_generated: bool,
}

#[derive(Serialize)]
struct CallLine {
    call: String,
    business: String,
    carrier_call: String,
    /// First digits of the pseudonym: tells callers apart.
    caller: Option<String>,
    language: Language,
    state: &'static str,
    begun_at: String,
    disclosed_at: Option<String>,
    ended_at: Option<String>,
    ended_by: Option<EndedBy>,
    /// What the networks said of the caller's number; `null` where they said nothing.
    attestation: Option<Attestation>,
    transfer: Option<TransferReason>,
    /// `null` where there is none, or none any more.
    summary: Option<SummaryLine>,
    #[serde(skip)]
    spelled: String,
    #[serde(skip)]
    length: String,
}

#[derive(Serialize)]
struct ReviewLine {
    business: String,
    /// First digits of the pseudonym; `null`: callers who cannot be told apart.
    caller: Option<String>,
    /// The name of the limit in `[limits]`, or `failed_lookup`.
    what: &'static str,
    times: u64,
    first_at: String,
    last_at: String,
    #[serde(skip)]
    since: String,
    #[serde(skip)]
    last: String,
}

#[derive(Serialize)]
struct TurnLine {
    turn: u32,
    who: &'static str,
    words: String,
    start_ms: u64,
    end_ms: u64,
    interrupted: bool,
}

/// Lists the calls, or the turns of one.
///
/// # Errors
/// When the database cannot be opened or read.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let store = arguments.database.open(false).await?;
    let now = arguments.database.now();
    if let Some(call) = arguments.call.map(CallId) {
        if !store.calls(None, now).await?.iter().any(|kept| kept.id == call) {
            let call = call.0;
            return Err(BadInput(anyhow!(
                "find the call '{call}': there is none, or none any more; `vorzimmer calls --json` shows their ids"
            ))
            .into());
        }
        if arguments.summary {
            let kept = store.summaries(None, Some(&call), now).await?;
            let lines: Vec<_> = kept.into_iter().map(summary_line).collect();
            print(&lines, arguments.json, "There is no summary of that call.")?;
            return Ok(ExitCode::SUCCESS);
        }
        let turns = store.transcript(&call, now).await?;
        let lines: Vec<_> = turns.into_iter().map(turn_line).collect();
        print(&lines, arguments.json, "Nothing is kept of that call.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let business = named_business(&store, arguments.business.as_deref()).await?;
    let zones = Zones::of(&store).await?;
    if arguments.review {
        let tallies = store.tallies(business.as_ref(), now).await?;
        let lines: Vec<_> = tallies.into_iter().map(|kept| review_line(&zones, kept)).collect();
        print(&lines, arguments.json, "Nobody has reached a limit.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let calls = store.calls(business.as_ref(), now).await?;
    let summaries = store.summaries(business.as_ref(), None, now).await?;
    let mut summaries: HashMap<_, _> = summaries.into_iter().map(|kept| (kept.call.clone(), kept)).collect();
    let lines: Vec<_> = calls
        .into_iter()
        .map(|kept| {
            let summary = summaries.remove(&kept.id).map(summary_line);
            CallLine { summary, ..call_line(&zones, kept) }
        })
        .collect();
    print(&lines, arguments.json, "No calls.")?;
    Ok(ExitCode::SUCCESS)
}

fn call_line(zones: &Zones, kept: KeptCall) -> CallLine {
    let at = |instant| zones.rfc3339(&kept.business, instant);
    let length = kept.ended.map(|(ended_at, _)| ended_at.duration_since(kept.begun_at).as_secs());
    CallLine {
        caller: kept.pseudonym.map(Pseudonym::short),
        language: kept.language,
        state: kept.state.as_str(),
        begun_at: at(kept.begun_at),
        disclosed_at: kept.disclosed_at.map(at),
        ended_at: kept.ended.map(|(ended_at, _)| at(ended_at)),
        ended_by: kept.ended.map(|(_, by)| by),
        attestation: kept.attestation,
        transfer: kept.transferred_for,
        summary: None,
        spelled: zones.spelled(&kept.business, kept.begun_at),
        length: length.map(|seconds| format!("{}:{:02}", seconds / 60, seconds % 60)).unwrap_or_default(),
        call: kept.id.0,
        business: kept.business.0,
        carrier_call: kept.carrier_call,
    }
}

fn review_line(zones: &Zones, kept: KeptTally) -> ReviewLine {
    let at = |instant| zones.rfc3339(&kept.business, instant);
    ReviewLine {
        caller: kept.pseudonym.map(Pseudonym::short),
        what: kept.what.as_str(),
        times: kept.times,
        first_at: at(kept.first_at),
        last_at: at(kept.last_at),
        since: zones.spelled(&kept.business, kept.first_at),
        last: zones.spelled(&kept.business, kept.last_at),
        business: kept.business.0,
    }
}

fn summary_line(kept: KeptSummary) -> SummaryLine {
    SummaryLine { text: kept.text.into_inner(), engine: kept.engine, ai_generated: true }
}

fn turn_line(turn: TurnRecord) -> TurnLine {
    let who = match turn.who {
        Who::Caller => "caller",
        Who::Agent => "agent",
    };
    let [start_ms, end_ms] = [turn.start, turn.end].map(|at| u64::try_from(at.as_millis()).unwrap_or(u64::MAX));
    TurnLine { turn: turn.number, who, words: turn.words.into_inner(), start_ms, end_ms, interrupted: turn.interrupted }
}

impl Entry for CallLine {
    const HEADINGS: &'static [&'static str] = &["Begin", "Length", "Business", "Caller", "Language", "State", "Call"];

    fn cells(&self) -> Vec<String> {
        let caller = self.caller.clone().unwrap_or_else(|| "withheld".to_owned());
        let (language, state) = (self.language.to_string(), self.state.replace('_', " "));
        let [spelled, length, business, call] =
            [&self.spelled, &self.length, &self.business, &self.call].map(Clone::clone);
        vec![spelled, length, business, caller, language, state, call]
    }
}

impl Entry for ReviewLine {
    const HEADINGS: &'static [&'static str] = &["Last", "Since", "Business", "Caller", "What", "Times"];

    fn cells(&self) -> Vec<String> {
        let caller = self.caller.clone().unwrap_or_else(|| "without a number".to_owned());
        let [last, since, business] = [&self.last, &self.since, &self.business].map(Clone::clone);
        vec![last, since, business, caller, self.what.replace('_', " "), self.times.to_string()]
    }
}

impl Entry for SummaryLine {
    const HEADINGS: &'static [&'static str] = &["AI-generated by", "Summary"];

    fn cells(&self) -> Vec<String> {
        vec![self.engine.clone(), self.text.clone()]
    }
}

impl Entry for TurnLine {
    const HEADINGS: &'static [&'static str] = &["At", "Who", "Words"];

    fn cells(&self) -> Vec<String> {
        let cut_off = if self.interrupted { " –" } else { "" };
        let seconds = self.start_ms / 1000;
        let at = format!("{}:{:02}", seconds / 60, seconds % 60);
        vec![at, self.who.to_owned(), format!("{}{cut_off}", self.words)]
    }
}
