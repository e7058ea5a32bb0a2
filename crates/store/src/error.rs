//! What can go wrong with the database and its keys, in words that say what to do.

use super::address::Address;
use base::privacy::keys::{Fingerprint, KeyError};
use base::privacy::random::RandomError;
use base::privacy::seal::SealError;
use call::record::LogError;
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::migrate::MigrateError;
use std::path::{Path, PathBuf};

/// Failed to open or use the store. Prints neither personal data nor passwords.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL is of no form that is known.
    #[error("read the database's URL{0}: write sqlite://FILE, sqlite::memory: or postgres://USER@HOST/NAME")]
    Address(String),
    /// The URL lets a server elsewhere go unproved.
    #[error(
        "read the database's URL: sslmode={mode} does not prove who answers for {host}, and whoever does would be sent the \
         password; leave it out or write sslmode=verify-full, with sslrootcert=FILE where an authority of your own signed \
         the server's certificate"
    )]
    Unproved {
        /// Where the server is.
        host: String,
        /// What the URL asks for.
        mode: &'static str,
    },
    /// There is no such file.
    #[error(
        "open the database {0}: there is no such file{folder}; `vorzimmer business import FILE` or `vorzimmer serve` makes it",
        folder = no_folder(.0)
    )]
    Missing(PathBuf),
    /// The file has another name besides.
    #[error(
        "open the database {path}: the file has {names} names (hard links), each of which would get a log and a lock of its own; \
         `find / -xdev -samefile {path}` shows them: keep one and remove the others"
    )]
    Linked {
        /// The file.
        path: PathBuf,
        /// How many names it has.
        names: u64,
    },
    /// The file is none of SQLite's.
    #[error("open the database {0}: the file is not a database; name another file")]
    NotSqlite(PathBuf),
    /// Another program's tables are in it.
    #[error("open the database {0}: it belongs to another program, and was left as it is; name another database")]
    Foreign(Address),
    /// No tables are in it.
    #[error(
        "open the database {0}: it is empty; `vorzimmer business import FILE` or `vorzimmer serve` makes its tables"
    )]
    Empty(Address),
    /// An older version wrote the database.
    #[error(
        "open the database {0}: an older version of Vorzimmer made it; make a copy of it, then `vorzimmer business import \
         FILE` or `vorzimmer serve` brings it up to date"
    )]
    Older(Address),
    /// In memory nothing can be that somebody else put there.
    #[error(
        "open a database in memory: nothing is in it, and what is put there is gone with the command; name a file, such as \
         sqlite://vorzimmer.db"
    )]
    InMemory,
    /// Somebody took away a table, an index, or what forbids overlap.
    #[error(
        "open the database {address}: '{missing}', which Vorzimmer made in it, is gone: it was changed from outside; bring \
         back a backup, or name another database"
    )]
    Incomplete {
        /// Where the database is.
        address: Address,
        /// What is gone.
        missing: String,
    },
    /// The server or file cannot be reached.
    #[error("reach the database {address}: {reason}")]
    Unreachable {
        /// Where.
        address: Address,
        /// Why, and what helps.
        reason: String,
    },
    /// PostgreSQL lacks the extension that keeps appointments from overlapping.
    #[error(
        "prepare the database: PostgreSQL's extension btree_gist is missing ({0}); install it (Debian: part of \
         postgresql-contrib, in the server's own package since 13) or let an administrator run, in this database: \
         CREATE EXTENSION btree_gist"
    )]
    Extension(String),
    /// A newer version wrote the database.
    #[error("use the database: a newer version of Vorzimmer made it (step {0} is unknown here); use that version")]
    Newer(i64),
    /// The tables could not be made.
    #[error("prepare the database's tables: {0}; another build of Vorzimmer made them: use that one")]
    Migrate(MigrateError),
    /// The key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A server's database has no file to keep the key beside.
    #[error("open the database {0}: name its key file with --key-file; on a server there is no place beside it")]
    KeyNeeded(Address),
    /// The database was sealed under a key, and its file is gone.
    #[error(
        "open the database: it was sealed under the key {fingerprint}, and the key file {path} is missing; bring it back \
         from your copy, or name another with --key-file; nothing is lost"
    )]
    KeyMissing {
        /// Where the key was looked for.
        path: PathBuf,
        /// The key wanted.
        fingerprint: Fingerprint,
    },
    /// The database was sealed under another key.
    #[error(
        "open the database: it was sealed under the key {fingerprint}, which is not in {path}; name the right key file \
         with --key-file; nothing is lost"
    )]
    WrongKey {
        /// Where the keys came from.
        path: PathBuf,
        /// The key wanted.
        fingerprint: Fingerprint,
    },
    /// A statement failed.
    #[error("use the database: {0}{advice}", advice = remedy(.0))]
    Statement(#[from] sqlx::Error),
    /// A value could not be sealed or opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// No id could be drawn.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// A row holds what this program never writes.
    #[error("read the database: {0} holds what Vorzimmer never writes; it was changed from outside")]
    Damaged(&'static str),
    /// There is no such business.
    #[error("find the business '{0}': it is not in this database; `vorzimmer business list` shows those that are")]
    UnknownBusiness(String),
    /// A number is answered by another business already.
    #[error("import the business '{business}': its number {number} is answered by '{other}' already")]
    PhoneTaken {
        /// The business to import.
        business: String,
        /// The number.
        number: String,
        /// Who has it.
        other: String,
    },
    /// A kept definition is not understood any more.
    #[error("read the business '{business}' as it is kept: {reason}")]
    Definition {
        /// Which.
        business: String,
        /// Why.
        reason: String,
    },
    /// Transcripts may not be kept that long.
    #[error(transparent)]
    Retention(#[from] base::privacy::retention::TranscriptDaysError),
}

impl StoreError {
    /// Whether what was given is wrong: an URL, an id, a number, or a file that is not there or none of ours. Everything else is
    /// a failure of what was rightly named.
    pub fn is_of_input(&self) -> bool {
        matches!(
            self,
            StoreError::Address(_)
                | StoreError::Unproved { .. }
                | StoreError::Missing(_)
                | StoreError::NotSqlite(_)
                | StoreError::Foreign(_)
                | StoreError::InMemory
                | StoreError::KeyNeeded(_)
                | StoreError::Key(KeyError::Missing(_))
                | StoreError::UnknownBusiness(_)
                | StoreError::PhoneTaken { .. }
        )
    }

    /// The failure as a call's log tells it: whether it is worth another attempt.
    pub(super) fn into_log(self) -> LogError {
        match &self {
            StoreError::Statement(error) if is_passing(error) => LogError::Passing(self.to_string()),
            _ => LogError::Lasting(self.to_string()),
        }
    }
}

/// Whether a statement failed for a reason that passes: the database is locked, full or out of reach.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            // SQLITE_BUSY, LOCKED, IOERR, FULL and CANTOPEN; an extended code has the plain one in its lowest byte.
            let sqlite =
                code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13 | 14)) && code.len() != 5;
            // PostgreSQL's classes of lost connections, rolled back transactions, missing resources, interventions, locks.
            let postgres =
                code.len() == 5 && ["08", "40", "53", "55", "57"].iter().any(|class| code.starts_with(class));
            sqlite || postgres
        }
        _ => false,
    }
}

/// Whether a statement failed because a resource's time is taken: the exclusion constraint on PostgreSQL (SQLSTATE 23P01),
/// the trigger on SQLite (SQLITE_CONSTRAINT_TRIGGER, 1811).
pub(super) fn is_overlap(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    matches!(code.as_deref(), Some("23P01" | "1811"))
}

/// Whether a statement failed because a row with that key is there already.
pub(super) fn is_duplicate(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| error.kind() == ErrorKind::UniqueViolation)
}

/// What to do first where not even the folder of a file is there.
fn no_folder(file: &Path) -> String {
    match file.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        Some(folder) => format!(", nor its folder {}: make that first", folder.display()),
        None => String::new(),
    }
}

/// Why a first connection failed, and what helps.
pub(super) fn unreachable(address: &Address, error: sqlx::Error) -> StoreError {
    let code = error.as_database_error().and_then(DatabaseError::code).unwrap_or_default();
    let advice = match (address, code.as_ref(), &error) {
        (Address::File(path), "", sqlx::Error::Io(_)) if path.is_dir() => "; it is a folder: name a file in it",
        (Address::File(_), "", sqlx::Error::Io(_)) => "; its folder must be there and may be written to",
        (Address::File(_), ..) => remedy(&error),
        // invalid_password, invalid_authorization_specification, invalid_catalog_name.
        (Address::Server(_), "28P01" | "28000", _) => "; check user and password",
        (Address::Server(_), "3D000", _) => "; make it with createdb",
        (Address::Server(_), _, sqlx::Error::Tls(_)) => {
            "; the server must speak TLS with a certificate for this very host: switch ssl on there, and write \
             ?sslrootcert=FILE behind the URL where an authority of your own signed it"
        }
        (Address::Server(_), _, sqlx::Error::Io(_)) => "; is PostgreSQL running there?",
        _ => "",
    };
    StoreError::Unreachable { address: address.clone(), reason: format!("{error}{advice}") }
}

/// What helps when a statement fails: by SQLite's result code (<https://www.sqlite.org/rescode.html>), whose low byte says what
/// kind it is, or PostgreSQL's SQLSTATE.
fn remedy(error: &sqlx::Error) -> &'static str {
    const SQLSTATE: usize = 5;
    let code = error.as_database_error().and_then(DatabaseError::code).unwrap_or_default();
    let result = code.parse::<u32>().ok().filter(|_| code.len() < SQLSTATE).map(|code| code & 0xff);
    match (result, code.as_ref(), error) {
        // SQLITE_BUSY, SQLITE_LOCKED.
        (Some(5 | 6), ..) => "; another process holds it: wait until it is done, or end it",
        // SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH.
        (Some(3 | 8 | 23), ..) => "; this user must be allowed to write the file and its folder",
        // SQLITE_IOERR.
        (Some(10), ..) => "; the disk cannot be read or written: look at the system's log, and keep a copy of the file",
        // SQLITE_CORRUPT.
        (Some(11), ..) => {
            "; the file is damaged: stop Vorzimmer, then bring back a backup, or save what can be read with \
             `sqlite3 FILE .recover | sqlite3 NEW`"
        }
        // SQLITE_FULL, disk_full.
        (Some(13), ..) | (_, "53100", _) => "; the disk is full: make room and try again",
        // SQLITE_CANTOPEN.
        (Some(14), ..) => "; its folder must be there and may be written to",
        // SQLITE_NOTADB.
        (Some(26), ..) => "; name another file",
        // insufficient_privilege.
        (_, "42501", _) => "; this user lacks the right: let an administrator grant it",
        (.., sqlx::Error::PoolTimedOut) => "; it is busy or does not answer: try again",
        (.., sqlx::Error::Io(_)) => "; the connection was lost: try again",
        _ => "",
    }
}

/// Why the tables could not be made, and what helps.
pub(super) fn unprepared(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(version) => StoreError::Newer(version),
        MigrateError::ExecuteMigration(sqlx::Error::Database(error), _) if is_extension(error.as_ref()) => {
            StoreError::Extension(error.message().to_owned())
        }
        other => StoreError::Migrate(other),
    }
}

/// `CREATE EXTENSION` fails with feature_not_supported (undefined_file before PostgreSQL 15) where its files are missing and
/// with insufficient_privilege where it may not be made; no other statement of ours can fail with these and name it.
fn is_extension(error: &dyn DatabaseError) -> bool {
    matches!(error.code().as_deref(), Some("0A000" | "58P01" | "42501")) && error.message().contains("btree_gist")
}
