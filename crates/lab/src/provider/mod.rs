//! Servers that speak providers' real wire formats over real sockets, with scripted timing and faults: recognisers, language
//! models and voices. What they are asked is kept, so that it can be looked at.
//!
//! They stand for what needs an account or the internet. A request that is not of the format ends in a panic: what is tried
//! here is our side of the wire.

#![allow(clippy::unwrap_used, reason = "a stand-in stops where a request is not what its provider reads")]

pub mod attentive;
pub mod chat;
pub mod ear;
pub mod lines;
pub mod recorded;
pub mod setup;
pub mod speech;
