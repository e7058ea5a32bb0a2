//! `vorzimmer business remove`: a business and all that is kept of it, once the owner means it.

use super::NUMBERS;
use super::touched::appointment;
use crate::cli::database::DatabaseArguments;
use crate::cli::listing::remark;
use crate::cli::listing::say;
use anyhow::bail;
use base::business::{Business, BusinessId};
use base::printable;
use base::privacy::retention::Class;
use booking::AppointmentState;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::process::ExitCode;
use store::{Removal, Store, StoreError};

/// Removes a business. What is kept of it is told first, and goes only with `yes`.
pub(super) async fn run(database: &DatabaseArguments, id: String, yes: bool) -> anyhow::Result<ExitCode> {
    let now = database.now_to_change("leave it out")?;
    let store = database.open(false).await?;
    let business = store.business(&BusinessId(id.clone())).await?.ok_or(StoreError::UnknownBusiness(id))?;
    let (id, name) = (&business.id.0, printable::line(&business.name));
    let ahead = ahead(&store, &business, now).await?;
    if !ahead.is_empty() {
        remark(&format!("Appointments that are still to come:\n{}\n{NUMBERS}", printable::lines(&ahead.join("\n"))));
    }
    match store.remove(&business.id, yes, now).await? {
        Removal::Kept(rows) => bail!(
            "remove the business '{id}' ({name}): it would take {} with it; list what you still need, then repeat with --yes",
            counted(&rows)
        ),
        Removal::Removed(rows) => say(&format!("{id}: removed ({name}), and with it {}\n", counted(&rows)))?,
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// A line for each booked appointment that is not over.
async fn ahead(store: &Store, business: &Business, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let kept = store.appointments(Some(&business.id), now).await?.into_iter().map(|kept| kept.appointment);
    let ahead = kept.filter(|one| one.state == AppointmentState::Booked && one.slot.end > now);
    Ok(ahead.map(|one| appointment(business, &one)).collect())
}

/// `2 appointments, 1 message`.
fn counted(rows: &BTreeMap<Class, u64>) -> String {
    let count = |(class, rows): (&Class, &u64)| {
        let (one, many) = named(*class);
        format!("{rows} {}", if *rows == 1 { one } else { many })
    };
    let counts: Vec<_> = rows.iter().filter(|(_, rows)| **rows > 0).map(count).collect();
    if counts.is_empty() { "nothing else".to_owned() } else { counts.join(", ") }
}

fn named(class: Class) -> (&'static str, &'static str) {
    match class {
        Class::Transcript => ("turn of a call", "turns of calls"),
        Class::Summary => ("summary", "summaries"),
        Class::CallMetadata => ("call", "calls"),
        Class::Tally => ("record of a limit", "records of limits"),
        Class::Booking => ("appointment", "appointments"),
        Class::Message => ("message", "messages"),
        Class::Consent => ("consent", "consents"),
        Class::Hold => ("hold", "holds"),
    }
}
