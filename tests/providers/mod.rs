//! Adapters and whole calls against servers that speak providers' real wire formats over real sockets ([`lab::provider`]).
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

pub mod ears;
mod faults;
mod fallback;
pub mod llm;
mod pico;
mod recordings;
mod summary;
mod voices;
