//! What calls have cost: each has an allowance of requests and tokens, and a model that is asked beyond it is not asked at all.

use crate::EngineError;
use booking::CallId;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Accounts of calls that began longer ago are dropped: no call lasts so long.
const KEPT: SignedDuration = SignedDuration::from_hours(2);

/// What a call may cost. Beyond it the next engine takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Requests.
    pub requests: u32,
    /// Tokens, as the server counts them, of requests and replies together.
    pub tokens: u64,
}

/// Accounts of the calls going on.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<HashMap<CallId, Account>>);

#[derive(Debug)]
struct Account {
    since: Timestamp,
    requests: u32,
    tokens: u64,
}

impl Ledger {
    /// Counts a request of `call`.
    ///
    /// # Errors
    /// When the call has used up its allowance.
    pub(super) fn admit(&self, call: &CallId, now: Timestamp, allowance: Allowance) -> Result<(), EngineError> {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.retain(|_, account| now.duration_since(account.since) < KEPT);
        let account = accounts.entry(call.clone()).or_insert(Account { since: now, requests: 0, tokens: 0 });
        if account.requests >= allowance.requests || account.tokens >= allowance.tokens {
            return Err(EngineError::Provider("the call's allowance is used up".to_owned()));
        }
        account.requests += 1;
        Ok(())
    }

    /// Adds what a request has cost.
    pub(super) fn spent(&self, call: &CallId, tokens: u64) {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(account) = accounts.get_mut(call) {
            account.tokens = account.tokens.saturating_add(tokens);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_its_allowance_and_no_other_calls() {
        let (ledger, now) = (Ledger::default(), Timestamp::UNIX_EPOCH);
        let (one, other) = (CallId("1".into()), CallId("2".into()));
        let allowance = Allowance { requests: 2, tokens: 100 };
        assert!(ledger.admit(&one, now, allowance).is_ok());
        ledger.spent(&one, 99);
        assert!(ledger.admit(&one, now, allowance).is_ok());
        assert!(ledger.admit(&one, now, allowance).is_err(), "two requests");
        assert!(ledger.admit(&other, now, allowance).is_ok());
        ledger.spent(&other, 100);
        assert!(ledger.admit(&other, now, allowance).is_err(), "a hundred tokens");
        assert!(ledger.admit(&one, now + KEPT, allowance).is_ok(), "nobody calls for two hours");
    }
}
