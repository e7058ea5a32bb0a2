//! `vorzimmer models add`.

use super::Folder;
use crate::cli::bad_input::BadInput;
use crate::cli::listing::say;
use anyhow::{Context, bail};
use speech::asr::models::draft::Draft;
use speech::asr::models::ggml::Inspection;
use speech::asr::models::installed::{Identity, identify};
use speech::asr::models::manifest::{self, Provenance};
use speech::asr::models::{CATALOGUE, Offer};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Add a model that was brought otherwise: says what it is, and copies it into the folder
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A model of whisper.cpp's format
    file: PathBuf,
    #[command(flatten)]
    folder: Folder,
    /// Add it even if its bytes are none that Vorzimmer knows, under the name of the model that it looks like
    #[arg(long)]
    unverified: bool,
}

/// Tokens of the multilingual vocabulary; models for English only have one less.
const MULTILINGUAL_WORDS: i32 = 51_865;

/// Copies the file under the name that the folder knows it by.
///
/// # Errors
/// When it cannot be read, is no model, or one that is unknown and nobody vouches for.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = arguments.folder.path()?;
    let file = arguments.file.display();
    let (identity, offer) = judged(arguments).map_err(|error| BadInput(error.context(format!("add {file}"))))?;
    let target = folder.join(offer.file);
    if !is_same(&arguments.file, &target) {
        copy(&arguments.file, &target).with_context(|| format!("write {}", target.display()))?;
    }
    let origin = format!("brought by hand: {}", arguments.file.display());
    manifest::note(&folder, Provenance::of(offer, &identity.sha256, &origin))
        .context("note where the model came from")?;
    let known = if identity.offer.is_some() { "its checksum is right" } else { "its bytes are unknown" };
    say(&format!("{} is in {}, {known}\n", offer.name, target.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// What the file is, and which model of the catalogue it is taken for.
fn judged(arguments: &Arguments) -> anyhow::Result<(Identity, &'static Offer)> {
    let identity = identify(&arguments.file)?;
    let Identity { inspection, sha256, offer } = &identity;
    let offer = match (*offer, arguments.unverified) {
        (Some(offer), _) => offer,
        (None, true) => likeness(inspection)?,
        (None, false) => bail!(
            "it is a Whisper model ({}, {}), but its bytes are none that Vorzimmer knows (sha256 {sha256}); if you trust it, \
             add it with --unverified",
            inspection.size(),
            inspection.storage()
        ),
    };
    Ok((identity, offer))
}

/// The model that a file looks like.
fn likeness(inspection: &Inspection) -> anyhow::Result<&'static Offer> {
    if inspection.parameters.vocabulary != MULTILINGUAL_WORDS {
        bail!("it is no multilingual model: its vocabulary has {} words", inspection.parameters.vocabulary);
    }
    let (size, storage) = (inspection.size(), inspection.storage());
    let like = |offer: &&Offer| offer.size.name() == size && offer.storage == storage;
    CATALOGUE
        .iter()
        .find(like)
        .with_context(|| format!("it is of a kind that Vorzimmer has no settings for ({size}, {storage})"))
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut draft = Draft::of(to)?;
    io::copy(&mut File::open(from)?, &mut draft)?;
    draft.keep()
}
