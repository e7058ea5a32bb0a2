//! The laboratory: what tries the product, and is no part of it.
//!
//! - [`telephone`] is the other side of the line: a carrier that rings a server and a caller who speaks to it;
//! - [`eval`] measures what the product understands, does and sounds like, on fixtures;
//! - [`scripted`] has adapters that hear, think and speak by a script, for tests and for load;
//! - [`weights`] makes speech models out of published weights where the upstream files cannot be had;
//! - [`provider`] has stand-ins for the servers of recognition, language models and speech, [`postgres`] a database cluster,
//!   [`mod@line`] a telephone line in memory;
//! - [`salon`] is the fixture business, [`office`] runs it whole for a test; [`server`] runs the server that ships, in a process of its own;
//! - [`child`] has the processes that are started end with the laboratory;
//! - [`cli`] is the program `vorzimmer-lab`.
//!
//! It may use every room of the product; the product's tests use it, the product itself never.

// They panic where nobody reads any more (`2>&1 | head`): `cli::listing::{say, remark}` do not.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod child;
pub mod cli;
pub mod eval;
pub mod line;
pub mod listener;
pub mod office;
mod percentile;
pub mod print;
pub mod postgres;
pub mod provider;
pub mod salon;
pub mod scripted;
pub mod server;
pub mod telephone;
pub mod weights;

pub use percentile::{percentile, percentile_ms};
use std::path::PathBuf;

/// The repository, for whoever needs its fixtures.
pub fn repository() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
