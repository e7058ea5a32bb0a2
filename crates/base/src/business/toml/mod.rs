//! A business as a TOML file that its owner can read and write.
//!
//! [`read()`] takes the text and gives the business or everything that is wrong with it, each with line, column and what to
//! write instead; [`read_kept()`] takes back what was taken in before, also with a forward number that is refused today;
//! [`write()`] gives a text that reads back as the same business. The notation is the one of the files under `fixtures/`, which
//! explain it in their comments: weekdays `tue`, spans `"09:00-12:00, 14:00-18:00"`, lengths of time `"45 minutes"`, notice
//! `"1 working day"`, prices `"from 95 EUR"`, annual periods `"24 Dec - 2 Jan"`,
//! absences `{ from = "2026-12-10", to = "2026-12-12" }`. Keys that are not
//! known are refused, so that a misspelled rule is never silently ignored.

mod absence;
mod check;
mod notation;
mod read;
mod write;

pub use read::{read, read_kept};
pub use write::write;

use crate::document::Complaints;

/// Failed to read a business file: everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the business file:\n{0}")]
pub struct BusinessFileErrors(pub Complaints);
