//! Which database a command works on: the arguments that name it, and opening it.

use super::bad_input::BadInput;
use crate::cli::config::ConfigArguments;
use crate::cli::instant::instant;
use crate::cli::startup;
use anyhow::anyhow;
use base::business::BusinessId;
use base::clock::{Clock, SystemClock};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use store::{Address, Config, Store, StoreError};

/// Names a database and its key.
#[derive(Debug, Clone, clap::Args)]
pub struct DatabaseArguments {
    /// The database: sqlite://FILE, or postgres://USER:PASSWORD@HOST/NAME (better in the environment: it holds a password)
    /// [default: the configuration's]
    #[arg(long, value_name = "URL", env = "VORZIMMER_DB", hide_env_values = true)]
    pub db: Option<String>,
    /// File with the master key [default: the configuration's; for SQLite the database's file name and .key, made at first
    /// use]
    #[arg(long, value_name = "FILE", env = "VORZIMMER_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// The configuration, which names the database where --db does not.
    #[command(flatten)]
    pub config: ConfigArguments,
    /// Look at the database as of this instant, such as 2026-12-01T10:00:00+01:00; what changes it takes none in the future
    /// [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub now: Option<Timestamp>,
}

impl DatabaseArguments {
    /// What they say, for [`Store::open`]. `create` makes a database that is not there.
    ///
    /// # Errors
    /// [`BadInput`] when the URL is of an unknown form or names none that lasts, or the configuration that names it is wrong.
    pub fn config(&self, create: bool) -> anyhow::Result<Config> {
        let config = match &self.db {
            Some(url) => named(url, self.key_file.as_deref(), &self.config, create)?,
            None => {
                let config = self.config.load()?;
                let key_file = self.key_file.clone().or(config.keys.file);
                Config { address: config.database.address, key_file, create }
            }
        };
        // What is put into memory is gone with the command, and what is looked for is not there.
        if config.address == Address::Memory { Err(StoreError::InMemory.into()) } else { Ok(config) }
    }

    /// Opens the database.
    ///
    /// # Errors
    /// When it cannot be opened; the error says what to do.
    pub async fn open(&self, create: bool) -> anyhow::Result<Store> {
        Ok(startup::open(&self.config(create)?, self.now()).await?)
    }

    /// The instant as of which the command looks.
    pub fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(|| SystemClock::default().now())
    }

    /// The instant as of which the command changes what is kept: `--now` cannot let anything expire, or be over, that is not
    /// so by the clock.
    ///
    /// # Errors
    /// When `--now` lies ahead; `instead` says what may be done.
    pub fn now_to_change(&self, instead: &str) -> Result<Timestamp, BadInput> {
        let real = SystemClock::default().now();
        match self.now {
            Some(now) if now > real => {
                Err(BadInput(anyhow!("use --now {now}: it is in the future, where nothing is changed; {instead}")))
            }
            now => Ok(now.unwrap_or(real)),
        }
    }
}

/// The database that an URL names, and its key: an SQLite file has it beside it; a server's database, which has no such place,
/// has the configuration's.
///
/// # Errors
/// [`BadInput`] when the URL is of an unknown form, or the configuration is needed and wrong.
pub fn named(url: &str, key_file: Option<&Path>, config: &ConfigArguments, create: bool) -> Result<Config, BadInput> {
    let address = Address::parse(url).map_err(|error| BadInput(error.into()))?;
    let key_file = match (key_file, &address) {
        (None, Address::Server(_)) => config.load()?.keys.file,
        (named, _) => named.map(Path::to_owned),
    };
    Ok(Config { address, key_file, create })
}

/// The business that `--business` names, which must be there; `None` where it names none.
///
/// # Errors
/// When there is no such business, or the database cannot be read.
pub async fn named_business(store: &Store, id: Option<&str>) -> Result<Option<BusinessId>, StoreError> {
    let Some(id) = id else { return Ok(None) };
    match store.business(&BusinessId(id.to_owned())).await? {
        Some(business) => Ok(Some(business.id.clone())),
        None => Err(StoreError::UnknownBusiness(id.to_owned())),
    }
}
