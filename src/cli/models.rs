//! `vorzimmer models`: see, fetch, add, check and convert speech models.

use crate::asr::models::add::add;
use crate::asr::models::convert::convert;
use crate::asr::models::fetch::{Download, fetch};
use crate::asr::models::ggml::{self, Kind};
use crate::asr::models::{CATALOGUE, Machine, Offer, choose, identify, installed};
use anyhow::{Context, anyhow, bail};
use comfy_table::{Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// See, fetch, add, check and convert speech models.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder in which models are installed.
    #[arg(long, global = true, env = "VORZIMMER_MODELS", default_value = "models")]
    models: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show which models there are, which are installed, and which would be used on this machine.
    List,
    /// Download models from their publishers; goes on where it was broken off, and checks before use.
    Fetch {
        /// Short names as in the list.
        #[arg(default_value = "base-q8_0", value_parser = offer)]
        names: Vec<&'static Offer>,
        /// Another address of the same file (a mirror); only with one name.
        #[arg(long)]
        from: Option<String>,
        /// Give up when no connection stands, or nothing comes, for so many seconds.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3_600))]
        timeout_seconds: u64,
    },
    /// Take over a model file that came otherwise.
    Add {
        /// The file.
        file: PathBuf,
        /// The model that a file with unknown bytes stands for.
        #[arg(long = "as", value_parser = offer)]
        as_model: Option<&'static Offer>,
    },
    /// Read the installed models and compare their checksums.
    Verify,
    /// Make a model from a CTranslate2 model of Whisper with float16 weights.
    Convert {
        /// CTranslate2's `model.bin`.
        source: PathBuf,
        /// Any multilingual model of whisper.cpp's format, for mel filters and vocabulary.
        #[arg(long)]
        donor: PathBuf,
        /// How weights are stored: f16, q8_0 or q5_1.
        #[arg(long = "to", default_value = "q8_0", value_parser = kind)]
        kind: Kind,
    },
}

fn offer(name: &str) -> Result<&'static Offer, String> {
    let names = || CATALOGUE.iter().map(|offer| offer.name).collect::<Vec<_>>().join(", ");
    Offer::named(name).ok_or_else(|| format!("no such model; there are {}", names()))
}

fn kind(name: &str) -> Result<Kind, String> {
    [Kind::F16, Kind::Q8_0, Kind::Q5_1]
        .into_iter()
        .find(|kind| kind.name() == name)
        .ok_or("f16, q8_0 or q5_1".to_owned())
}

/// A library's error as a sentence; it names its causes itself.
fn failed(error: impl Display) -> anyhow::Error {
    anyhow!("failed to {error}")
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let folder = arguments.models;
    match arguments.command {
        Command::List => list(&folder),
        Command::Fetch { names, from, timeout_seconds } => {
            fetch_all(&folder, &names, from.as_deref(), Duration::from_secs(timeout_seconds)).await?;
        }
        Command::Add { file, as_model } => {
            let added = add(&file, &folder, as_model).map_err(failed)?;
            let whose = if added.known { "its bytes are known" } else { "its bytes are unknown, you vouch for them" };
            println!("{} is {} ({whose})", added.path.display(), added.offer.name);
        }
        Command::Verify => return verify(&folder),
        Command::Convert { source, donor, kind } => convert_into(&folder, &source, &donor, kind)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list(folder: &Path) {
    let (installed, machine) = (installed(folder), Machine::here());
    let choice = choose(&installed, machine);
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["model", "MB", "licence", "languages", "here", ""]);
    for offer in CATALOGUE {
        let is = |found: &crate::asr::models::Installed| found.offer == offer;
        let here = match &choice {
            Some(choice) if is(&choice.open) => "in use",
            Some(choice) if choice.closed.as_ref().is_some_and(is) => "in use",
            _ if installed.iter().any(is) => "installed",
            _ if !machine.carries(offer) => "too large",
            _ => "",
        };
        let size = (offer.size_bytes / 1_000_000).to_string();
        table.add_row([offer.name, &size, offer.licence, "de, en, +97", here, offer.note]);
    }
    println!("{table}\n");
    match choice {
        Some(choice) => {
            println!("open questions: {}", choice.open.path.display());
            println!("closed ones:    {}", choice.closed.as_ref().unwrap_or(&choice.open).path.display());
        }
        None => println!("no model in {}: run `vorzimmer models fetch`", folder.display()),
    }
}

async fn fetch_all(
    folder: &Path,
    names: &[&'static Offer],
    from: Option<&str>,
    timeout: Duration,
) -> anyhow::Result<()> {
    if from.is_some() && names.len() > 1 {
        bail!("--from is the address of one file: name one model");
    }
    let client = reqwest::Client::builder().connect_timeout(timeout).read_timeout(timeout).build()?;
    for offer in names {
        let target = folder.join(offer.file);
        if identify(&target).is_ok_and(|identity| identity.offer == Some(offer)) {
            println!("{} is there already", target.display());
            continue;
        }
        let bar = ProgressBar::new(offer.size_bytes).with_style(style()?).with_message(offer.name);
        let download = Download { url: from.unwrap_or(offer.url), size_bytes: offer.size_bytes, sha256: offer.sha256 };
        fetch(&client, download, &target, &mut |bytes| bar.set_position(bytes))
            .await
            .map_err(failed)
            .inspect_err(|_| bar.abandon())?;
        bar.finish();
        println!("{} is there, checksum right", target.display());
    }
    Ok(())
}

fn style() -> anyhow::Result<ProgressStyle> {
    Ok(ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}")?)
}

/// Exit code 1 when a file is not what its name says.
fn verify(folder: &Path) -> anyhow::Result<ExitCode> {
    let mut wrong = 0;
    let present = CATALOGUE.iter().map(|offer| (offer, folder.join(offer.file))).filter(|(_, path)| path.exists());
    for (offer, path) in present {
        let verdict = match identify(&path) {
            Ok(identity) if identity.offer == Some(offer) => Ok(()),
            Ok(identity) => Err(format!("unknown bytes (sha256 {})", identity.sha256)),
            Err(error) => Err(format!("failed to {error}")),
        };
        wrong += u32::from(verdict.is_err());
        println!("{}: {}", path.display(), verdict.err().unwrap_or_else(|| "right".to_owned()));
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn convert_into(folder: &Path, source: &Path, donor: &Path, kind: Kind) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let fresh = folder.join("converted.bin");
    convert(source, donor, &fresh, kind).map_err(failed)?;
    let size = ggml::inspect(&fresh).map_err(failed)?.size();
    let name = if kind == Kind::F16 { size.to_owned() } else { format!("{size}-{}", kind.name()) };
    let target = folder.join(format!("ggml-{name}.bin"));
    std::fs::rename(&fresh, &target).with_context(|| format!("failed to name {}", target.display()))?;
    let identity = identify(&target).map_err(failed)?;
    match identity.offer {
        Some(offer) => println!("{} is {}, checksum right", target.display(), offer.name),
        None => println!("{} has unknown bytes (sha256 {})", target.display(), identity.sha256),
    }
    Ok(())
}
