//! A telephone that calls any media-stream server, and the carrier that stands between: rehearsals, tests and load without
//! a telephone network.
//!
//! [`carrier`] plays Twilio: it asks the webhook, reads the TwiML ([`twiml`]), opens the media stream ([`stream`]), plays the
//! REST host ([`rest`]), carries out the verbs and the fallback, and fails where it is told to ([`fault`]). The caller's side
//! is pure: a [`script`] and a [`caller`] who knows when to speak, a [`playback`] buffer as the carrier has it, the [`floor`]
//! that measures who spoke when, all in one [`handset`]. What was heard becomes [`minutes`], a
//! [`report`] and a stereo WAV ([`wav`]).
//!
//! It knows of the server only what a carrier knows; where a server tells more of itself ([`events`]), it uses that. Nothing
//! of it takes part in answering a call.

pub mod answers;
pub mod caller;
pub mod carrier;
pub mod events;
pub mod fault;
pub mod floor;
pub mod handset;
pub mod level;
pub mod load;
pub mod minutes;
pub mod microphone;
mod outbound;
pub mod playback;
pub mod prepare;
pub mod report;
pub mod rest;
pub mod script;
pub mod show;
pub mod wav;
pub mod stream;
pub mod twiml;
pub mod voice;
pub mod webhook;

/// Something that happens in a call, as it happens. Times are ms since the stream's start.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "a turn is told once and kept by nobody for long")]
pub enum Happening {
    /// The carrier has done something or met with something.
    Carrier(String),
    /// The caller begins to speak or to press keys.
    CallerBegan {
        /// When.
        at_ms: u64,
        /// The words or keys, where known.
        words: Option<String>,
    },
    /// The agent can be heard.
    AgentBegan {
        /// Since when.
        at_ms: u64,
        /// After the caller's last sound, where it answers.
        voice_to_voice_ms: Option<u64>,
    },
    /// The server tells that the agent begins to say this.
    Sentence(String),
    /// The agent's turn is over.
    AgentEnded(floor::Stretch),
    /// All that can be known of a turn.
    Turn(minutes::TranscriptTurn),
}

/// Who follows calls as they happen. Must not block.
pub trait Audience: Send + Sync {
    /// Something happened in the call of this number, counted from 0.
    fn see(&self, call: usize, happening: &Happening);
}
