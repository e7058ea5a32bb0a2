//! What is spoken is understood again: instants in every wording, surnames letter by letter.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

extern crate vorzimmer_dialogue as dialogue;

mod spoken_instants;
mod surnames;
