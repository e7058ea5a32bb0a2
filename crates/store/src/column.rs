//! Columns: how values stand in rows. Instants are Unix milliseconds; personal text is sealed and bound to its place.

use super::StoreError;
use base::privacy::seal::{Place, SealError};
use base::privacy::{BusinessKeys, Personal, Random, Sealed};
use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// An instant as it is kept. What lies between two milliseconds is cut off.
pub(super) fn milliseconds(instant: Timestamp) -> i64 {
    instant.as_millisecond()
}

/// Reads an instant.
pub(super) fn instant(row: &AnyRow, column: &'static str) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(row.try_get(column)?).map_err(|_| StoreError::Damaged(column))
}

/// Reads an instant that may be missing.
pub(super) fn optional_instant(row: &AnyRow, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
    let kept: Option<i64> = row.try_get(column)?;
    kept.map(|kept| Timestamp::from_millisecond(kept).map_err(|_| StoreError::Damaged(column))).transpose()
}

/// Reads one of the values `all` by the name under which it is kept.
pub(super) fn named<T: Copy>(
    all: impl IntoIterator<Item = T>,
    name_of: impl Fn(T) -> &'static str,
    name: &str,
    column: &'static str,
) -> Result<T, StoreError> {
    all.into_iter().find(|value| name_of(*value) == name).ok_or(StoreError::Damaged(column))
}

/// Seals and opens the columns of one row.
pub(super) struct SealedRow<'a> {
    pub(super) keys: &'a BusinessKeys,
    pub(super) table: &'static str,
    pub(super) id: &'a str,
}

impl SealedRow<'_> {
    /// Seals a value for a column.
    pub(super) fn seal(&self, column: &str, text: &str, random: &dyn Random) -> Result<Vec<u8>, SealError> {
        self.keys.seal(&self.place(column), text, random).map(|sealed| sealed.as_bytes().to_vec())
    }

    /// Opens a column.
    pub(super) fn open(&self, row: &AnyRow, column: &str) -> Result<Personal<String>, StoreError> {
        let sealed = Sealed::from_bytes(row.try_get(column)?);
        Ok(self.keys.open(&self.place(column), &sealed)?)
    }

    /// Opens a column that may be empty.
    pub(super) fn open_optional(&self, row: &AnyRow, column: &str) -> Result<Option<Personal<String>>, StoreError> {
        let sealed: Option<Vec<u8>> = row.try_get(column)?;
        sealed.map(|sealed| Ok(self.keys.open(&self.place(column), &Sealed::from_bytes(sealed))?)).transpose()
    }

    fn place<'p>(&'p self, column: &'p str) -> Place<'p> {
        Place { table: self.table, row: self.id, column }
    }
}
