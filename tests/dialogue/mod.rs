//! Tests of dialogue by its public door.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

mod fallback;
pub mod memory_calendar;
mod slots;
