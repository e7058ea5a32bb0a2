//! Gives calls to the desk, each in a place of its own, and none to who calls too often.

use async_trait::async_trait;
use base::limits::Limit;
use base::privacy::Pseudonym;
use call::desk::Desk;
use call::driver;
use call::limiter::{Counted, UsageError};
use call::line::{Control, Line};
use call::record::Incoming;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use telephony::callers::{CallerEntry, CallerKey, Callers, HOUR, Refused};
use telephony::{Asking, CallPlace, PlaceError, Places};

/// Gives calls to the desk as long as there are places and limits allow.
pub struct Switchboard {
    desk: Arc<Desk>,
    places: Places,
    callers: Callers,
    /// Since when [`Switchboard::callers`] counts.
    began: Timestamp,
}

impl Switchboard {
    /// Gives `calls_max` calls at once to the desk.
    pub fn new(desk: Arc<Desk>, calls_max: usize) -> Self {
        let began = desk.clock.now();
        Switchboard { desk, places: Places::new(calls_max), callers: Callers::default(), began }
    }

    /// Takes no more calls; new ones go to the owner.
    pub fn close(&self) {
        self.places.close();
    }

    /// Whether it takes no more calls.
    pub fn is_closing(&self) -> bool {
        self.places.is_closing()
    }

    /// Calls being answered, and those whose stream is expected.
    pub fn calls(&self) -> usize {
        self.places.taken()
    }

    /// Waits until the tasks of all calls are done.
    pub async fn settle(&self) {
        self.desk.tasks.close();
        self.desk.tasks.wait().await;
    }

    /// Lets a caller in who has not called too often. Comes before all else, so that who has called too often neither takes a
    /// place nor has the owner rung.
    async fn enter(&self, asking: &Asking<'_>, now: Timestamp) -> Result<CallerEntry, PlaceError> {
        let pseudonyms = match asking.caller {
            Some(number) => self.desk.identify(asking.business, number, asking.dialled, asking.forwarded_from).await,
            None => Vec::new(),
        };
        let newest = pseudonyms.first().copied();
        let caller = newest.map_or_else(|| CallerKey::Unknown(asking.business.id.clone()), CallerKey::Known);
        let before = self.before(asking, &pseudonyms, now).await.map_err(unreadable)?;
        let entered = self.callers.enter(caller, asking.call_sid, before, &self.desk.limiter.allowance, now);
        entered.map_err(|refused| self.refused(asking, newest, refused, now))
    }

    /// Calls of a caller within the hour, before this process began.
    async fn before(&self, asking: &Asking<'_>, pseudonyms: &[Pseudonym], now: Timestamp) -> Result<u32, UsageError> {
        let hour_ago = now.checked_sub(HOUR).unwrap_or(Timestamp::MIN);
        if pseudonyms.is_empty() || hour_ago >= self.began {
            return Ok(0);
        }
        self.desk.limiter.usages.calls(&asking.business.id, pseudonyms, hour_ago..self.began).await
    }

    /// Whether the business may answer more minutes today.
    async fn spend(&self, asking: &Asking<'_>, now: Timestamp) -> Result<(), PlaceError> {
        let limiter = &self.desk.limiter;
        if limiter.allowance.minutes_per_day.is_none() {
            return Ok(());
        }
        let longest = SignedDuration::try_from(self.desk.settings.length_max).unwrap_or(SignedDuration::MAX);
        let today = limiter.usages.minutes(asking.business, longest, now).await.map_err(unreadable)?;
        match limiter.allowance.passed_by_minutes(today) {
            Some(limit) => {
                limiter.count(asking.business, None, Counted::Limit(limit), now);
                Err(PlaceError::Spent)
            }
            None => Ok(()),
        }
    }

    /// The owner is rung for a caller who cannot be answered, unless that was so often in the last hour that it can only be a
    /// flood.
    fn ring_owner(&self, asking: &Asking<'_>, why: PlaceError, now: Timestamp) -> PlaceError {
        let rung = self.callers.ring_owner(&asking.business.id, asking.call_sid, &self.desk.limiter.allowance, now);
        rung.map_or_else(|refused| self.refused(asking, None, refused, now), |()| why)
    }

    fn refused(
        &self,
        asking: &Asking<'_>,
        caller: Option<Pseudonym>,
        Refused { limit, first }: Refused,
        now: Timestamp,
    ) -> PlaceError {
        self.desk.limiter.count(asking.business, caller, Counted::Limit(limit), now);
        // Who hears a refusal at this limit is seldom who heard the one before.
        let first = first || limit == Limit::OwnerRingsPerHour;
        PlaceError::Limited { first }
    }
}

fn unreadable(error: UsageError) -> PlaceError {
    tracing::error!(%error, "failed to answer a call");
    PlaceError::Unreadable
}

#[async_trait]
impl telephony::CallHandler for Switchboard {
    async fn answer(&self, _place: CallPlace, incoming: Incoming, line: Box<dyn Line>, control: Arc<dyn Control>) {
        driver::answer(self.desk.clone(), incoming, line, control).await;
    }

    async fn reserve(&self, asking: &Asking<'_>) -> Result<CallPlace, PlaceError> {
        let now = self.desk.clock.now();
        let entry = self.enter(asking, now).await?;
        let place = match self.spend(asking, now).await {
            Ok(()) => self.places.reserve_for(entry),
            Err(why) => Err(why),
        };
        place.map_err(|why| match why {
            PlaceError::Full | PlaceError::Spent => self.ring_owner(asking, why, now),
            why => why,
        })
    }
}
