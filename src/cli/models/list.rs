//! `vorzimmer models list`.

use super::{Folder, megabytes};
use crate::cli::listing::remark;
use crate::cli::listing::{Entry, print};
use serde::Serialize;
use speech::asr::models::{CATALOGUE, Machine, Offer, choose, installed};
use std::process::ExitCode;

/// List the models that can be had, which are installed, and which this machine would use
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    folder: Folder,
    /// A JSON object a line
    #[arg(long)]
    json: bool,
}

/// All of them are Whisper's multilingual models; these are the languages that calls are held in.
const LANGUAGES: [&str; 2] = ["de", "en"];

#[derive(Serialize)]
struct Row {
    name: &'static str,
    file: &'static str,
    url: &'static str,
    size_bytes: u64,
    sha256: &'static str,
    converted_sha256: &'static [&'static str],
    licence: &'static str,
    languages: [&'static str; 2],
    memory_mb: u32,
    /// Whether its settings were measured on telephone speech.
    measured: bool,
    /// Whether it is in the folder, whole.
    installed: bool,
    /// Whether this machine answers in time with it.
    suitable: bool,
    /// Whether it would be used for open questions, and for closed ones.
    open: bool,
    closed: bool,
    note: &'static str,
}

/// Lists the catalogue, quicker models first.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let machine = Machine::here();
    let folder = arguments.folder.path()?;
    let found = installed(&folder);
    let choice = choose(&found, machine);
    let open = choice.as_ref().map(|choice| choice.open.offer);
    let closed = choice.as_ref().map(|choice| choice.closed.as_ref().unwrap_or(&choice.open).offer);
    let line = |offer: &'static Offer| Row {
        name: offer.name,
        file: offer.file,
        url: offer.url,
        size_bytes: offer.size_bytes,
        sha256: offer.sha256,
        converted_sha256: offer.converted_sha256,
        licence: offer.licence,
        languages: LANGUAGES,
        memory_mb: offer.memory_mb,
        measured: offer.measured,
        installed: found.iter().any(|found| found.offer == offer),
        suitable: machine.carries(offer),
        open: open == Some(offer),
        closed: closed == Some(offer),
        note: offer.note,
    };
    let lines: Vec<_> = CATALOGUE.iter().map(line).collect();
    print(&lines, arguments.json, "")?;
    if !arguments.json && open.is_none() {
        remark(&format!(
            "No model in {} that this machine can use: vorzimmer models fetch base-q8_0",
            folder.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

impl Entry for Row {
    const HEADINGS: &'static [&'static str] =
        &["Model", "File", "Memory", "Languages", "Licence", "State", "Used for", "Note"];

    fn cells(&self) -> Vec<String> {
        let state = match (self.installed, self.suitable) {
            (true, _) => "installed",
            (false, true) => "",
            (false, false) => "too large for this machine",
        };
        let used = match (self.open, self.closed) {
            (true, true) => "all questions",
            (true, false) => "open questions",
            (false, true) => "closed questions",
            (false, false) => "",
        };
        let languages = format!("{}, others", self.languages.join(", "));
        let [size, memory] = [megabytes(self.size_bytes), format!("{} MB", self.memory_mb)];
        let words = [self.licence, state, used, self.note].map(str::to_owned);
        [vec![self.name.to_owned(), size, memory, languages], words.to_vec()].concat()
    }
}
