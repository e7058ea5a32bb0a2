//! Twilio's Media Streams messages, for both ends of the socket.
//!
//! [`read()`] parses one WebSocket text of either direction into an [`Envelope`]; [`ToCarrier`] writes what a server sends
//! (`media`, `mark`, `clear`), [`ToServer`] what a carrier sends (`connected`, `start`, `media`, `dtmf`, `mark`, `stop`), so
//! that the stand-in carrier speaks the same language as the server. Reading borrows from the text and writing reuses one
//! buffer: nothing is allocated per frame.
//!
//! It knows no socket and no call: which message may come when is [`super::inflow`]'s.
//!
//! Source: Twilio, 'Media Streams – WebSocket Messages'.

mod counters;
mod framer;
mod read;
mod write;

pub use counters::{Counters, Traffic};
pub use framer::Framer;
pub use read::{Envelope, Media, Message, Track, WireError, read};
pub use write::{ToCarrier, ToServer};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The longest text that is parsed, bytes. The longest that a carrier has reason to send is a `media` message of
/// [`PAYLOAD_BYTES_MAX`] (10,668 characters of base64 and about 250 around them) or a `start` with a few parameters of at
/// most 500 characters.
pub const MESSAGE_BYTES_MAX: usize = 16 * 1024;

/// The largest payload of a `media` message, bytes: one second of μ-law. Twilio sends 160.
pub const PAYLOAD_BYTES_MAX: usize = 8_000;

/// What a stream is, said once at its beginning.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Start {
    /// The stream's id; every later message carries it.
    pub stream_sid: String,
    /// The account whose call it is.
    pub account_sid: String,
    /// The call's id.
    pub call_sid: String,
    /// Directions of sound that will be sent: `inbound`, `outbound`.
    #[serde(default)]
    pub tracks: Vec<String>,
    /// How payloads are encoded.
    pub media_format: MediaFormat,
    /// What the TwiML's `<Parameter>` elements said; the one-time token among them.
    #[serde(default)]
    pub custom_parameters: BTreeMap<String, String>,
}

impl fmt::Debug for Start {
    /// Without the values of the parameters: one of them is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Start")
            .field("stream_sid", &self.stream_sid)
            .field("call_sid", &self.call_sid)
            .field("media_format", &self.media_format)
            .field("custom_parameters", &self.custom_parameters.keys())
            .finish_non_exhaustive()
    }
}

/// The encoding of a stream's payloads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaFormat {
    /// Media type, `audio/x-mulaw`.
    pub encoding: String,
    /// Sampling rate, Hz.
    #[serde(rename = "sampleRate")]
    pub sample_hz: u32,
    /// Number of channels.
    pub channels: u32,
}

impl MediaFormat {
    /// The only format of Media Streams: G.711 μ-law, 8 kHz, mono.
    pub fn mulaw() -> Self {
        MediaFormat { encoding: "audio/x-mulaw".to_owned(), sample_hz: 8_000, channels: 1 }
    }
}
