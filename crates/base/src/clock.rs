//! The wall clock as a parameter, so that tests and demonstrations choose the time.
//!
//! `clippy.toml` forbids reading the system's clock anywhere else.

use jiff::{SignedDuration, Timestamp};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock, moved by a fixed amount (`serve --now` sets it; zero otherwise).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    shift: SignedDuration,
}

impl SystemClock {
    /// A clock that shows `instant` now and runs on from there.
    pub fn starting_at(instant: Timestamp) -> Self {
        SystemClock { shift: instant.duration_since(system_now()) }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        system_now().checked_add(self.shift).unwrap_or(Timestamp::MAX)
    }
}

/// A clock that stands still.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the system's clock is read")]
fn system_now() -> Timestamp {
    Timestamp::now()
}
