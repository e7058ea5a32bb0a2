//! The purge: deletes what has expired, class by class, so that its bytes are gone too (P07, P37).
//!
//! Takes the present instant; gives how much of each class went. Works in small transactions, between which calls write;
//! killed at any point, it goes on with the next run. What has expired was invisible to every query before.

use super::column::milliseconds;
use super::database::Write;
use super::{Store, StoreError};
use base::privacy::retention::Class;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

/// Rows deleted in one transaction at most (turns: calls): a few milliseconds during which nobody else can write.
const BATCH: i64 = 200;

/// What a purge did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purged {
    /// Rows deleted of each class.
    pub rows: BTreeMap<Class, u64>,
    /// The database file was rewritten without the deleted rows. `false` when there was nothing to rewrite for, or readers
    /// kept the log from being emptied: then the next purge does it.
    pub compacted: bool,
}

/// Where a class is kept: its table, the column by which it is deleted in batches, and which of the table's rows are meant.
pub(super) struct Kept {
    pub(super) table: &'static str,
    batch: &'static str,
    pub(super) only: &'static str,
}

impl Store {
    /// Deletes what has expired at `now`.
    ///
    /// # Errors
    /// When rows cannot be deleted or the file cannot be rewritten; the next purge goes on.
    pub async fn purge(&self, now: Timestamp) -> Result<Purged, StoreError> {
        let mut rows = BTreeMap::new();
        for class in Class::ALL {
            let mut deleted = 0;
            loop {
                let batch = self.purge_batch(class, now).await?;
                deleted += batch;
                if batch == 0 {
                    break;
                }
            }
            rows.insert(class, deleted);
        }
        Ok(Purged { rows, compacted: self.compact_if_due().await? })
    }

    /// How many rows of each class [`Store::purge`] would delete at `now`.
    ///
    /// # Errors
    /// When they cannot be counted.
    pub async fn expired(&self, now: Timestamp) -> Result<BTreeMap<Class, u64>, StoreError> {
        let mut connection = self.database.read().await?;
        let mut rows = BTreeMap::new();
        for class in Class::ALL {
            let Kept { table, only, .. } = kept(class);
            let count = format!("SELECT count(*) FROM {table} WHERE expires_at <= $1 {only}");
            let count: i64 =
                sqlx::query_scalar(AssertSqlSafe(count)).bind(milliseconds(now)).fetch_one(&mut *connection).await?;
            rows.insert(class, count.unsigned_abs());
        }
        Ok(rows)
    }

    async fn purge_batch(&self, class: Class, now: Timestamp) -> Result<u64, StoreError> {
        let Kept { table, batch, only } = kept(class);
        let delete = format!(
            "DELETE FROM {table} WHERE expires_at <= $1 {only} AND {batch} IN
                 (SELECT {batch} FROM {table} WHERE expires_at <= $1 {only} LIMIT $2)"
        );
        let mut write = self.database.write().await?;
        let deleted = sqlx::query(AssertSqlSafe(delete))
            .bind(milliseconds(now))
            .bind(BATCH)
            .execute(&mut *write)
            .await?
            .rows_affected();
        // Holds carry nobody's data: not worth rewriting a file for.
        if deleted > 0 && class != Class::Hold {
            compaction_due(&mut write, now).await?;
        }
        write.commit().await?;
        Ok(deleted)
    }

    pub(super) async fn compact_if_due(&self) -> Result<bool, StoreError> {
        let due: i64 = sqlx::query_scalar("SELECT count(*) FROM compactions_due")
            .fetch_one(&mut *self.database.read().await?)
            .await?;
        if due == 0 || !self.database.compact().await? {
            return Ok(false);
        }
        let mut write = self.database.write().await?;
        sqlx::query("DELETE FROM compactions_due").execute(&mut *write).await?;
        write.commit().await?;
        Ok(true)
    }
}

/// Notes that bytes of what was deleted may still lie in the file.
pub(super) async fn compaction_due(write: &mut Write, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO compactions_due (since) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM compactions_due)")
        .bind(milliseconds(now))
        .execute(&mut **write)
        .await?;
    Ok(())
}

pub(super) fn kept(class: Class) -> Kept {
    let (table, batch, only) = match class {
        Class::Transcript => ("turns", "call", ""),
        Class::Summary => ("summaries", "call", ""),
        Class::CallMetadata => ("calls", "id", ""),
        Class::Tally => ("tallies", "hour", ""),
        Class::Booking => ("appointments", "id", "AND state <> 'held'"),
        Class::Hold => ("appointments", "id", "AND state = 'held'"),
        Class::Message => ("messages", "id", ""),
        Class::Consent => ("consents", "id", ""),
    };
    Kept { table, batch, only }
}
