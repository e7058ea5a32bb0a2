//! Webhooks of one call are answered one after the other; those of different calls do not wait for each other.
//!
//! An answer may have to be looked up in the database. One lock for all would have every caller wait for the slowest look-up; one
//! for each call would have to be made, found and forgotten.

use std::array;
use tokio::sync::{Mutex, MutexGuard};

/// Locks, one of which is a call's by the first byte of its id's hash. With 34 new calls a second, each held for some
/// milliseconds, two of them seldom meet.
const LOCKS: usize = 256;

/// The locks.
#[derive(Debug)]
pub(super) struct OneAtATime([Mutex<()>; LOCKS]);

impl Default for OneAtATime {
    fn default() -> Self {
        OneAtATime(array::from_fn(|_| Mutex::default()))
    }
}

impl OneAtATime {
    /// Waits until no other webhook of the call is being answered.
    pub async fn turn(&self, call_sid: &str) -> MutexGuard<'_, ()> {
        let [first, ..] = *blake3::hash(call_sid.as_bytes()).as_bytes();
        self.0[usize::from(first)].lock().await
    }
}
