//! One-time tokens: they tie a media stream to the webhook that asked for it.
//!
//! A token is 32 random bytes, given to the carrier in the TwiML: in the stream's path, so that the signature of its handshake
//! is good for one handshake, and as a parameter that its `start` repeats. It opens the stream of one call, once, within
//! [`TOKEN_LIFE`], and stands for what the webhook learnt of that call. It is known by its BLAKE3 hash. The table is bounded and
//! lives in memory: what is not redeemed is forgotten, and a restart forgets all.

use secrecy::{ExposeSecret, SecretString};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long a token can be redeemed. Twilio opens the stream within a second or two of the TwiML; the rest is for a slow day.
pub const TOKEN_LIFE: Duration = Duration::from_secs(30);

/// Tokens waiting at the same time. Only a signed webhook asks for one: at [`TOKEN_LIFE`] this is 34 new calls a second.
pub const TOKENS_MAX: usize = 1_024;

/// The hash under which a token is known. Comparing two takes the same time whatever they are (`blake3::Hash`).
pub type TokenHash = blake3::Hash;

/// A token in the form in which it travels: base64 without padding, safe in URLs and XML.
pub fn token(random: &[u8; 32]) -> SecretString {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(random).into()
}

/// The hash of a token's text.
pub fn hash(token: &SecretString) -> TokenHash {
    blake3::hash(token.expose_secret().as_bytes())
}

/// Calls that are remembered after their token was redeemed, so that a webhook recorded and sent again opens no second
/// stream. At 16 bytes and a little each this is 4 MiB at most; at 200 calls an hour it is two weeks.
pub const PAST_CALLS_MAX: usize = 65_536;

/// Tokens waiting to be redeemed, and what each stands for.
#[derive(Debug)]
pub struct Tokens<T>(Mutex<Table<T>>);

#[derive(Debug)]
struct Table<T> {
    /// By the carrier's call id, which is no secret; so that no look-up depends on one.
    waiting: HashMap<String, Waiting<T>>,
    past: Past,
}

#[derive(Debug)]
struct Waiting<T> {
    hash: TokenHash,
    ends_at: Instant,
    stands_for: T,
}

impl<T> Default for Tokens<T> {
    fn default() -> Self {
        Tokens(Mutex::new(Table { waiting: HashMap::new(), past: Past::default() }))
    }
}

impl<T> Tokens<T> {
    /// Keeps a token for a call. A second one for a call whose stream has not begun replaces the first.
    ///
    /// # Errors
    /// When the call's stream has begun already, or [`TOKENS_MAX`] are waiting.
    pub fn keep(&self, hash: TokenHash, call_sid: &str, stands_for: T, now: Instant) -> Result<(), TokenError> {
        let mut table = self.table(now);
        if table.past.holds(call_sid) {
            return Err(TokenError::Past);
        }
        if table.waiting.len() >= TOKENS_MAX && !table.waiting.contains_key(call_sid) {
            return Err(TokenError::Full);
        }
        table.waiting.insert(call_sid.to_owned(), Waiting { hash, ends_at: now + TOKEN_LIFE, stands_for });
        Ok(())
    }

    /// Takes what the token stands for; it can be done once, whether or not the stream then begins.
    ///
    /// # Errors
    /// When there is no such token, it was redeemed already, or is too old.
    pub fn redeem(&self, token: &SecretString, now: Instant) -> Result<T, TokenError> {
        let (mut table, hash) = (self.table(now), hash(token));
        // All are compared, so that the time says nothing of which it is.
        let found = table.waiting.iter().fold(
            None,
            |found, (call, waiting)| {
                if waiting.hash == hash { Some(call.clone()) } else { found }
            },
        );
        let call_sid = found.ok_or(TokenError::Unknown)?;
        table.past.add(&call_sid);
        table.waiting.remove(&call_sid).map(|waiting| waiting.stands_for).ok_or(TokenError::Unknown)
    }

    /// Whether the call has had its stream, or is over.
    pub fn is_past(&self, call_sid: &str, now: Instant) -> bool {
        self.table(now).past.holds(call_sid)
    }

    /// What is read off what a call's token stands for, while it waits.
    pub fn look_at<R>(&self, call_sid: &str, now: Instant, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.table(now).waiting.get(call_sid).map(|waiting| read(&waiting.stands_for))
    }

    /// Takes back the token of a call whose stream has not begun, and what it stands for.
    pub fn withdraw(&self, call_sid: &str, now: Instant) -> Option<T> {
        self.table(now).waiting.remove(call_sid).map(|waiting| waiting.stands_for)
    }

    /// Forgets the tokens that are too old, and drops what they stand for.
    pub fn forget_old(&self, now: Instant) {
        drop(self.table(now));
    }

    /// The call is over: it opens no stream any more.
    pub fn forget(&self, call_sid: &str, now: Instant) -> Option<T> {
        let mut table = self.table(now);
        table.past.add(call_sid);
        table.waiting.remove(call_sid).map(|waiting| waiting.stands_for)
    }

    fn table(&self, now: Instant) -> MutexGuard<'_, Table<T>> {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        table.waiting.retain(|_, waiting| waiting.ends_at > now);
        table
    }
}

/// Calls that have had their stream, by a hash of their id; the oldest makes room.
#[derive(Debug, Default)]
struct Past {
    known: HashSet<[u8; 16]>,
    order: VecDeque<[u8; 16]>,
}

impl Past {
    fn key(call_sid: &str) -> [u8; 16] {
        let mut key = [0; 16];
        key.copy_from_slice(&blake3::hash(call_sid.as_bytes()).as_bytes()[..16]);
        key
    }

    fn holds(&self, call_sid: &str) -> bool {
        self.known.contains(&Past::key(call_sid))
    }

    fn add(&mut self, call_sid: &str) {
        let key = Past::key(call_sid);
        if !self.known.insert(key) {
            return;
        }
        self.order.push_back(key);
        if self.order.len() > PAST_CALLS_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

/// Failed to use a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// No such token, or not any more.
    #[error("redeem the stream's token: it is unknown, used or too old")]
    Unknown,
    /// The call has had its stream: the webhook is a replay.
    #[error("keep a token for the stream: the call has had its stream")]
    Past,
    /// Too many are waiting.
    #[error("keep a token for the stream: {TOKENS_MAX} are waiting already")]
    Full,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Instant {
        Instant::now()
    }

    #[test]
    fn a_token_opens_its_own_call_once() {
        let (tokens, now, secret, other) = (Tokens::default(), now(), token(&[7; 32]), token(&[9; 32]));
        tokens.keep(hash(&secret), "CA1", "facts", now).expect("room");
        tokens.keep(hash(&other), "CA2", "others", now).expect("room");
        assert_eq!(tokens.redeem(&token(&[8; 32]), now), Err(TokenError::Unknown));
        assert!(!tokens.is_past("CA1", now));
        assert_eq!(tokens.redeem(&secret, now), Ok("facts"));
        assert_eq!(tokens.redeem(&secret, now), Err(TokenError::Unknown));
        assert!(tokens.is_past("CA1", now) && !tokens.is_past("CA2", now));
        assert_eq!(tokens.redeem(&other, now), Ok("others"));
    }

    #[test]
    fn a_token_grows_old() {
        let (tokens, now, secret) = (Tokens::default(), now(), token(&[7; 32]));
        tokens.keep(hash(&secret), "CA1", (), now).expect("room");
        assert_eq!(tokens.redeem(&secret, now + TOKEN_LIFE), Err(TokenError::Unknown));
    }

    #[test]
    fn a_second_webhook_replaces_the_token_and_a_finished_call_forgets_it() {
        let (tokens, now) = (Tokens::default(), now());
        for (random, facts) in [([1; 32], "first"), ([2; 32], "second")] {
            tokens.keep(hash(&token(&random)), "CA1", facts, now).expect("room");
        }
        assert_eq!(tokens.redeem(&token(&[1; 32]), now), Err(TokenError::Unknown));
        assert_eq!(tokens.forget("CA1", now), Some("second"));
        assert_eq!(tokens.redeem(&token(&[2; 32]), now), Err(TokenError::Unknown));
    }

    #[test]
    fn a_call_that_had_its_stream_gets_no_further_token() {
        let (tokens, now, secret) = (Tokens::default(), now(), token(&[7; 32]));
        let keep = |call| tokens.keep(hash(&secret), call, (), now);
        assert_eq!(keep("CA1"), Ok(()));
        assert_eq!(tokens.redeem(&secret, now), Ok(()));
        assert_eq!(tokens.forget("CA2", now), None);
        assert_eq!((keep("CA1"), keep("CA2"), keep("CA3")), (Err(TokenError::Past), Err(TokenError::Past), Ok(())));
    }

    #[test]
    fn the_memory_of_past_calls_is_bounded() {
        let mut past = Past::default();
        for number in 0..=PAST_CALLS_MAX {
            past.add(&number.to_string());
            past.add(&number.to_string());
        }
        assert_eq!((past.known.len(), past.order.len()), (PAST_CALLS_MAX, PAST_CALLS_MAX));
        assert!(!past.holds("0") && past.holds("1") && past.holds(&PAST_CALLS_MAX.to_string()));
    }

    #[test]
    fn the_table_is_bounded_and_the_old_make_room() {
        let (tokens, now) = (Tokens::default(), now());
        for number in 0..TOKENS_MAX {
            tokens.keep(blake3::hash(&number.to_le_bytes()), &format!("CA{number}"), number, now).expect("room");
        }
        let more = |at| tokens.keep(blake3::hash(b"more"), "CAmore", 0, at);
        assert_eq!(more(now), Err(TokenError::Full));
        assert_eq!(more(now + TOKEN_LIFE), Ok(()));
    }

    #[test]
    fn p26_a_token_does_not_print() {
        let secret = token(&[7; 32]);
        assert!(!format!("{secret:?}").contains(secret.expose_secret()));
        assert_eq!(secret.expose_secret().len(), 43);
    }
}
