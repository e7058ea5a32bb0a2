//! The master keys of a database: found, made at first use, and refused when they are the wrong ones.
//!
//! The database keeps the fingerprints of all keys that it was sealed under. A key file that lacks one of them would open
//! some rows and not others, so it is refused before anything is read or written.

use super::column::milliseconds;
use super::database::Database;
use super::{Address, StoreError};
use base::privacy::keys::{Fingerprint, KeyError};
use base::privacy::{KeyRing, Random};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// The keys of the database at `address`: from `key_file`, else from the file beside an SQLite file (made for a database that
/// was never sealed), else only in memory for a database in memory.
pub(super) async fn unlock(
    database: &Database,
    address: &Address,
    key_file: Option<&Path>,
    random: &dyn Random,
    now: Timestamp,
) -> Result<KeyRing, StoreError> {
    let sealed_under = known(database).await?;
    let (ring, path) = match (key_file, address) {
        (Some(path), _) => (KeyRing::load(path)?, path.to_owned()),
        (None, Address::File(file)) => {
            let path = beside(file);
            (load_or_make(&path, sealed_under.first(), random)?, path)
        }
        (None, Address::Memory) => (KeyRing::ephemeral(random)?, PathBuf::new()),
        (None, Address::Server(_)) => return Err(StoreError::KeyNeeded(address.clone())),
    };
    let ours = ring.fingerprints();
    if let Some(&fingerprint) = sealed_under.iter().find(|fingerprint| !ours.contains(fingerprint)) {
        return Err(StoreError::WrongKey { path, fingerprint });
    }
    remember(database, ours.into_iter().filter(|fingerprint| !sealed_under.contains(fingerprint)), now).await?;
    Ok(ring)
}

/// Sees that the key of a file that is to be made can be used, lest a database be left behind that nothing opens.
pub(super) fn check_before_making(address: &Address, key_file: Option<&Path>) -> Result<(), StoreError> {
    let Address::File(file) = address else { return Ok(()) };
    if file.exists() {
        return Ok(());
    }
    match (key_file, KeyRing::load(key_file.unwrap_or(&beside(file)))) {
        // Made with the database.
        (None, Err(KeyError::Missing(_))) => Ok(()),
        (_, loaded) => Ok(loaded.map(drop)?),
    }
}

/// The key file of an SQLite file that has none named: its name and `.key`.
pub fn beside(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".key");
    path.into()
}

fn load_or_make(path: &Path, sealed_under: Option<&Fingerprint>, random: &dyn Random) -> Result<KeyRing, StoreError> {
    match (KeyRing::load(path), sealed_under) {
        (Err(KeyError::Missing(_)), Some(&fingerprint)) => {
            Err(StoreError::KeyMissing { path: path.to_owned(), fingerprint })
        }
        (Err(KeyError::Missing(_)), None) => Ok(KeyRing::create(path, random)?),
        (loaded, _) => Ok(loaded?),
    }
}

async fn known(database: &Database) -> Result<Vec<Fingerprint>, StoreError> {
    let kept: Vec<Vec<u8>> = sqlx::query_scalar("SELECT fingerprint FROM keys ORDER BY first_used_at, fingerprint")
        .fetch_all(&mut *database.read().await?)
        .await?;
    let fingerprint = |bytes: Vec<u8>| bytes.try_into().map(Fingerprint).map_err(|_| StoreError::Damaged("keys"));
    kept.into_iter().map(fingerprint).collect()
}

async fn remember(
    database: &Database,
    fingerprints: impl Iterator<Item = Fingerprint>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let fingerprints: Vec<_> = fingerprints.collect();
    if fingerprints.is_empty() {
        return Ok(());
    }
    let mut write = database.write().await?;
    for fingerprint in fingerprints {
        // Another process may have come first.
        sqlx::query("INSERT INTO keys (fingerprint, first_used_at) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(fingerprint.0.to_vec())
            .bind(milliseconds(now))
            .execute(&mut *write)
            .await?;
    }
    Ok(write.commit().await?)
}
