//! Where a database is: an URL, parsed.
//!
//! Takes `sqlite://FILE`, `sqlite::memory:` or `postgres://USER@HOST/NAME`; gives what sqlx connects to and a form that is fit
//! to be printed. Connects to nothing.

use super::StoreError;
use sqlx::any::AnyConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Error};
use std::fmt;
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
    /// When it is of another form than those that the module names.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        let scheme = url.split_once(':').map(|(scheme, _)| scheme);
        let parsed = match scheme {
            Some("sqlite") if url.contains(":memory:") => Ok(Address::Memory),
            Some("sqlite") => file(url),
            Some("postgres" | "postgresql") => server(url),
            _ => Err(None),
        };
        // What a PostgreSQL URL that cannot be parsed holds may be a password.
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

fn server(url: &str) -> Result<Address, Option<Error>> {
    let options: PgConnectOptions = url.parse().map_err(|_| None)?;
    let host = options.get_socket().map_or_else(|| options.get_host().to_owned(), |path| path.display().to_string());
    let name = options.get_database().unwrap_or_else(|| options.get_username());
    let shown = format!("{}@{host}:{}/{name}", options.get_username(), options.get_port());
    Ok(Address::Server(PostgresAddress { url: url.to_owned(), shown }))
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

    #[test]
    fn other_urls_are_refused_with_what_to_write() {
        for url in ["mysql://localhost/front", "vorzimmer.db", "", "sqlite://", "sqlite://a.db?mode=sideways"] {
            let error = Address::parse(url).expect_err(url).to_string();
            assert!(error.contains("write sqlite://FILE"), "{url}: {error}");
        }
    }
}
