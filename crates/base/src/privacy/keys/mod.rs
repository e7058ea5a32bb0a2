//! Keys: the master keys of a server and what is derived from them for each business.
//!
//! A [`KeyRing`] holds the live master keys, oldest first; the newest one writes, all of them read. They come from a key file
//! ([`KeyRing::load`]), are made for a new database ([`KeyRing::create`]), or live only as long as a database in memory does
//! ([`KeyRing::ephemeral`]). From a master key and a business's immutable id `blake3::derive_key` gives that business's own keys:
//! one to seal, one for pseudonyms. All are wiped from memory when dropped and never print.
//!
//! A key is recognised by its [`Fingerprint`], from which nothing about the key follows; the first byte of it, the [`KeyId`],
//! stands in front of everything that was sealed.

mod file;

pub use file::KeyError;

use super::random::{Random, RandomError, hex};
use secrecy::{ExposeSecret, SecretBox};
use std::collections::HashSet;
use std::fmt;
use zeroize::Zeroizing;

/// First byte of a key's fingerprint; unique within a ring.
pub type KeyId = u8;

const SEALING: &str = "vorzimmer 2026 sealing key of a business v1";
const PSEUDONYMS: &str = "vorzimmer 2026 pseudonym key of a business v1";
const FINGERPRINT: &str = "vorzimmer 2026 fingerprint of a master key v1";

/// Tells master keys apart without revealing them. Prints as 16 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 8]);

/// 32 secret bytes from which all others are derived.
pub struct MasterKey {
    bytes: SecretBox<[u8; 32]>,
    fingerprint: Fingerprint,
}

/// The live master keys of a server.
#[derive(Debug)]
pub struct KeyRing {
    /// Oldest first.
    older: Vec<MasterKey>,
    newest: MasterKey,
}

/// The live keys of one business.
pub struct BusinessKeys {
    business: String,
    /// Oldest first.
    older: Vec<BusinessKey>,
    newest: BusinessKey,
}

/// A business's keys under one master key.
pub struct BusinessKey {
    id: KeyId,
    sealing: SecretBox<[u8; 32]>,
    pseudonyms: SecretBox<[u8; 32]>,
}

impl KeyRing {
    /// A ring of these keys, oldest first.
    ///
    /// # Errors
    /// When there is none, or two have the same id.
    pub fn new(mut keys: Vec<MasterKey>) -> Result<Self, KeyError> {
        let mut ids = HashSet::new();
        if let Some(twin) = keys.iter().find(|key| !ids.insert(key.id())) {
            return Err(KeyError::SameId(twin.id()));
        }
        let newest = keys.pop().ok_or(KeyError::None)?;
        Ok(KeyRing { older: keys, newest })
    }

    /// A ring of one new key that is kept nowhere: for a database in memory.
    ///
    /// # Errors
    /// When the random source fails.
    pub fn ephemeral(random: &dyn Random) -> Result<Self, KeyError> {
        Ok(KeyRing { older: Vec::new(), newest: MasterKey::generate(random)? })
    }

    /// The keys of a business by its immutable id.
    pub fn business(&self, id: &str) -> BusinessKeys {
        let older = self.older.iter().map(|master| master.business(id)).collect();
        BusinessKeys { business: id.to_owned(), older, newest: self.newest.business(id) }
    }

    /// The fingerprints of all live keys, oldest first.
    pub fn fingerprints(&self) -> Vec<Fingerprint> {
        self.masters().map(|key| key.fingerprint).collect()
    }

    fn masters(&self) -> impl Iterator<Item = &MasterKey> {
        self.older.iter().chain(std::iter::once(&self.newest))
    }
}

impl MasterKey {
    /// A key of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let bytes = SecretBox::new(Box::new(bytes));
        let digest = derive(FINGERPRINT, &[bytes.expose_secret()]);
        let mut fingerprint = [0; 8];
        fingerprint.copy_from_slice(&digest.expose_secret()[..8]);
        MasterKey { bytes, fingerprint: Fingerprint(fingerprint) }
    }

    /// A new random key.
    ///
    /// # Errors
    /// When the random source fails.
    pub fn generate(random: &dyn Random) -> Result<Self, RandomError> {
        let mut bytes = Zeroizing::new([0; 32]);
        random.fill(bytes.as_mut_slice())?;
        Ok(MasterKey::from_bytes(*bytes))
    }

    fn id(&self) -> KeyId {
        self.fingerprint.0[0]
    }

    fn business(&self, id: &str) -> BusinessKey {
        let material: [&[u8]; 2] = [self.bytes.expose_secret(), id.as_bytes()];
        BusinessKey { id: self.id(), sealing: derive(SEALING, &material), pseudonyms: derive(PSEUDONYMS, &material) }
    }
}

impl BusinessKeys {
    /// The business that they belong to.
    pub fn business(&self) -> &str {
        &self.business
    }

    /// The id of the key that new rows are written under.
    pub fn newest_id(&self) -> KeyId {
        self.newest.id()
    }

    pub(super) fn newest(&self) -> &BusinessKey {
        &self.newest
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = &BusinessKey> {
        std::iter::once(&self.newest).chain(self.older.iter().rev())
    }

    pub(super) fn by_id(&self, id: KeyId) -> Option<&BusinessKey> {
        self.newest_first().find(|key| key.id == id)
    }
}

impl BusinessKey {
    pub(super) fn id(&self) -> KeyId {
        self.id
    }

    pub(super) fn sealing(&self) -> &[u8; 32] {
        self.sealing.expose_secret()
    }

    pub(super) fn pseudonym(&self, number: &crate::number::Number) -> super::Pseudonym {
        let hash = blake3::keyed_hash(self.pseudonyms.expose_secret(), number.as_str().as_bytes());
        super::Pseudonym(*hash.as_bytes())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.fingerprint)
    }
}

impl fmt::Debug for BusinessKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BusinessKeys({}, {} live)", self.business, 1 + self.older.len())
    }
}

/// `blake3::derive_key` over the parts, one after the other. The first part is always a master key and so of fixed length.
fn derive(context: &str, parts: &[&[u8]]) -> SecretBox<[u8; 32]> {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for part in parts {
        hasher.update(part);
    }
    SecretBox::init_with_mut(|key: &mut [u8; 32]| key.copy_from_slice(hasher.finalize().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p26_keys_do_not_print() {
        let ring = KeyRing::new(vec![MasterKey::from_bytes([0x0a; 32])]).expect("a ring");
        let shown = format!("{ring:?} {:?}", ring.business("salon"));
        assert!(!shown.contains("0a0a") && !shown.contains("10, 10"), "{shown}");
    }
}
