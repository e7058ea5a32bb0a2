//! What the handlers share: carriers, tokens that wait for their stream, and who is asked for what.

use super::carrier::Carrier;
use super::events::Watch;
use super::one_at_a_time::OneAtATime;
use super::overflow::Overflow;
use super::places::{CallPlace, PlaceError};
use super::refusals::Refusals;
use super::rest::Rest;
use super::signature::{self, Parameters};
use super::token::{TOKEN_LIFE, TokenError, TokenHash, Tokens};
use super::twiml::SafetyNet;
use super::unsigned::{Account, UnsignedRequests};
use super::{Asking, Reception, TelephonyError};
use axum::http::HeaderMap;
use base::business::Business;
use base::number::Number;
use base::privacy::Personal;
use base::privacy::random::{RandomError, random_hex};
use call::attestation::Attestation;
use call::record::{CallId, PastCallsError};
use secrecy::SecretString;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

/// Sockets that may wait for their `start` at the same time. Each waits at most [`super::media_stream::START_LIMIT`] and holds
/// some 10 KiB; Twilio sends `start` at once.
const SOCKETS_WAITING_MAX: usize = 256;

/// Refused sockets whose close is awaited at the same time. A recorded handshake can be sent again without end, and each copy is a
/// socket until it is closed: more than a few of them are dropped as soon as they were told.
const FAREWELLS_MAX: usize = 8;

/// State of the router.
pub(super) struct Office {
    pub reception: Reception,
    /// The carriers' REST interfaces, in the order of `reception.carriers`.
    pub rests: Vec<Arc<Rest>>,
    pub tokens: Tokens<Expected>,
    pub sockets_waiting: Arc<Semaphore>,
    pub farewells: Arc<Semaphore>,
    /// Held from the look for an invitation to the making of one, so that two webhooks of a call make one.
    pub inviting: OneAtATime,
    pub refusals: Refusals,
    unsigned: UnsignedRequests,
    pub overflow: Overflow,
}

/// A call whose stream is expected: what the webhook learnt of it, and what is kept for it until it is over.
#[derive(Debug)]
pub(super) struct Expected {
    pub place: CallPlace,
    /// The token's text, for the answer to a carrier that missed the first and asks again.
    pub token: SecretString,
    pub watch: Watch,
    pub call: CallId,
    pub call_sid: String,
    pub business: Arc<Business>,
    pub dialled: Number,
    pub caller: Option<Personal<Number>>,
    pub forwarded_from: Option<Number>,
    pub attestation: Option<Attestation>,
    pub net: SafetyNet,
    pub carrier: CarrierIndex,
}

/// Place of a carrier in `Reception::carriers`.
pub(super) type CarrierIndex = usize;

impl Office {
    pub fn new(reception: Reception) -> Result<Self, TelephonyError> {
        let mut rests = Vec::new();
        for (index, carrier) in reception.carriers.iter().enumerate() {
            let id = || carrier.id.clone();
            let twice = reception.carriers[..index].iter().any(|other| other.id == carrier.id);
            let fault = carrier.fault().or(twice.then_some("another carrier has the same id"));
            if let Some(fault) = fault {
                return Err(TelephonyError::Carrier { id: id(), fault });
            }
            let rest = Rest::new(carrier).map_err(|source| TelephonyError::Rest { id: id(), source })?;
            rests.push(Arc::new(rest));
        }
        let sockets_waiting = Arc::new(Semaphore::new(SOCKETS_WAITING_MAX));
        Ok(Office {
            reception,
            rests,
            tokens: Tokens::default(),
            sockets_waiting,
            inviting: OneAtATime::default(),
            farewells: Arc::new(Semaphore::new(FAREWELLS_MAX)),
            refusals: Refusals::default(),
            unsigned: UnsignedRequests::default(),
            overflow: Overflow::default(),
        })
    }

    /// The carriers whose tokens made the request's signature; of all, or of one account.
    pub fn signers(
        &self,
        url: &str,
        parameters: &Parameters,
        headers: &HeaderMap,
        account: Option<&str>,
    ) -> Vec<CarrierIndex> {
        let Some(signature) = headers.get(signature::HEADER).and_then(|value| value.to_str().ok()) else {
            return vec![];
        };
        let signed = |carrier: &Carrier| {
            account.is_none_or(|account| account == carrier.account)
                && signature::verify(&carrier.tokens, url, parameters, signature)
        };
        let carriers = self.reception.carriers.iter().enumerate();
        carriers.filter(|(_, carrier)| signed(carrier)).map(|(index, _)| index).collect()
    }

    /// Tells the operator of a request that nobody known has signed, to one of our addresses without what came with it.
    pub fn refuse_unsigned(&self, address: String, headers: &HeaderMap, account: Option<&str>) {
        let known = |account| self.reception.carriers.iter().any(|carrier| carrier.account == account);
        let account = match account {
            Some(account) if known(account) => Account::Known,
            Some(_) => Account::Unknown,
            None => Account::Unnamed,
        };
        self.unsigned.refused(address, !headers.contains_key(signature::HEADER), account, Instant::now());
    }

    /// The carrier through which a business's calls come: the one that it names, or the server's only one.
    pub fn carrier_of(&self, business: &Business) -> Option<CarrierIndex> {
        match &business.carrier {
            Some(id) => self.reception.carriers.iter().position(|carrier| carrier.id == *id),
            None => (self.reception.carriers.len() == 1).then_some(0),
        }
    }

    /// A fresh id for a call.
    pub fn call_id(&self) -> Result<CallId, RandomError> {
        random_hex::<16>(self.reception.random.as_ref()).map(CallId)
    }

    /// Whether the call has had its stream or is over, in this process or in one before it.
    pub async fn is_past(&self, call_sid: &str) -> Result<bool, PastCallsError> {
        Ok(self.tokens.is_past(call_sid, Instant::now()) || self.reception.past_calls.was_begun(call_sid).await?)
    }

    /// A place for a call: a fresh one, or the one that was reserved when the carrier asked before with other facts. What was
    /// promised then is withdrawn.
    pub async fn place(&self, asking: &Asking<'_>) -> Result<CallPlace, PlaceError> {
        match self.tokens.withdraw(asking.call_sid, Instant::now()) {
            Some(Expected { place, .. }) => Ok(place),
            None => self.reception.desk.reserve(asking).await,
        }
    }

    /// Keeps the token of a call that is expected, and forgets it with all that is kept for the call when it is too old,
    /// whether or not anybody comes to look.
    pub fn expect(self: &Arc<Self>, hash: TokenHash, expected: Expected) -> Result<(), TokenError> {
        self.tokens.keep(hash, &expected.call_sid.clone(), expected, Instant::now())?;
        let office = Arc::downgrade(self);
        tokio::spawn(async move {
            sleep(TOKEN_LIFE).await;
            if let Some(office) = office.upgrade() {
                office.tokens.forget_old(Instant::now());
            }
        });
        Ok(())
    }

    /// Forgets a call that will open no stream any more.
    pub fn forget(&self, call_sid: &str) {
        self.tokens.forget(call_sid, Instant::now());
    }
}
