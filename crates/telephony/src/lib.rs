//! The carrier's side of a call: webhooks and media streams in, frames, marks and REST requests out.
//!
//! A call arrives twice. First the carrier asks what to do with it ([`webhook`]); the answer ([`twiml`]) sends it to our media
//! stream with a one-time token ([`token`]) and keeps the owner as a safety net below. A place is reserved for it meanwhile
//! ([`places`]), unless its caller has called too often ([`callers`]). Then the carrier opens that stream ([`media_stream`]); the token says which call it is, and the call is given to the [`CallHandler`] as a [`Line`] and a [`Control`]
//! ([`rest`]). Both requests carry a signature ([`signature`]). Whoever holds a call's token may watch it, on loopback only
//! ([`events`]). [`knock`] asks all of that from outside, as the carrier does, before there is any call.
//!
//! Nothing here decides anything about a call: it neither hears, speaks nor hangs up by itself.
//!
//! **Unreachable.** When the webhook cannot be reached, Twilio asks the fallback URL set at the number. It has to lie
//! somewhere else to be of use, so none is offered here: a TwiML Bin at Twilio that holds a `<Dial>` to the owner serves.

pub mod callers;
pub mod carrier;
pub mod events;
pub mod inflow;
pub mod knock;
pub mod line;
pub mod media_stream;
mod office;
mod one_at_a_time;
mod overflow;
pub mod places;
pub mod public_url;
mod refusals;
pub mod rest;
mod sid;
pub mod signature;
pub mod token;
pub mod twiml;
mod unsigned;
mod verstat;
pub mod webhook;
pub mod wire;

pub use carrier::{Carrier, Region};
pub use events::Events;
pub use places::{CallPlace, PlaceError, Places};
pub use public_url::{PublicUrl, PublicUrlError};

use async_trait::async_trait;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use base::business::{Business, Directory};
use base::clock::Clock;
use base::number::Number;
use base::privacy::Random;
use call::line::{Control, Line};
use call::record::{Incoming, PastCalls};
use std::sync::Arc;

/// Where Twilio asks what to do with a call: the number's voice URL (POST).
pub const VOICE_PATH: &str = "/twilio/voice";
/// Where Twilio reports what became of a call: the number's status callback (POST).
pub const STATUS_PATH: &str = "/twilio/status";
/// Where Twilio opens media streams (WebSocket); a slash and the stream's one-time token follow.
pub const MEDIA_PATH: &str = "/twilio/media";
/// Where the holder of a call's token watches it.
pub const EVENTS_PATH: &str = "/calls/events";

/// The longest webhook body, bytes; Twilio's have two or three thousand.
const BODY_BYTES_MAX: usize = 32 * 1024;

/// Takes calls over. Implemented over the call driver; by an echo in tests.
#[async_trait]
pub trait CallHandler: Send + Sync {
    /// Reserves a place for one more call, before its stream is invited. Without one, the caller is connected to the owner, or
    /// refused where a limit is reached.
    ///
    /// # Errors
    /// When no place is free, or this caller is given none.
    async fn reserve(&self, asking: &Asking<'_>) -> Result<CallPlace, PlaceError>;

    /// Answers a call in its place, and gives the place back; returns when the call is over. Called as soon as the stream has begun: the disclosure's first frame is due
    /// within 100 ms. Dropping the line closes the stream, whereupon the carrier goes on to the safety net; a call that ended
    /// well is hung up by `control` before.
    async fn answer(&self, place: CallPlace, incoming: Incoming, line: Box<dyn Line>, control: Arc<dyn Control>);
}

/// Who asks for a place, as the webhook has it.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The carrier's id of the call: asked for twice, it is still one call.
    pub call_sid: &'a str,
    /// The business called.
    pub business: &'a Arc<Business>,
    /// The number dialled.
    pub dialled: &'a Number,
    /// The caller's number; `None` when withheld.
    pub caller: Option<&'a Number>,
    /// The number that forwarded the call, if the carrier says so.
    pub forwarded_from: Option<&'a Number>,
}

/// What telephony is given to work with.
#[derive(Clone)]
pub struct Reception {
    /// The address under which the carrier reaches us.
    pub public_url: PublicUrl,
    /// The carrier accounts.
    pub carriers: Vec<Carrier>,
    /// Which business answers which number.
    pub directory: Arc<dyn Directory>,
    /// Which calls there were before this process.
    pub past_calls: Arc<dyn PastCalls>,
    /// Where calls go.
    pub desk: Arc<dyn CallHandler>,
    /// The door for watchers.
    pub events: Arc<Events>,
    /// What came in on all streams so far.
    pub traffic: Arc<wire::Traffic>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance: call ids and tokens.
    pub random: Arc<dyn Random>,
}

/// Failed to set telephony up.
#[derive(Debug, thiserror::Error)]
pub enum TelephonyError {
    /// A carrier's entry is wrong.
    #[error("use the carrier '{id}': {fault}")]
    Carrier {
        /// Its id.
        id: String,
        /// What is wrong.
        fault: &'static str,
    },
    /// A carrier's REST client cannot be started.
    #[error("use the carrier '{id}': {source}")]
    Rest {
        /// Its id.
        id: String,
        /// Why not.
        source: rest::RestError,
    },
}

/// The routes of telephony. A rustls provider has to be installed before.
///
/// # Errors
/// When a carrier's entry is wrong, or its REST client cannot be started.
pub fn router(reception: Reception) -> Result<Router, TelephonyError> {
    let events = get(events::watch).with_state(reception.events.clone());
    let office = Arc::new(office::Office::new(reception)?);
    let webhooks = Router::new()
        .route(VOICE_PATH, post(webhook::voice))
        .route(STATUS_PATH, post(webhook::status))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    Ok(webhooks
        .route(&format!("{MEDIA_PATH}/{{token}}"), get(media_stream::open))
        .route(EVENTS_PATH, events)
        .with_state(office))
}
