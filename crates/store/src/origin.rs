//! Whose a database is, and of which version: looked at before anything of it is changed.
//!
//! Takes an [`Address`], gives what is there. A file is read as it lies: no log is made beside it, none is worked into it, and
//! no header rewritten, so that a file of somebody else's stays byte for byte what it was.

use super::StoreError;
use super::address::Address;
use super::error::unreachable;
use super::migrations::{STEPS, made_by};
use base::file;
use sqlx::any::AnyConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyConnection, ConnectOptions, Connection};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

/// How long a first connection may take, and how long a statement waits for a free connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// How every file of SQLite begins (<https://www.sqlite.org/fileformat.html>, section 1.3.1).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Where the steps that were taken are noted down.
const NOTES: &str = "_sqlx_migrations";

/// What a database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// Nothing, or on a server nothing of ours.
    Empty,
    /// Our tables, after this step.
    Ours(i64),
    /// Ours, and something that its steps made is gone: its name.
    Incomplete(String),
    /// Tables of another program.
    Foreign,
}

/// Looks at a database. `None` for one in memory.
pub(super) async fn look(address: &Address) -> Result<Option<Origin>, StoreError> {
    let failed = |error| unreachable(address, error);
    let options = match address {
        Address::Memory => return Ok(None),
        Address::Server(_) => address.options().map_err(failed)?,
        Address::File(path) => {
            if !is_sqlite(path).map_err(|error| failed(error.into()))? {
                return Err(StoreError::NotSqlite(path.clone()));
            }
            as_it_lies(path).map_err(failed)?
        }
    };
    let looked = async {
        let mut connection = options.connect().await?;
        let found = origin(&mut connection, matches!(address, Address::Server(_))).await?;
        connection.close().await?;
        Ok(Some(found))
    };
    tokio::time::timeout(PATIENCE, looked).await.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(failed)
}

/// Whether SQLite can have made the file. An empty one is a new database to SQLite.
fn is_sqlite(path: &Path) -> io::Result<bool> {
    let mut head = Vec::with_capacity(MAGIC.len());
    file::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut head)?;
    Ok(head.is_empty() || head == MAGIC)
}

/// To read a file and change nothing. Where no log lies beside it, SQLite is told that nobody writes, lest it make one.
fn as_it_lies(path: &Path) -> Result<AnyConnectOptions, sqlx::Error> {
    let path = std::path::absolute(path)?;
    let mut log = path.clone().into_os_string();
    log.push("-wal");
    let options = SqliteConnectOptions::new().filename(&path).read_only(true).immutable(!Path::new(&log).exists());
    AnyConnectOptions::from_url(&options.to_url_lossy())
}

async fn origin(connection: &mut AnyConnection, server: bool) -> Result<Origin, sqlx::Error> {
    let listed = match server {
        true => "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()",
        false => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    };
    let tables: Vec<String> = sqlx::query_scalar(listed).fetch_all(&mut *connection).await?;
    if !tables.iter().any(|table| table == NOTES) {
        // A server's database may hold what its extensions and administrators put there.
        return Ok(if tables.is_empty() || server { Origin::Empty } else { Origin::Foreign });
    }
    let noted = "SELECT version, description FROM _sqlx_migrations ORDER BY version";
    let steps: Vec<(i64, String)> = sqlx::query_as(noted).fetch_all(&mut *connection).await?;
    let ours = steps.first().is_some_and(|(version, name)| (*version, name.as_str()) == STEPS[0]);
    Ok(match steps.last() {
        None => Origin::Empty,
        Some((last, _)) if ours => match missing(connection, server, *last).await? {
            Some(name) => Origin::Incomplete(name.to_owned()),
            None => Origin::Ours(*last),
        },
        Some(_) => Origin::Foreign,
    })
}

/// What the steps made and somebody else took away: a table, or what keeps it whole, such as a trigger against overlap.
async fn missing(connection: &mut AnyConnection, server: bool, last: i64) -> Result<Option<&'static str>, sqlx::Error> {
    let listed = match server {
        true => {
            "SELECT CAST(relname AS TEXT) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
             WHERE nspname = current_schema()"
        }
        false => "SELECT name FROM sqlite_master",
    };
    let there: Vec<String> = sqlx::query_scalar(listed).fetch_all(connection).await?;
    Ok(made_by(server, last).find(|made| !there.iter().any(|name| name == made)))
}
