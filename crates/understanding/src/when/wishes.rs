//! What an utterance says about time, put together and not yet resolved.

use super::phrase::{Moment, Place};

/// A day, a time, or both, that belong together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pair {
    /// The day or days.
    pub place: Option<Place>,
    /// A second day that was said without 'or': they have to agree.
    pub other_place: Option<Place>,
    /// The day was said behind the time of day: 'at four on Tuesday'.
    pub place_behind: bool,
    /// At the time of day said earlier.
    pub same_time: bool,
    /// The time of day.
    pub moment: Option<Moment>,
    /// A second time that was said without 'or'.
    pub other_moment: Option<Moment>,
}

impl Pair {
    /// Nothing was said.
    pub(super) fn is_empty(&self) -> bool {
        self.place.is_none() && self.moment.is_none()
    }
}

/// What an utterance says about time, not yet resolved.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Wishes {
    /// Wanted, any of them.
    pub pairs: Vec<Pair>,
    /// Not possible.
    pub excluded: Vec<Pair>,
    /// Moved away from.
    pub origin: Option<Pair>,
    /// The first that is free.
    pub soonest: bool,
    /// Later (`true`) or earlier, and no more was said.
    pub vaguely: Option<bool>,
    /// Any time will do.
    pub any: bool,
    /// Something was taken back and nothing put in its place, or a reading has two meanings.
    pub ambiguous: bool,
    /// Lexemes that the wishes rest on.
    pub used: Vec<std::ops::Range<usize>>,
}
