//! The command line: one file per command, [`startup`] builds what a command needs, and nothing else constructs anything.

mod appointments;
pub mod bad_input;
mod business;
mod business_file;
pub mod called;
mod calls;
mod chat;
pub mod config;
pub mod database;
mod doctor;
mod exit_code;
pub mod instant;
pub mod listing;
mod messages;
mod models;
mod purge;
pub mod serve;
mod slots;
pub mod startup;
pub mod told;
mod understand;

use crate::cli::listing::remark;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Version and build: the package's version, and a hash of the sources.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("VORZIMMER_BUILD"), ")");

/// The AI front office on the phone: answers, says that it is an AI, books, and forgets.
#[derive(Debug, Parser)]
#[command(name = "vorzimmer", version = VERSION, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Arguments),
    Chat(chat::Arguments),
    Slots(slots::Arguments),
    Business(business::Arguments),
    Appointments(appointments::Arguments),
    Calls(calls::Arguments),
    Messages(messages::Arguments),
    Models(models::Arguments),
    Purge(purge::Arguments),
    Config(config::Arguments),
    Doctor(doctor::Arguments),
    Understand(understand::Arguments),
}

/// Runs the command that the arguments name. Exit code 2 for usage and bad input, 1 for other failures.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    to_its_end("vorzimmer", run(arguments.command))
}

/// Runs a command of `program` on a runtime of its own, and says what failed.
pub fn to_its_end(program: &str, command: impl Future<Output = anyhow::Result<ExitCode>>) -> ExitCode {
    // Fails only when there is one already.
    rustls::crypto::ring::default_provider().install_default().ok();
    let ended =
        tokio::runtime::Runtime::new().map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(command));
    ended.unwrap_or_else(|error| {
        // It may repeat what a file or an argument says.
        remark(&format!("{program}: failed to {}", base::printable::lines(&told::told(&error))));
        exit_code::exit_code(&error)
    })
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Chat(arguments) => chat::run(arguments).await,
        Command::Slots(arguments) => slots::run(arguments).await,
        Command::Business(arguments) => business::run(arguments).await,
        Command::Appointments(arguments) => appointments::run(arguments).await,
        Command::Calls(arguments) => calls::run(arguments).await,
        Command::Messages(arguments) => messages::run(arguments).await,
        Command::Models(arguments) => models::run(arguments).await,
        Command::Purge(arguments) => purge::run(arguments).await,
        Command::Config(arguments) => config::run(arguments),
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Understand(arguments) => understand::run(&arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_can_be_parsed() {
        Arguments::command().debug_assert();
    }
}
