//! The command line: one file per command, [`startup`] builds what a command needs, and nothing else constructs anything.

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
enum Command {}

/// Runs the command that the arguments name. Exit code 2 for usage and bad input, 1 for other failures.
pub fn main() -> ExitCode {
    rustls::crypto::ring::default_provider().install_default().ok();
    let arguments = Arguments::parse();
    match arguments.command {}
}
