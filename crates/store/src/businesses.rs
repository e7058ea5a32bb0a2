//! Businesses: imported as their owners wrote them, found by the number dialled.
//!
//! Kept as the TOML text of [`base::business::toml`], which is also what an export prints. Parsed definitions are remembered
//! until their revision changes, so that an import by another process is seen with the next call. A forward number that is refused
//! today is read all the same: one business of before must not keep the others from being read.

use super::column::milliseconds;
use super::database::Write;
use super::error::is_duplicate;
use super::{Store, StoreError};
use async_trait::async_trait;
use base::business::{Business, BusinessId, Directory, DirectoryError, toml};
use base::number::Number;
use jiff::Timestamp;
use sqlx::Row;
use std::sync::{Arc, PoisonError};

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// The business is new.
    Added,
    /// It was there, and was another.
    Changed,
    /// It was there, the same.
    Unchanged,
}

impl Store {
    /// Takes a business in, or what has changed of it. Doing it twice is the same as once.
    ///
    /// # Errors
    /// When one of its numbers is another business's.
    pub async fn import(&self, business: &Business, now: Timestamp) -> Result<Imported, StoreError> {
        let definition = toml::write(business);
        let mut write = self.database.write().await?;
        let kept: Option<String> = sqlx::query_scalar("SELECT definition FROM businesses WHERE id = $1")
            .bind(&business.id.0)
            .fetch_optional(&mut *write)
            .await?;
        let imported = match kept {
            Some(kept) if kept == definition => return Ok(Imported::Unchanged),
            Some(_) => Imported::Changed,
            None => Imported::Added,
        };
        upsert(&mut write, business, &definition, now).await?;
        for phone in &business.phones {
            if let Err(error) = answer(&mut write, business, &phone.number).await {
                drop(write);
                return Err(self.why_not_answered(business, &phone.number, error).await);
            }
        }
        write.commit().await?;
        Ok(imported)
    }

    /// The business with this id, if there is one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn business(&self, id: &BusinessId) -> Result<Option<Arc<Business>>, StoreError> {
        let revision: Option<i64> = sqlx::query_scalar("SELECT revision FROM businesses WHERE id = $1")
            .bind(&id.0)
            .fetch_optional(&mut *self.database.read().await?)
            .await?;
        match revision {
            Some(revision) => self.at_revision(id, revision).await.map(Some),
            None => Ok(None),
        }
    }

    /// All businesses, by id.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn businesses(&self) -> Result<Vec<Arc<Business>>, StoreError> {
        let rows = sqlx::query("SELECT id, revision FROM businesses ORDER BY id")
            .fetch_all(&mut *self.database.read().await?)
            .await?;
        let mut businesses = Vec::with_capacity(rows.len());
        for row in rows {
            businesses.push(self.at_revision(&BusinessId(row.try_get("id")?), row.try_get("revision")?).await?);
        }
        Ok(businesses)
    }

    /// The business that answers a number.
    async fn answered_by(&self, dialled: &Number) -> Result<Option<Arc<Business>>, StoreError> {
        let row =
            sqlx::query("SELECT id, revision FROM business_phones JOIN businesses ON id = business WHERE number = $1")
                .bind(dialled.as_str())
                .fetch_optional(&mut *self.database.read().await?)
                .await?;
        match row {
            Some(row) => self.at_revision(&BusinessId(row.try_get("id")?), row.try_get("revision")?).await.map(Some),
            None => Ok(None),
        }
    }

    /// The business as parsed from this revision, or from the one that has meanwhile replaced it.
    async fn at_revision(&self, id: &BusinessId, revision: i64) -> Result<Arc<Business>, StoreError> {
        let parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some((of, business)) = parsed
            && of == revision
        {
            return Ok(business);
        }
        let row = sqlx::query("SELECT definition, revision FROM businesses WHERE id = $1")
            .bind(&id.0)
            .fetch_one(&mut *self.database.read().await?)
            .await?;
        let business = toml::read_kept(row.try_get("definition")?, "the database")
            .map_err(|error| StoreError::Definition { business: id.0.clone(), reason: error.to_string() })?;
        let business = Arc::new(business);
        let entry = (row.try_get("revision")?, business.clone());
        self.parsed.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), entry);
        Ok(business)
    }

    async fn why_not_answered(&self, business: &Business, number: &Number, error: sqlx::Error) -> StoreError {
        let other = if is_duplicate(&error) { self.answered_by(number).await } else { Ok(None) };
        match other {
            Ok(Some(other)) => StoreError::PhoneTaken {
                business: business.id.0.clone(),
                number: number.to_string(),
                other: other.id.0.clone(),
            },
            _ => error.into(),
        }
    }
}

async fn upsert(write: &mut Write, business: &Business, definition: &str, now: Timestamp) -> Result<(), StoreError> {
    // Counted from the first import's instant: one that was removed and comes back has no revision that others have seen.
    sqlx::query(
        "INSERT INTO businesses (id, name, definition, revision, imported_at) VALUES ($1, $2, $3, $4, $4)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, definition = excluded.definition,
             revision = businesses.revision + 1, imported_at = excluded.imported_at",
    )
    .bind(&business.id.0)
    .bind(&business.name)
    .bind(definition)
    .bind(milliseconds(now))
    .execute(&mut **write)
    .await?;
    sqlx::query("DELETE FROM business_phones WHERE business = $1").bind(&business.id.0).execute(&mut **write).await?;
    Ok(())
}

async fn answer(write: &mut Write, business: &Business, number: &Number) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO business_phones (number, business) VALUES ($1, $2)")
        .bind(number.as_str())
        .bind(&business.id.0)
        .execute(&mut **write)
        .await
        .map(drop)
}

#[async_trait]
impl Directory for Store {
    async fn answering(&self, dialled: &Number) -> Result<Option<Arc<Business>>, DirectoryError> {
        self.answered_by(dialled).await.map_err(|error| DirectoryError(error.to_string()))
    }
}
