//! What the operator is told of requests without a valid signature: what it was checked against, and why it usually is wrong.
//!
//! The carrier says of a 403 only that it was one. A line names the URL that we hold to be ours, and whether the account is one
//! of the configuration: with a known account it is most likely the configuration that is wrong, without it is a stranger.
//! Strangers choose what they send: nothing of it is written, and lines of a kind come once in [`LINES_EVERY`].

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How often a line of one kind is written. The first comes at once, which is when somebody looks who sets a number up.
pub const LINES_EVERY: Duration = Duration::from_secs(10);

/// What to look at, in the order of how often it is it.
const CAUSES: &str = "[server] public_url is not the address set at the carrier's number (scheme, host, port, path); a proxy \
                      changes the path or the query; the auth token was rotated and the new one is not in the [[carrier]]'s \
                      token_files; the number lies in another region, whose token differs";

/// Whose request it claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Account {
    /// An account of the configuration.
    Known,
    /// Another.
    Unknown,
    /// Media streams name theirs only after the handshake.
    Unnamed,
}

/// Writes the lines, each kind at its pace.
#[derive(Debug, Default)]
pub(super) struct UnsignedRequests(Mutex<HashMap<(String, Account), Pace>>);

#[derive(Debug)]
struct Pace {
    next_at: Instant,
    unsaid: u64,
}

impl UnsignedRequests {
    /// A request to `url` was refused. The URL holds nothing that came with the request: no query, no token.
    pub fn refused(&self, url: String, signature_missing: bool, account: Account, now: Instant) {
        let Some(unsaid) = self.turn((url.clone(), account), now) else { return };
        let signature = if signature_missing { "missing" } else { "of another token or another URL" };
        let account = match account {
            Account::Known => "known",
            Account::Unknown => "unknown",
            Account::Unnamed => "not named",
        };
        tracing::warn!(
            checked_against = %url, signature, account, unsaid, causes = CAUSES,
            "a request without a valid signature was refused"
        );
    }

    /// How many of this kind were not written since the last line, if it is time for one. Kinds are few: our own URLs.
    fn turn(&self, kind: (String, Account), now: Instant) -> Option<u64> {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pace = paces.entry(kind).or_insert(Pace { next_at: now, unsaid: 0 });
        if now < pace.next_at {
            pace.unsaid += 1;
            return None;
        }
        pace.next_at = now + LINES_EVERY;
        Some(std::mem::take(&mut pace.unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_a_line_now_and_then() {
        let (requests, now) = (UnsignedRequests::default(), Instant::now());
        let turn = |account, at| requests.turn(("https://example.org/".to_owned(), account), at);
        assert_eq!(turn(Account::Unknown, now), Some(0));
        for _ in 0..1_000 {
            assert_eq!(turn(Account::Unknown, now), None);
        }
        assert_eq!(turn(Account::Known, now), Some(0), "strangers do not drown it");
        assert_eq!(turn(Account::Unknown, now + LINES_EVERY), Some(1_000));
        assert_eq!(turn(Account::Unknown, now + LINES_EVERY), None);
    }
}
