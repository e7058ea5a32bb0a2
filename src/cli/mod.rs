//! The command line: one file per command, [`startup`] builds what a command needs, and nothing else constructs anything.

pub mod config;

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
    Config(config::Arguments),
}

/// Runs the command that the arguments name. Exit code 2 for usage and bad input, 1 for other failures.
pub fn main() -> ExitCode {
    rustls::crypto::ring::default_provider().install_default().ok();
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Config(arguments) => config::run(arguments),
    };
    result.unwrap_or_else(|error: anyhow::Error| {
        eprintln!("vorzimmer: {error:#}");
        ExitCode::FAILURE
    })
}
