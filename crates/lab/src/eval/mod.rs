//! Evaluations on fixtures, a folder each: what is measured, how it is judged, and the command that prints it.

pub mod dialogues;
pub mod llm;
#[cfg(feature = "whisper")]
pub mod speech;
pub mod tally;
pub mod voice;
#[cfg(feature = "whisper")]
pub mod voices;
