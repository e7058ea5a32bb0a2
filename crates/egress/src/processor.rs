//! Who else gets callers' data (Art. 28 GDPR), as the operator lists them.
//!
//! The list drives what may be reached ([`crate`]) and what notices say, so that the two cannot differ (P25). Here is
//! what an entry is and which entries a policy admits; nothing is reached.

use reqwest::Url;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// Codes of the countries in which the GDPR holds: the European Union and the European Economic Area (ISO 3166-1).
const EEA: [&str; 30] = [
    "at", "be", "bg", "cy", "cz", "de", "dk", "ee", "es", "fi", "fr", "gr", "hr", "hu", "ie", "is", "it", "li", "lt",
    "lu", "lv", "mt", "nl", "no", "pl", "pt", "ro", "se", "si", "sk",
];

/// Somebody who processes callers' data for the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processor {
    /// Id, by which adapters name it.
    pub id: String,
    /// Name and seat, as a notice gives them.
    pub name: String,
    /// What the data is used for.
    pub purpose: String,
    /// Where it is processed.
    pub region: Region,
    /// What is sent.
    pub data: Vec<DataClass>,
    /// On what ground (Art. 6 GDPR).
    pub legal_basis: String,
    /// The agreement of Art. 28(3) GDPR: its reference or address. Not needed for a machine of one's own.
    pub agreement: Option<String>,
    /// Which hosts are its; no other is reached in its name.
    pub hosts: Vec<Host>,
}

/// Where data is processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Region {
    /// On this machine.
    Here,
    /// Somewhere in the European Union.
    Eu,
    /// In a country, by its ISO 3166-1 code in lower case.
    Country(String),
}

/// What kinds of data a processor is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataClass {
    /// Callers' voices.
    Voice,
    /// What was said, in words.
    Words,
    /// What the agent says, which may hold a caller's name.
    Speech,
    /// Telephone numbers.
    Number,
    /// Names.
    Name,
    /// Appointments.
    Appointment,
}

/// A host, with its port where that is not the usual one. Matched whole: there are no wildcards.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host {
    /// Name or address, in lower case, without brackets.
    pub name: String,
    /// The port; absent: that of https.
    pub port: Option<u16>,
}

/// Not the text of a host or region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not known")]
pub struct Unreadable(pub String);

impl Region {
    /// Whether the GDPR holds there, so that the data leaves no protection behind (Art. 44).
    pub fn is_european(&self) -> bool {
        match self {
            Region::Here | Region::Eu => true,
            Region::Country(code) => EEA.contains(&code.as_str()),
        }
    }
}

impl FromStr for Region {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        match text {
            "here" => Ok(Region::Here),
            "eu" => Ok(Region::Eu),
            code if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                Ok(Region::Country(code.to_owned()))
            }
            _ => Err(Unreadable(text.to_owned())),
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Region::Here => f.write_str("here"),
            Region::Eu => f.write_str("eu"),
            Region::Country(code) => f.write_str(code),
        }
    }
}

impl DataClass {
    /// All of them, with the names by which they are configured.
    pub const NAMES: [(&'static str, DataClass); 6] = [
        ("voice", DataClass::Voice),
        ("words", DataClass::Words),
        ("speech", DataClass::Speech),
        ("number", DataClass::Number),
        ("name", DataClass::Name),
        ("appointment", DataClass::Appointment),
    ];
}

impl Host {
    /// The host of an address, if it has one.
    pub fn of(url: &Url) -> Option<Self> {
        let name = url.host_str()?.trim_matches(['[', ']']).to_lowercase();
        Some(Host { name, port: url.port() })
    }

    /// Whether it is this machine, so that nothing leaves it and plain http is no risk.
    pub fn is_local(&self) -> bool {
        is_loopback(&self.name)
    }
}

/// Whether a host, as written in an address (`localhost`, `127.0.0.1`, `[::1]`), is this machine.
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl FromStr for Host {
    type Err = Unreadable;

    /// Reads `api.example.com`, `127.0.0.1:8000` or `[::1]:8000`.
    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let unreadable = || Unreadable(text.to_owned());
        if text.contains(['/', '@', '*', '?', '#']) {
            return Err(unreadable());
        }
        let url = Url::parse(&format!("https://{text}/")).map_err(|_| unreadable())?;
        Host::of(&url).ok_or_else(unreadable)
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p25_the_gdpr_holds_in_the_eea_and_on_this_machine_only() {
        for (text, european) in [("here", true), ("eu", true), ("de", true), ("is", true), ("us", false), ("gb", false)]
        {
            assert_eq!(text.parse::<Region>().unwrap().is_european(), european, "{text}");
        }
        assert!("Europe".parse::<Region>().is_err());
    }

    #[test]
    fn hosts_are_names_with_a_port_and_nothing_else() {
        let host = |text: &str| text.parse::<Host>();
        assert_eq!(host("API.example.com").unwrap(), Host { name: "api.example.com".into(), port: None });
        assert_eq!(host("[::1]:8000").unwrap(), Host { name: "::1".into(), port: Some(8000) });
        assert!(host("[::1]:8000").unwrap().is_local() && !host("api.example.com").unwrap().is_local());
        for text in ["https://a.b", "a.b/c", "*.example.com", "user@a.b", "", "a b"] {
            assert!(host(text).is_err(), "{text}");
        }
    }
}
