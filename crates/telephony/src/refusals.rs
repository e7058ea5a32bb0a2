//! Callers who were given no place, remembered for an hour: a webhook that comes again gets the same answer, and counts once (P28).
//!
//! The carrier asks again when it missed our answer. So does who has recorded the webhook, and must not use up with it what the
//! caller, or the owner's telephone, may have.

use super::callers::HOUR;
use super::places::PlaceError;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Refusals remembered; the oldest makes room. At some 100 bytes each this is 7 MiB at most, and at 18 refused calls a second the
/// whole hour.
const REFUSALS_MAX: usize = 65_536;

/// What a webhook says of its call, as a hash.
pub(super) type FactsHash = blake3::Hash;

/// The refusals.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    known: HashMap<FactsHash, PlaceError>,
    order: VecDeque<(Instant, FactsHash)>,
}

impl Refusals {
    /// Why the call of a webhook that said the same was refused, if it was.
    pub fn of(&self, facts: &FactsHash, now: Instant) -> Option<PlaceError> {
        self.with(now, |table| table.known.get(facts).copied())
    }

    /// Remembers why a call was refused.
    pub fn keep(&self, facts: FactsHash, why: PlaceError, now: Instant) {
        self.with(now, |table| {
            if table.order.len() >= REFUSALS_MAX {
                table.forget_the_oldest();
            }
            if table.known.insert(facts, why).is_none() {
                table.order.push_back((now, facts));
            }
        });
    }

    fn with<R>(&self, now: Instant, look: impl FnOnce(&mut Table) -> R) -> R {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = Duration::from_secs(HOUR.as_secs().unsigned_abs());
        while table.order.front().is_some_and(|(at, _)| now.duration_since(*at) >= hour) {
            table.forget_the_oldest();
        }
        look(&mut table)
    }
}

impl Table {
    fn forget_the_oldest(&mut self) {
        if let Some((_, facts)) = self.order.pop_front() {
            self.known.remove(&facts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(number: usize) -> FactsHash {
        blake3::hash(&number.to_le_bytes())
    }

    #[test]
    fn p28_a_refusal_is_remembered_for_an_hour() {
        let (refusals, now) = (Refusals::default(), Instant::now());
        refusals.keep(facts(1), PlaceError::Limited { first: true }, now);
        let minutes = |minutes: u64| now + Duration::from_secs(60 * minutes);
        assert_eq!(refusals.of(&facts(1), minutes(59)), Some(PlaceError::Limited { first: true }));
        assert_eq!(refusals.of(&facts(2), minutes(59)), None);
        assert_eq!(refusals.of(&facts(1), minutes(60)), None);
    }

    #[test]
    fn p28_the_memory_of_refusals_is_bounded() {
        let (refusals, now) = (Refusals::default(), Instant::now());
        for number in 0..=REFUSALS_MAX {
            refusals.keep(facts(number), PlaceError::Full, now);
        }
        let sizes = refusals.with(now, |table| (table.known.len(), table.order.len()));
        assert_eq!(sizes, (REFUSALS_MAX, REFUSALS_MAX));
        assert_eq!((refusals.of(&facts(0), now), refusals.of(&facts(1), now)), (None, Some(PlaceError::Full)));
    }
}
