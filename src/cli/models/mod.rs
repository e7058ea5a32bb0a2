//! `vorzimmer models`: the speech models: which there are and how to come by one.

mod add;
mod fetch;
mod list;
mod verify;

use super::bad_input::BadInput;
use super::config::ConfigArguments;
use anyhow::anyhow;
use speech::asr::models::Offer;
use std::path::PathBuf;
use std::process::ExitCode;

/// List, fetch and check the models that recognise speech
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, clap::Subcommand)]
enum Deed {
    List(list::Arguments),
    Fetch(fetch::Arguments),
    Add(add::Arguments),
    Verify(verify::Arguments),
}

/// Names a folder with models.
#[derive(Debug, clap::Args)]
struct Folder {
    /// Folder with the models [default: the configuration's `models` in [speech]]
    #[arg(long = "folder", value_name = "FOLDER")]
    path: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArguments,
}

impl Folder {
    /// The folder that was named, else the configuration's.
    fn path(&self) -> Result<PathBuf, BadInput> {
        let path = self.path.clone().map_or_else(|| self.config.load().map(|config| config.speech.models), Ok)?;
        match path.exists() && !path.is_dir() {
            true => {
                Err(BadInput(anyhow!("use the folder {}: it is no folder; name one with --folder", path.display())))
            }
            false => Ok(path),
        }
    }
}

/// Does what the arguments ask for.
///
/// # Errors
/// When a file cannot be read, written, fetched or converted.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.deed {
        Deed::List(arguments) => list::run(&arguments),
        Deed::Fetch(arguments) => fetch::run(arguments).await,
        Deed::Add(arguments) => add::run(&arguments),
        Deed::Verify(arguments) => verify::run(&arguments),
    }
}

/// The model of that name.
fn offer(name: &str) -> anyhow::Result<&'static Offer> {
    let unknown = || BadInput(anyhow!("find a model '{name}': `vorzimmer models list` shows their names")).into();
    Offer::named(name).ok_or_else(unknown)
}

/// A length for people, in MB.
fn megabytes(bytes: u64) -> String {
    format!("{} MB", (bytes + 500_000) / 1_000_000)
}
