//! Whole calls without sound: the fixture dialogues, and calls that nobody rehearsed.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

mod improvisation;
mod properties;
mod rehearsals;
