//! `vorzimmer models verify`.

use super::Folder;
use crate::cli::listing::say;
use anyhow::bail;
use speech::asr::models::installed::identify;
use speech::asr::models::{CATALOGUE, Offer};
use std::path::Path;
use std::process::ExitCode;

/// Read the installed models whole and compare their checksums; exit code 1 if one is not what it should be
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    folder: Folder,
}

/// Says of each model in the folder whether it has the bytes that it should have.
///
/// # Errors
/// When there is no model, or standard output cannot be written.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = arguments.folder.path()?;
    let present: Vec<_> = CATALOGUE.iter().filter(|offer| folder.join(offer.file).exists()).collect();
    if present.is_empty() {
        let shown = folder.display();
        let named = arguments.folder.path.as_ref().map_or_else(String::new, |_| format!(" --folder {shown}"));
        bail!("find a model in {shown}: there is none; run `vorzimmer models fetch base-q8_0{named}`");
    }
    let mut all_right = true;
    for offer in present {
        let verdict = verdict(offer, &folder.join(offer.file));
        all_right &= verdict.is_ok();
        let (Ok(words) | Err(words)) = verdict;
        say(&format!("{}: {words}\n", offer.name))?;
    }
    Ok(if all_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn verdict(offer: &Offer, path: &Path) -> Result<String, String> {
    let anew = |error| format!("NOT usable: failed to {error}; run `vorzimmer models fetch {}`", offer.name);
    let identity = identify(path).map_err(anew)?;
    match identity.offer {
        Some(found) if found == offer && identity.sha256 == offer.sha256 => Ok("right, upstream's file".to_owned()),
        Some(found) if found == offer => Ok("right, converted".to_owned()),
        Some(found) => Err(format!("NOT right: it is {}", found.name)),
        None => Err(format!("NOT known: sha256 {}", identity.sha256)),
    }
}
