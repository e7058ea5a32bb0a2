//! What is spoken is understood again: instants in every wording, surnames letter by letter.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

mod appointments;
mod spoken_instants;
mod surnames;
