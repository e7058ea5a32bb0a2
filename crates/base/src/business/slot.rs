//! What is bookable, and how several people are served: facts of the house, whatever is booked already.

use super::{ResourceId, ServiceId};
use jiff::Timestamp;

/// A bookable stretch of one resource's time for one service. Start inclusive, end exclusive, without buffers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slot {
    /// What.
    pub service: ServiceId,
    /// Whose time.
    pub resource: ResourceId,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

/// How the people of a visit are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Together {
    /// All begin at the same time, with different resources.
    SideBySide,
    /// The next begins when the one before is done.
    OneAfterTheOther,
    /// Side by side where that fits, else one after the other.
    AsItFits,
}
