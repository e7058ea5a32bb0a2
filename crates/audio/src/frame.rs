//! The two kinds of frame a call is made of, and the speech edges found in them.

/// Sampling rate of a telephone line, Hz.
pub const LINE_HZ: u32 = 8_000;
/// Sampling rate of what recognisers and the voice-activity detector hear, Hz.
pub const EAR_HZ: u32 = 16_000;
/// Length of a frame, ms.
pub const FRAME_MS: u32 = 20;
/// Samples in a line frame.
pub const LINE_FRAME: usize = (LINE_HZ * FRAME_MS / 1_000) as usize;
/// Samples in an ear frame.
pub const EAR_FRAME: usize = (EAR_HZ * FRAME_MS / 1_000) as usize;

/// 20 ms of a line's sound, G.711 μ-law.
pub type LineFrame = [u8; LINE_FRAME];
/// 20 ms of silence on the line.
pub const SILENT_FRAME: LineFrame = [super::mulaw::SILENCE; LINE_FRAME];
/// 20 ms at 16 kHz, linear.
pub type EarFrame = [i16; EAR_FRAME];

/// A change between speech and silence, found with the delay that certainty takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechEdge {
    /// Speech has begun, `ago_ms` before the end of the frame it was noticed in.
    Started {
        /// ms between the onset and now.
        ago_ms: u32,
    },
    /// Speech has paused (200 ms without voice); the last voice was `ago_ms` before the end of the frame.
    Paused {
        /// ms between the last voice and now.
        ago_ms: u32,
    },
}
