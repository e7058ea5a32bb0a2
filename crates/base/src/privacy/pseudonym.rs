//! A caller's number as a keyed hash (P10).
//!
//! Takes a number and a business's keys, gives 32 bytes that are the same for the same caller and say nothing without the
//! key, which lies outside the database. Different businesses have different keys, so the same caller is a stranger at the
//! next one. Withheld numbers are no [`Number`] and so get none. It does not decide what a number proves: nothing alone.

use super::keys::{BusinessKeys, KeyId};
use crate::number::Number;
use std::fmt;

/// A caller's number as a keyed hash: BLAKE3 in keyed mode over its E.164 form (`+` and digits).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pseudonym(pub [u8; 32]);

impl Pseudonym {
    /// Its first eight digits: enough to tell callers apart in a log or a list, too few to look one up.
    pub fn short(self) -> String {
        let [first, second, third, fourth, ..] = self.0;
        format!("{first:02x}{second:02x}{third:02x}{fourth:02x}")
    }
}

impl fmt::Debug for Pseudonym {
    /// As [`Pseudonym::short`] has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pseudonym({}…)", self.short())
    }
}

impl BusinessKeys {
    /// The pseudonym that a new row keeps: under the newest key, whose id is kept beside it.
    pub fn pseudonym(&self, number: &Number) -> (KeyId, Pseudonym) {
        let newest = self.newest();
        (newest.id(), newest.pseudonym(number))
    }

    /// The pseudonyms by which rows are looked up: under every live key, the newest first.
    pub fn pseudonyms(&self, number: &Number) -> Vec<Pseudonym> {
        self.newest_first().map(|key| key.pseudonym(number)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::{KeyRing, MasterKey};
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a number")
    }

    fn ring(keys: &[u8]) -> KeyRing {
        KeyRing::new(keys.iter().map(|&byte| MasterKey::from_bytes([byte; 32])).collect()).expect("a ring")
    }

    #[test]
    fn p10_a_caller_has_one_pseudonym_per_business_and_key() {
        let (salon, garage) = (ring(&[1]).business("salon"), ring(&[1]).business("werkstatt"));
        let caller = number("+4917604069001");
        assert_eq!(salon.pseudonym(&caller).1, salon.pseudonym(&number("+49 176 040690-01")).1);
        assert_ne!(salon.pseudonym(&caller).1, salon.pseudonym(&number("+4917604069002")).1);
        assert_ne!(salon.pseudonym(&caller).1, garage.pseudonym(&caller).1);
        assert_ne!(salon.pseudonym(&caller).1, ring(&[2]).business("salon").pseudonym(&caller).1);
    }

    #[test]
    fn p10_the_newest_key_writes_and_every_live_key_is_looked_up() {
        let (old, both) = (ring(&[1]).business("salon"), ring(&[1, 2]).business("salon"));
        let caller = number("+4917604069001");
        assert_eq!(both.pseudonym(&caller), ring(&[2]).business("salon").pseudonym(&caller));
        assert_eq!(both.pseudonyms(&caller), vec![both.pseudonym(&caller).1, old.pseudonym(&caller).1]);
    }

    #[test]
    fn p26_a_pseudonym_prints_too_little_to_be_looked_up() {
        assert_eq!(format!("{:?}", Pseudonym([0xab; 32])), "Pseudonym(abababab…)");
    }

    #[test]
    fn p10_a_dump_without_the_key_matches_none_of_ten_thousand_numbers() {
        let real = ring(&[1]).business("salon").pseudonym(&number("+4917604069001")).1;
        let guess = ring(&[3]).business("salon");
        for last in 0..10_000 {
            let candidate = number(&format!("+49176040{last:05}"));
            assert_ne!(guess.pseudonym(&candidate).1, real);
            assert_ne!(*blake3::hash(candidate.as_str().as_bytes()).as_bytes(), real.0);
        }
    }
}
