//! `vorzimmer messages`: what callers left for the owner.

use super::bad_input::BadInput;
use super::database::{DatabaseArguments, named_business};
use super::listing::{Entry, Zones, print, say};
use anyhow::anyhow;
use serde::Serialize;
use std::process::ExitCode;
use store::KeptMessage;

/// List messages for the owner, earliest first, or mark one as dealt with
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// Mark this message as dealt with: it is deleted 30 days later
    #[arg(long, value_name = "MESSAGE", conflicts_with_all = ["business", "json"])]
    done: Option<String>,
    /// Only those for this business
    #[arg(long, value_name = "ID")]
    business: Option<String>,
    /// A JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Row {
    message: String,
    business: String,
    call: String,
    kind: &'static str,
    text: String,
    name: Option<String>,
    phone: Option<String>,
    left_at: String,
    done_at: Option<String>,
    #[serde(skip)]
    spelled: String,
}

/// Lists the messages.
///
/// # Errors
/// When the database cannot be opened or read.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if let Some(message) = &arguments.done {
        return finish(message, &arguments.database).await;
    }
    let store = arguments.database.open(false).await?;
    let business = named_business(&store, arguments.business.as_deref()).await?;
    let zones = Zones::of(&store).await?;
    let kept = store.messages(business.as_ref(), arguments.database.now()).await?;
    let lines: Vec<_> = kept.into_iter().map(|kept| line(&zones, kept)).collect();
    print(&lines, arguments.json, "No messages.")?;
    Ok(ExitCode::SUCCESS)
}

async fn finish(message: &str, database: &DatabaseArguments) -> anyhow::Result<ExitCode> {
    let now = database.now_to_change("leave it out")?;
    let store = database.open(false).await?;
    if store.finish_message(message, now).await? {
        say("Dealt with; it is deleted in 30 days.\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    Err(BadInput(anyhow!(
        "find the message '{message}': there is none, or none any more; `vorzimmer messages --json` shows their ids"
    ))
    .into())
}

fn line(zones: &Zones, kept: KeptMessage) -> Row {
    let KeptMessage { id, business, call, message, left_at, done_at } = kept;
    Row {
        message: id,
        call: call.0,
        kind: message.kind.as_str(),
        text: message.text.into_inner(),
        name: message.name.map(|name| name.into_inner()),
        phone: message.phone.map(|phone| phone.reveal().to_string()),
        left_at: zones.rfc3339(&business, left_at),
        done_at: done_at.map(|at| zones.rfc3339(&business, at)),
        spelled: zones.spelled(&business, left_at),
        business: business.0,
    }
}

impl Entry for Row {
    const HEADINGS: &'static [&'static str] =
        &["Left", "Business", "Kind", "Name", "Phone", "Text", "State", "Message"];

    fn cells(&self) -> Vec<String> {
        let state = if self.done_at.is_some() { "done" } else { "open" };
        let [name, phone] = [&self.name, &self.phone].map(|value| value.clone().unwrap_or_default());
        let [spelled, business, text, id] =
            [&self.spelled, &self.business, &self.text, &self.message].map(Clone::clone);
        vec![spelled, business, self.kind.to_owned(), name, phone, text, state.to_owned(), id]
    }
}
