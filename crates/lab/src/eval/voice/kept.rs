//! The database before and after a dialogue: what the caller has, and what the call left.

use crate::telephone::script::{ScriptFile, Wanted};
use anyhow::{Context, anyhow};
use base::business::{Business, Details};
use base::number::Number;
use base::privacy::Personal;
use booking::{AppointmentState, BookRequest, Booking, Calendar, CallId, HoldRequest, Slot};
use jiff::{SignedDuration, Timestamp};
use store::Store;

/// An appointment as far as it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub service: String,
    pub resource: String,
    pub start: Timestamp,
    pub name: String,
    pub details: Details,
}

/// A message as far as it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub kind: &'static str,
    pub phone: Option<String>,
}

/// What is in the database after a dialogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Appointments that the call made and that stand.
    pub booked: Vec<Fact>,
    /// How many of those that the caller had before still stand.
    pub standing: usize,
    /// Messages left in the call.
    pub messages: Vec<Left>,
    /// The call was handed to a person.
    pub transferred: bool,
}

/// The call that made the appointments that a caller has before the dialogue.
fn earlier_call(dialogue: &str) -> CallId {
    CallId(blake3::hash(dialogue.as_bytes()).to_hex()[..32].to_owned())
}

/// Books what the caller has before the dialogue.
///
/// # Errors
/// When the script names what is not there or not free.
pub async fn seed(store: &Store, dialogue: &str, script: &ScriptFile, now: Timestamp) -> anyhow::Result<()> {
    let businesses = store.businesses().await?;
    let dialled = script.to.as_deref().map(Number::parse).transpose()?;
    for wanted in &script.standing {
        let called = |business: &&std::sync::Arc<Business>| {
            business.phones.iter().any(|phone| Some(&phone.number) == dialled.as_ref())
        };
        let business = businesses.iter().find(called).context("find the business that is dialled")?;
        book(store, business, &earlier_call(dialogue), script, wanted, now).await?;
    }
    Ok(())
}

async fn book(
    store: &Store,
    business: &Business,
    call: &CallId,
    script: &ScriptFile,
    wanted: &Wanted,
    now: Timestamp,
) -> anyhow::Result<()> {
    let service = business.service(&wanted.service).with_context(|| format!("find the service {}", wanted.service))?;
    let resource = wanted.resource.clone().context("find with whom the caller has an appointment")?;
    let end = wanted.start + SignedDuration::from_mins(service.minutes.into());
    let slot = Slot { service: wanted.service.clone(), resource, start: wanted.start, end };
    let expires_at = now + SignedDuration::from_mins(5);
    let request = HoldRequest {
        call: call.clone(),
        visit: slot.into(),
        begun_at: now,
        now,
        expires_at,
        replaces: None,
        caller: Default::default(),
    };
    let refused = |refusal| anyhow!("book {} at {}: {refusal}", wanted.service, wanted.start);
    let hold = store.hold(business, &request).await?.map_err(refused)?;
    let number = script.from.as_deref().filter(|from| from.starts_with('+')).map(Number::parse).transpose()?;
    let booking = Booking {
        holds: hold.ids,
        name: Personal::new(wanted.name.clone()),
        guests: Default::default(),
        details: Personal::new(wanted.details.clone()),
        replaces: None,
    };
    let request = BookRequest {
        booking,
        pseudonym: number.as_ref().map(|number| store.keys().business(&business.id.0).pseudonym(number).1),
        number: number.map(Personal::new),
        now,
        caller: Default::default(),
    };
    store.book(business, &request).await?.map_err(refused)?;
    Ok(())
}

/// What the call with the carrier's id `carrier_call` left.
///
/// # Errors
/// When the database cannot be read.
pub async fn after(store: &Store, dialogue: &str, carrier_call: &str, now: Timestamp) -> anyhow::Result<Kept> {
    let calls = store.calls(None, now).await?;
    let call =
        calls.into_iter().find(|call| call.carrier_call == carrier_call).context("find the call in the database")?;
    left(store, dialogue, &call.id, call.transferred_for.is_some(), now).await
}

/// What a call left.
///
/// # Errors
/// When the database cannot be read.
pub async fn left(
    store: &Store,
    dialogue: &str,
    call: &CallId,
    transferred: bool,
    now: Timestamp,
) -> anyhow::Result<Kept> {
    let mut kept = Kept { transferred, ..Kept::default() };
    let earlier = earlier_call(dialogue);
    for found in store.appointments(None, now).await? {
        let stands = found.appointment.state == AppointmentState::Booked;
        kept.standing += usize::from(stands && found.call == earlier);
        if stands && found.call == *call {
            let slot = found.appointment.slot;
            kept.booked.push(Fact {
                service: slot.service,
                resource: slot.resource,
                start: slot.start,
                name: found.appointment.name.into_inner(),
                details: found.appointment.details.into_inner(),
            });
        }
    }
    let messages = store.messages(None, now).await?.into_iter().filter(|message| message.call == *call);
    kept.messages = messages
        .map(|message| Left {
            kind: message.message.kind.as_str(),
            phone: message.message.phone.map(|phone| phone.reveal().to_string()),
        })
        .collect();
    Ok(kept)
}
