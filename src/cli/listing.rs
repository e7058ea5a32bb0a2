//! Lists on the terminal: a table for people, or a JSON object a line for scripts.

use anyhow::Context;
use base::business::BusinessId;
use base::printable;
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::collections::HashMap;
use std::io::{ErrorKind, Write};
use store::{Store, StoreError};

/// A thing that is listed. Its serialisation is the JSON object; absent values are `null`.
pub trait Entry: Serialize {
    /// The table's headings.
    const HEADINGS: &'static [&'static str];

    /// The table's cells.
    fn cells(&self) -> Vec<String>;
}

/// Prints entries, or `nothing` in place of an empty table.
///
/// # Errors
/// When standard output cannot be written. A reader that has seen enough (`| head`) is no error.
pub fn print<E: Entry>(entries: &[E], json: bool, nothing: &str) -> anyhow::Result<()> {
    let text = if json {
        lines(entries)?
    } else if entries.is_empty() {
        format!("{nothing}\n")
    } else {
        format!("{}\n", table(entries))
    };
    say(&text)
}

/// Prints text as it is.
///
/// # Errors
/// When standard output cannot be written. A reader that has seen enough is no error.
pub fn say(text: &str) -> anyhow::Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("write to standard output"),
    }
}

/// Says something on stderr, beside what a command prints. Where nobody reads it (`2>&1 | head`), nobody is told, and the command
/// goes on.
pub fn remark(text: &str) {
    writeln!(std::io::stderr().lock(), "{text}").ok();
}

fn lines<E: Entry>(entries: &[E]) -> serde_json::Result<String> {
    entries.iter().map(json_line).collect()
}

/// A JSON object and the end of its line. JSON lets most characters stand as they are that steer a terminal: they are escaped.
///
/// # Errors
/// When the value is none that JSON knows.
pub fn json_line(value: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string(value)?;
    let mut line = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        // Outside of its strings JSON is plain ASCII, and all that steers lies below U+10000.
        if printable::is_printable(c) { line.push(c) } else { line.push_str(&format!("\\u{:04x}", u32::from(c))) }
    }
    Ok(line + "\n")
}

fn table<E: Entry>(entries: &[E]) -> Table {
    let mut table = Table::new();
    let rule = LineStyle::none().fill('─').junction('─');
    table.load_style(TableStyle::new().header_separator(rule)).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(E::HEADINGS);
    let shown = |cell: String| printable::line(&cell).into_owned();
    table.add_rows(entries.iter().map(|entry| entry.cells().into_iter().map(shown).collect::<Vec<_>>()));
    table
}

/// The zones of all businesses: instants are shown as the business's clock does.
pub struct Zones(HashMap<BusinessId, TimeZone>);

impl Zones {
    /// Reads them.
    ///
    /// # Errors
    /// When the businesses cannot be read.
    pub async fn of(store: &Store) -> Result<Self, StoreError> {
        let businesses = store.businesses().await?;
        Ok(Zones(businesses.iter().map(|business| (business.id.clone(), business.zone.clone())).collect()))
    }

    /// An instant as RFC 3339 with the business's offset.
    pub fn rfc3339(&self, business: &BusinessId, instant: Timestamp) -> String {
        self.local(business, instant).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// An instant for people: `Thu 2026-12-03 15:00`.
    pub fn spelled(&self, business: &BusinessId, instant: Timestamp) -> String {
        self.local(business, instant).strftime("%a %Y-%m-%d %H:%M").to_string()
    }

    fn local(&self, business: &BusinessId, instant: Timestamp) -> jiff::Zoned {
        instant.to_zoned(self.0.get(business).cloned().unwrap_or(TimeZone::UTC))
    }
}
