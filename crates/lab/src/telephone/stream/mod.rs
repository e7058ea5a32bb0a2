//! A media stream as the carrier holds it: the WebSocket and the clock around a [`Handset`].
//!
//! One task, one `select!`: the server's messages, orders by REST, the server's own events, frames that are late on purpose,
//! and a tick every 20 ms on deadlines that do not drift. It ends when the server closes the socket, orders the end, or goes
//! silent; when the caller hangs up; or when a fault says so.

mod session;

use super::Audience;
use super::caller::Why;
use super::events::{self, Event};
use super::fault::{Chance, Faults};
use super::handset::Handset;
use super::outbound;
use super::rest::{Extension, Order};
use session::Session;
use std::time::Duration;
use telephony::signature;
use telephony::twiml::TOKEN_PARAMETER;
use telephony::wire::{MediaFormat, Start};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// Opening the socket may take so long.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);
/// The socket of a stream.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens the socket of a stream.
///
/// # Errors
/// When the server cannot be reached or refuses; says why.
pub async fn open(url: &str, signature: Option<String>) -> Result<Socket, String> {
    let mut request = url.into_client_request().map_err(|error| error.to_string())?;
    if let Some(signature) = signature {
        let value = signature.parse().map_err(|_| "the signature is no header".to_owned())?;
        request.headers_mut().insert(signature::HEADER, value);
    }
    let limits = WebSocketConfig::default().max_message_size(Some(outbound::MESSAGE_BYTES_MAX));
    // Without delay: Nagle's algorithm would hold frames back.
    match timeout(HANDSHAKE_LIMIT, connect_async_with_config(request, Some(limits), true)).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(tungstenite::Error::Http(response))) => Err(format!("the handshake was answered {}", response.status())),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {} s", HANDSHAKE_LIMIT.as_secs())),
    }
}

/// How a stream ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The server ordered something by REST.
    Ordered(Order),
    /// The caller hung up.
    HungUp(Why),
    /// The server closed the socket; with which code and words, if any.
    Closed(String),
    /// The socket broke; says how.
    Broken(String),
}

/// What a stream needs to know.
pub struct Stream<'a> {
    /// What `start` says.
    pub start: Start,
    /// The caller's telephone.
    pub handset: Handset,
    /// What goes wrong.
    pub faults: Faults,
    /// Chance for it.
    pub chance: Chance,
    /// The server's events, if it offers any.
    pub events: Option<mpsc::Receiver<Event>>,
    /// Where the server's orders arrive.
    pub orders: &'a mut Extension,
    /// Who follows.
    pub audience: &'a dyn Audience,
    /// Number of the call.
    pub number: usize,
}

/// A stream that is over.
pub struct Ended {
    /// How it ended.
    pub end: End,
    /// The telephone, not finished.
    pub handset: Handset,
    /// From `start` to the server's first frame, ms.
    pub first_frame_ms: Option<u64>,
    /// The most that a tick was late, ms.
    pub late_ms_max: u64,
}

/// Holds a stream from `connected` to its end.
pub async fn hold(socket: Socket, stream: Stream<'_>) -> Ended {
    let mut session = Session::new(socket, stream);
    let end = session.run().await;
    session.part(&end).await;
    session.ended(end)
}

/// The events of a stream, if the server offers any.
pub fn events_of(client: &reqwest::Client, url: &str, start: &Start) -> Option<mpsc::Receiver<Event>> {
    let door = events::door(&url.parse().ok()?)?;
    let token = start.custom_parameters.get(TOKEN_PARAMETER)?;
    Some(events::watch(client.clone(), door, token.as_str().into()))
}

/// The `start` of a stream with these ids and parameters.
pub fn start_of(stream: String, account: String, call: String, parameters: Vec<(String, String)>) -> Start {
    Start {
        stream_sid: stream,
        account_sid: account,
        call_sid: call,
        tracks: vec!["inbound".to_owned()],
        media_format: MediaFormat::mulaw(),
        custom_parameters: parameters.into_iter().collect(),
    }
}
