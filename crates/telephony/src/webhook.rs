//! Webhooks: Twilio asks what to do with a call, and says what became of it.
//!
//! The signature is checked first, over all parameters; then only those of the allow-list are looked at, and the rest is
//! dropped (P11). What is signed has no delimiters: a parameter that is read and comes twice, and an id in any form but
//! Twilio's, are refused (400). A webhook that comes again after its call's stream has begun is a replay (403), also when this
//! server was started since; before that it gets the same answer again. What a call gets: the stream with the owner below it; the
//! owner at once when the house is full; a sentence, and within the hour after it not even that, when the caller has called too
//! often; a sentence when nobody answers that number here, which changes nothing (`knock` asks for it). When the directory
//! cannot be read the answer is 503, upon which Twilio asks the fallback URL.

use super::office::{CarrierIndex, Expected, Office};
use super::places::{CallPlace, PlaceError};
use super::refusals::FactsHash;
use super::sid;
use super::signature::Parameters;
use super::token::{self, TokenError};
use super::twiml::{self, SafetyNet};
use super::verstat;
use super::{Asking, MEDIA_PATH, STATUS_PATH, VOICE_PATH};
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::business::Business;
use base::number::{Number, caller_number};
use base::privacy::Personal;
use call::attestation::Attestation;
use secrecy::{ExposeSecret, SecretString};
use std::fmt::Display;
use std::sync::Arc;
use tokio::time::Instant;

/// A form as it came in.
type Webhook = Result<Form<Vec<(String, String)>>, FormRejection>;

/// A webhook whose signature is valid: whose it is, and what it says.
type Signed = (Vec<CarrierIndex>, Vec<(String, String)>);

/// What a call gets, if anything can be said.
type Answer = Result<String, StatusCode>;

/// `POST /twilio/voice`: a call has come in.
pub(super) async fn voice(
    State(office): State<Arc<Office>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Webhook,
) -> Response {
    let answer = match office.signed(VOICE_PATH, query, &headers, form) {
        Ok((signers, parameters)) => office.answer(&signers, &parameters).await,
        Err(status) => Err(status),
    };
    match answer {
        Ok(twiml) => ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], twiml).into_response(),
        Err(status) => status.into_response(),
    }
}

/// `POST /twilio/status`: what became of a call. One that is over will open no stream any more.
pub(super) async fn status(
    State(office): State<Arc<Office>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Webhook,
) -> StatusCode {
    const OVER: [&str; 5] = ["completed", "busy", "failed", "no-answer", "canceled"];
    let parameters = match office.signed(STATUS_PATH, query, &headers, form) {
        Ok((_, parameters)) => parameters,
        Err(status) => return status,
    };
    let Some(call_sid) = call_sid(&parameters) else { return refused(STATUS_PATH, Fault::NoCall) };
    if value(&parameters, "CallStatus").is_some_and(|status| OVER.contains(&status)) {
        office.forget(call_sid);
    }
    StatusCode::NO_CONTENT
}

/// How a parameter is known not to have been hidden in the one before it: the signed text runs names and values together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// By the exact form of the one before it, or its own.
    ByForm,
    /// By being there: Twilio sends it with every call.
    Always,
    /// By standing within no other: Twilio sends it with some calls.
    Alone,
}

/// The parameters that are read; all others are dropped.
const READ: [(&str, Shown); 7] = [
    ("AccountSid", Shown::ByForm),
    ("CallSid", Shown::ByForm),
    ("CallStatus", Shown::ByForm),
    ("ForwardedFrom", Shown::Alone),
    ("From", Shown::Always),
    ("StirVerstat", Shown::Alone),
    ("To", Shown::Always),
];

/// What is wrong with a webhook though its signature is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error("its {0} comes more than once")]
    Repeated(&'static str),
    #[error("it has no {0}")]
    Missing(&'static str),
    #[error("its {0} stands within another parameter")]
    Merged(&'static str),
    #[error("it has no CallSid, or one that is not CA and 32 hexadecimal digits")]
    NoCall,
}

/// Refuses a webhook. Its values are a stranger's to fill, and reach no log.
fn refused(path: &str, fault: Fault) -> StatusCode {
    tracing::warn!(path, %fault, "a signed webhook was refused");
    StatusCode::BAD_REQUEST
}

/// The first of the parameters which are read that comes more than once.
fn repeated(parameters: &Parameters) -> Option<Fault> {
    let times = |name: &str| parameters.iter().filter(|(key, _)| key == name).count();
    READ.into_iter().map(|(name, _)| name).find(|name| times(name) > 1).map(Fault::Repeated)
}

/// The first of a voice webhook's parameters that is missing, or hidden in another one.
fn hidden(parameters: &Parameters) -> Option<Fault> {
    let within =
        |name: &str| parameters.iter().any(|(key, value)| (key != name && key.contains(name)) || value.contains(name));
    READ.into_iter().find_map(|(name, shown)| match shown {
        Shown::Always if value(parameters, name).is_none() => Some(Fault::Missing(name)),
        Shown::Alone if within(name) => Some(Fault::Merged(name)),
        _ => None,
    })
}

fn call_sid(parameters: &Parameters) -> Option<&str> {
    value(parameters, "CallSid").filter(|text| sid::is_call(text))
}

/// The parameters that are read of a voice webhook; there is no place for others.
struct VoiceRequest {
    call_sid: String,
    dialled: Option<Number>,
    caller: Option<Personal<Number>>,
    forwarded_from: Option<Number>,
    attestation: Option<Attestation>,
}

impl VoiceRequest {
    fn read(parameters: &Parameters) -> Option<Self> {
        Some(VoiceRequest {
            call_sid: call_sid(parameters)?.to_owned(),
            dialled: value(parameters, "To").and_then(|text| Number::parse(text).ok()),
            caller: value(parameters, "From").and_then(caller_number).map(Personal::new),
            // Who forwards may hide as well.
            forwarded_from: value(parameters, "ForwardedFrom").and_then(caller_number),
            attestation: value(parameters, "StirVerstat").and_then(verstat::read),
        })
    }

    /// What it says of its call and decides what the call gets.
    fn facts(&self) -> FactsHash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.call_sid.as_bytes());
        for number in [self.dialled.as_ref(), self.caller.as_ref().map(Personal::reveal), self.forwarded_from.as_ref()]
        {
            // A number begins with a plus, and is as long as its digits.
            hasher.update(number.map_or("+", Number::as_str).as_bytes());
        }
        hasher.finalize()
    }

    /// Whether it says of a call what was known of it when its stream was invited.
    fn is_of(&self, expected: &Expected) -> bool {
        self.call_sid == expected.call_sid
            && self.dialled.as_ref() == Some(&expected.dialled)
            && self.caller == expected.caller
            && self.forwarded_from == expected.forwarded_from
            && self.attestation == expected.attestation
    }
}

fn value<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
    parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

impl Office {
    /// The signers and the parameters of a webhook, if it is signed by the account that it names.
    fn signed(
        &self,
        path: &str,
        query: Option<String>,
        headers: &HeaderMap,
        form: Webhook,
    ) -> Result<Signed, StatusCode> {
        let Form(parameters) = form.map_err(|rejection| rejection.status())?;
        let asked = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        let url = self.reception.public_url.http(&asked);
        let account = value(&parameters, "AccountSid").unwrap_or_default();
        let signers = self.signers(&url, &parameters, headers, Some(account));
        if signers.is_empty() {
            self.refuse_unsigned(self.reception.public_url.http(path), headers, Some(account));
            return Err(StatusCode::FORBIDDEN);
        }
        if let Some(fault) = repeated(&parameters) {
            return Err(refused(path, fault));
        }
        Ok((signers, parameters))
    }

    /// What a call gets.
    async fn answer(self: &Arc<Self>, signers: &[CarrierIndex], parameters: &Parameters) -> Answer {
        if let Some(fault) = hidden(parameters) {
            return Err(refused(VOICE_PATH, fault));
        }
        let request = VoiceRequest::read(parameters).ok_or_else(|| refused(VOICE_PATH, Fault::NoCall))?;
        let _one_at_a_time = self.inviting.turn(&request.call_sid).await;
        if self.is_past(&request.call_sid).await.map_err(unreadable)? {
            return Err(replayed());
        }
        let Some(dialled) = request.dialled.clone() else { return Ok(twiml::nobody()) };
        let Some(business) = self.business(&dialled).await? else {
            tracing::warn!(%dialled, "a call for a number that no business answers");
            return Ok(twiml::nobody());
        };
        let Some(carrier) = self.carrier_of(&business).filter(|carrier| signers.contains(carrier)) else {
            tracing::error!(business = %business.id.0, "a call came through a carrier that is not the business's");
            return Ok(twiml::nobody());
        };
        let leads_back = self.leads_back(&business, request.forwarded_from.as_ref()).await?;
        let caller = request.caller.as_ref().map(Personal::reveal);
        let net = SafetyNet::new(&business, &dialled, caller, leads_back);
        if let Some(same) = self.invited(&request) {
            return Ok(same);
        }
        let (facts, now) = (request.facts(), Instant::now());
        if let Some(why) = self.refusals.of(&facts, now) {
            return turned_away(&net, why);
        }
        let (call_sid, forwarded_from) = (request.call_sid.as_str(), request.forwarded_from.as_ref());
        let asking = Asking { call_sid, business: &business, dialled: &dialled, caller, forwarded_from };
        match self.place(&asking).await {
            Ok(place) => self.invite(place, request, dialled, business, net, carrier),
            Err(why) => {
                self.keep_refusal(&business, facts, why, now);
                turned_away(&net, why)
            }
        }
    }

    /// Remembers a refusal, and tells the operator if the owner is rung for it. What could not be read is no refusal: who asks
    /// again may be let in.
    fn keep_refusal(&self, business: &Business, facts: FactsHash, why: PlaceError, now: Instant) {
        match why {
            PlaceError::Unreadable => return,
            PlaceError::Limited { .. } => {}
            PlaceError::Full | PlaceError::Closing | PlaceError::Spent => self.overflow.warn(&business.id, why, now),
        }
        self.refusals.keep(facts, why, now);
    }

    async fn business(&self, dialled: &Number) -> Result<Option<Arc<Business>>, StatusCode> {
        self.reception.directory.answering(dialled).await.map_err(unreadable)
    }

    /// Whether ringing the owner would come back here: the number is answered by us, or it has just sent this call to us.
    async fn leads_back(&self, business: &Business, forwarded_from: Option<&Number>) -> Result<bool, StatusCode> {
        let ours = self.reception.directory.is_ours(&business.forward).await.map_err(unreadable)?;
        if ours {
            tracing::error!(business = %business.id.0, "the owner's number leads back to this server and is not rung");
        }
        Ok(ours || forwarded_from == Some(&business.forward))
    }

    /// The invitation that a call has had, word for word, where this webhook says the same as the one before. The carrier asks
    /// again when it missed our answer. So does who has recorded the webhook, and must not take the first answer's token away.
    fn invited(&self, request: &VoiceRequest) -> Option<String> {
        let answer =
            |expected: &Expected| request.is_of(expected).then(|| self.connect(&expected.token, &expected.net));
        self.tokens.look_at(&request.call_sid, Instant::now(), answer).flatten()
    }

    fn connect(&self, token: &SecretString, net: &SafetyNet) -> String {
        let token = token.expose_secret();
        twiml::connect(&self.reception.public_url.websocket(&format!("{MEDIA_PATH}/{token}")), token, net)
    }

    /// Invites the carrier to open a stream; with no room for one more token, the caller goes to the owner.
    fn invite(
        self: &Arc<Self>,
        place: CallPlace,
        request: VoiceRequest,
        dialled: Number,
        business: Arc<Business>,
        net: SafetyNet,
        carrier: CarrierIndex,
    ) -> Answer {
        let mut random = [0; 32];
        let call = self.call_id().and_then(|call| self.reception.random.fill(&mut random).map(|()| call));
        let call = call.map_err(|error| {
            tracing::error!(%error, "no randomness for a token");
            StatusCode::SERVICE_UNAVAILABLE
        })?;
        let token = token::token(&random);
        let hash = token::hash(&token);
        let watch = self.reception.events.admit(hash, call.clone(), &business);
        let VoiceRequest { call_sid, caller, forwarded_from, attestation, .. } = request;
        let twiml = self.connect(&token, &net);
        let expected = Expected {
            place,
            token,
            watch,
            call,
            call_sid,
            business,
            dialled,
            caller,
            forwarded_from,
            attestation,
            net: net.clone(),
            carrier,
        };
        match self.expect(hash, expected) {
            Ok(()) => Ok(twiml),
            Err(TokenError::Past) => Err(replayed()),
            Err(error) => {
                tracing::warn!(%error, "a caller goes to the owner");
                Ok(twiml::hand_over(&net))
            }
        }
    }
}

/// What a caller gets for whom there is no place. One who calls too often does not get to the owner either, whose telephone
/// would ring with every call of a flood; and is answered once an hour only, since an answered call costs and, with some
/// numbers, is what the caller is paid for. The first refusal is spoken, so that nobody honest is left to wonder.
fn turned_away(net: &SafetyNet, why: PlaceError) -> Answer {
    match why {
        PlaceError::Limited { first: true } => Ok(twiml::too_often(net)),
        PlaceError::Limited { first: false } => Ok(twiml::busy()),
        PlaceError::Unreadable => Err(StatusCode::SERVICE_UNAVAILABLE),
        PlaceError::Full | PlaceError::Closing | PlaceError::Spent => Ok(twiml::hand_over(net)),
    }
}

fn replayed() -> StatusCode {
    tracing::warn!("a webhook was refused: the stream of its call has begun already, or the call is over");
    StatusCode::FORBIDDEN
}

fn unreadable(error: impl Display) -> StatusCode {
    tracing::error!(%error, "failed to answer a call");
    StatusCode::SERVICE_UNAVAILABLE
}
