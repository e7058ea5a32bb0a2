//! `vorzimmer-lab serve`: the product's server with adapters that do what a script says, for load and for tests of a line.

use crate::scripted::engine::ScriptedEngine;
use crate::scripted::{recognizer, synthesizer};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use vorzimmer::cli::serve;
use vorzimmer::cli::startup::Adapters;

/// Answers calls as `vorzimmer serve` does, but hears, thinks and speaks by a script where it is told to
#[derive(Debug, clap::Args)]
#[group(id = "scripted")]
pub struct Arguments {
    #[command(flatten)]
    serve: serve::Arguments,
    /// Hear these words instead of what is said, one a turn, again from the first after the last. May be repeated
    #[arg(long, value_name = "WORDS")]
    hear: Vec<String>,
    /// How long hearing takes, ms
    #[arg(long, value_name = "MS", default_value_t = 300)]
    hear_ms: u64,
    /// Speak a buzz of so many ms a character instead of words
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u32).range(5..=200))]
    buzz: Option<u32>,
    /// How long it takes until the buzz begins, ms
    #[arg(long, value_name = "MS", default_value_t = 10)]
    buzz_ms: u32,
    /// Give fixed answers after so many ms instead of thinking
    #[arg(long, value_name = "MS")]
    answer: Option<u64>,
}

/// Runs it.
///
/// # Errors
/// As `vorzimmer serve`.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { hear, hear_ms, buzz, buzz_ms, answer, .. } = arguments;
    let mut adapters = Adapters::default();
    if !hear.is_empty() {
        adapters.recognizer = Some(Arc::new(recognizer::Scripted::new(hear, Duration::from_millis(hear_ms))));
    }
    if let Some(character_ms) = buzz {
        adapters.synthesizer = Some(Arc::new(synthesizer::Scripted { delay_ms: buzz_ms, character_ms }));
    }
    if let Some(milliseconds) = answer {
        adapters.engine = Some(Arc::new(ScriptedEngine::for_load(Duration::from_millis(milliseconds))));
    }
    serve::run_with(arguments.serve, adapters).await
}
