//! `vorzimmer-lab eval llm`: booking dialogues, typed, with a real language model behind an OpenAI-compatible server.
//!
//! The callers of `fixtures/calls` answer what they are asked and compare what is read back with what they wish; what came of it
//! is read from the database and judged as in `vorzimmer-lab eval voice`. Each [`stage`] shows something else: replies that follow a
//! JSON schema, tool calls, a model that is too slow for its limit, and a server that is not there. A deed that the caller did
//! not wish and agree to fails the command; whatever else the model gets wrong may cost questions, a message or a person.

mod counts;
mod stage;
mod results;

use crate::eval::voice::judgement::Verdict;
use crate::eval::voice::minutes::Said;
use crate::eval::voice::{Dialogue, dialogues, typed};
use crate::print::print_line;
use crate::telephone::script::Expected;
use anyhow::{Context, ensure};
use base::fallback::{BreakerPolicy, Candidate, Candidates};
use base::language::Language;
use counts::Counts;
use dialogue::Engine;
use dialogue::fallback::FallbackEngine;
use dialogue::llm::LlmEngine;
use dialogue::llm::probe::{Can, probe};
use dialogue::phrases::Phrases;
use dialogue::rules::RulesEngine;
use egress::processor::{DataClass, Host, Processor, Region};
use jiff::Timestamp;
use reqwest::Url;
use results::ModelResult;
use secrecy::SecretString;
use stage::Stage;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use vorzimmer::cli::config::{Llm, Prompts};
use vorzimmer::cli::listing::remark;
use vorzimmer::cli::startup;

/// Plays booking dialogues, typed, with a real language model, and judges what came of them
///
/// `make eval-llm` runs it beside a small model from packages. Exit code 1 when something was done to which the caller had not
/// agreed; 3 when no model answers.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The server's interface on this machine, such as http://127.0.0.1:8000/v1
    #[arg(long, env = "LANGUAGE_MODEL_URL")]
    url: Option<Url>,
    /// The server's key, if it wants one
    #[arg(long, env = "LANGUAGE_MODEL_KEY", hide_env_values = true)]
    key: Option<SecretString>,
    /// The model's name, as the server knows it
    #[arg(long, env = "LANGUAGE_MODEL_NAME", default_value = "default")]
    model: String,
    /// Only dialogues of this language; both otherwise
    #[arg(long)]
    lang: Option<Language>,
    /// Only these stages: schema, tools, hurried, gone
    #[arg(long, value_enum)]
    stage: Vec<Stage>,
    /// Only dialogues whose name contains this; may be repeated
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// Dialogues of each language in the largest stage
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=20))]
    dialogues: u32,
    /// No dialogue is begun later than this; what was left out is said
    #[arg(long, value_name = "MINUTES", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=240))]
    minutes: u32,
    /// Folder with the scripts, in calls/LANGUAGE/
    #[arg(long, value_name = "FOLDER", default_value = "fixtures")]
    fixtures: PathBuf,
    /// When the calls begin
    #[arg(long, value_name = "INSTANT", value_parser = vorzimmer::cli::instant::instant, default_value = "2026-12-01T10:00:00+01:00")]
    now: Timestamp,
    /// Show what was said in every dialogue
    #[arg(long)]
    show: bool,
}

/// Runs the command.
///
/// # Errors
/// When the scripts cannot be read, or the address is not on this machine.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Some(url) = &arguments.url else {
        remark("skipped: no server is named; run `make eval-llm`, or write --url http://127.0.0.1:PORT/v1");
        return Ok(ExitCode::from(3));
    };
    let languages = Language::ALL.into_iter().filter(|language| arguments.lang.is_none_or(|only| only == *language));
    let counts = languages.map(|language| Ok(chosen(&arguments, language, usize::MAX)?.len()));
    if counts.sum::<anyhow::Result<usize>>()? == 0 {
        return Err(super::none_of(&arguments.only));
    }
    let server = llm(&arguments, url)?;
    let asked = startup::llm_server(&server)?;
    // A model that is still being loaded, or beside which much else runs, has a second try.
    let can = match probe(&asked).await {
        Err(_) => probe(&asked).await,
        can => can,
    };
    match can {
        Ok(can) => can_do(&can),
        Err(error) => {
            remark(&format!("skipped: failed to {error}"));
            return Ok(ExitCode::from(3));
        }
    }
    let wanted = |stage: &Stage| arguments.stage.is_empty() || arguments.stage.contains(stage);
    let until = Instant::now() + Duration::from_secs(60 * u64::from(arguments.minutes));
    let mut wrong = 0;
    for stage in Stage::ALL.into_iter().filter(wanted) {
        wrong += play_stage(&arguments, stage, &server, until).await?;
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn can_do(can: &Can) {
    let streams = if can.streams == Some(false) { "in one piece" } else { "streamed" };
    print_line(&format!(
        "the server: tool calls {}, replies by a schema {}, {streams}, first token after {} ms",
        can.tools,
        can.schema,
        can.first.as_millis()
    ));
}

/// The model as a configuration would name it.
fn llm(arguments: &Arguments, url: &Url) -> anyhow::Result<Llm> {
    let host = Host::of(url).context("find a host in --url")?;
    ensure!(
        host.is_local(),
        "use {url}: only a server on this machine is evaluated, since nobody else is listed for it"
    );
    let processor = Processor {
        id: "model".to_owned(),
        name: "this machine".to_owned(),
        purpose: "finds the next sentence of a conversation".to_owned(),
        region: Region::Here,
        data: vec![DataClass::Words, DataClass::Name],
        legal_basis: "Art. 6(1)(b) GDPR".to_owned(),
        agreement: None,
        hosts: vec![host],
    };
    Ok(stage::llm(processor, url.as_str(), &arguments.model, arguments.key.clone()))
}

/// The dialogues of a language in which something is to be booked, moved or cancelled: so many, spread over all.
fn chosen(arguments: &Arguments, language: Language, count: usize) -> anyhow::Result<Vec<Dialogue>> {
    let mut all = dialogues(&arguments.fixtures.join(format!("calls/{language}")), &arguments.only)?;
    let deed = [Expected::Booked, Expected::Moved, Expected::Cancelled];
    all.retain(|dialogue| dialogue.script.expected.is_some_and(|expected| deed.contains(&expected)));
    let (of, mut place) = (all.len(), 0);
    all.retain(|_| {
        place += 1;
        of <= count || place * count / of > (place - 1) * count / of
    });
    Ok(all)
}

/// Plays the dialogues of a stage, the languages in turn. Returns how many went wrong.
async fn play_stage(arguments: &Arguments, stage: Stage, server: &Llm, until: Instant) -> anyhow::Result<usize> {
    let phrases = Phrases::built_in()?;
    print_line(&format!("\n{}", stage.describe()));
    let (mut results, mut left_out) = (Vec::new(), 0);
    let counts = Arc::new(Counts::default());
    let llm = stage.of(server);
    let model = Arc::new(
        startup::llm_engine(&llm, &Prompts { folder: None }, &RulesEngine::new(phrases.clone()))?
            .watched(counts.clone()),
    );
    let engine = engine(model.clone(), stage, llm.first_word_within, &phrases);
    let mut warm = BTreeSet::new();
    for language in Language::ALL.into_iter().filter(|language| arguments.lang.is_none_or(|only| only == *language)) {
        for dialogue in chosen(arguments, language, stage.dialogues(arguments.dialogues as usize))? {
            if Instant::now() >= until {
                left_out += 1;
                continue;
            }
            if stage.is_patient() && warm.insert((language, dialogue.script.to.clone())) {
                let begun = Instant::now();
                let says = match timeout_at(until, typed::warm(&dialogue, &model, arguments.now)).await {
                    Ok(read) => read.map(|()| format!("was read in {} s", begun.elapsed().as_secs()))?,
                    Err(_) => "was not read in time".to_owned(),
                };
                print_line(&format!("  {language} the instruction {says}"));
            }
            counts.begin_call();
            let begun = Instant::now();
            let (verdict, minutes) = typed::play(&dialogue, engine.clone(), &phrases, arguments.now).await?;
            let took = begun.elapsed();
            let line = ModelResult {
                language,
                name: dialogue.name,
                verdict,
                turns: minutes.caller_turns(),
                took,
                led: counts.led(),
            };
            print_line(&line.print());
            if arguments.show || matches!(line.verdict, Verdict::Wrong(_)) {
                minutes.said.iter().for_each(|said| print_line(&spoken(said)));
            }
            results.push(line);
        }
    }
    results::totals(&results, &counts).iter().for_each(|line| print_line(line));
    if left_out > 0 {
        print_line(&format!("  {left_out} dialogues left out: the time was up (--minutes {})", arguments.minutes));
    }
    Ok(results.iter().filter(|result| matches!(result.verdict, Verdict::Wrong(_))).count())
}

/// The model before the rules, as a server has them.
fn engine(model: Arc<LlmEngine>, stage: Stage, within: Duration, phrases: &Phrases) -> Arc<dyn Engine> {
    let first: Candidate<Arc<dyn Engine>> = Candidate::new(model, within, BreakerPolicy::default());
    let rules: Arc<dyn Engine> = Arc::new(RulesEngine::new(phrases.clone()));
    let last = Candidate::new(rules, Duration::from_secs(10), BreakerPolicy::default());
    let fallback = FallbackEngine::new(Candidates::new(first, vec![last]));
    Arc::new(if stage.is_patient() { fallback.with_turn_limit(within) } else { fallback })
}

fn spoken(said: &Said) -> String {
    match said {
        Said::Caller(words) => format!("      caller: {words}"),
        Said::Agent(words) => format!("      agent:  {words}"),
    }
}
