//! The carrier's requests to a server: asking what to do with a call, and telling what became of it.
//!
//! Parameters and signature are Twilio's, and so is what counts as no answer: a server that cannot be reached within 15
//! seconds, a status other than 200, a content type that is no XML, or TwiML that cannot be read.
//!
//! Source: Twilio, 'TwiML Voice: request parameters', 'Webhooks Security'.

use super::fault::Faults;
use super::rest::Account;
use super::twiml::{self, TwimlError, Verb};
use reqwest::{Client, StatusCode, Url, header};
use secrecy::SecretString;
use std::time::Duration;
use telephony::signature;

/// Twilio waits so long for TwiML.
const ANSWER_LIMIT: Duration = Duration::from_secs(15);
/// The longest answer that is read, bytes (Twilio: 64 KB).
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// What the carrier calls itself.
pub(super) const USER_AGENT: &str = "TwilioProxy/1.1";

/// Parameters that say where a number is at home.
const PLACES: [&str; 12] = [
    "FromCity",
    "FromState",
    "FromZip",
    "CallerCity",
    "CallerState",
    "CallerZip",
    "ToCity",
    "ToState",
    "ToZip",
    "CalledCity",
    "CalledState",
    "CalledZip",
];

/// A call as its parameters describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ringing {
    /// Id of the call (`CA…`).
    pub call: String,
    /// The caller's number, or `anonymous`.
    pub from: String,
    /// The number dialled.
    pub to: String,
    /// The number that forwarded the call.
    pub forwarded_from: Option<String>,
}

/// Sends the carrier's requests.
#[derive(Debug, Clone)]
pub struct Post {
    client: Client,
    account: Account,
    faults: Faults,
    /// Nothing but this machine may be reached.
    loopback_only: bool,
}

/// Failed to get TwiML.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// No HTTP client could be made.
    #[error("start the HTTP client: {0}")]
    Client(#[source] reqwest::Error),
    /// The address may not be called.
    #[error("reach {0}: it is not on this machine")]
    Elsewhere(Url),
    /// Nobody is there.
    #[error("reach {url}: {reason}")]
    Unreachable {
        /// Where.
        url: Url,
        /// What the network said.
        reason: String,
    },
    /// It answered with an error.
    #[error("get TwiML from {url}: it answered {status}")]
    Status {
        /// Where.
        url: Url,
        /// The status.
        status: StatusCode,
    },
    /// It answered with something else.
    #[error("get TwiML from {url}: it answered with content type '{found}' instead of text/xml")]
    ContentType {
        /// Where.
        url: Url,
        /// The type.
        found: String,
    },
    /// It answered with too much.
    #[error("get TwiML from {0}: it is longer than {ANSWER_BYTES_MAX} bytes")]
    TooLong(Url),
    /// The TwiML is wrong.
    #[error(transparent)]
    Twiml(#[from] TwimlError),
}

impl Ringing {
    /// The parameters that describe the call in this state (`ringing`, `in-progress`, `completed`).
    pub fn parameters(&self, account: &str, status: &str) -> Vec<(String, String)> {
        let mut parameters = vec![
            ("CallSid", self.call.as_str()),
            ("AccountSid", account),
            ("ApiVersion", "2010-04-01"),
            ("Direction", "inbound"),
            ("CallStatus", status),
            ("From", &self.from),
            ("Caller", &self.from),
            ("To", &self.to),
            ("Called", &self.to),
            ("FromCountry", country(&self.from)),
            ("CallerCountry", country(&self.from)),
            ("ToCountry", country(&self.to)),
            ("CalledCountry", country(&self.to)),
        ];
        // Known for North American numbers only; elsewhere the carrier sends them empty.
        parameters.extend(PLACES.map(|name| (name, "")));
        parameters.extend(self.forwarded_from.as_deref().map(|number| ("ForwardedFrom", number)));
        parameters.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

fn country(number: &str) -> &'static str {
    match number {
        number if number.starts_with("+49") => "DE",
        number if number.starts_with("+44") => "GB",
        number if number.starts_with("+353") => "IE",
        number if number.starts_with("+43") => "AT",
        number if number.starts_with("+41") => "CH",
        number if number.starts_with("+1") => "US",
        _ => "",
    }
}

impl Post {
    /// A sender for this account and webhook. Needs a rustls provider installed.
    ///
    /// # Errors
    /// When the client cannot be made, or the webhook is not on this machine although everything has to be.
    pub fn new(account: Account, webhook: &Url, faults: Faults, loopback_only: bool) -> Result<Self, WebhookError> {
        let client =
            Client::builder().user_agent(USER_AGENT).timeout(ANSWER_LIMIT).redirect(reqwest::redirect::Policy::none());
        // This machine is reached directly, whatever proxy the environment names.
        let client = if is_loopback(webhook) { client.no_proxy() } else { client };
        let client = client.build().map_err(WebhookError::Client)?;
        let post = Post { client, account, faults, loopback_only };
        post.check(webhook)?;
        Ok(post)
    }

    /// The HTTP client, for other requests on behalf of the same call.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The account that calls are made for.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Refuses an address that may not be called.
    ///
    /// # Errors
    /// When only this machine may be reached and this is another.
    pub fn check(&self, url: &Url) -> Result<(), WebhookError> {
        if self.loopback_only && !is_loopback(url) { Err(WebhookError::Elsewhere(url.clone())) } else { Ok(()) }
    }

    /// The signature of a request, as far as there is to be one.
    pub fn signature(&self, url: &str, parameters: &signature::Parameters) -> Option<String> {
        let token = self.account.token.as_ref().filter(|_| !self.faults.unsigned)?;
        let wrong = SecretString::from("another token");
        Some(signature::sign(if self.faults.wrong_signature { &wrong } else { token }, url, parameters))
    }

    /// Asks what to do.
    ///
    /// # Errors
    /// When there is no usable answer.
    pub async fn ask(&self, url: &Url, parameters: &[(String, String)]) -> Result<Vec<Verb>, WebhookError> {
        let response = self.send(url, parameters).await?;
        if response.status() != StatusCode::OK {
            return Err(WebhookError::Status { url: url.clone(), status: response.status() });
        }
        let found = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let media_type = found.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if !matches!(media_type.as_str(), "text/xml" | "application/xml" | "text/html") {
            return Err(WebhookError::ContentType { url: url.clone(), found: found.to_owned() });
        }
        Ok(twiml::read(&body(response, url).await?)?)
    }

    /// Tells the server; what it answers is not looked at.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn tell(&self, url: &Url, parameters: &[(String, String)]) -> Result<StatusCode, WebhookError> {
        Ok(self.send(url, parameters).await?.status())
    }

    async fn send(&self, url: &Url, parameters: &[(String, String)]) -> Result<reqwest::Response, WebhookError> {
        self.check(url)?;
        let unreachable = |reason: String| WebhookError::Unreachable { url: url.clone(), reason };
        if self.faults.webhook_down {
            return Err(unreachable("it is down, as ordered".to_owned()));
        }
        let mut request = self.client.post(url.clone()).form(parameters);
        if let Some(signature) = self.signature(url.as_str(), parameters) {
            request = request.header(signature::HEADER, signature);
        }
        request.send().await.map_err(|error| unreachable(innermost(&error)))
    }
}

async fn body(mut response: reqwest::Response, url: &Url) -> Result<String, WebhookError> {
    let mut bytes = Vec::new();
    loop {
        let chunk = response.chunk().await;
        let chunk = chunk.map_err(|error| WebhookError::Unreachable { url: url.clone(), reason: innermost(&error) })?;
        let Some(chunk) = chunk else { return Ok(String::from_utf8_lossy(&bytes).into_owned()) };
        bytes.extend_from_slice(&chunk);
        if bytes.len() > ANSWER_BYTES_MAX {
            return Err(WebhookError::TooLong(url.clone()));
        }
    }
}

/// The cause of a cause: 'connection refused' says more than 'error sending request'.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// Whether an address is on this machine.
pub fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(egress::processor::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(faults: Faults, loopback_only: bool) -> Post {
        rustls::crypto::ring::default_provider().install_default().ok();
        let account = Account { sid: "AC1".to_owned(), token: Some("12345".into()) };
        Post::new(account, &url("http://localhost/"), faults, loopback_only).expect("a client")
    }

    fn url(text: &str) -> Url {
        text.parse().expect("a URL")
    }

    #[test]
    fn parameters_are_those_that_twilio_sends() {
        let ringing = Ringing {
            call: "CA1".to_owned(),
            from: "+4917604069012".to_owned(),
            to: "+492214710100".to_owned(),
            forwarded_from: Some("+492214710199".to_owned()),
        };
        let parameters = ringing.parameters("AC1", "ringing");
        let value = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        for (name, expected) in [
            ("CallSid", "CA1"),
            ("AccountSid", "AC1"),
            ("From", "+4917604069012"),
            ("To", "+492214710100"),
            ("CallStatus", "ringing"),
            ("ApiVersion", "2010-04-01"),
            ("Direction", "inbound"),
            ("ForwardedFrom", "+492214710199"),
            ("FromCountry", "DE"),
            ("FromCity", ""),
            ("ToZip", ""),
        ] {
            assert_eq!(value(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn signatures_can_be_right_wrong_or_missing() {
        let form = [("CallSid".to_owned(), "CA1".to_owned())];
        let tokens = [SecretString::from("12345")];
        let signed = |faults| post(faults, true).signature("http://localhost/voice", &form);
        let valid = |signature: &str| signature::verify(&tokens, "http://localhost/voice", &form, signature);
        assert!(signed(Faults::default()).is_some_and(|signature| valid(&signature)));
        let wrong = Faults { wrong_signature: true, ..Faults::default() };
        assert!(signed(wrong).is_some_and(|signature| !valid(&signature)));
        assert_eq!(signed(Faults { unsigned: true, ..Faults::default() }), None);
    }

    #[tokio::test]
    async fn only_this_machine_is_reached_when_told_so() {
        let post = post(Faults::default(), true);
        for elsewhere in ["http://192.0.2.1/", "https://example.org/", "http://127.0.0.1.example.org/"] {
            assert!(Post::new(post.account.clone(), &url(elsewhere), Faults::default(), true).is_err(), "{elsewhere}");
            let error = post.ask(&url(elsewhere), &[]).await.expect_err(elsewhere);
            assert!(matches!(error, WebhookError::Elsewhere(_)), "{error}");
        }
        for here in ["http://localhost:1/", "ws://127.0.0.1/x", "http://[::1]:8/"] {
            assert!(post.check(&url(here)).is_ok(), "{here}");
        }
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_unreachable() {
        let error = post(Faults::default(), true).ask(&url("http://127.0.0.1:1/"), &[]).await.expect_err("nobody");
        assert!(error.to_string().contains("refused"), "{error}");
        let down = Faults { webhook_down: true, ..Faults::default() };
        let error = post(down, true).ask(&url("http://127.0.0.1:1/"), &[]).await.expect_err("down");
        assert!(error.to_string().contains("as ordered"), "{error}");
    }
}
