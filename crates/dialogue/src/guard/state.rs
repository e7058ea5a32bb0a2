//! What of a conversation's state may be spoken of. The one place that the guard knows the state by.

use crate::tasks::Target;
use crate::{Conversation, Task};
use booking::{Slot, Visit};
use jiff::Timestamp;
use understanding::when::When;

/// A moment, or a stretch up to its end.
pub(super) type Stretch = (Timestamp, Option<Timestamp>);

impl Conversation {
    /// The times that are spoken of: offered, wished for, chosen, refused, and those of the caller's own appointment.
    pub(super) fn times_spoken_of(&self) -> Vec<Stretch> {
        self.tasks.iter().flat_map(times_of).chain(self.tasks.spoken_of().target.times()).collect()
    }

    /// How many things may be counted out to the caller.
    pub(super) fn things_offered(&self) -> usize {
        self.offered().len()
    }
}

/// The times of one task.
fn times_of(task: &Task) -> Vec<Stretch> {
    match task {
        Task::Booking(booking) => booking.target.times().collect(),
        Task::Own(own) => {
            let own_slot = own.appointment.iter().map(|own| (own.slot.start, None));
            let target = own.target().into_iter().flat_map(Target::times);
            own_slot.chain(own.said.iter().flat_map(readings)).chain(target).collect()
        }
        Task::Message(_) | Task::Request(_) | Task::Question(_) | Task::HandOver(_) => Vec::new(),
    }
}

impl Target {
    /// The times that it speaks of: offered, wished for, chosen, refused.
    fn times(&self) -> impl Iterator<Item = Stretch> + '_ {
        let visits = self.offered().iter().chain(self.chosen()).chain(&self.declined).chain(self.instead());
        let slots = visits.flat_map(Visit::slots).map(|slot: &Slot| (slot.start, None));
        slots.chain(self.when().into_iter().chain(&self.excluded).flat_map(readings))
    }
}

/// All that may be meant by a time.
pub(super) fn readings(when: &When) -> impl Iterator<Item = Stretch> + '_ {
    std::iter::once((when.start, when.end)).chain(when.alternatives.iter().copied())
}
