//! What of a conversation's state may be spoken of. The one place that the guard knows the state by.

use crate::Conversation;
use booking::{Slot, Visit};
use jiff::Timestamp;
use understanding::when::When;

/// A moment, or a stretch up to its end.
pub(super) type Stretch = (Timestamp, Option<Timestamp>);

impl Conversation {
    /// The times that are spoken of: offered, wished for, chosen, refused, and those of the caller's own appointment.
    pub(super) fn times_spoken_of(&self) -> Vec<Stretch> {
        let wish = &self.wish;
        let visits = self.offered.iter().chain(&wish.visit).chain(&wish.declined).chain(&wish.instead.0);
        let slots = visits.flat_map(Visit::slots).chain(wish.appointment.iter().map(|own| &own.slot));
        let slots = slots.map(|slot: &Slot| (slot.start, None));
        let whens = wish.when.iter().chain(&wish.own).chain(&wish.after_cancelling).chain(&wish.excluded);
        slots.chain(whens.flat_map(readings)).collect()
    }

    /// How many things may be counted out to the caller.
    pub(super) fn things_offered(&self) -> usize {
        self.offered.len()
    }
}

/// All that may be meant by a time.
pub(super) fn readings(when: &When) -> impl Iterator<Item = Stretch> + '_ {
    std::iter::once((when.start, when.end)).chain(when.alternatives.iter().copied())
}
