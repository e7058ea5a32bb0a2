//! Understanding dates and times: phrase + now + zone + language → a typed value, with what is ambiguous said as such.
//! Pure.

use jiff::Timestamp;

/// When something is wanted, as said. Instants are UTC; the business's zone gave them meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// What kind of answer it is.
    pub kind: Kind,
    /// Begin, inclusive.
    pub start: Timestamp,
    /// End, exclusive; `None` for an instant.
    pub end: Option<Timestamp>,
    /// Other readings of the same kind, when it should be asked which is meant.
    pub alternatives: Vec<(Timestamp, Option<Timestamp>)>,
}

/// The shape of a [`When`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A point in time.
    Instant,
    /// A stretch: part of a day, several days, open ends cut at midnight.
    Range,
    /// A whole day.
    Day,
}
