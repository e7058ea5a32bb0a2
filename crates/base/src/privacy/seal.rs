//! Sealing: what is personal is kept encrypted and bound to the row and column that it belongs to (P27).
//!
//! Takes text, the [`Place`] it is kept at and a business's keys; gives [`Sealed`] bytes, and the text again. XChaCha20-Poly1305
//! (draft-irtf-cfrg-xchacha): its 24-byte nonces may be random without a count. The associated data names business, table,
//! row and column, so that a sealed value copied to another place does not open there. Whoever reads the file learns how long
//! a value is, and nothing else of it.
//!
//! ```
//! use base::privacy::{KeyRing, Place, SystemRandom};
//!
//! let keys = KeyRing::ephemeral(&SystemRandom).unwrap().business("salon");
//! let place = Place { table: "appointments", row: "a1", column: "name" };
//! let sealed = keys.seal(&place, "Keller", &SystemRandom).unwrap();
//! assert_eq!(keys.open(&place, &sealed).unwrap().reveal(), "Keller");
//! // In another row it does not open, and nothing of it prints.
//! assert!(keys.open(&Place { row: "a2", ..place }, &sealed).is_err());
//! assert_eq!(format!("{sealed:?}"), "Sealed(47 bytes)");
//! ```

use super::Personal;
use super::keys::{BusinessKey, BusinessKeys, KeyId};
use super::random::{Random, RandomError};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::fmt;
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// A sealed value: key id (1 byte), nonce (24 bytes), ciphertext, tag (16 bytes).
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

/// Where a sealed value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The row's id.
    pub row: &'a str,
    /// The column.
    pub column: &'a str,
}

/// Failed to seal or open a value. Prints no content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// No nonce could be drawn.
    #[error("seal a value: {0}")]
    Random(#[from] RandomError),
    /// The cipher refused (a value beyond 256 GB).
    #[error("seal a value: it is too long")]
    TooLong,
    /// Too short to be a sealed value.
    #[error("open a sealed value in {0}: it is cut off")]
    CutOff(String),
    /// Sealed under a key that is not among the live ones.
    #[error("open a sealed value in {place}: its key {key:02x} is not in the key file")]
    UnknownKey {
        /// `table.column`.
        place: String,
        /// The key's id.
        key: KeyId,
    },
    /// It was changed, moved to another row, or sealed under another key with the same id.
    #[error("open a sealed value in {0}: the key does not fit, or the value was tampered with")]
    Refused(String),
    /// It opened to something that is not text.
    #[error("open a sealed value in {0}: it is not text")]
    NotText(String),
}

impl Sealed {
    /// Wraps bytes read from the database.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Sealed(bytes)
    }

    /// The bytes as they are kept.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl BusinessKeys {
    /// Seals `text` under the newest key, to be kept at `place`.
    ///
    /// # Errors
    /// When no nonce could be drawn.
    pub fn seal(&self, place: &Place<'_>, text: &str, random: &dyn Random) -> Result<Sealed, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce)?;
        let key = self.newest();
        let associated = place.associated_data(self.business());
        let message = Payload { msg: text.as_bytes(), aad: &associated };
        let encrypted = cipher(key).encrypt(&XNonce::from(nonce), message).map_err(|_| SealError::TooLong)?;
        Ok(Sealed([&[key.id()], nonce.as_slice(), &encrypted].concat()))
    }

    /// Opens what was sealed at `place` under any live key.
    ///
    /// # Errors
    /// When the key is not among the live ones, or the value was changed or belongs elsewhere.
    pub fn open(&self, place: &Place<'_>, sealed: &Sealed) -> Result<Personal<String>, SealError> {
        let cut_off = || SealError::CutOff(place.name());
        let (&id, rest) = sealed.0.split_first().ok_or_else(cut_off)?;
        let (nonce, encrypted) = rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(cut_off)?;
        if encrypted.len() < TAG_BYTES {
            return Err(cut_off());
        }
        let key = self.by_id(id).ok_or_else(|| SealError::UnknownKey { place: place.name(), key: id })?;
        let associated = place.associated_data(self.business());
        let message = Payload { msg: encrypted, aad: &associated };
        let plain =
            cipher(key).decrypt(&XNonce::from(*nonce), message).map_err(|_| SealError::Refused(place.name()))?;
        into_text(plain).map(Personal::new).ok_or_else(|| SealError::NotText(place.name()))
    }
}

impl Place<'_> {
    /// Business, table, row and column, each behind its length, so that no two places give the same bytes.
    fn associated_data(&self, business: &str) -> Vec<u8> {
        let mut data = Vec::new();
        for part in [business, self.table, self.row, self.column] {
            data.extend_from_slice(&(part.len() as u64).to_le_bytes());
            data.extend_from_slice(part.as_bytes());
        }
        data
    }

    fn name(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}

fn cipher(key: &BusinessKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.sealing().into())
}

/// Text from bytes; what is not text is wiped.
fn into_text(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).map_err(|error| Zeroizing::new(error.into_bytes())).ok()
}

#[cfg(test)]
mod tests {
    use super::super::keys::{KeyRing, MasterKey};
    use super::super::random::SystemRandom;
    use super::*;

    const NAME: Place<'static> = Place { table: "appointments", row: "a1", column: "name" };

    fn keys(masters: &[u8]) -> BusinessKeys {
        let masters = masters.iter().map(|&byte| MasterKey::from_bytes([byte; 32])).collect();
        KeyRing::new(masters).expect("a ring").business("salon")
    }

    fn sealed(keys: &BusinessKeys, text: &str) -> Sealed {
        keys.seal(&NAME, text, &SystemRandom).expect("sealed")
    }

    #[test]
    fn p27_what_is_sealed_opens_at_its_place_and_nowhere_else() {
        let keys = keys(&[1]);
        let value = sealed(&keys, "Müller");
        assert_eq!(keys.open(&NAME, &value), Ok(Personal::from("Müller")));
        for elsewhere in [
            Place { table: "messages", ..NAME },
            Place { row: "a2", ..NAME },
            Place { column: "number", ..NAME },
            Place { table: "appointmentsa", row: "1", column: "name" },
        ] {
            assert_eq!(keys.open(&elsewhere, &value), Err(SealError::Refused(elsewhere.name())));
        }
        let other = KeyRing::new(vec![MasterKey::from_bytes([1; 32])]).expect("a ring").business("zahnarzt");
        assert_eq!(other.open(&NAME, &value), Err(SealError::Refused("appointments.name".into())));
    }

    #[test]
    fn p27_any_changed_byte_is_refused() {
        let keys = keys(&[1]);
        let value = sealed(&keys, "Keller");
        for position in 0..value.0.len() {
            let mut changed = value.clone();
            changed.0[position] ^= 1;
            assert!(keys.open(&NAME, &changed).is_err(), "byte {position}");
        }
        for length in 0..1 + NONCE_BYTES + TAG_BYTES {
            let short = Sealed(value.0[..length].to_vec());
            assert_eq!(keys.open(&NAME, &short), Err(SealError::CutOff("appointments.name".into())), "{length}");
        }
    }

    #[test]
    fn p27_the_same_text_is_never_sealed_the_same_way() {
        let keys = keys(&[1]);
        assert_ne!(sealed(&keys, "Keller"), sealed(&keys, "Keller"));
    }

    #[test]
    fn keys_rotate() {
        let before = sealed(&keys(&[1]), "Keller");
        let both = keys(&[1, 2]);
        assert_eq!(both.open(&NAME, &before), Ok(Personal::from("Keller")));
        let after = sealed(&both, "Keller");
        assert_eq!(keys(&[2]).open(&NAME, &after), Ok(Personal::from("Keller")));
        assert!(matches!(keys(&[1]).open(&NAME, &after), Err(SealError::UnknownKey { .. })));
    }

    #[test]
    fn p26_nothing_of_the_content_prints() {
        let value = sealed(&keys(&[1]), "Keller");
        assert_eq!(format!("{value:?}"), "Sealed(47 bytes)");
        let error = keys(&[2]).open(&NAME, &value).expect_err("another key");
        assert!(!format!("{error} {error:?}").contains("Keller"));
    }
}
