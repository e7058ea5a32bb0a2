//! The program `vorzimmer-lab`: one file per command.

pub mod call;
mod convert;
pub mod demo;
pub mod serve;
mod weights;

use crate::eval;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The laboratory of Vorzimmer: rings the server as a carrier would, and measures what it understands, does and sounds like.
#[derive(Debug, Parser)]
#[command(name = "vorzimmer-lab", version = vorzimmer::cli::VERSION, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Arguments),
    Call(Box<call::Arguments>),
    Serve(serve::Arguments),
    Weights(weights::Arguments),
    Convert(convert::Arguments),
    /// Measures on fixtures.
    #[command(subcommand)]
    Eval(Eval),
}

#[derive(Debug, Subcommand)]
enum Eval {
    Dialogues(eval::dialogues::Arguments),
    Llm(eval::llm::Arguments),
    #[cfg(feature = "whisper")]
    Speech(eval::speech::Arguments),
    Voice(eval::voice::Arguments),
    #[cfg(feature = "whisper")]
    Voices(eval::voices::Arguments),
}

/// Runs the command that the arguments name. Exit code 2 for usage and bad input, 1 for other failures.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    vorzimmer::cli::to_its_end("vorzimmer-lab", run(arguments.command))
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Call(arguments) => call::run(*arguments).await,
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Weights(arguments) => weights::run(&arguments).await,
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Eval(Eval::Dialogues(arguments)) => eval::dialogues::run(arguments).await,
        Command::Eval(Eval::Llm(arguments)) => eval::llm::run(arguments).await,
        #[cfg(feature = "whisper")]
        Command::Eval(Eval::Speech(arguments)) => eval::speech::run(arguments).await,
        Command::Eval(Eval::Voice(arguments)) => eval::voice::run(arguments).await,
        #[cfg(feature = "whisper")]
        Command::Eval(Eval::Voices(arguments)) => eval::voices::run(arguments).await,
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
