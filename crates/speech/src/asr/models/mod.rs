//! Speech models: which there are ([`catalogue`]), which are installed ([`mod@installed`]), which of them to use ([`choice`]), how
//! to come by one ([`fetch`]), where each came from ([`manifest`]), and how their file looks ([`ggml`]).
//!
//! Knows files and hashes, not how to recognise speech: that is [`super::whisper`]. Needs none of its libraries.

pub mod catalogue;
pub mod choice;
pub mod draft;
pub mod fetch;
pub mod ggml;
pub mod installed;
pub mod manifest;

pub use catalogue::{CATALOGUE, Offer};
pub use choice::{Choice, Machine, choose};
pub use installed::{Installed, installed};
