//! Speech models: which there are ([`catalogue`]), which are installed ([`installed`]), which of them to use ([`choice`]), how
//! to come by one ([`fetch`], [`add`], [`convert`]), and how their file looks ([`ggml`]).
//!
//! Knows files and hashes, not how to recognise speech: that is the module `whisper`, whose libraries this one does not need.

pub mod add;
pub mod catalogue;
pub mod choice;
pub mod convert;
pub mod fetch;
pub mod ggml;
pub mod installed;

pub use catalogue::{CATALOGUE, Offer};
pub use choice::{Choice, Machine, choose};
pub use installed::{Identity, Installed, identify, installed};

use std::path::{Path, PathBuf};

/// Where a file lies while it is not complete.
fn part_of(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    target.with_file_name(name)
}
