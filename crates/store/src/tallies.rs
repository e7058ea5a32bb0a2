//! How much callers have used of their limits: the port [`Usages`], and the list for the owner's review (P28).
//!
//! Calls and transfers are counted where they are kept anyway, in the table of calls. What leaves no other trace (a limit that was
//! reached, a look-up that found nothing) has a row per caller, kind and hour, kept as long as the metadata of a call. No row
//! holds a number.

use super::column::{instant, milliseconds, named};
use super::{Store, StoreError};
use async_trait::async_trait;
use base::business::{Business, BusinessId, start_of_day};
use base::limits::DayUsage;
use base::privacy::{Pseudonym, retention};
use call::limiter::{Counted, UsageError, Usages};
use jiff::{SignedDuration, Timestamp, Unit, ZonedRound};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::ops::Range;

/// How often a caller did something that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTally {
    /// At which business.
    pub business: BusinessId,
    /// Who; `None`: callers who cannot be told apart.
    pub pseudonym: Option<Pseudonym>,
    /// What.
    pub what: Counted,
    /// How often.
    pub times: u64,
    /// Since when.
    pub first_at: Timestamp,
    /// When last.
    pub last_at: Timestamp,
}

impl Store {
    /// Who did what is counted at a business (`None`: at all) and has not expired, the latest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn tallies(&self, business: Option<&BusinessId>, now: Timestamp) -> Result<Vec<KeptTally>, StoreError> {
        let rows = sqlx::query(
            "SELECT business, pseudonym, what, CAST(SUM(times) AS BIGINT) AS times, MIN(first_at) AS first_at,
                    MAX(last_at) AS last_at
             FROM tallies WHERE (business = $1 OR $1 IS NULL) AND expires_at > $2
             GROUP BY business, pseudonym, what ORDER BY MAX(last_at) DESC, business, pseudonym, what",
        )
        .bind(business.map(|id| id.0.clone()))
        .bind(milliseconds(now))
        .fetch_all(&mut *self.database.read().await?)
        .await?;
        rows.iter().map(kept_tally).collect()
    }

    async fn calls_within(
        &self,
        business: &BusinessId,
        caller: &[Pseudonym],
        begun: &Range<Timestamp>,
    ) -> Result<u32, StoreError> {
        let calls = "SELECT count(*) FROM calls
                     WHERE business = $1 AND pseudonym = $2 AND begun_at >= $3 AND begun_at < $4";
        self.sum(calls, business, caller, begun).await
    }

    async fn used_today(
        &self,
        business: &Business,
        caller: &[Pseudonym],
        now: Timestamp,
    ) -> Result<DayUsage, StoreError> {
        let today = midnight(business, now)..Timestamp::MAX;
        // Not emergencies, which are put through however often, and not our own failures.
        let transfers = "SELECT count(*) FROM calls
                         WHERE business = $1 AND pseudonym = $2 AND begun_at >= $3 AND begun_at < $4
                           AND transferred_for IN ('wish', 'agreed')";
        let failed_lookups = "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM tallies
                              WHERE business = $1 AND pseudonym = $2 AND hour >= $3 AND hour < $4
                                AND what = 'failed_lookup'";
        Ok(DayUsage {
            transfers: self.sum(transfers, &business.id, caller, &today).await?,
            failed_lookups: self.sum(failed_lookups, &business.id, caller, &today).await?,
        })
    }

    /// The sum of a count over all pseudonyms of one caller.
    async fn sum(
        &self,
        select: &'static str,
        business: &BusinessId,
        caller: &[Pseudonym],
        within: &Range<Timestamp>,
    ) -> Result<u32, StoreError> {
        let mut connection = self.database.read().await?;
        let mut sum = 0_u32;
        for pseudonym in caller {
            let count: i64 = sqlx::query_scalar(select)
                .bind(&business.0)
                .bind(pseudonym.0.to_vec())
                .bind(milliseconds(within.start))
                .bind(milliseconds(within.end))
                .fetch_one(&mut *connection)
                .await?;
            sum = sum.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        }
        Ok(sum)
    }

    async fn minutes_today(
        &self,
        business: &Business,
        longest: SignedDuration,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let length: i64 = sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(CASE WHEN ended_at IS NOT NULL THEN ended_at - begun_at
                                           WHEN begun_at + $3 < $4 THEN $3
                                           ELSE $4 - begun_at END), 0) AS BIGINT)
             FROM calls WHERE business = $1 AND begun_at >= $2 AND begun_at <= $4",
        )
        .bind(&business.id.0)
        .bind(milliseconds(midnight(business, now)))
        .bind(i64::try_from(longest.as_millis()).unwrap_or(i64::MAX))
        .bind(milliseconds(now))
        .fetch_one(&mut *self.database.read().await?)
        .await?;
        Ok(u32::try_from(length / 60_000).unwrap_or(u32::MAX))
    }

    async fn keep_tally(
        &self,
        business: &Business,
        caller: Option<Pseudonym>,
        what: Counted,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = self.keys_of(&business.id).newest_id();
        let mut write = self.database.write().await?;
        sqlx::query(
            "INSERT INTO tallies (business, pseudonym, pseudonym_key, what, hour, times, first_at, last_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, 1, $6, $6, $7)
             ON CONFLICT (business, pseudonym, what, hour) DO UPDATE SET
                 times = tallies.times + 1,
                 last_at = CASE WHEN excluded.last_at > tallies.last_at THEN excluded.last_at ELSE tallies.last_at END,
                 expires_at = excluded.expires_at",
        )
        .bind(&business.id.0)
        .bind(caller.map(|pseudonym| pseudonym.0.to_vec()).unwrap_or_default())
        .bind(caller.map(|_| i64::from(key)))
        .bind(what.as_str())
        .bind(milliseconds(hour(business, now)))
        .bind(milliseconds(now))
        .bind(milliseconds(retention::call_metadata(now, &business.zone)))
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }
}

#[async_trait]
impl Usages for Store {
    async fn calls(
        &self,
        business: &BusinessId,
        caller: &[Pseudonym],
        begun: Range<Timestamp>,
    ) -> Result<u32, UsageError> {
        self.calls_within(business, caller, &begun).await.map_err(unreadable)
    }

    async fn today(&self, business: &Business, caller: &[Pseudonym], now: Timestamp) -> Result<DayUsage, UsageError> {
        self.used_today(business, caller, now).await.map_err(unreadable)
    }

    async fn minutes(&self, business: &Business, longest: SignedDuration, now: Timestamp) -> Result<u32, UsageError> {
        self.minutes_today(business, longest, now).await.map_err(unreadable)
    }

    async fn count(
        &self,
        business: &Business,
        caller: Option<Pseudonym>,
        what: Counted,
        now: Timestamp,
    ) -> Result<(), UsageError> {
        self.keep_tally(business, caller, what, now).await.map_err(unreadable)
    }
}

fn unreadable(error: StoreError) -> UsageError {
    UsageError(error.to_string())
}

/// When the day of an instant began at the business.
fn midnight(business: &Business, now: Timestamp) -> Timestamp {
    start_of_day(now.to_zoned(business.zone.clone()).date(), &business.zone)
}

/// When the hour of an instant began by the business's clock, so that no hour lies in two days.
fn hour(business: &Business, now: Timestamp) -> Timestamp {
    let begin = ZonedRound::new().smallest(Unit::Hour).mode(jiff::RoundMode::Floor);
    now.to_zoned(business.zone.clone()).round(begin).map_or(now, |begin| begin.timestamp())
}

fn kept_tally(row: &AnyRow) -> Result<KeptTally, StoreError> {
    let pseudonym: Vec<u8> = row.try_get("pseudonym")?;
    let pseudonym = match pseudonym.is_empty() {
        true => None,
        false => Some(Pseudonym(pseudonym.try_into().map_err(|_| StoreError::Damaged("tallies.pseudonym"))?)),
    };
    Ok(KeptTally {
        business: BusinessId(row.try_get("business")?),
        pseudonym,
        what: named(Counted::all(), Counted::as_str, row.try_get("what")?, "tallies.what")?,
        times: row.try_get::<i64, _>("times")?.unsigned_abs(),
        first_at: instant(row, "first_at")?,
        last_at: instant(row, "last_at")?,
    })
}
