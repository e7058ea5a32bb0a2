//! Places for calls: how many may be answered at the same time, counted by values that free themselves.
//!
//! Who has called too often is refused before any place is looked for ([`super::callers`]). A [`CallPlace`] is reserved when the webhook invites the carrier to open a stream, waits with the stream's token
//! ([`super::token`]), and goes with the call to whoever answers it. It is free again when it is dropped: with a token that grew
//! too old or was forgotten, with a stream that was refused, at the end of the call. Asking first and counting later would let
//! everybody in who asks within the second that the carrier takes to open a stream.

use super::callers::CallerEntry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The places of a server. Cheap to clone; clones count together.
#[derive(Debug, Clone)]
pub struct Places(Arc<Mutex<Count>>);

#[derive(Debug)]
struct Count {
    places_max: usize,
    taken: usize,
    closing: bool,
}

/// A place for one call, free again when it is dropped.
#[derive(Debug)]
pub struct CallPlace {
    places: Places,
    /// The call as one of its caller's, where those are counted.
    _entry: Option<CallerEntry>,
}

/// Failed to reserve a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum PlaceError {
    /// All are taken.
    #[error("the house is full")]
    Full,
    /// The server is about to end.
    #[error("the server is closing")]
    Closing,
    /// The business has answered as many minutes of calls today as it may.
    #[error("the business's minutes of today are used up")]
    Spent,
    /// The caller has called as often as a caller may, or the owner was rung as often as an owner may be.
    #[error("the caller has reached a limit")]
    Limited {
        /// The caller was not told so within the hour before.
        first: bool,
    },
    /// How often the caller has called cannot be read.
    #[error("it cannot be read how often the caller has called")]
    Unreadable,
}

impl Places {
    /// So many places, all of them free.
    pub fn new(places_max: usize) -> Self {
        Places(Arc::new(Mutex::new(Count { places_max, taken: 0, closing: false })))
    }

    /// Takes a place.
    ///
    /// # Errors
    /// When none is free, or [`Places::close`] was called.
    pub fn reserve(&self) -> Result<CallPlace, PlaceError> {
        self.take(None)
    }

    /// Takes a place for a call that counts as one of its caller's as long as it has the place.
    ///
    /// # Errors
    /// As [`Places::reserve`].
    pub fn reserve_for(&self, entry: CallerEntry) -> Result<CallPlace, PlaceError> {
        self.take(Some(entry))
    }

    fn take(&self, entry: Option<CallerEntry>) -> Result<CallPlace, PlaceError> {
        let mut count = self.count();
        if count.closing {
            return Err(PlaceError::Closing);
        }
        if count.taken >= count.places_max {
            return Err(PlaceError::Full);
        }
        count.taken += 1;
        Ok(CallPlace { places: self.clone(), _entry: entry })
    }

    /// Gives no place any more. Those taken stay so until they are dropped: who was invited before is answered.
    pub fn close(&self) {
        self.count().closing = true;
    }

    /// Whether [`Places::close`] was called.
    pub fn is_closing(&self) -> bool {
        self.count().closing
    }

    /// Places taken: by calls that are being answered, and by calls whose stream is expected.
    pub fn taken(&self) -> usize {
        self.count().taken
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for CallPlace {
    fn drop(&mut self) {
        self.places.count().taken -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_it_is_dropped() {
        let places = Places::new(2);
        let (first, second) = (places.reserve(), places.reserve());
        assert!(first.is_ok() && second.is_ok());
        assert_eq!(places.reserve().map(drop), Err(PlaceError::Full));
        drop(first);
        assert_eq!((places.taken(), places.reserve().map(drop)), (1, Ok(())));
    }

    #[test]
    fn a_closing_house_is_not_full() {
        let places = Places::new(1);
        let taken = places.reserve();
        places.close();
        assert_eq!((places.reserve().map(drop), places.taken()), (Err(PlaceError::Closing), 1));
        drop(taken);
        assert_eq!((places.reserve().map(drop), places.taken()), (Err(PlaceError::Closing), 0));
    }

    #[test]
    fn many_at_once_get_no_more_than_there_are() {
        let places = Places::new(10);
        let got = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..60).map(|_| scope.spawn(|| places.reserve())).collect();
            asking.into_iter().filter_map(|asked| asked.join().expect("no panic").ok()).collect::<Vec<_>>()
        });
        assert_eq!((got.len(), places.taken()), (10, 10));
    }
}
