//! The connection to the database: SQLite, embedded, or PostgreSQL; one SQL text serves both.
//!
//! Takes an [`Address`]; gives a pool whose tables are up to date. On SQLite every connection writes ahead (WAL), syncs each
//! commit, enforces foreign keys and overwrites what it deletes; writers take turns within the process and wait for those
//! of others. It knows nothing of what the tables mean.

use super::StoreError;
use super::address::Address;
use super::error::{unprepared, unreachable};
use super::migrations;
use super::origin::{self, Origin, PATIENCE};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions, Connection, Executor, Transaction};
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// SQLite's readers do not wait for each other; each costs a thread and a page cache of 2 MB.
const FILE_CONNECTIONS_MAX: u32 = 8;
/// Calls spend a few milliseconds each in the database: one connection serves dozens of them.
const SERVER_CONNECTIONS_MAX: u32 = 16;

/// Busy for longer than this is an error: another process holds the file. `secure_delete` overwrites with zeros what is
/// deleted; `FULL` syncs the log at each commit, so that a booking that was confirmed outlives a power failure.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                       PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY";

/// A database that is open and up to date.
#[derive(Debug, Clone)]
pub(super) struct Database {
    pool: AnyPool,
    /// SQLite: who may write. Asking SQLite itself would mean sleeping and trying again.
    writer: Option<Arc<Mutex<()>>>,
}

/// A transaction that writes. Dropped without [`Write::commit`], it never was.
pub(super) struct Write {
    transaction: Transaction<'static, Any>,
    /// Released after the transaction, since fields are dropped in this order.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Database {
    /// Connects. With `create` it makes a file that is not there, and makes or updates the tables; without, it takes no
    /// database but one of ours and of this version, and changes nothing of another. Somebody else's is never taken.
    pub(super) async fn open(address: &Address, create: bool) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        if let Address::File(path) = address
            && !path.exists()
        {
            if !create {
                return Err(StoreError::Missing(path.clone()));
            }
            make_file(path).map_err(|error| unreachable(address, error.into()))?;
        }
        if let Address::File(path) = address {
            refuse_links(address, path)?;
        }
        admit(address, create, origin::look(address).await?)?;
        let options = address.options().map_err(|error| unreachable(address, error))?;
        if !matches!(address, Address::Memory) {
            try_out(address, &options).await.map_err(|error| unreachable(address, error))?;
        }
        let pool = pool_options(address).connect_with(options).await.map_err(|error| unreachable(address, error))?;
        let writer = (!matches!(address, Address::Server(_))).then(Arc::default);
        let database = Database { pool, writer };
        if create {
            database.migrate().await?;
        }
        Ok(database)
    }

    /// A connection to read with.
    pub(super) async fn read(&self) -> Result<PoolConnection<Any>, sqlx::Error> {
        self.pool.acquire().await
    }

    /// A transaction to write with.
    pub(super) async fn write(&self) -> Result<Write, sqlx::Error> {
        match &self.writer {
            // Not BEGIN alone: a transaction that reads first and writes then is refused when another wrote in between.
            Some(writer) => {
                let turn = writer.clone().lock_owned().await;
                Ok(Write { transaction: self.pool.begin_with("BEGIN IMMEDIATE").await?, _turn: Some(turn) })
            }
            None => Ok(Write { transaction: self.pool.begin().await?, _turn: None }),
        }
    }

    /// Rewrites the database without what was deleted, so that no deleted byte is left in its file, free pages or log.
    ///
    /// SQLite zeroes what it deletes, but leaves copies behind where it moved rows between pages: only VACUUM rewrites those.
    /// PostgreSQL's VACUUM frees the dead rows' space; there, that the values are sealed is what protects until reuse.
    ///
    /// Gives `false` where readers kept the log from being emptied; the next time will do it.
    pub(super) async fn compact(&self) -> Result<bool, sqlx::Error> {
        let Some(writer) = &self.writer else {
            let tables = "VACUUM turns, summaries, calls, tallies, appointments, messages, consents, compactions_due";
            self.read().await?.execute(tables).await?;
            return Ok(true);
        };
        let _turn = writer.lock().await;
        let mut connection = self.read().await?;
        connection.execute("VACUUM").await?;
        let (busy, _, _): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await?;
        Ok(busy == 0)
    }

    /// Reads a table's page, and begins to write, which is not done. Not `SELECT 1`, which a file that is gone or damaged answers
    /// too. The change of no row is for PostgreSQL, which asks for the right to write only then.
    pub(super) async fn probe(&self) -> Result<(), sqlx::Error> {
        let mut write = self.write().await?;
        write.execute("SELECT id FROM businesses LIMIT 1").await?;
        write.execute("UPDATE businesses SET id = id WHERE id IS NULL").await.map(drop)
    }

    /// Waits for running statements and closes all connections.
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        match &self.writer {
            // SQLite knows no lock for migrations: the write lock keeps two processes from making the tables at once.
            Some(_) => {
                let mut write = self.write().await?;
                migrations::sqlite().run(&mut *write.transaction).await.map_err(unprepared)?;
                Ok(write.commit().await?)
            }
            None => migrations::postgres().run(&self.pool).await.map_err(unprepared),
        }
    }
}

impl Write {
    /// Makes what was written last.
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        self.transaction.commit().await
    }
}

impl Deref for Write {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.transaction
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}

/// Refuses what is not ours, and where nothing may be made or updated, what is not ready.
fn admit(address: &Address, create: bool, found: Option<Origin>) -> Result<(), StoreError> {
    match found {
        Some(Origin::Foreign) => Err(StoreError::Foreign(address.clone())),
        Some(Origin::Incomplete(missing)) => Err(StoreError::Incomplete { address: address.clone(), missing }),
        Some(Origin::Ours(step)) if step > migrations::LAST => Err(StoreError::Newer(step)),
        Some(Origin::Ours(step)) if step < migrations::LAST && !create => Err(StoreError::Older(address.clone())),
        Some(Origin::Empty) if !create => Err(StoreError::Empty(address.clone())),
        None if !create => Err(StoreError::InMemory),
        _ => Ok(()),
    }
}

/// Refuses a file with several names: SQLite keeps its log beside the name, so that who comes by another one misses what is in
/// it and damages the file (<https://www.sqlite.org/howtocorrupt.html>, section 2.4); and the lock of its server lies there too.
#[cfg(unix)]
fn refuse_links(address: &Address, path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::MetadataExt;
    let file = std::fs::metadata(path).map_err(|error| unreachable(address, error.into()))?;
    match file.nlink() {
        // A folder has a name in each folder within it; it is refused as what it is.
        _ if !file.is_file() => Ok(()),
        0 | 1 => Ok(()),
        names => Err(StoreError::Linked { path: path.to_owned(), names }),
    }
}

#[cfg(not(unix))]
fn refuse_links(_: &Address, _: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Makes an empty file, which SQLite takes for a new database. Its log gets the same permissions.
fn make_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        // Another process came first.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

/// Connects once. The pool would try again and again, and then only say that it took too long.
async fn try_out(address: &Address, options: &AnyConnectOptions) -> Result<(), sqlx::Error> {
    let first = async {
        let mut connection = options.connect().await?;
        if let Address::File(_) = address {
            connection.execute(PRAGMAS).await?;
        }
        connection.close().await
    };
    tokio::time::timeout(PATIENCE, first).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

fn pool_options(address: &Address) -> AnyPoolOptions {
    let options = AnyPoolOptions::new().acquire_timeout(PATIENCE);
    match address {
        // A file does not hang up: asking whether the connection is alive would double the way of every statement.
        Address::File(_) => options
            .max_connections(FILE_CONNECTIONS_MAX)
            .test_before_acquire(false)
            .after_connect(|connection, _| Box::pin(async move { connection.execute(PRAGMAS).await.map(drop) })),
        // The database is the connection: there is one, and it is never replaced.
        Address::Memory => options
            .max_connections(1)
            .test_before_acquire(false)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .after_connect(|connection, _| Box::pin(async move { connection.execute(PRAGMAS).await.map(drop) })),
        Address::Server(_) => options.max_connections(SERVER_CONNECTIONS_MAX),
    }
}
