//! Sound on the way in and out of a call: pure functions and small state machines over samples.
//!
//! In: 160 μ-law bytes become 320 samples at 16 kHz and, perhaps, a speech edge ([`inbound`]). Out: a synthesiser's samples
//! become 20 ms μ-law frames ([`outbound`]). Nothing here knows a socket, a clock or a call.

pub mod frame;

pub use frame::{EAR_FRAME, EAR_HZ, EarFrame, FRAME_MS, LINE_FRAME, LINE_HZ, LineFrame, SpeechEdge};
