//! Sound on the way in and out of a call: pure functions and small state machines over samples.
//!
//! In: 160 μ-law bytes become 320 samples at 16 kHz and, perhaps, a speech edge ([`inbound`]). Out: a synthesiser's samples
//! become 20 ms μ-law frames ([`outbound`]). Nothing here knows a socket, a clock or a call.

pub mod frame;
pub mod half_band;
pub mod inbound;
pub mod level;
pub mod limiter;
pub mod mulaw;
pub mod noise_floor;
pub mod outbound;
pub mod resample;
pub mod signal;
pub mod trim;
pub mod vad;
pub mod within;

pub use frame::{EAR_FRAME, EAR_HZ, EarFrame, FRAME_MS, LINE_FRAME, LINE_HZ, LineFrame, SILENT_FRAME, SpeechEdge};

/// Failed to process sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AudioError {
    /// No filter is made for this rate.
    #[error("resample from {sample_hz} Hz: use a common rate from 8000 to 96000 Hz")]
    Rate {
        /// The rate asked for, Hz.
        sample_hz: u32,
    },
}
