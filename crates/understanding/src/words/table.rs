//! Tables by words. They are made of the product's own lists alone, so that nobody can choose words that collide, and a quick
//! hash will do.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A table by words.
pub(crate) type Table<V> = HashMap<String, V, BuildHasherDefault<Quick>>;

/// A set of words.
pub(crate) type WordSet = HashSet<String, BuildHasherDefault<Quick>>;

/// A hash by multiplication, eight bytes at a time.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Quick(u64);

impl Quick {
    fn add(&mut self, value: u64) {
        const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;
        self.0 = (self.0.rotate_left(23) ^ value).wrapping_mul(PRIME);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.add(chunk.try_into().map_or(0, u64::from_le_bytes));
        }
        let rest = chunks.remainder().iter().rev().fold(0, |rest, byte| (rest << 8) | u64::from(*byte));
        self.add(rest | (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, _: u8) {
        // What ends a word; its length is in the hash.
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_all_their_letters() {
        let words = ["", "a", "aa", "haar", "haare", "herrenhaarschnitt", "herrenhaarschnitte", "übermorgen"];
        let table: Table<usize> = words.iter().enumerate().map(|(at, word)| ((*word).to_owned(), at)).collect();
        assert!(words.iter().enumerate().all(|(at, word)| table.get(*word) == Some(&at)));
        assert_eq!(table.get("haa"), None);
    }
}
