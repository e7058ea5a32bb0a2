//! Where the server listens, how it is reached, and where it keeps what it keeps.

use super::parse::{choice, listen, path};
use super::section::{Reading, Section};
use base::document::Fault;
use base::document::quantity::count;
use base::limits::{Allowance, Limit};
use secrecy::{ExposeSecret, SecretString};
use std::net::SocketAddr;
use std::path::PathBuf;
use store::{Address, StoreError};
use telephony::{PublicUrl, PublicUrlError};

/// `[server]`.
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it listens.
    pub listen: SocketAddr,
    /// How the carrier reaches it.
    pub public_url: PublicUrl,
}

/// `[database]`.
#[derive(Debug, Clone)]
pub struct Database {
    /// Where it is, password included.
    pub address: Address,
}

/// `[keys]`.
#[derive(Debug, Clone)]
pub struct Keys {
    /// File with the master keys; absent: beside an SQLite file.
    pub file: Option<PathBuf>,
}

/// `[limits]`.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Calls at the same time; more are handed to the owner.
    pub concurrent_calls: u32,
    /// What one caller may have, and a business in all.
    pub allowance: Allowance,
}

/// `[logs]`.
#[derive(Debug, Clone, Copy)]
pub struct Logs {
    /// How much is logged.
    pub level: tracing::Level,
    /// In which form.
    pub format: LogFormat,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// `[prompts]`.
#[derive(Debug, Clone)]
pub struct Prompts {
    /// Folder with wordings that replace the built-in ones.
    pub folder: Option<PathBuf>,
}

pub(super) fn server(reading: &Reading<'_>) -> Option<Server> {
    let section = reading.section("server");
    let listen = section.value("listen", "127.0.0.1:8080", listen);
    let public_url = match listen {
        Some(address) if address.ip().is_loopback() => {
            section.value("public_url", &format!("http://{address}"), public_url)
        }
        // From elsewhere nobody knows under which name it is reached, and plain http is out of the question.
        Some(_) => section.required("public_url", "\"https://phone.example.org\"", public_url),
        None => section.optional("public_url", public_url),
    };
    section.finish();
    Some(Server { listen: listen?, public_url: public_url? })
}

fn public_url(text: &str) -> Result<PublicUrl, Fault> {
    let wrong =
        |problem: &str| Err(Fault::new(format!("'{text}' {problem}"), "write it like https://phone.example.org"));
    // What the carrier signs is this text and a path of ours behind it, letter for letter.
    match text.split_once("://").map_or(text, |(_, rest)| rest) {
        rest if rest.ends_with('/') => return wrong("ends with a slash, and every path begins with one"),
        rest if rest.contains("//") => {
            return wrong("has an empty part, which proxies cut out, so that no signature fits");
        }
        rest if rest.contains("/twilio") => {
            return wrong("names a path of this server, which is put behind it: no signature would fit");
        }
        _ => {}
    }
    PublicUrl::parse(text).map_err(|error| match error {
        PublicUrlError::Malformed => Fault::new(
            format!("'{text}' is no address"),
            "write it like https://phone.example.org, without a query or a user name",
        ),
        PublicUrlError::Insecure => {
            Fault::new(format!("'{text}' is not encrypted"), "write https://, plain http is for this machine alone")
        }
    })
}

pub(super) fn database(reading: &Reading<'_>) -> Option<Database> {
    let section = reading.section("database");
    let url = section.value("url", "sqlite://vorzimmer.db", |text| Ok(text.to_owned()));
    let passwords = section.secrets("password", "password_file", &["password"]);
    let address = url.and_then(|url| address(&section, &url, passwords?.first()));
    section.finish();
    Some(Database { address: address? })
}

fn address(section: &Section<'_, '_>, url: &str, password: Option<&SecretString>) -> Option<Address> {
    let fault = |fault| {
        section.complain_of("url", fault);
        None
    };
    match Address::parse(url) {
        Ok(_) => {}
        Err(StoreError::Unproved { host, mode }) => {
            section.show_instead("url", "hidden".to_owned());
            let problem = format!("`url`: sslmode={mode} does not prove who answers for {host}");
            let remedy = "leave sslmode out or write verify-full, with sslrootcert=FILE for an authority of your own";
            return fault(Fault::new(problem, remedy));
        }
        // What cannot be parsed may hold a password, and is not repeated.
        Err(_) => {
            section.show_instead("url", "hidden".to_owned());
            let remedy = "write sqlite://FILE, sqlite::memory: or postgres://USER@HOST/NAME";
            return fault(Fault::new("`url`: it is no database's address", remedy));
        }
    }
    let server = url.starts_with("postgres").then(|| reqwest::Url::parse(url).ok()).flatten();
    let with_password = server.clone().filter(|server| server.password().is_some());
    if let Some(mut shown) = with_password.clone() {
        shown.set_password(Some("hidden")).ok();
        section.show_instead("url", shown.to_string());
    }
    if with_password.is_some() && !section.is_overridden("url") {
        let remedy = "leave it out, and set VORZIMMER_DATABASE_PASSWORD or write password_file = \"FILE\"";
        return fault(Fault::new("`url`: a password must not stand in a configuration file", remedy));
    }
    let complete = match (server, password) {
        (Some(mut server), Some(password)) => {
            server.set_password(Some(password.expose_secret())).ok();
            server.to_string()
        }
        _ => url.to_owned(),
    };
    Address::parse(&complete).ok()
}

pub(super) fn keys(reading: &Reading<'_>) -> Keys {
    let section = reading.section("keys");
    let file = section.optional("file", path);
    section.forbid(&["key", "master", "secret"], "file = \"FILE\"");
    section.finish();
    Keys { file }
}

pub(super) fn limits(reading: &Reading<'_>) -> Option<Limits> {
    let section = reading.section("limits");
    let concurrent_calls = section.value("concurrent_calls", "10", count(1..=1000));
    let allowance = allowance(&section);
    section.finish();
    Some(Limits { concurrent_calls: concurrent_calls?, allowance: allowance? })
}

/// None can be 0, which would shut everybody out, and none is boundless but the minutes, which are where nothing is written.
fn allowance(section: &Section<'_, '_>) -> Option<Allowance> {
    let usual = Allowance::default();
    let most = |limit: Limit, default: u32, most| section.value(limit.as_str(), &default.to_string(), count(1..=most));
    let calls_at_once = most(Limit::CallsAtOnce, usual.calls_at_once, 1000);
    let calls_per_hour = most(Limit::CallsPerHour, usual.calls_per_hour, 10_000);
    let unknown_calls_per_hour = most(Limit::UnknownCallsPerHour, usual.unknown_calls_per_hour, 100_000);
    let transfers_per_day = most(Limit::TransfersPerDay, usual.transfers_per_day, 1000);
    let failed_lookups_per_day = most(Limit::FailedLookupsPerDay, usual.failed_lookups_per_day, 100);
    let bookings_per_call = most(Limit::BookingsPerCall, usual.bookings_per_call, 100);
    let open_appointments = most(Limit::OpenAppointments, usual.open_appointments, 1000);
    let owner_rings_per_hour = most(Limit::OwnerRingsPerHour, usual.owner_rings_per_hour, 10_000);
    let minutes_per_day = section.optional(Limit::MinutesPerDay.as_str(), count(1..=1_000_000));
    Some(Allowance {
        calls_at_once: calls_at_once?,
        calls_per_hour: calls_per_hour?,
        unknown_calls_per_hour: unknown_calls_per_hour?,
        transfers_per_day: transfers_per_day?,
        failed_lookups_per_day: failed_lookups_per_day?,
        bookings_per_call: bookings_per_call?,
        open_appointments: open_appointments?,
        owner_rings_per_hour: owner_rings_per_hour?,
        minutes_per_day,
    })
}

pub(super) fn logs(reading: &Reading<'_>) -> Option<Logs> {
    use tracing::Level;
    let section = reading.section("logs");
    // Not 'trace': libraries put the content of messages there.
    const LEVELS: [(&str, Level); 4] =
        [("error", Level::ERROR), ("warn", Level::WARN), ("info", Level::INFO), ("debug", Level::DEBUG)];
    let level = section.value("level", "info", choice(&LEVELS));
    let format = section.value("format", "text", choice(&[("text", LogFormat::Text), ("json", LogFormat::Json)]));
    section.finish();
    Some(Logs { level: level?, format: format? })
}

pub(super) fn prompts(reading: &Reading<'_>) -> Prompts {
    let section = reading.section("prompts");
    let folder = section.optional("folder", path);
    section.finish();
    Prompts { folder }
}
