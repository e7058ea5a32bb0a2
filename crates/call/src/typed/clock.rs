//! The wall clock of a typed call: it stands still but for what the call's speech takes.

use base::clock::Clock;
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A clock that its call moves on.
#[derive(Debug)]
pub struct VirtualClock {
    begun_at: Timestamp,
    elapsed_ms: AtomicI64,
}

impl VirtualClock {
    /// A clock that shows `begun_at` until the call moves it on.
    pub fn starting_at(begun_at: Timestamp) -> Self {
        VirtualClock { begun_at, elapsed_ms: AtomicI64::new(0) }
    }

    /// Moves the clock to `elapsed` after its begin, and tells the time there.
    pub(super) fn at(&self, elapsed: Duration) -> Timestamp {
        self.elapsed_ms.store(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
        self.now()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::from_millis(self.elapsed_ms.load(Ordering::Relaxed));
        self.begun_at.checked_add(elapsed).unwrap_or(Timestamp::MAX)
    }
}
