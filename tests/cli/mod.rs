//! Tests of cli by its public door.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

mod chat;
mod config;
mod redaction;
mod slots;
