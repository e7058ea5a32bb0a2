//! Limits per caller at work (P28): how much a caller has used, by the port [`Usages`], and the note and the warning when a limit
//! is reached.
//!
//! What is too much is decided by [`base::limits`]. Whatever a caller does beyond it is noted for the owner's review, and logged
//! once per caller and hour: a flood must fill neither the log nor anybody's patience.

use async_trait::async_trait;
use base::business::{Business, BusinessId};
use base::limits::{Allowance, DayUsage, Limit};
use base::privacy::Pseudonym;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::task::TaskTracker;

/// How long a warning stands for all that follow it.
const WARNING: SignedDuration = SignedDuration::from_hours(1);

/// Something that a caller did and that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Counted {
    /// Reached a limit.
    Limit(Limit),
    /// Looked for an own appointment and found none.
    FailedLookup,
}

impl Counted {
    /// The name in machine-readable output and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Counted::Limit(limit) => limit.as_str(),
            Counted::FailedLookup => "failed_lookup",
        }
    }

    /// All that is counted.
    pub fn all() -> impl Iterator<Item = Counted> {
        Limit::ALL.into_iter().map(Counted::Limit).chain([Counted::FailedLookup])
    }
}

/// Where it is known how much callers have used. Implemented by `store`. Pseudonyms are those of one caller under every live key.
#[async_trait]
pub trait Usages: Send + Sync {
    /// Calls of a caller that began within this time.
    async fn calls(
        &self,
        business: &BusinessId,
        caller: &[Pseudonym],
        begun: Range<Timestamp>,
    ) -> Result<u32, UsageError>;

    /// What a caller has used of the day of `now`.
    async fn today(&self, business: &Business, caller: &[Pseudonym], now: Timestamp) -> Result<DayUsage, UsageError>;

    /// Minutes, begun ones not counted, of all calls to a business that began on the day of `now`. A call whose end is not known
    /// lasts until now, and no longer than `longest`.
    async fn minutes(&self, business: &Business, longest: SignedDuration, now: Timestamp) -> Result<u32, UsageError>;

    /// Counts something that a caller did; `None`: somebody who cannot be told apart.
    async fn count(
        &self,
        business: &Business,
        caller: Option<Pseudonym>,
        what: Counted,
        now: Timestamp,
    ) -> Result<(), UsageError>;
}

/// Failed to read or write how much callers have used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("know how much a caller has used: {0}")]
pub struct UsageError(pub String);

/// The limits of a server and who has reached them.
pub struct Limiter {
    /// What a caller may have.
    pub allowance: Allowance,
    /// What callers have used.
    pub usages: Arc<dyn Usages>,
    tasks: TaskTracker,
    warned: Mutex<HashMap<(BusinessId, Option<Pseudonym>), Timestamp>>,
}

impl Limiter {
    /// A limiter that writes in the background, by these tasks.
    pub fn new(allowance: Allowance, usages: Arc<dyn Usages>, tasks: TaskTracker) -> Self {
        Limiter { allowance, usages, tasks, warned: Mutex::default() }
    }

    /// What a caller has used of today. Where it cannot be read nothing counts as used: an honest caller is not to suffer for a
    /// database that is down, in which nothing can be booked or looked up either.
    pub async fn today(&self, business: &Business, caller: &[Pseudonym], now: Timestamp) -> DayUsage {
        if caller.is_empty() {
            return DayUsage::default();
        }
        self.usages.today(business, caller, now).await.unwrap_or_else(|error| {
            tracing::error!(business = %business.id.0, %error, "a caller's limits of the day are not kept");
            DayUsage::default()
        })
    }

    /// A caller did something that is counted. Reaching a limit is warned of, once per caller and hour.
    pub fn count(&self, business: &Arc<Business>, caller: Option<Pseudonym>, what: Counted, now: Timestamp) {
        if let Counted::Limit(limit) = what
            && self.is_to_be_warned(&business.id, caller, now)
        {
            let who = caller.map_or_else(|| "callers without a number of their own".to_owned(), Pseudonym::short);
            let review = "vorzimmer calls --review";
            tracing::warn!(business = %business.id.0, caller = %who, limit = limit.as_str(), review, "a caller reached a limit");
        }
        let (usages, business) = (self.usages.clone(), business.clone());
        self.tasks.spawn(async move {
            if let Err(error) = usages.count(&business, caller, what, now).await {
                tracing::error!(business = %business.id.0, %error, "a limit that was reached is missing in the review");
            }
        });
    }

    fn is_to_be_warned(&self, business: &BusinessId, caller: Option<Pseudonym>, now: Timestamp) -> bool {
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        warned.retain(|_, at| now.duration_since(*at) < WARNING);
        let key = (business.clone(), caller);
        let first = !warned.contains_key(&key);
        if first {
            warned.insert(key, now);
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    #[async_trait]
    impl Usages for Nothing {
        async fn calls(&self, _: &BusinessId, _: &[Pseudonym], _: Range<Timestamp>) -> Result<u32, UsageError> {
            Ok(0)
        }

        async fn today(&self, _: &Business, _: &[Pseudonym], _: Timestamp) -> Result<DayUsage, UsageError> {
            Err(UsageError("disk".to_owned()))
        }

        async fn minutes(&self, _: &Business, _: SignedDuration, _: Timestamp) -> Result<u32, UsageError> {
            Ok(0)
        }

        async fn count(&self, _: &Business, _: Option<Pseudonym>, _: Counted, _: Timestamp) -> Result<(), UsageError> {
            Ok(())
        }
    }

    #[test]
    fn p28_a_caller_is_warned_of_once_an_hour() {
        let limiter = Limiter::new(Allowance::default(), Arc::new(Nothing), TaskTracker::new());
        let (salon, garage) = (BusinessId("salon".to_owned()), BusinessId("garage".to_owned()));
        let (one, other) = (Some(Pseudonym([1; 32])), Some(Pseudonym([2; 32])));
        let at = |minutes| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let warned = |business, caller, minutes| limiter.is_to_be_warned(business, caller, at(minutes));
        assert!(warned(&salon, one, 0));
        assert!((0..60).all(|minute| !warned(&salon, one, minute)));
        assert!(warned(&salon, other, 59) && warned(&garage, one, 59) && warned(&salon, None, 59));
        assert!(warned(&salon, one, 60) && !warned(&salon, one, 61));
    }
}
