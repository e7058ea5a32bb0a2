//! `vorzimmer slots`: the free slots of a service, as calls list them.
//!
//! The JSON lines are an interface that scripts rely on: fields may be added, none renamed.

use super::bad_input::BadInput;
use super::called::CalledArguments;
use super::instant::{Moment, instant};
use super::listing::{Entry, print};
use anyhow::anyhow;
use base::business::Business;
use base::clock::{Clock, SystemClock};
use booking::Slot;
use booking::availability::{SlotQuery, list};
use jiff::Timestamp;
use serde::Serialize;
use std::process::ExitCode;

/// List the free slots of a service, earliest first
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    called: CalledArguments,
    /// The service's id
    #[arg(long, value_name = "ID")]
    service: String,
    /// Only with this resource
    #[arg(long, value_name = "ID")]
    resource: Option<String>,
    /// Earliest start: a day, which begins by the business's clock, such as 2026-12-03, or an instant, such as
    /// 2026-12-03T09:00:00+01:00
    #[arg(long, value_name = "DAY|INSTANT", value_parser = Moment::parse)]
    from: Moment,
    /// Starts before this
    #[arg(long, value_name = "DAY|INSTANT", value_parser = Moment::parse)]
    to: Moment,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    limit: Option<usize>,
    /// As for a call that begins at this instant, by which notice and horizon are judged [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    now: Option<Timestamp>,
    /// A JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Row {
    service: String,
    resource: String,
    start: String,
    end: String,
    #[serde(skip)]
    cells: Vec<String>,
}

/// Lists the slots.
///
/// # Errors
/// [`BadInput`] when there is no such business, service or resource, or `--to` is not after `--from`; otherwise when the
/// database cannot be read.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let now = arguments.now.unwrap_or_else(|| SystemClock::default().now());
    let (store, business) = arguments.called.open_for(now, |business| check(&arguments, business)).await?;
    let (from, to) = range(&arguments, &business)?;
    let query = SlotQuery {
        service: &arguments.service,
        resource: arguments.resource.as_deref(),
        from,
        to,
        begun_at: now,
        limit: arguments.limit.unwrap_or(usize::MAX),
    };
    let slots = list(&store, &business, &query, now).await?;
    store.close().await;
    let lines: Vec<_> = slots.iter().map(|slot| line(&business, slot)).collect();
    print(&lines, arguments.json, "No free slots.")?;
    Ok(ExitCode::SUCCESS)
}

/// A number of things that are wanted.
fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "write a whole number of at least 1".to_owned())
}

/// From when to when, by the business's clock.
fn range(arguments: &Arguments, business: &Business) -> Result<(Timestamp, Timestamp), BadInput> {
    let at = |name: &str, moment: Moment| {
        moment.at(&business.zone).map_err(|error| BadInput(anyhow!("read {name}: {error}")))
    };
    let (from, to) = (at("--from", arguments.from)?, at("--to", arguments.to)?);
    if to <= from {
        return Err(BadInput(anyhow!("list slots: --to is not after --from")));
    }
    Ok((from, to))
}

/// Whether the ids are the business's, and the range is one.
fn check(arguments: &Arguments, business: &Business) -> Result<(), BadInput> {
    range(arguments, business)?;
    let ids = |ids: Vec<&str>| ids.join(", ");
    if business.service(&arguments.service).is_none() {
        let known = ids(business.services.iter().map(|service| service.id.as_str()).collect());
        return Err(BadInput(anyhow!("find the service '{}': there are {known}", arguments.service)));
    }
    match arguments.resource.as_deref() {
        Some(id) if business.resource(id).is_none() => {
            let known = ids(business.resources.iter().map(|resource| resource.id.as_str()).collect());
            Err(BadInput(anyhow!("find the resource '{id}': there are {known}")))
        }
        _ => Ok(()),
    }
}

fn line(business: &Business, slot: &Slot) -> Row {
    let local = |instant: Timestamp| instant.to_zoned(business.zone.clone());
    let rfc3339 = |instant| local(instant).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let resource = business.resource(&slot.resource).map_or(slot.resource.as_str(), |resource| resource.spoken_name());
    let cells = vec![
        local(slot.start).strftime("%a %Y-%m-%d %H:%M").to_string(),
        local(slot.end).strftime("%H:%M").to_string(),
        slot.service.clone(),
        resource.to_owned(),
    ];
    Row {
        service: slot.service.clone(),
        resource: slot.resource.clone(),
        start: rfc3339(slot.start),
        end: rfc3339(slot.end),
        cells,
    }
}

impl Entry for Row {
    const HEADINGS: &'static [&'static str] = &["Start", "End", "Service", "With"];

    fn cells(&self) -> Vec<String> {
        self.cells.clone()
    }
}
