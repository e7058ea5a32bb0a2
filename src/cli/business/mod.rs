//! `vorzimmer business`: takes businesses in from their owners' files, gives them out again, and removes them.

mod doubts;
mod remove;
mod touched;

use super::business_file;
use super::database::DatabaseArguments;
use super::listing::{Entry, print, say};
use crate::cli::listing::remark;
use anyhow::ensure;
use base::business::{Business, BusinessId, toml};
use base::clock::{Clock, SystemClock};
use base::printable;
use jiff::Timestamp;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use store::{Imported, Store, StoreError};

/// Import, export, remove or list businesses
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Take businesses in, or what has changed of them; doing it twice is the same as once
    Import {
        #[command(flatten)]
        database: DatabaseArguments,
        /// TOML files, such as fixtures/salon.toml
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Take in a change that booked appointments cannot be kept under; they stay, and you call those who booked
        #[arg(long)]
        yes: bool,
    },
    /// Print a business as TOML, ready to be imported
    Export {
        #[command(flatten)]
        database: DatabaseArguments,
        /// The business
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Remove a business, and with --yes all that is kept of it: appointments, calls, messages, consents
    Remove {
        #[command(flatten)]
        database: DatabaseArguments,
        /// The business
        #[arg(value_name = "ID")]
        id: String,
        /// Remove what is kept of it too; it cannot be brought back
        #[arg(long)]
        yes: bool,
    },
    /// List all businesses
    List {
        #[command(flatten)]
        database: DatabaseArguments,
        /// A JSON object a line
        #[arg(long)]
        json: bool,
    },
}

/// Where to find whom to call.
const NUMBERS: &str =
    "`vorzimmer appointments APPOINTMENT --contact` shows the number of who booked, if it was not withheld.";

#[derive(Serialize)]
struct Row {
    business: String,
    name: String,
    phones: Vec<String>,
    forward: String,
    zone: Option<String>,
    services: usize,
    resources: usize,
}

/// Carries the command out. Exit code 2 when a file is wrong.
///
/// # Errors
/// When the database cannot be opened, read or written, or a change or removal touches what is kept and is not meant
/// (`--yes`).
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Import { database, files, yes } => import(&database, &files, yes).await,
        Command::Export { database, id } => export(&database, id).await,
        Command::Remove { database, id, yes } => remove::run(&database, id, yes).await,
        Command::List { database, json } => list(&database, json).await,
    }
}

/// Reads all files before it writes anything, and says everything that is wrong with them at once.
async fn import(database: &DatabaseArguments, files: &[PathBuf], yes: bool) -> anyhow::Result<ExitCode> {
    let mut businesses = Vec::with_capacity(files.len());
    for file in files {
        match business_file::read(file) {
            Ok(business) => businesses.push(business),
            Err(error) => remark(&format!("vorzimmer: failed to {}", printable::lines(&error.to_string()))),
        }
    }
    if businesses.len() < files.len() {
        return Ok(ExitCode::from(2));
    }
    // No appointment is over, and so left out of what is told, before the clock says so.
    let now = database.now().min(SystemClock::default().now());
    for business in &businesses {
        let doubts = doubts::doubts(business, now);
        doubts.iter().for_each(|doubt| remark(&format!("{}: {}", business.id.0, printable::line(doubt))));
    }
    let store = database.open(true).await?;
    let touched = touched_by(&store, &businesses, now).await?;
    if !touched.is_empty() {
        remark(&format!(
            "Booked appointments that the change leaves no room for; nothing is done to them:\n{}\n{NUMBERS}",
            touched.join("\n")
        ));
        ensure!(yes, "import the change: call those who booked, or keep what they need; then repeat with --yes");
    }
    for business in &businesses {
        let imported = match store.import(business, now).await? {
            Imported::Added => "added",
            Imported::Changed => "changed",
            Imported::Unchanged => "unchanged",
        };
        say(&format!("{}: {imported} ({})\n", business.id.0, business.name))?;
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The booked appointments that the businesses could keep as they were, and can no longer.
async fn touched_by(store: &Store, businesses: &[Business], now: Timestamp) -> Result<Vec<String>, StoreError> {
    let mut all = Vec::new();
    for after in businesses {
        if let Some(before) = store.business(&after.id).await? {
            all.extend(touched::touched(store, &before, after, now).await?);
        }
    }
    Ok(all)
}

async fn export(database: &DatabaseArguments, id: String) -> anyhow::Result<ExitCode> {
    let store = database.open(false).await?;
    let id = BusinessId(id);
    let business = store.business(&id).await?.ok_or(StoreError::UnknownBusiness(id.0))?;
    say(&toml::write(&business))?;
    Ok(ExitCode::SUCCESS)
}

async fn list(database: &DatabaseArguments, json: bool) -> anyhow::Result<ExitCode> {
    let store = database.open(false).await?;
    let businesses = store.businesses().await?;
    let lines: Vec<_> = businesses.iter().map(|business| line(business)).collect();
    print(&lines, json, "No businesses; `vorzimmer business import FILE` takes one in.")?;
    Ok(ExitCode::SUCCESS)
}

fn line(business: &Business) -> Row {
    Row {
        business: business.id.0.clone(),
        name: business.name.clone(),
        phones: business.phones.iter().map(|phone| phone.number.to_string()).collect(),
        forward: business.forward.to_string(),
        zone: business.zone.iana_name().map(str::to_owned),
        services: business.services.len(),
        resources: business.resources.len(),
    }
}

impl Entry for Row {
    const HEADINGS: &'static [&'static str] = &["Business", "Name", "Answers", "Forwards to", "Services", "Resources"];

    fn cells(&self) -> Vec<String> {
        let [business, name, forward] = [&self.business, &self.name, &self.forward].map(Clone::clone);
        vec![business, name, self.phones.join(", "), forward, self.services.to_string(), self.resources.to_string()]
    }
}
