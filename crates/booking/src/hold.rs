//! How long a slot is reserved while a caller makes up their mind.

use jiff::{SignedDuration, Timestamp};

/// How often a call keeps its hold alive, seconds.
pub const KEEP_ALIVE_SECONDS: u32 = 60;

/// How long a hold lasts unless it is kept alive, seconds: two keep-alives and half a one, so that a single lost write does
/// not cost the caller the slot, while the hold of a call that died is free again before the next caller has finished asking.
pub const HOLD_SECONDS: i64 = 150;

/// When a hold taken or kept alive at `now` ends.
pub fn expires_at(now: Timestamp) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(HOLD_SECONDS)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_outlives_one_lost_keep_alive() {
        let now = Timestamp::UNIX_EPOCH;
        assert!(expires_at(now).duration_since(now).as_secs() > 2 * i64::from(KEEP_ALIVE_SECONDS));
        assert_eq!(expires_at(Timestamp::MAX), Timestamp::MAX);
    }
}
