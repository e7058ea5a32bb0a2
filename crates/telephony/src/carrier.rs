//! A carrier account, as configured by a `[[carrier]]` entry.

use super::sid;
use axum::http::Uri;
use egress::processor::is_loopback;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// One account at Twilio in one region. An account used in two regions has two entries: keys and tokens differ by region.
#[derive(Debug, Clone)]
pub struct Carrier {
    /// Our name for it; businesses refer to it.
    pub id: String,
    /// The account's id (AccountSid).
    pub account: String,
    /// The account's auth tokens in this region. All verify signatures; the first signs in to REST. Two while rotating.
    pub tokens: Vec<SecretString>,
    /// Where the account's calls are processed.
    pub region: Region,
    /// Replaces the REST host, such as `http://127.0.0.1:9000` for the stand-in. Plain `http` on loopback only (P27).
    pub rest_base: Option<String>,
}

/// A region in which Twilio processes calls and offers Media Streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// United States, the default of new accounts.
    Us1,
    /// Ireland.
    Ie1,
    /// Australia.
    Au1,
}

impl Region {
    /// The region's name at Twilio.
    pub fn name(self) -> &'static str {
        match self {
            Region::Us1 => "us1",
            Region::Ie1 => "ie1",
            Region::Au1 => "au1",
        }
    }

    /// The base of its REST interface. The form without the place (`api.ie1.twilio.com`) ceased to work in April 2026
    /// (Twilio, 'Using the Twilio REST API in a non-US Region').
    pub fn rest_base(self) -> &'static str {
        match self {
            Region::Us1 => "https://api.twilio.com",
            Region::Ie1 => "https://api.dublin.ie1.twilio.com",
            Region::Au1 => "https://api.sydney.au1.twilio.com",
        }
    }
}

impl Carrier {
    /// Where its REST interface is, without a slash at the end.
    pub fn rest_base(&self) -> &str {
        self.rest_base.as_deref().unwrap_or(self.region.rest_base()).trim_end_matches('/')
    }

    /// Whether its REST interface is on this machine.
    pub fn rest_is_local(&self) -> bool {
        self.rest_uri().is_some_and(|uri| uri.host().is_some_and(is_loopback))
    }

    /// The base as an address with scheme and host, if it is one.
    fn rest_uri(&self) -> Option<Uri> {
        self.rest_base().parse::<Uri>().ok().filter(|uri| uri.scheme_str().is_some() && uri.host().is_some())
    }

    /// What is wrong with it, if anything, to fit 'use the carrier …:'.
    pub fn fault(&self) -> Option<&'static str> {
        let safe = match self.rest_uri().as_ref().and_then(Uri::scheme_str) {
            Some("https") => true,
            Some("http") => self.rest_is_local(),
            _ => false,
        };
        let faults = [
            (self.id.is_empty(), "it has no id"),
            (!sid::is_account(&self.account), "its account is no AccountSid, such as AC followed by 32 hex digits"),
            (self.tokens.is_empty(), "it has no token"),
            (self.tokens.iter().any(|token| token.expose_secret().trim().is_empty()), "one of its tokens is empty"),
            (!safe, "its REST interface must be https, or on loopback"),
        ];
        faults.into_iter().find(|(present, _)| *present).map(|(_, fault)| fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carrier() -> Carrier {
        let account = "AC00000000000000000000000000000001".to_owned();
        Carrier { id: "main".to_owned(), account, tokens: vec!["t".into()], region: Region::Ie1, rest_base: None }
    }

    #[test]
    fn the_region_decides_the_host() {
        let hosts = [Region::Us1, Region::Ie1, Region::Au1].map(|region| Carrier { region, ..carrier() });
        assert_eq!(hosts[0].rest_base(), "https://api.twilio.com");
        assert_eq!(hosts[1].rest_base(), "https://api.dublin.ie1.twilio.com");
        assert_eq!(hosts[2].rest_base(), "https://api.sydney.au1.twilio.com");
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(carrier().fault(), None);
        assert!(Carrier { tokens: vec![], ..carrier() }.fault().is_some());
        assert!(Carrier { tokens: vec!["t".into(), " ".into()], ..carrier() }.fault().is_some());
        assert!(Carrier { account: "../x".to_owned(), ..carrier() }.fault().is_some());
        assert!(Carrier { account: "AC2".to_owned(), ..carrier() }.fault().is_some());
        assert!(Carrier { id: String::new(), ..carrier() }.fault().is_some());
    }

    #[test]
    fn p27_rest_without_tls_is_refused_beyond_loopback() {
        let with = |base: &str| Carrier { rest_base: Some(base.to_owned()), ..carrier() }.fault();
        assert_eq!(with("http://127.0.0.1:9000/"), None);
        assert_eq!(with("http://localhost:9000"), None);
        assert_eq!(with("https://rest.example.org"), None);
        for base in ["http://rest.example.org", "http://127.0.0.1.example.org", "ftp://127.0.0.1", "127.0.0.1:1"] {
            assert!(with(base).is_some(), "{base}");
        }
    }
}
