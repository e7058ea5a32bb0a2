//! What is kept: the database and its key, and the businesses in it.

use super::{Findings, State};
use crate::cli::config::Config;
use crate::cli::serve::private;
use crate::cli::startup;
use base::business::{Business, Directory};
use base::privacy::keys::KeyError;
use jiff::Timestamp;
use std::sync::Arc;
use store::{Address, Store, StoreError, key_file_beside};

/// Opens the database, if it is there.
pub(super) async fn database(config: &Config, now: Timestamp, findings: &mut Findings) -> Option<Store> {
    const CHECK: &str = "database";
    let address = config.database.address.clone();
    let about = address.to_string();
    // Nothing is made: what is in memory is gone with the doctor.
    let create = address == Address::Memory;
    let opening = store::Config { address, key_file: config.keys.file.clone(), create };
    match startup::open(&opening, now).await {
        Ok(store) => {
            found(config, &about, findings);
            Some(store)
        }
        Err(error) => {
            let state = if is_missing(&error) { State::Missing } else { State::Wrong };
            let check = if is_about_the_key(&error) { "key" } else { CHECK };
            findings.add(check, Some(&about), state, format!("failed to {error}"));
            None
        }
    }
}

fn found(config: &Config, about: &str, findings: &mut Findings) {
    let key_file = match (&config.keys.file, &config.database.address) {
        (Some(file), _) => Some(file.clone()),
        (None, Address::File(file)) => Some(key_file_beside(file)),
        (None, _) => None,
    };
    match key_file {
        Some(file) => {
            let (state, says) = exposed(&config.database.address);
            findings.add("database", Some(about), state, says);
            let says = "opens the database, and nobody but its owner can read it; keep a copy elsewhere";
            findings.add("key", Some(&file.display().to_string()), State::Ok, says);
        }
        None => {
            let says = "all is forgotten when the server ends: write url = \"sqlite://FILE\" in [database]";
            findings.add("database", Some(about), State::Note, says);
        }
    }
}

/// Whether others than its owner may read it.
fn exposed(address: &Address) -> (State, String) {
    let exposed = private::exposed(address);
    let Some(private::Exposed { mode, .. }) = exposed.first() else {
        return (State::Ok, "reached, its tables are up to date".to_owned());
    };
    let files: Vec<_> = exposed.iter().map(|exposed| exposed.path.display().to_string()).collect();
    let files = files.join(" ");
    (
        State::Wrong,
        format!(
            "others may read it (mode {mode:03o}): run chmod 600 {files}, or start `vorzimmer serve`, which does it"
        ),
    )
}

fn is_missing(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Missing(_)
            | StoreError::KeyMissing { .. }
            | StoreError::KeyNeeded(_)
            | StoreError::Key(KeyError::Missing(_))
            | StoreError::Extension(_)
    )
}

fn is_about_the_key(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Key(_) | StoreError::KeyMissing { .. } | StoreError::KeyNeeded(_) | StoreError::WrongKey { .. }
    )
}

/// Looks at the businesses, and gives them.
pub(super) async fn businesses(config: &Config, store: Option<&Store>, findings: &mut Findings) -> Vec<Arc<Business>> {
    let Some(store) = store else { return Vec::new() };
    let businesses = match store.businesses().await {
        Ok(businesses) => businesses,
        Err(error) => {
            findings.add("business", None, State::Wrong, format!("failed to {error}"));
            return Vec::new();
        }
    };
    if businesses.is_empty() {
        let says = "none is imported: write one after fixtures/salon.toml, and run vorzimmer business import FILE";
        findings.add("business", None, State::Missing, says);
    }
    for business in &businesses {
        match fault(config, store, business).await {
            Some(fault) => findings.add("business", Some(&business.id.0), State::Wrong, fault),
            None => findings.add("business", Some(&business.id.0), State::Ok, summary(business)),
        }
    }
    businesses
}

fn summary(business: &Business) -> String {
    let phones: Vec<_> = business.phones.iter().map(|phone| phone.number.to_string()).collect();
    format!("{} answers {}, the owner is at {}", business.name, phones.join(", "), business.forward)
}

/// What is wrong with a business here, and what to write.
async fn fault(config: &Config, store: &Store, business: &Business) -> Option<String> {
    if business.phones.is_empty() {
        return Some("it answers no number: write phones = [\"+49 …\"] in its file and import it again".to_owned());
    }
    if let Some(fault) = business.forward_fault() {
        let (forward, remedy) = (&business.forward, fault.remedy());
        return Some(format!(
            "nobody is rung, and callers leave messages: its forward number {forward} {fault}; {remedy}, and import it again"
        ));
    }
    match store.is_ours(&business.forward).await {
        Ok(false) => {}
        Ok(true) => {
            let forward = &business.forward;
            return Some(format!("its forward number {forward} leads back to this server: write a person's number"));
        }
        Err(error) => return Some(format!("failed to {error}")),
    }
    let known: Vec<_> = config.carriers.iter().map(|carrier| carrier.id.as_str()).collect();
    match &business.carrier {
        Some(id) if !known.contains(&id.as_str()) => Some(format!(
            "its carrier '{id}' is not configured: write a [[carrier]] with id = \"{id}\", or carrier = \"…\" in its file"
        )),
        None if known.len() > 1 => {
            Some(format!("it names no carrier and there are {}: write carrier = \"…\" in its file", known.join(", ")))
        }
        _ => None,
    }
}
