//! The store: what is kept, in SQLite or PostgreSQL, behind the ports of those who need it kept.
//!
//! [`Store`] implements [`booking::Calendar`] and [`booking::Messages`], [`call::record::CallLog`], [`call::record::PastCalls`],
//! [`call::summaries::Summaries`], [`call::limiter::Usages`] and [`base::business::Directory`], one aggregate per file, and lists what it keeps
//! for the command line. What is personal is sealed before it reaches the database and opened after it left it;
//! [`base::privacy`] decides how, and for how long each row stays. What may be kept of callers' words was decided when the record
//! was made ([`call::record::KeptRecord`], P12). It decides nothing about calls, and which slots exist is [`booking`]'s to say; that no two of them
//! overlap the database itself enforces.
//!
//! One serving process per database: [`Store::mark_broken_off`] takes calls that are open at start-up for those of a process
//! that died, and `serve` locks an SQLite file against a second one. Commands may use the database beside it.

mod address;
mod appointments;
mod businesses;
mod calls;
mod column;
mod consents;
mod database;
mod error;
mod keys;
mod messages;
mod migrations;
mod origin;
mod purge;
mod removal;
mod summaries;
mod tallies;

pub use address::Address;
pub use appointments::KeptAppointment;
pub use businesses::Imported;
pub use calls::{CallState, KeptCall};
pub use consents::KeptConsent;
pub use error::StoreError;
pub use keys::beside as key_file_beside;
pub use messages::KeptMessage;
pub use purge::Purged;
pub use removal::Removal;
pub use summaries::KeptSummary;
pub use tallies::KeptTally;

use base::business::{Business, BusinessId};
use base::privacy::{BusinessKeys, KeyRing, Random};
use database::Database;
use jiff::Timestamp;
use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// Which database, and under which key.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the database is.
    pub address: Address,
    /// File with the master key; absent: the file beside an SQLite file, which is made at first use.
    pub key_file: Option<PathBuf>,
    /// Make the database if it is not there, and bring its tables up to date. Without it, a database that is not ours, or not
    /// of this version, is refused and stays as it is.
    pub create: bool,
}

/// What is kept. Cheap to clone; clones share connections and keys.
#[derive(Clone)]
pub struct Store {
    database: Database,
    keys: Arc<KeyRing>,
    random: Arc<dyn Random>,
    parsed: Arc<Mutex<Parsed>>,
}

/// Businesses as parsed from a revision of their definitions.
type Parsed = HashMap<BusinessId, (i64, Arc<Business>)>;

impl Store {
    /// Opens a database: connects, makes or updates its tables if it may, and unlocks it with its master key.
    ///
    /// # Errors
    /// When it cannot be reached or prepared, is another program's, or the key is missing or the wrong one.
    pub async fn open(config: &Config, random: Arc<dyn Random>, now: Timestamp) -> Result<Self, StoreError> {
        let key_file = config.key_file.as_deref();
        if config.create {
            keys::check_before_making(&config.address, key_file)?;
        }
        let database = Database::open(&config.address, config.create).await?;
        let keys = Arc::new(keys::unlock(&database, &config.address, key_file, random.as_ref(), now).await?);
        Ok(Store { database, keys, random, parsed: Arc::default() })
    }

    /// An empty database in memory with a key of its own: gone with the last clone.
    ///
    /// # Errors
    /// When no key could be drawn.
    pub async fn in_memory(random: Arc<dyn Random>, now: Timestamp) -> Result<Self, StoreError> {
        Store::open(&Config { address: Address::Memory, key_file: None, create: true }, random, now).await
    }

    /// The live master keys: pseudonyms for [`booking::OwnQuery`] and [`booking::BookRequest`] come from here.
    pub fn keys(&self) -> &Arc<KeyRing> {
        &self.keys
    }

    /// Sees whether the database can be read and written; nothing is changed. Waits as long as another holds it.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn probe(&self) -> Result<(), StoreError> {
        Ok(self.database.probe().await?)
    }

    /// Waits for running statements and closes all connections, of the clones too.
    pub async fn close(&self) {
        self.database.close().await;
    }

    fn keys_of(&self, business: &BusinessId) -> BusinessKeys {
        self.keys.business(&business.0)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("keys", &self.keys).finish_non_exhaustive()
    }
}
