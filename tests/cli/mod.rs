//! Tests of cli by its public door.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

mod chat;
mod closed;
mod complaints;
mod config;
mod limits;
mod one_configuration;
mod redaction;
mod slots;
mod terminal;
