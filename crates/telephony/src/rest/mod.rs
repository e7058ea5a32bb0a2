//! Twilio's REST interface, as far as a call needs it: end it, or hand it to the owner; and, before there is any call, what is
//! set at a number ([`number`]).
//!
//! One request (`POST …/Calls/{CallSid}.json`), tried at most twice, each try within [`TRY_LIMIT`]. That the call is over
//! already is a success. Nothing printed here holds a token, a number or an address that contains one.
//!
//! Source: Twilio, 'Call resource', section 'Update a call'.

pub mod number;

use super::carrier::Carrier;
use async_trait::async_trait;
use call::line::{Control, LineError};
use egress::processor::Host;
use reqwest::{Client, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// How long one try may take, answer included. Two of them and the pause are the longest that a hang-up hangs: 6.3 s.
pub const TRY_LIMIT: Duration = Duration::from_secs(3);

/// The pause before the second try.
pub const RETRY_PAUSE: Duration = Duration::from_millis(300);

/// Twilio's error code for a call that is not in progress any more.
const CALL_NOT_IN_PROGRESS: u32 = 21_220;

/// The longest error description that is read, bytes; Twilio's have a few hundred.
const FAULT_BYTES_MAX: usize = 4 * 1024;

/// A carrier account's REST interface; shared by its calls.
#[derive(Debug)]
pub struct Rest {
    client: Client,
    /// Where the account is, without a slash at the end.
    base: String,
    account: String,
    token: SecretString,
}

/// Failed to use the REST interface at all.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The carrier has no token to sign in with.
    #[error("use the carrier's REST interface: it has no token")]
    NoToken,
    /// Its address is none.
    #[error("use the carrier's REST interface: its address cannot be read")]
    Address,
    /// The client could not be built; certificates are the usual cause.
    #[error("start the REST client: {0}")]
    Client(#[source] reqwest::Error),
}

impl Rest {
    /// The REST interface of `carrier`, signed in to with its first token. Needs a rustls provider installed.
    ///
    /// # Errors
    /// When there is no token, or the client cannot be built.
    pub fn new(carrier: &Carrier) -> Result<Self, RestError> {
        let token = carrier.tokens.first().ok_or(RestError::NoToken)?.clone();
        let host = Url::parse(carrier.rest_base()).ok().and_then(|url| Host::of(&url)).ok_or(RestError::Address)?;
        // A redirect or a proxy could carry the credentials elsewhere; the egress follows neither.
        let client = egress::client(&carrier.id, &[host]).timeout(TRY_LIMIT).https_only(!carrier.rest_is_local());
        let base = format!("{}/2010-04-01/Accounts/{}", carrier.rest_base(), carrier.account);
        let client = client.build().map_err(RestError::Client)?;
        Ok(Rest { client, base, account: carrier.account.clone(), token })
    }

    /// Changes a call: tries, waits, tries again.
    async fn update(&self, call_sid: &str, parameter: (&str, &str)) -> Result<(), LineError> {
        match self.try_update(call_sid, parameter).await {
            Err(failure) if failure.may_pass() => {
                tokio::time::sleep(RETRY_PAUSE).await;
                self.try_update(call_sid, parameter).await
            }
            first => first,
        }
        .map_err(|failure| LineError::Carrier(failure.to_string()))
    }

    async fn try_update(&self, call_sid: &str, parameter: (&str, &str)) -> Result<(), Failure> {
        let request = self.client.post(format!("{}/Calls/{call_sid}.json", self.base)).form(&[parameter]);
        let request = request.basic_auth(&self.account, Some(self.token.expose_secret()));
        let response = request.send().await.map_err(|error| Failure::unreachable(&error))?;
        match response.status() {
            status if status.is_success() => Ok(()),
            StatusCode::NOT_FOUND => Ok(()),
            status => match fault_code(response).await {
                Some(CALL_NOT_IN_PROGRESS) => Ok(()),
                code => Err(Failure::Refused { status, code }),
            },
        }
    }
}

/// The number in Twilio's description of a fault, if it is one.
async fn fault_code(response: Response) -> Option<u32> {
    #[derive(Deserialize)]
    struct Fault {
        code: u32,
    }

    let body = body(response, FAULT_BYTES_MAX).await?;
    serde_json::from_slice::<Fault>(&body).ok().map(|fault| fault.code)
}

/// The body of an answer, unless it is longer than that or breaks off.
pub(super) async fn body(mut response: Response, bytes_max: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        body.extend_from_slice(&chunk);
        if body.len() > bytes_max {
            return None;
        }
    }
    Some(body)
}

/// Why a try failed; says neither where nor with what.
#[derive(Debug, Clone, Copy, thiserror::Error)]
enum Failure {
    #[error("the carrier did not answer within {} ms", TRY_LIMIT.as_millis())]
    TimedOut,
    #[error("the carrier could not be reached")]
    Unreachable,
    #[error("the carrier refused with status {}{}", status.as_u16(), code_clause(*code))]
    Refused { status: StatusCode, code: Option<u32> },
}

fn code_clause(code: Option<u32>) -> String {
    code.map(|code| format!(" and its code {code}")).unwrap_or_default()
}

impl Failure {
    fn unreachable(error: &reqwest::Error) -> Self {
        if error.is_timeout() { Failure::TimedOut } else { Failure::Unreachable }
    }

    /// Whether the next try may fare better: not after a refusal of what was asked.
    fn may_pass(self) -> bool {
        match self {
            Failure::TimedOut | Failure::Unreachable => true,
            Failure::Refused { status, .. } => status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

/// One call's [`Control`].
#[derive(Debug)]
pub struct RestControl {
    rest: Arc<Rest>,
    call_sid: String,
    /// The TwiML that connects the owner; `None` when the owner's number leads back to us.
    transfer: Option<String>,
}

impl RestControl {
    /// The control of the call with this id. `transfer` is the TwiML to which a transfer sends the call.
    pub fn new(rest: Arc<Rest>, call_sid: String, transfer: Option<String>) -> Self {
        RestControl { rest, call_sid, transfer }
    }
}

#[async_trait]
impl Control for RestControl {
    async fn hang_up(&self) -> Result<(), LineError> {
        self.rest.update(&self.call_sid, ("Status", "completed")).await
    }

    async fn transfer(&self) -> Result<(), LineError> {
        let Some(transfer) = &self.transfer else {
            return Err(LineError::Carrier("the owner's number leads back to this server".to_owned()));
        };
        self.rest.update(&self.call_sid, ("Twiml", transfer)).await
    }
}
