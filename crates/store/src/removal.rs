//! Removing a business with everything that is kept of it.
//!
//! One transaction: what is kept is counted in the same one in which it goes, so that nothing goes that was not counted. Its
//! bytes go with the file's next rewriting, which follows at once. The keys are the server's: they stay, and open nothing of
//! it any more.

use super::appointments::line_up;
use super::column::milliseconds;
use super::database::Write;
use super::purge::{compaction_due, kept};
use super::{Store, StoreError};
use base::business::BusinessId;
use base::privacy::retention::Class;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// What became of a business that was to be removed, with how much is, or was, kept of each class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removal {
    /// It is there as before, since something is kept of it.
    Kept(BTreeMap<Class, u64>),
    /// It is gone, and what was kept with it.
    Removed(BTreeMap<Class, u64>),
}

impl Store {
    /// Removes a business, with all that is kept of it if `with_all_kept`; else only where nothing is kept that has not expired.
    ///
    /// # Errors
    /// When there is no such business, or it cannot be removed; then all is as before.
    pub async fn remove(
        &self,
        business: &BusinessId,
        with_all_kept: bool,
        now: Timestamp,
    ) -> Result<Removal, StoreError> {
        let mut write = self.database.write().await?;
        line_up(&mut write, business).await?;
        let rows = count(&mut write, business, now).await?;
        if !with_all_kept && rows.values().any(|rows| *rows > 0) {
            return Ok(Removal::Kept(rows));
        }
        // Turns and summaries go with their calls.
        for table in ["calls", "tallies", "appointments", "messages", "consents", "business_phones"] {
            let delete = format!("DELETE FROM {table} WHERE business = $1");
            sqlx::query(AssertSqlSafe(delete)).bind(&business.0).execute(&mut *write).await?;
        }
        sqlx::query("DELETE FROM businesses WHERE id = $1").bind(&business.0).execute(&mut *write).await?;
        compaction_due(&mut write, now).await?;
        write.commit().await?;
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner).remove(business);
        self.compact_if_due().await?;
        Ok(Removal::Removed(rows))
    }
}

async fn count(write: &mut Write, business: &BusinessId, now: Timestamp) -> Result<BTreeMap<Class, u64>, StoreError> {
    let mut rows = BTreeMap::new();
    for class in Class::ALL {
        let of = kept(class);
        let whose = match class {
            Class::Transcript | Class::Summary => "call IN (SELECT id FROM calls WHERE business = $1)",
            _ => "business = $1",
        };
        let count = format!("SELECT count(*) FROM {} WHERE {whose} AND expires_at > $2 {}", of.table, of.only);
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(count))
            .bind(&business.0)
            .bind(milliseconds(now))
            .fetch_one(&mut **write)
            .await?;
        rows.insert(class, count.unsigned_abs());
    }
    Ok(rows)
}
