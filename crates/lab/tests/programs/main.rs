//! The laboratory's own programs: the telephone against agents of all kinds, commands as they are typed, weights as they are made.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

#[cfg(feature = "whisper")]
mod dialogues_by_voice;
mod llm;
mod only;
mod telephone;
mod weights;
