//! The accounts at the carrier.

use super::parse::choice;
use super::processors::Privacy;
use super::section::{Reading, Section};
use base::document::Fault;
use egress::processor::is_loopback;
use telephony::{Carrier, Region};

const REGIONS: [(&str, Region); 3] = [("us1", Region::Us1), ("ie1", Region::Ie1), ("au1", Region::Au1)];

/// `[[carrier]]`.
pub(super) fn carriers(reading: &Reading<'_>, policy: Privacy) -> Vec<Carrier> {
    reading.sections("carrier").into_iter().filter_map(|(id, section)| carrier(id, section, policy)).collect()
}

fn carrier(id: String, section: Section<'_, '_>, policy: Privacy) -> Option<Carrier> {
    let account = section.required("account", "\"AC0123456789abcdef0123456789abcdef\"", account);
    let region = section.required("region", "\"ie1\"", choice(&REGIONS));
    let rest_base = section.optional("rest", rest);
    let tokens = section.secrets("tokens", "token_files", &["token", "tokens", "auth_token"]);
    if let Some(count) = tokens.as_ref().map(Vec::len).filter(|count| !(1..=2).contains(count)) {
        let problem = format!("{count} tokens are given");
        let remedy = "write token_files = [\"FILE\"], with a second file only while a token is being replaced";
        section.complain_of("token_files", Fault::new(problem, remedy));
    }
    // The carrier is a processor too; within the Union Twilio processes calls in Ireland alone.
    if policy.eu_only && region.is_some_and(|region| region != Region::Ie1) {
        let problem = "`region`: it is outside the European Union, and [privacy] eu_only is set";
        section.complain_of("region", Fault::new(problem, "write region = \"ie1\", or set eu_only = false"));
    }
    section.finish();
    Some(Carrier { id, account: account?, tokens: tokens?, region: region?, rest_base })
}

fn account(text: &str) -> Result<String, Fault> {
    let digits = text
        .strip_prefix("AC")
        .filter(|rest| rest.len() == 32 && rest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
    let remedy = "write the AccountSid: AC and 32 hexadecimal digits";
    digits.map(|_| text.to_owned()).ok_or_else(|| Fault::new(format!("'{text}' is no account"), remedy))
}

/// Another host for the REST interface: a stand-in on this machine, or one of Twilio's own (an edge location).
fn rest(text: &str) -> Result<String, Fault> {
    let fault = || {
        let remedy = "write http://127.0.0.1:PORT for a stand-in on this machine, or https and a host of twilio.com";
        Fault::new(format!("'{text}' is no host that may be given a token"), remedy)
    };
    let url = reqwest::Url::parse(text).map_err(|_| fault())?;
    let host = url.host_str().unwrap_or_default();
    let local = is_loopback(host);
    let known = url.scheme() == "https" && (host == "api.twilio.com" || host.ends_with(".twilio.com"));
    let plain = url.query().is_none() && url.username().is_empty() && url.password().is_none();
    let ours = local && matches!(url.scheme(), "http" | "https") || known;
    if ours && plain { Ok(text.trim_end_matches('/').to_owned()) } else { Err(fault()) }
}
