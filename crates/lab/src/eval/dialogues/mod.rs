//! `vorzimmer-lab eval dialogues`: rehearses every dialogue of a folder against the whole machine and prints what was counted.
//!
//! The dialogues are text ([`script`]); each is a typed call with a database of its own in memory. With `--noise` each is
//! played again as a poor recogniser would have heard the caller ([`noise`]).

pub mod figures;
mod manners;
pub mod noise;
pub mod probes;
pub mod rehearsal;
pub mod script;
pub mod stage;

use crate::eval::tally::{Ending, Tally};
use anyhow::Context;
use base::language::Language;
use dialogue::phrases::Phrases;
use figures::Figures;
use std::path::PathBuf;
use std::process::ExitCode;
use vorzimmer::cli::listing::say;

/// Rehearse the fixture dialogues and count
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The folder with a folder of dialogues per language
    #[arg(long, default_value = "fixtures/dialogues")]
    folder: PathBuf,
    /// Only dialogues with this in their name
    #[arg(long, value_name = "PART")]
    only: Option<String>,
    /// Show what was said
    #[arg(long)]
    show: bool,
    /// Play each again with a tenth of the caller's words dropped, doubled or misheard
    #[arg(long)]
    noise: bool,
    /// How often each is played with noise
    #[arg(long, default_value_t = 3)]
    seeds: u64,
}

/// Rehearses, and prints the figures.
///
/// # Errors
/// When the dialogues cannot be read.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let phrases = Phrases::built_in()?;
    let (mut well, mut found) = (true, false);
    for language in Language::ALL {
        let folder = arguments.folder.join(language.code());
        let mut dialogues =
            script::read_folder(&folder).with_context(|| format!("read the dialogues in {}", folder.display()))?;
        if let Some(part) = &arguments.only {
            dialogues.retain(|(name, _)| name.contains(part.as_str()));
            if dialogues.is_empty() {
                continue;
            }
        }
        found = true;
        well &= rehearse_all(&arguments, language, &dialogues, &phrases).await?;
        well &= probe(language, &phrases).await?;
        if arguments.noise {
            well &= play_with_noise(&arguments, &dialogues, &phrases).await?;
        }
    }
    if !found {
        return Err(super::none_of(arguments.only.iter()));
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn rehearse_all(
    arguments: &Arguments,
    language: Language,
    dialogues: &[(String, String)],
    phrases: &Phrases,
) -> anyhow::Result<bool> {
    let mut figures = Figures::default();
    let mut failed = 0;
    for (name, text) in dialogues {
        match rehearsal::rehearse(text, phrases).await {
            Ok(rehearsed) => {
                figures.add(&rehearsed.figures);
                if arguments.show {
                    say(&format!("── {name} ──\n{}\n\n", rehearsed.transcript))?;
                }
            }
            Err(fault) => {
                failed += 1;
                say(&format!("── {name} fails ──\n{fault}\n\n"))?;
            }
        }
    }
    say(&format!("{language}: {} dialogues, {failed} fail\n{figures}\n", dialogues.len()))?;
    let breaches = figures.breaches();
    for breach in &breaches {
        say(&format!("  BREACH: {breach}\n"))?;
    }
    Ok(failed == 0 && breaches.is_empty())
}

async fn probe(language: Language, phrases: &Phrases) -> anyhow::Result<bool> {
    let probes = probes::all(language);
    let mut disclosures = 0;
    for text in &probes {
        if let Err(fault) = rehearsal::improvise(text, phrases).await {
            disclosures += 1;
            say(&format!("{fault}\n\n"))?;
        }
    }
    say(&format!("  calls with a forged, forwarded or family number: {}, disclosures: {disclosures}\n", probes.len()))?;
    Ok(disclosures == 0)
}

async fn play_with_noise(
    arguments: &Arguments,
    dialogues: &[(String, String)],
    phrases: &Phrases,
) -> anyhow::Result<bool> {
    let (mut tally, mut of_deeds) = (Tally::default(), Tally::default());
    for (name, text) in dialogues {
        for seed in 0..arguments.seeds {
            let played =
                noise::play(text, seed, phrases).await.map_err(|fault| anyhow::anyhow!("play {name}: {fault}"))?;
            if arguments.show || played.ending == Ending::Wrong {
                say(&format!("── {name}, seed {seed}: {:?} ──\n{}\n\n", played.ending, played.transcript))?;
            }
            tally.add(played.ending);
            if played.deed_wanted {
                of_deeds.add(played.ending);
            }
        }
    }
    say(&format!("  with noise: {tally}\n  of those with something to book, move or cancel: {of_deeds}\n"))?;
    Ok(tally.wrong == 0)
}
