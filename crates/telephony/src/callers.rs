//! Who calls how often: calls of a caller at once and within the hour, counted by values that free themselves (P28).
//!
//! Counted here is what this process has let in since it began, because a call is written down only when its stream begins: who
//! asks a hundred times within that second would not be counted by the database. What there was before the process began is
//! given from there by who asks ([`Callers::enter`]). A refused call counts for nothing, so that who keeps trying is let in again
//! when the hour is over.

use base::business::BusinessId;
use base::limits::{Allowance, CallUsage, Limit};
use base::privacy::Pseudonym;
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// For how long a call counts.
pub const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Whose calls are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CallerKey {
    /// One caller of a business.
    Known(Pseudonym),
    /// All callers of a business who cannot be told apart.
    Unknown(BusinessId),
}

/// The callers of a server. Cheap to clone; clones count together.
#[derive(Debug, Clone, Default)]
pub struct Callers(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    callers: HashMap<CallerKey, Calls>,
    /// Owners who were rung for callers that could not be answered.
    owners: HashMap<BusinessId, Calls>,
    tidied_at: Timestamp,
}

#[derive(Debug, Default)]
struct Calls {
    at_once: u32,
    /// When, and the carrier's ids of the calls.
    let_in: VecDeque<(Timestamp, String)>,
    refused_at: Option<Timestamp>,
}

/// A call of a caller that goes on; counted until it is dropped.
#[derive(Debug)]
pub struct CallerEntry(Callers, CallerKey);

/// One more call would have passed a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub limit: Limit,
    /// Nobody of this caller was refused in the hour before.
    pub first: bool,
}

impl Callers {
    /// Counts one more call of a caller, who has made so many within the hour and `before` this process began. A call that was
    /// let in before, and asks again since its stream did not come, is counted once.
    ///
    /// # Errors
    /// When it would pass a limit.
    pub fn enter(
        &self,
        caller: CallerKey,
        call_sid: &str,
        before: u32,
        allowance: &Allowance,
        now: Timestamp,
    ) -> Result<CallerEntry, Refused> {
        let mut counts = self.counts();
        counts.tidy(now);
        let calls = counts.callers.entry(caller.clone()).or_default();
        let in_hour = calls.others_in_hour(call_sid, now).saturating_add(before);
        let passed = match caller {
            CallerKey::Known(_) => allowance.passed_by_call(CallUsage { at_once: calls.at_once, in_hour }),
            CallerKey::Unknown(_) => allowance.passed_by_unknown_call(in_hour),
        };
        calls.let_in(call_sid, passed, now)?;
        calls.at_once += 1;
        drop(counts);
        Ok(CallerEntry(self.clone(), caller))
    }

    /// Counts one more caller for whom the owner is rung.
    ///
    /// # Errors
    /// When it would pass the limit.
    pub fn ring_owner(
        &self,
        business: &BusinessId,
        call_sid: &str,
        allowance: &Allowance,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let mut counts = self.counts();
        counts.tidy(now);
        let rings = counts.owners.entry(business.clone()).or_default();
        let passed = allowance.passed_by_ring(rings.others_in_hour(call_sid, now));
        rings.let_in(call_sid, passed, now)
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Forgets now and then who has not called for an hour: there are never more than that hour's callers.
    fn tidy(&mut self, now: Timestamp) {
        if now.duration_since(self.tidied_at).abs() < SignedDuration::from_mins(1) {
            return;
        }
        self.tidied_at = now;
        self.callers.retain(|_, calls| calls.counts(now));
        self.owners.retain(|_, rings| rings.counts(now));
    }
}

impl Calls {
    /// Those let in within the hour, but for one.
    fn others_in_hour(&mut self, call_sid: &str, now: Timestamp) -> u32 {
        while self.let_in.front().is_some_and(|(at, _)| now.duration_since(*at) >= HOUR) {
            self.let_in.pop_front();
        }
        let others = self.let_in.iter().filter(|(_, other)| other != call_sid).count();
        u32::try_from(others).unwrap_or(u32::MAX)
    }

    fn let_in(&mut self, call_sid: &str, passed: Option<Limit>, now: Timestamp) -> Result<(), Refused> {
        let Some(limit) = passed else {
            if !self.let_in.iter().any(|(_, known)| known == call_sid) {
                self.let_in.push_back((now, call_sid.to_owned()));
            }
            return Ok(());
        };
        let first = self.refused_at.is_none_or(|at| now.duration_since(at) >= HOUR);
        if first {
            self.refused_at = Some(now);
        }
        Err(Refused { limit, first })
    }

    fn counts(&self, now: Timestamp) -> bool {
        let recent = |at: &Timestamp| now.duration_since(*at) < HOUR;
        self.let_in.back().map(|(at, _)| at).is_some_and(recent)
            || self.at_once > 0
            || self.refused_at.as_ref().is_some_and(recent)
    }
}

impl Drop for CallerEntry {
    fn drop(&mut self) {
        if let Some(calls) = self.0.counts().callers.get_mut(&self.1) {
            calls.at_once -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    const ALLOWANCE: Allowance = Allowance {
        calls_at_once: 3,
        calls_per_hour: 10,
        unknown_calls_per_hour: 20,
        transfers_per_day: 5,
        failed_lookups_per_day: 5,
        bookings_per_call: 4,
        open_appointments: 6,
        owner_rings_per_hour: 2,
        minutes_per_day: None,
    };

    /// The id of a call that is another than all before.
    fn another() -> String {
        static CALLS: AtomicU64 = AtomicU64::new(0);
        CALLS.fetch_add(1, Ordering::Relaxed).to_string()
    }

    fn known(number: u8) -> CallerKey {
        CallerKey::Known(Pseudonym([number; 32]))
    }

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn p28_a_caller_has_so_many_calls_at_once_and_so_many_an_hour() {
        let callers = Callers::default();
        let enter = |minutes| callers.enter(known(1), &another(), 0, &ALLOWANCE, at(minutes));
        let mut standing: Vec<_> = (0..3).map(|_| enter(0).expect("let in")).collect();
        assert_eq!(enter(0).map(drop), Err(Refused { limit: Limit::CallsAtOnce, first: true }));
        assert_eq!(enter(1).map(drop), Err(Refused { limit: Limit::CallsAtOnce, first: false }));
        assert!(callers.enter(known(2), &another(), 0, &ALLOWANCE, at(1)).is_ok(), "another caller");
        standing.clear();
        assert!((0..7).all(|_| enter(2).is_ok()));
        assert_eq!(enter(59).map(drop), Err(Refused { limit: Limit::CallsPerHour, first: false }));
        assert!(enter(60).is_ok(), "three of them are an hour ago");
        assert!(enter(60).is_ok() && enter(60).is_ok());
        assert_eq!(enter(61).map(drop), Err(Refused { limit: Limit::CallsPerHour, first: true }), "told again");
        let restarted = Callers::default();
        assert!(restarted.enter(known(1), &another(), 9, &ALLOWANCE, at(0)).is_ok());
        assert!(
            restarted.enter(known(1), &another(), 9, &ALLOWANCE, at(0)).is_err(),
            "what was before the process began counts"
        );
    }

    #[test]
    fn p28_a_call_that_asks_again_counts_once_and_is_not_refused_for_having_asked() {
        let (callers, salon) = (Callers::default(), BusinessId("salon".to_owned()));
        let allowance = Allowance { calls_at_once: 1, calls_per_hour: 1, owner_rings_per_hour: 1, ..ALLOWANCE };
        let enter = |call| callers.enter(known(1), call, 0, &allowance, at(0)).map(drop);
        let ring = |call| callers.ring_owner(&salon, call, &allowance, at(0));
        assert!((0..5).all(|_| enter("one").is_ok()), "its place was given back before it asked again");
        assert!(enter("another").is_err() && enter("one").is_ok());
        assert!(ring("one").is_ok() && ring("one").is_ok() && ring("another").is_err());
        let going_on = callers.enter(known(1), "one", 0, &allowance, at(0)).expect("let in");
        assert_eq!(enter("another").map_err(|refused| refused.limit), Err(Limit::CallsAtOnce));
        drop(going_on);
    }

    #[test]
    fn p28_callers_who_cannot_be_told_apart_share_one_generous_limit() {
        let callers = Callers::default();
        let business = |id: &str| CallerKey::Unknown(BusinessId(id.to_owned()));
        let enter = |id| callers.enter(business(id), &another(), 0, &ALLOWANCE, at(0));
        let standing: Vec<_> = (0..20).map(|_| enter("salon").expect("let in")).collect();
        assert_eq!(enter("salon").map(drop), Err(Refused { limit: Limit::UnknownCallsPerHour, first: true }));
        assert!(enter("garage").is_ok());
        drop(standing);
    }

    #[test]
    fn p28_an_owner_is_rung_so_often_an_hour() {
        let (callers, salon) = (Callers::default(), BusinessId("salon".to_owned()));
        let ring = |minutes| callers.ring_owner(&salon, &another(), &ALLOWANCE, at(minutes));
        assert!(ring(0).is_ok() && ring(1).is_ok());
        assert_eq!(ring(2), Err(Refused { limit: Limit::OwnerRingsPerHour, first: true }));
        assert!(ring(60).is_ok() && ring(60).is_err());
    }

    proptest! {
        #[test]
        fn p28_no_order_of_calls_gets_more_in(calls in prop::collection::vec((0..3_u8, 0..20_i64, any::<bool>()), 0..200)) {
            let callers = Callers::default();
            let (mut minute, mut going_on, mut let_in) = (0, Vec::new(), Vec::new());
            for (caller, later, hangs_up) in calls {
                minute += later;
                if hangs_up && !going_on.is_empty() {
                    going_on.remove(0);
                }
                if let Ok(entry) = callers.enter(known(caller), &another(), 0, &ALLOWANCE, at(minute)) {
                    going_on.push(entry);
                    let_in.push((caller, minute));
                }
                let at_once = going_on.iter().filter(|entry| entry.1 == known(caller)).count();
                let in_hour = let_in.iter().filter(|(of, then)| *of == caller && minute - then < 60).count();
                prop_assert!(at_once <= 3 && in_hour <= 10);
            }
            going_on.clear();
            prop_assert!(callers.counts().callers.values().all(|calls| calls.at_once == 0));
        }
    }
}
