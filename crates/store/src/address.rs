//! Where a database is: an URL, parsed.
//!
//! Takes `sqlite://FILE`, `sqlite::memory:` or `postgres://USER@HOST/NAME`; gives what sqlx connects to and a form that is fit
//! to be printed. Connects to nothing.
//!
//! A server elsewhere must prove who it is (`sslmode=verify-full`) before it is told a password or anything of a caller: in
//! every other mode of PostgreSQL's clients, whoever answers for it is given both (P27).

use super::StoreError;
use sqlx::any::AnyConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Error};
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

/// Where a database is. Prints without passwords.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of the embedded database.
    File(PathBuf),
    /// The embedded database in memory: gone with the process.
    Memory,
    /// A PostgreSQL server.
    Server(PostgresAddress),
}

/// A database on a PostgreSQL server.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresAddress {
    url: String,
    /// `USER@HOST:PORT/NAME`.
    shown: String,
}

impl Address {
    /// Parses an URL.
    ///
    /// # Errors
    /// When it is of another form than those that the module names, or lets a server elsewhere go unproved.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        let scheme = url.split_once(':').map(|(scheme, _)| scheme);
        let parsed = match scheme {
            Some("sqlite") if url.contains(":memory:") => Ok(Address::Memory),
            Some("sqlite") => file(url),
            Some("postgres" | "postgresql") => return server(url),
            _ => Err(None),
        };
        parsed.map_err(|error| StoreError::Address(error.map_or_else(String::new, |error| format!(" ({error})"))))
    }

    /// What sqlx connects to.
    pub(super) fn options(&self) -> Result<AnyConnectOptions, Error> {
        match self {
            Address::File(path) => {
                // An absolute path, lest a relative one be taken for a host name.
                let path = std::path::absolute(path).map_err(Error::Io)?;
                AnyConnectOptions::from_url(&SqliteConnectOptions::new().filename(path).to_url_lossy())
            }
            Address::Memory => "sqlite::memory:".parse(),
            Address::Server(server) => server.url.parse(),
        }
    }
}

fn file(url: &str) -> Result<Address, Option<Error>> {
    let options: SqliteConnectOptions = url.parse().map_err(Some)?;
    let path = options.get_filename();
    if path.as_os_str().is_empty() { Err(None) } else { Ok(Address::File(path.to_owned())) }
}

fn server(url: &str) -> Result<Address, StoreError> {
    // What a URL that cannot be parsed holds may be a password.
    let malformed = |_| StoreError::Address(String::new());
    let options: PgConnectOptions = url.parse().map_err(malformed)?;
    let address: AnyConnectOptions = url.parse().map_err(malformed)?;
    let host = options.get_socket().map_or_else(|| options.get_host().to_owned(), |path| path.display().to_string());
    let name = options.get_database().unwrap_or_else(|| options.get_username());
    let shown = format!("{}@{host}:{}/{name}", options.get_username(), options.get_port());
    let mut complete = address.database_url;
    if !is_here(&host) {
        let asks = complete.query_pairs().any(|(key, _)| matches!(&*key, "sslmode" | "ssl-mode"));
        let mode = options.get_ssl_mode();
        match (asks, mode) {
            (true, PgSslMode::VerifyFull) => {}
            (true, _) => return Err(StoreError::Unproved { host, mode: name_of(mode) }),
            // Whatever PGSSLMODE says: the URL is stronger.
            (false, _) => drop(complete.query_pairs_mut().append_pair("sslmode", name_of(PgSslMode::VerifyFull))),
        }
    }
    Ok(Address::Server(PostgresAddress { url: complete.into(), shown }))
}

/// Whether a server is on this machine, where nobody can listen between: a socket's folder, or loopback.
fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.starts_with('/') || host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A mode as URLs name it.
fn name_of(mode: PgSslMode) -> &'static str {
    match mode {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::File(path) => write!(f, "{}", path.display()),
            Address::Memory => f.write_str("in memory"),
            Address::Server(server) => f.write_str(&server.shown),
        }
    }
}

impl fmt::Debug for PostgresAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_memory_are_the_embedded_database() {
        for (url, path) in [
            ("sqlite://vorzimmer.db", "vorzimmer.db"),
            ("sqlite:vorzimmer.db", "vorzimmer.db"),
            ("sqlite:///var/lib/vorzimmer/v.db", "/var/lib/vorzimmer/v.db"),
            ("sqlite://a%20b/v.db", "a b/v.db"),
        ] {
            assert_eq!(Address::parse(url).expect(url), Address::File(path.into()), "{url}");
        }
        for url in ["sqlite::memory:", "sqlite://:memory:"] {
            assert_eq!(Address::parse(url).expect(url), Address::Memory, "{url}");
        }
    }

    #[test]
    fn p26_passwords_do_not_print() {
        let address = Address::parse("postgres://anna:geheim@db.example:5433/front").expect("an address");
        assert_eq!(address.to_string(), "anna@db.example:5433/front");
        assert!(!format!("{address:?}").contains("geheim"));
        let error = Address::parse("postgres://anna:geheim@db.example:port/front").expect_err("no port");
        assert!(!format!("{error} {error:?}").contains("geheim"));
    }

    const MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    /// What sqlx makes of a URL that was let through.
    fn mode_of(url: &str) -> &'static str {
        let Address::Server(server) = Address::parse(url).expect(url) else { panic!("{url} is no server") };
        name_of(server.url.parse::<PgConnectOptions>().expect(url).get_ssl_mode())
    }

    #[test]
    fn p27_a_server_elsewhere_proves_who_it_is() {
        for host in ["db.example", "0.0.0.0", "10.0.0.7", "[2001:db8::1]", "localhost.example", "127.0.0.1.example"] {
            let url = format!("postgres://anna:geheim@{host}/front");
            assert_eq!(mode_of(&url), "verify-full", "{url}");
            assert_eq!(mode_of(&format!("{url}?sslrootcert=/etc/ca.pem")), "verify-full", "{url}");
            assert_eq!(mode_of(&format!("{url}?sslmode=verify-full")), "verify-full", "{url}");
            for (key, mode) in
                ["sslmode", "ssl-mode"].into_iter().flat_map(|key| MODES[..5].iter().map(move |mode| (key, mode)))
            {
                let error = Address::parse(&format!("{url}?sslmode=verify-full&{key}={mode}")).expect_err(mode);
                let said = error.to_string();
                assert!(matches!(error, StoreError::Unproved { .. }) && said.contains(mode), "{said}");
                assert!(said.contains("verify-full") && !said.contains("geheim"), "{said}");
            }
        }
        // The host that is reached counts, not the one that stands first.
        for key in ["host", "hostaddr"] {
            let elsewhere = format!("postgres://anna@localhost/front?{key}=10.0.0.7");
            assert_eq!(mode_of(&elsewhere), "verify-full");
            Address::parse(&format!("{elsewhere}&sslmode=prefer")).expect_err(&elsewhere);
        }
    }

    #[test]
    fn on_this_machine_every_mode_will_do() {
        for url in [
            "postgres://anna@localhost/front?a=b",
            "postgres://anna@127.0.0.1/front?a=b",
            "postgres://anna@127.1.2.3/front?a=b",
            "postgres://anna@[::1]/front?a=b",
            "postgres://anna@localhost/front?host=/run/postgresql",
            "postgres://anna@%2Frun%2Fpostgresql/front?a=b",
            "postgres://anna@db.example/front?host=/run/postgresql",
        ] {
            for mode in MODES {
                assert_eq!(mode_of(&format!("{url}&sslmode={mode}")), mode, "{url}");
            }
        }
    }

    #[test]
    fn other_urls_are_refused_with_what_to_write() {
        for url in ["mysql://localhost/front", "vorzimmer.db", "", "sqlite://", "sqlite://a.db?mode=sideways"] {
            let error = Address::parse(url).expect_err(url).to_string();
            assert!(error.contains("write sqlite://FILE"), "{url}: {error}");
        }
    }
}
