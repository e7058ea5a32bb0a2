//! Servers that speak providers' real wire formats over real sockets, with scripted timing and faults, and tests against them.
#![allow(clippy::unwrap_used, reason = "a test stops where it finds something wrong")]

pub mod attentive;
pub mod chat;
pub mod ear;
pub mod ears;
mod faults;
mod ladder;
pub mod llm;
mod pico;
pub mod recorded;
mod recordings;
pub mod setup;
pub mod speech;
mod summary;
mod voices;
