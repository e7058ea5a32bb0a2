//! What the operator is told of callers who go to the owner because they could not be answered: a line for each business and
//! reason once in [`LINES_EVERY`], with how many there were since. A line for each call would be a flood of its own.

use super::places::PlaceError;
use base::business::BusinessId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How often a line of one kind is written.
pub const LINES_EVERY: Duration = Duration::from_secs(60 * 60);

/// Writes the lines.
#[derive(Debug, Default)]
pub(super) struct Overflow(Mutex<HashMap<(BusinessId, PlaceError), (Instant, u64)>>);

impl Overflow {
    /// A caller goes to the owner.
    pub fn warn(&self, business: &BusinessId, why: PlaceError, now: Instant) {
        if let Some(unsaid) = self.turn(business, why, now) {
            tracing::warn!(business = %business.0, %why, unsaid, "a caller goes to the owner");
        }
    }

    /// How many were not told of since the last line, if it is time for one.
    fn turn(&self, business: &BusinessId, why: PlaceError, now: Instant) -> Option<u64> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (next_at, unsaid) = lines.entry((business.clone(), why)).or_insert((now, 0));
        if now < *next_at {
            *unsaid += 1;
            return None;
        }
        *next_at = now + LINES_EVERY;
        Some(std::mem::take(unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p28_a_full_house_is_told_of_once_an_hour() {
        let (overflow, now, salon) = (Overflow::default(), Instant::now(), BusinessId("salon".to_owned()));
        let turn = |why, at| overflow.turn(&salon, why, at);
        assert_eq!(turn(PlaceError::Full, now), Some(0));
        assert!((0..100).all(|_| turn(PlaceError::Full, now).is_none()));
        assert_eq!(turn(PlaceError::Closing, now), Some(0), "another reason");
        assert_eq!(turn(PlaceError::Full, now + LINES_EVERY), Some(100));
    }
}
