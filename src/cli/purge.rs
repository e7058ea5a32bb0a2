//! `vorzimmer purge`: deletes what has expired, as `serve` does by itself.

use super::database::DatabaseArguments;
use super::listing::{Entry, print, say};
use base::privacy::retention::Class;
use serde::Serialize;
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Delete what has expired, so that its bytes are gone too
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// Only count what would be deleted
    #[arg(long)]
    dry_run: bool,
    /// A JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Row {
    class: &'static str,
    kept_for: &'static str,
    rows: u64,
}

/// Purges, or counts.
///
/// # Errors
/// When the database cannot be opened, rows not be deleted or the file not be rewritten.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let now = match arguments.dry_run {
        true => arguments.database.now(),
        false => arguments.database.now_to_change("--dry-run counts what would be deleted then")?,
    };
    let store = arguments.database.open(false).await?;
    let (rows, compacted) = if arguments.dry_run {
        (store.expired(now).await?, None)
    } else {
        let purged = store.purge(now).await?;
        (purged.rows, Some(purged.compacted))
    };
    print(&lines(&rows), arguments.json, "")?;
    if !arguments.json {
        say(conclusion(rows.values().sum(), compacted))?;
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn lines(rows: &BTreeMap<Class, u64>) -> Vec<Row> {
    let line = |(class, rows): (&Class, &u64)| Row { class: class.as_str(), kept_for: class.period(), rows: *rows };
    rows.iter().map(line).collect()
}

fn conclusion(rows: u64, compacted: Option<bool>) -> &'static str {
    match (rows, compacted) {
        (0, _) => "Nothing has expired.\n",
        (_, None) => "That much would be deleted; nothing was changed.\n",
        (_, Some(true)) => "Deleted, and the file rewritten without it.\n",
        (_, Some(false)) => "Deleted. The file is rewritten without it once nobody reads; run it again.\n",
    }
}

impl Entry for Row {
    const HEADINGS: &'static [&'static str] = &["What", "Kept for", "Expired"];

    fn cells(&self) -> Vec<String> {
        vec![self.class.to_owned(), self.kept_for.to_owned(), self.rows.to_string()]
    }
}
