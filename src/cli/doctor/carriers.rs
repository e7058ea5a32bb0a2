//! The way to the carrier: the address that it is given, whether its REST interface answers, and what is set at the businesses'
//! numbers.

use super::{Findings, State};
use crate::cli::config::Config;
use base::business::Business;
use base::number::Number;
use std::sync::Arc;
use telephony::rest::Rest;
use telephony::rest::number::{NumberError, NumberSetup};
use telephony::{Carrier, PublicUrl, STATUS_PATH, VOICE_PATH};

/// Whether the carriers can reach this server by its address.
pub(super) fn reachable(config: &Config, findings: &mut Findings) {
    const CHECK: &str = "public URL";
    let url = &config.server.public_url;
    let (state, says) = match (url.is_loopback(), config.carriers.iter().all(Carrier::rest_is_local)) {
        (false, _) => {
            let [voice, status] = [VOICE_PATH, STATUS_PATH].map(|path| url.http(path));
            (State::Ok, format!("{url}; at the number: voice URL {voice}, status callback {status}, both HTTP POST"))
        }
        (true, true) => (State::Note, format!("{url} is for this machine alone: a carrier needs https and a name")),
        (true, false) => (
            State::Wrong,
            format!("{url} cannot be reached by a carrier: write public_url = \"https://…\" in [server]"),
        ),
    };
    findings.add(CHECK, None, state, says);
}

/// Asks each carrier about the numbers of the businesses that it serves.
pub(super) async fn accounts(config: &Config, businesses: &[Arc<Business>], findings: &mut Findings) {
    if config.carriers.is_empty() {
        let says = "none is configured, so no call can come in: write a [[carrier]] as in vorzimmer.example.toml";
        findings.add("carrier", None, State::Missing, says);
    }
    for carrier in &config.carriers {
        let rest = match (carrier.fault(), Rest::new(carrier)) {
            (None, Ok(rest)) => rest,
            (Some(fault), _) => {
                findings.add("carrier", Some(&carrier.id), State::Wrong, fault);
                continue;
            }
            (None, Err(error)) => {
                findings.add("carrier", Some(&carrier.id), State::Wrong, format!("failed to {error}"));
                continue;
            }
        };
        account(config, carrier, &rest, businesses, findings).await;
    }
}

/// What the carrier says of one of its business's numbers.
struct Answer<'a> {
    business: &'a Business,
    number: &'a Number,
    setup: Result<Option<NumberSetup>, NumberError>,
}

async fn account(
    config: &Config,
    carrier: &Carrier,
    rest: &Rest,
    businesses: &[Arc<Business>],
    findings: &mut Findings,
) {
    let only = config.carriers.len() == 1;
    let serves = |business: &Business| business.carrier.as_ref().map_or(only, |id| *id == carrier.id);
    let mut answers: Vec<Answer<'_>> = Vec::new();
    for business in businesses.iter().filter(|business| serves(business)) {
        for phone in &business.phones {
            // Who has not answered once is not asked again.
            let setup = match answers.first().and_then(Answer::unreached) {
                Some(error) => Err(error),
                None => rest.number(&phone.number).await,
            };
            answers.push(Answer { business, number: &phone.number, setup });
        }
    }
    let (state, says) = reached(carrier, answers.first());
    findings.add("carrier", Some(&carrier.id), state, says);
    for answer in answers {
        number(&config.server.public_url, answer, findings);
    }
}

impl Answer<'_> {
    /// Why the carrier was not reached, if it was not.
    fn unreached(&self) -> Option<NumberError> {
        match self.setup {
            Err(error @ (NumberError::Token | NumberError::Unreachable(_))) => Some(error),
            _ => None,
        }
    }
}

fn reached(carrier: &Carrier, answer: Option<&Answer<'_>>) -> (State, String) {
    let host = carrier.rest_base();
    let tokens = match carrier.tokens.len() {
        1 => "its token is readable".to_owned(),
        count => format!("its {count} tokens are readable"),
    };
    match answer {
        None => (State::Note, format!("{tokens}; no business's number is there to ask {host} about")),
        Some(answer) => match answer.unreached() {
            None => (State::Ok, format!("{tokens}, {host} answers")),
            Some(error) => (State::Wrong, unreached(carrier, error)),
        },
    }
}

fn unreached(carrier: &Carrier, error: NumberError) -> String {
    let host = carrier.rest_base();
    match error {
        NumberError::Token => format!(
            "{host} refuses the token: write that of the account {} in the region {}, which has its own",
            carrier.account,
            carrier.region.name()
        ),
        NumberError::Unreachable(why) => {
            format!("{host}: {why}, so that calls can neither be ended nor handed over; see to the network between")
        }
        error => format!("failed to {error}"),
    }
}

/// How a number is set up.
fn number(public_url: &PublicUrl, answer: Answer<'_>, findings: &mut Findings) {
    let Answer { business, number, setup } = answer;
    let about = number.to_string();
    let setup = match setup {
        Ok(Some(setup)) => setup,
        Ok(None) => {
            let says =
                "the account does not have this number: buy or move it, or correct phones in the business's file";
            return findings.add("number", Some(&about), State::Missing, says);
        }
        Err(error) => {
            let says = format!(
                "not looked at, failed to {error}; at the number must be set: voice URL {} (POST), and a fallback that \
                 {}",
                public_url.http(VOICE_PATH),
                business.owner().map_or_else(|| SPEAKS.to_owned(), |owner| format!("dials {owner}"))
            );
            return findings.add("number", Some(&about), State::Note, says);
        }
    };
    let (state, says) = voice(public_url, &setup);
    findings.add("number", Some(&about), state, says);
    let (state, says) = fallback(public_url, business, &setup);
    findings.add("fallback", Some(&about), state, says);
    let status = public_url.http(STATUS_PATH);
    if setup.status_callback != status {
        let says =
            format!("the status callback is not {status}: a call that ends before its stream is forgotten later");
        findings.add("status", Some(&about), State::Note, says);
    }
}

/// Whether calls come to this server.
fn voice(public_url: &PublicUrl, setup: &NumberSetup) -> (State, String) {
    let ours = public_url.http(VOICE_PATH);
    let wanted = format!("set 'a call comes in' to the webhook {ours}, HTTP POST");
    if !setup.trunk_sid.is_empty() {
        return (State::Wrong, format!("its calls go to a trunk: take it off, and {wanted}"));
    }
    if !setup.voice_application_sid.is_empty() {
        return (State::Wrong, format!("its calls go to an application: take it off, and {wanted}"));
    }
    if setup.voice_url.is_empty() {
        return (State::Missing, format!("it has no voice URL: {wanted}"));
    }
    if setup.voice_url.split('?').next() != Some(&ours) {
        return (State::Wrong, format!("its voice URL is {}: {wanted}", setup.voice_url));
    }
    if setup.voice_method.eq_ignore_ascii_case("GET") {
        return (State::Wrong, format!("its voice URL is asked by GET: {wanted}"));
    }
    (State::Ok, format!("its calls come to {ours}"))
}

/// What a fallback does where the owner's number is none to be rung.
const SPEAKS: &str = "says that nobody can be reached";

/// Whether callers reach the owner when this server is not there.
fn fallback(public_url: &PublicUrl, business: &Business, setup: &NumberSetup) -> (State, String) {
    let bin = match business.owner() {
        Some(owner) => format!("holds <Response><Dial>{owner}</Dial></Response>"),
        None => SPEAKS.to_owned(),
    };
    let wanted = format!("set 'primary handler fails' to a TwiML Bin that {bin}");
    let fallback = &setup.voice_fallback_url;
    if fallback.is_empty() {
        return (State::Missing, format!("nobody answers when this server is down: {wanted}"));
    }
    let origin = |url: &str| reqwest::Url::parse(url).map(|url| url.origin());
    match (origin(fallback), origin(&public_url.http(""))) {
        (Ok(theirs), Ok(ours)) if theirs == ours => {
            (State::Wrong, format!("it lies on this server, which is not there when it is needed: {wanted}"))
        }
        (Ok(_), _) => (State::Ok, format!("when this server is down, {fallback} is asked")),
        (Err(_), _) => (State::Wrong, format!("{fallback} is no address: {wanted}")),
    }
}
