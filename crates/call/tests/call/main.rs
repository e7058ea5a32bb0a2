//! The machine of a call by its public door: under random events, thinking ahead, and what is kept of callers' words.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

mod health_table;
mod random_events;
mod thinking_ahead;
