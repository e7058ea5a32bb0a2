//! `vorzimmer models fetch`.

use super::{Folder, megabytes, offer};
use crate::cli::listing::say;
use anyhow::anyhow;
use indicatif::{ProgressBar, ProgressStyle};
use speech::asr::models::Offer;
use speech::asr::models::fetch::{FetchError, Source, fetch};
use speech::asr::models::installed::identify;
use std::process::ExitCode;
use std::time::Duration;

/// Fetch a model from where its maker publishes it; one that was cut short goes on where it stopped
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Its name, as in `vorzimmer models list`
    name: String,
    #[command(flatten)]
    folder: Folder,
    /// Give up after this many seconds; what came is kept for the next time [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    limit: Option<u64>,
    /// A server on this machine in upstream's place: for tests
    #[arg(long, value_name = "URL", env = "VORZIMMER_MODELS_URL", hide = true)]
    source: Option<String>,
}

const BAR: &str = "{bar:40} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";

/// Fetches the model, unless it is there.
///
/// # Errors
/// When there is no such model, or the network, the server or the disk fails; the error says which.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let offer = offer(&arguments.name)?;
    let source = arguments.source.as_deref().map_or(Ok(Source::Upstream), Source::loopback)?;
    let folder = arguments.folder.path()?;
    let target = folder.join(offer.file);
    if identify(&target).is_ok_and(|is| is.offer == Some(offer)) {
        say(&format!("{} is there already: {}\n", offer.name, target.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let address = source.address(offer)?;
    say(&format!("Fetching {} ({}, {}) from {address}\n", offer.name, megabytes(offer.size_bytes), offer.licence))?;
    let bar = bar(offer)?;
    let fetched = fetch(offer, &source, &folder, |bytes| bar.set_position(bytes));
    let fetched = match arguments.limit {
        Some(seconds) => within(seconds, fetched).await,
        None => fetched.await.map_err(anyhow::Error::from),
    };
    bar.finish_and_clear();
    say(&format!("{} is in {}, its checksum is right\n", offer.name, fetched?.path.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn bar(offer: &Offer) -> anyhow::Result<ProgressBar> {
    Ok(ProgressBar::new(offer.size_bytes).with_style(ProgressStyle::with_template(BAR)?))
}

async fn within<T>(seconds: u64, deed: impl Future<Output = Result<T, FetchError>>) -> anyhow::Result<T> {
    let outcome = tokio::time::timeout(Duration::from_secs(seconds), deed).await;
    let late = || anyhow!("fetch the model within {seconds} s; what came is kept: run it again to go on");
    Ok(outcome.map_err(|_| late())??)
}
