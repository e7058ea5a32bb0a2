//! Knocks at the public URL as the carrier does, from outside and without effect: whether its requests would come in, and come in
//! as they were signed.
//!
//! Takes the public URL and whose token signs; gives what was answered. Nothing is judged here. What is asked has an answer of
//! our server's that changes nothing: a call to what is no number gets a sentence ([`twiml::nobody`]) and neither a token nor a
//! place; a status that ends no call is taken notice of; a stream's token that was never given is refused after the upgrade.
//! Whoever records what was signed can ask the same again, and no more.

mod certificate;

use super::carrier::Carrier;
use super::public_url::PublicUrl;
use super::rest::body;
use super::{MEDIA_PATH, STATUS_PATH, VOICE_PATH, signature, twiml};
use egress::Unreached;
use egress::processor::Host;
use futures_util::StreamExt;
use jiff::Timestamp;
use reqwest::tls::TlsInfo;
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url, header};
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

/// How long an answer may take; the carrier waits three times as long.
pub const KNOCK_LIMIT: Duration = Duration::from_secs(5);
/// The longest answer that is read, bytes. Ours has four hundred.
const ANSWER_BYTES_MAX: usize = 16 * 1024;
/// An id of a call that no carrier gives.
const CALL: &str = "CA00000000000000000000000000000000";
/// What is called and calls: no number, so that nobody answers.
const NO_NUMBER: &str = "vorzimmer-doctor";
/// A stream's token that was never given: ours are longer.
const NO_TOKEN: &str = "vorzimmer-doctor";
/// The handshake's nonce (RFC 6455, section 4.1): 16 bytes, which need not be chance where nothing is cached.
const NONCE: &[u8; 16] = b"vorzimmer doctor";

/// Somebody before the public URL.
#[derive(Debug)]
pub struct Knock {
    client: Client,
    public_url: PublicUrl,
}

/// What was answered to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookAnswer {
    /// Its status.
    pub status: StatusCode,
    /// Where a redirect leads.
    pub leads_to: Option<String>,
    /// Whether it is the TwiML that our server gives.
    pub is_ours: bool,
    /// When the certificate ends with which it came, where it came with one.
    pub certificate_ends_at: Option<Timestamp>,
}

/// What became of a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upgrade {
    /// The socket was opened, and closed with this code, if with any.
    Opened(Option<u16>),
    /// It was answered as any request.
    Answered(StatusCode),
}

impl Knock {
    /// Somebody before this URL. Needs a rustls provider installed.
    ///
    /// # Errors
    /// When the client cannot be built; certificates are the usual cause.
    pub fn at(public_url: &PublicUrl) -> Result<Self, reqwest::Error> {
        let hosts: Vec<Host> = Url::parse(&public_url.http("")).iter().filter_map(Host::of).collect();
        let client = egress::client("public_url", &hosts).timeout(KNOCK_LIMIT).tls_info(true).build()?;
        Ok(Knock { client, public_url: public_url.clone() })
    }

    /// Asks what to do with a call, signed by a carrier's first token or by nobody.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn voice(&self, signed_by: Option<&Carrier>) -> Result<WebhookAnswer, Unreached> {
        self.webhook(VOICE_PATH, signed_by).await
    }

    /// Says what became of a call that nobody knows, signed by a carrier's first token.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn status(&self, signed_by: &Carrier) -> Result<WebhookAnswer, Unreached> {
        self.webhook(STATUS_PATH, Some(signed_by)).await
    }

    async fn webhook(&self, path: &str, signed_by: Option<&Carrier>) -> Result<WebhookAnswer, Unreached> {
        let account = signed_by.map(|carrier| carrier.account.as_str()).unwrap_or_default();
        let form = [("AccountSid", account), ("CallSid", CALL), ("From", NO_NUMBER), ("To", NO_NUMBER)];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let url = self.public_url.http(path);
        let request = signed(self.client.post(&url).form(&form), signed_by, &url, &form);
        answer(request.send().await.map_err(|error| Unreached::of(&error))?).await
    }

    /// Opens a media stream with a token that was never given, signed by a carrier's first token or by nobody.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn stream(&self, signed_by: Option<&Carrier>) -> Result<Upgrade, Unreached> {
        let path = format!("{MEDIA_PATH}/{NO_TOKEN}");
        // It is the address of a WebSocket that is signed, and that of a request which asks for one.
        let request = self
            .client
            .get(self.public_url.http(&path))
            .header(header::CONNECTION, "Upgrade")
            .header(header::UPGRADE, "websocket")
            .header(header::SEC_WEBSOCKET_VERSION, "13")
            .header(header::SEC_WEBSOCKET_KEY, base64_simd::STANDARD.encode_to_string(NONCE));
        let request = signed(request, signed_by, &self.public_url.websocket(&path), &[]);
        let response = request.send().await.map_err(|error| Unreached::of(&error))?;
        match response.status() {
            StatusCode::SWITCHING_PROTOCOLS => closed(response).await,
            status => Ok(Upgrade::Answered(status)),
        }
    }
}

/// The request with the signature of a carrier's first token over this address.
fn signed(
    request: RequestBuilder,
    signed_by: Option<&Carrier>,
    url: &str,
    form: &signature::Parameters,
) -> RequestBuilder {
    match signed_by.and_then(|carrier| carrier.tokens.first()) {
        Some(token) => request.header(signature::HEADER, signature::sign(token, url, form)),
        None => request,
    }
}

async fn answer(response: Response) -> Result<WebhookAnswer, Unreached> {
    let status = response.status();
    let leads_to = response.headers().get(header::LOCATION).and_then(|place| place.to_str().ok()).map(str::to_owned);
    let certificate = response.extensions().get::<TlsInfo>().and_then(TlsInfo::peer_certificate);
    let certificate_ends_at = certificate.and_then(certificate::ends_at);
    let is_ours = body(response, ANSWER_BYTES_MAX).await.is_some_and(|body| body == twiml::nobody().as_bytes());
    Ok(WebhookAnswer { status, leads_to: leads_to.filter(|_| status.is_redirection()), is_ours, certificate_ends_at })
}

/// Waits for the end of a socket, which our server closes at once.
async fn closed(response: Response) -> Result<Upgrade, Unreached> {
    let stream = response.upgrade().await.map_err(|error| Unreached::of(&error))?;
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Client, None).await;
    let code = match timeout(KNOCK_LIMIT, socket.next()).await.map_err(|_| Unreached::Silent)? {
        Some(Ok(Message::Close(frame))) => frame.map(|frame| u16::from(frame.code)),
        _ => None,
    };
    Ok(Upgrade::Opened(code))
}
