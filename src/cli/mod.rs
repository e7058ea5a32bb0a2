//! The command line: one file per command, [`startup`] builds what a command needs, and nothing else constructs anything.

#[cfg(feature = "whisper")]
mod eval_speech;
mod models;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The AI front office on the phone: answers, says that it is an AI, books, and forgets.
#[derive(Debug, Parser)]
#[command(name = "vorzimmer", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure Vorzimmer on fixtures.
    #[cfg(feature = "whisper")]
    #[command(subcommand)]
    Eval(Eval),
    Models(models::Arguments),
}

#[cfg(feature = "whisper")]
#[derive(Debug, Subcommand)]
enum Eval {
    Speech(eval_speech::Arguments),
}

/// Runs the command that the arguments name. Exit code 2 for usage and bad input, 1 for other failures.
pub fn main() -> ExitCode {
    rustls::crypto::ring::default_provider().install_default().ok();
    let arguments = Arguments::parse();
    let result = match arguments.command {
        #[cfg(feature = "whisper")]
        Command::Eval(Eval::Speech(arguments)) => block_on(eval_speech::run(arguments)),
        Command::Models(arguments) => block_on(models::run(arguments)),
    };
    result.unwrap_or_else(|error: anyhow::Error| {
        eprintln!("vorzimmer: {error:#}");
        ExitCode::FAILURE
    })
}

/// Runs a command that waits for things.
fn block_on(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command)
}
