//! Media streams: from the handshake to the desk.
//!
//! In this order, so that nothing is done for a stranger: signature (403 before the upgrade), room for one more waiting socket
//! (503), the token in the path, which is used up by that (1008 at once if it is not ours, or was used), then `start` within
//! [`START_LIMIT`] in a format that we speak (1003), with the same token, and of the call and account for which it was made
//! (1008). A token lets one handshake wait for its `start`; copies of it are told that they are refused, and hold next to nothing
//! ([`super::office`]). Then the desk answers; between `start` and that nothing is read from disk or network, for
//! the disclosure's first frame is due within 100 ms.

use super::inflow::Inflow;
use super::line::{MediaLine, Parts};
use super::office::{CarrierIndex, Expected, Office};
use super::rest::RestControl;
use super::sid;
use super::token::{self, TokenError};
use super::wire::{MESSAGE_BYTES_MAX, MediaFormat, Start};
use super::{MEDIA_PATH, twiml};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use call::record::Incoming;
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long a socket may be open before its `start`. Twilio sends it right after the handshake.
pub const START_LIMIT: Duration = Duration::from_secs(5);

/// The socket's read buffer, bytes: some ten media messages. The default of 128 KiB is zeroed for every read, which makes a
/// message cost 1,465 ns instead of 270.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// The longest WebSocket message, bytes. What lies between this and [`MESSAGE_BYTES_MAX`] is counted and skipped; what is
/// longer ends the socket, for it cannot be skipped without being received.
const SOCKET_MESSAGE_BYTES_MAX: usize = 4 * MESSAGE_BYTES_MAX;

/// The most that waits to be written, bytes: over two hundred frames of 290. Each is flushed before the next, so that more
/// than one waits only if a send was cancelled.
const WRITE_BUFFER_BYTES_MAX: usize = 64 * 1024;

/// RFC 6455, section 7.4.1: done; cannot accept this type of data; violates policy.
const NORMAL: u16 = 1000;
const UNSUPPORTED: u16 = 1003;
const POLICY: u16 = 1008;

/// Opens a media stream.
pub(super) async fn open(
    State(office): State<Arc<Office>>,
    uri: Uri,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    // As it came in, for that is what is signed.
    let url = office.reception.public_url.websocket(uri.path_and_query().map_or(MEDIA_PATH, |path| path.as_str()));
    let signers = office.signers(&url, &[], &headers, None);
    if signers.is_empty() {
        office.refuse_unsigned(office.reception.public_url.websocket(MEDIA_PATH), &headers, None);
        return StatusCode::FORBIDDEN.into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let Ok(waiting) = office.sockets_waiting.clone().try_acquire_owned() else {
        tracing::warn!("a media stream was refused: too many sockets wait for their start");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let token: SecretString = uri.path().rsplit('/').next().unwrap_or_default().into();
    let expected = office.tokens.redeem(&token, Instant::now());
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_message_size(SOCKET_MESSAGE_BYTES_MAX)
        .max_frame_size(SOCKET_MESSAGE_BYTES_MAX)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
        .on_upgrade(async move |socket| {
            let mut parts = Parts { socket, inflow: Inflow::default() };
            let admitted = match &expected {
                Ok(expected) => admit(&office, &signers, expected, &token, &mut parts).await,
                Err(error) => Err(Refusal::Token(*error)),
            };
            drop(waiting);
            let (code, reason, farewell) = match admitted.and_then(|start| Ok((start, expected?))) {
                Ok((start, expected)) => {
                    // The line gives its socket back when the desk has dropped it.
                    let Some(back) = serve(&office, parts, &start, expected).await else { return };
                    parts = back;
                    (NORMAL, "", None)
                }
                Err(refusal) => {
                    tracing::warn!(%refusal, "a media stream was refused");
                    (refusal.code(), refusal.reason(), Some(office.farewells.try_acquire()))
                }
            };
            // Whom we have answered is waited for; of those who were refused, a few.
            let waits = !matches!(farewell, Some(Err(_)));
            office.reception.traffic.add(parts.inflow.counters());
            parts.close(code, reason, waits).await;
        })
}

/// Waits for `start` and decides whether it may begin.
async fn admit(
    office: &Office,
    signers: &[CarrierIndex],
    expected: &Expected,
    token: &SecretString,
    parts: &mut Parts,
) -> Result<Box<Start>, Refusal> {
    let start = timeout(START_LIMIT, first_start(parts)).await.map_err(|_| Refusal::NoStart)??;
    if !sid::is_stream(&start.stream_sid) {
        return Err(Refusal::NoStart);
    }
    if start.media_format != MediaFormat::mulaw() {
        return Err(Refusal::Format);
    }
    let repeated = start.custom_parameters.get(twiml::TOKEN_PARAMETER).ok_or(Refusal::NoToken)?;
    if token::hash(&repeated.as_str().into()) != token::hash(token) {
        return Err(Refusal::OtherToken);
    }
    if start.call_sid != expected.call_sid {
        return Err(Refusal::OtherCall);
    }
    let carrier = &office.reception.carriers[expected.carrier];
    if !signers.contains(&expected.carrier) || carrier.account != start.account_sid {
        return Err(Refusal::OtherAccount);
    }
    Ok(start)
}

async fn first_start(parts: &mut Parts) -> Result<Box<Start>, Refusal> {
    loop {
        match parts.socket.recv().await {
            Some(Ok(Message::Text(text))) => {
                if let Some(start) = parts.inflow.take(&text).map_err(|_| Refusal::NoStart)? {
                    return Ok(start);
                }
            }
            other => parts.take(other).map_err(|_| Refusal::NoStart)?,
        }
    }
}

/// Has the desk answer, and returns what is left of the line. The call can be watched until then.
async fn serve(office: &Office, parts: Parts, start: &Start, expected: Expected) -> Option<Parts> {
    let _watch = expected.watch;
    let (line, mut given_back) = MediaLine::new(parts, &start.stream_sid);
    let transfer = expected.net.owner.is_some().then(|| twiml::hand_over(&expected.net));
    let control = RestControl::new(office.rests[expected.carrier].clone(), start.call_sid.clone(), transfer);
    let incoming = Incoming {
        call: expected.call.clone(),
        carrier_call: start.call_sid.clone(),
        business: expected.business,
        dialled: expected.dialled,
        caller: expected.caller,
        forwarded_from: expected.forwarded_from,
        attestation: expected.attestation,
        begun_at: office.reception.clock.now(),
    };
    tracing::info!(call = %expected.call.0, business = %incoming.business.id.0, "a call begins");
    office.reception.desk.answer(expected.place, incoming, Box::new(line), Arc::new(control)).await;
    let parts = given_back.try_recv().ok();
    let counters = parts.as_ref().map(|parts| parts.inflow.counters());
    tracing::info!(call = %expected.call.0, ?counters, "the call is over");
    parts
}

/// Why a stream may not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Refusal {
    #[error("it did not start in time, or not at all")]
    NoStart,
    #[error("it brought no token")]
    NoToken,
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("its start repeats another token than its path has")]
    OtherToken,
    #[error("its call is not the one for which the token was made")]
    OtherCall,
    #[error("its account is not the one that was called")]
    OtherAccount,
    #[error("its sound is not μ-law at 8 kHz, mono")]
    Format,
}

impl Refusal {
    fn code(self) -> u16 {
        if self == Refusal::Format { UNSUPPORTED } else { POLICY }
    }

    /// What the other side is told: to one who guesses, all tokens are wrong in the same way.
    fn reason(self) -> &'static str {
        match self {
            Refusal::NoStart => "no start",
            Refusal::NoToken | Refusal::Token(_) | Refusal::OtherToken | Refusal::OtherCall | Refusal::OtherAccount => {
                "bad token"
            }
            Refusal::Format => "unsupported format",
        }
    }
}
