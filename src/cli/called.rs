//! Which business a command is about, and where what is booked there is kept: for the commands that work with a business file
//! or a built-in business as well as with a database.

use crate::cli::bad_input::BadInput;
use crate::cli::config::{self, ConfigArguments};
use crate::cli::listing::remark;
use crate::cli::{business_file, database, startup};
use base::business::{Business, BusinessId, fixtures};
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Address, Config, Store};

/// Names a business, and a database if it is to last.
#[derive(Debug, Clone, clap::Args)]
pub struct CalledArguments {
    /// The business: a TOML file, or the id of one in the database or of a built-in one
    #[arg(long, value_name = "FILE|ID")]
    pub business: String,
    /// The database: sqlite://FILE (made if it is not there, its keys beside it), or postgres://… [default: an empty one in
    /// memory]
    #[arg(long, value_name = "URL")]
    pub db: Option<String>,
    /// File with the database's master key [default: for SQLite the database's file name and .key]
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// The configuration.
    #[command(flatten)]
    pub config: ConfigArguments,
}

impl CalledArguments {
    /// Opens the database and finds the business, which is in the database then. Where a built-in business is used beside a
    /// database, stderr says so.
    ///
    /// # Errors
    /// [`BadInput`] when there is no such business or the URL is of an unknown form; otherwise when the database cannot be
    /// opened.
    pub async fn open(&self, now: Timestamp) -> anyhow::Result<(Store, Arc<Business>)> {
        self.open_for(now, |_| Ok(())).await
    }

    /// As [`CalledArguments::open`], for a business that `check` finds fit; a database that is not there is made after that.
    ///
    /// # Errors
    /// Those of [`CalledArguments::open`] and of `check`.
    pub async fn open_for(
        &self,
        now: Timestamp,
        check: impl Fn(&Business) -> Result<(), BadInput>,
    ) -> anyhow::Result<(Store, Arc<Business>)> {
        // What is given is looked at before anything is made.
        let config = self.config.load()?;
        let read = business_file::named(&self.business).map(business_file::read).transpose()?;
        let opening = match &self.db {
            Some(url) => database::named(url, self.key_file.as_deref(), &self.config, true)?,
            None => Config { address: Address::Memory, key_file: self.key_file.clone(), create: true },
        };
        let built_in = fixtures::by_id(&self.business);
        if is_new(&opening.address) {
            check(read.as_ref().or(built_in.as_ref()).ok_or_else(|| self.unknown(&[]))?)?;
        }
        let store = startup::open(&opening, now).await?;
        let found = match (read, store.business(&BusinessId(self.business.clone())).await?, built_in) {
            (Some(business), ..) => self.import(&store, business, now).await,
            (None, Some(business), _) => Ok(business),
            (None, None, Some(business)) => {
                self.say_built_in(&config);
                self.import(&store, business, now).await
            }
            (None, None, None) => Err(self.unknown(&store.businesses().await?).into()),
        };
        match found.and_then(|business| check(&business).map(|()| business).map_err(Into::into)) {
            Ok(business) => Ok((store, business)),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    /// Takes in a business that the database does not know, and none over another: only `business import` says what of the
    /// booked a change touches.
    async fn import(&self, store: &Store, business: Business, now: Timestamp) -> anyhow::Result<Arc<Business>> {
        if let Some(kept) = store.business(&business.id).await?
            && *kept != business
        {
            let (id, file) = (&business.id.0, &self.business);
            return Err(BadInput(anyhow::anyhow!(
                "use {file}: the database holds '{id}' with other facts; `vorzimmer business import {file}` changes it, and \
                 `--business {id}` works with what is there"
            ))
            .into());
        }
        store.import(&business, now).await?;
        Ok(Arc::new(business))
    }

    /// Says that it is the built-in business which is used, where somebody may have meant the one of a database.
    fn say_built_in(&self, config: &config::Config) {
        let name = &self.business;
        match (&self.db, &config.database.address) {
            (Some(_), _) => remark(&format!("vorzimmer: the database had no '{name}': it was given the built-in one")),
            (None, Address::File(file)) if file.exists() => {
                let file = base::printable::line(&file.display().to_string()).into_owned();
                remark(&format!(
                    "vorzimmer: this is the built-in '{name}', in a calendar of its own; the database's is used with --db \
                     sqlite://{file}"
                ));
            }
            (None, Address::Server(_)) => remark(&format!(
                "vorzimmer: this is the built-in '{name}', in a calendar of its own; the database's is used with --db and the \
                 URL in [database]"
            )),
            (None, _) => {}
        }
    }

    /// That there is no such business, and which there are.
    fn unknown(&self, kept: &[Arc<Business>]) -> BadInput {
        let (name, built_in) = (&self.business, business_file::built_in());
        let kept: Vec<_> = kept.iter().map(|business| business.id.0.as_str()).collect();
        let kept = match (&self.db, kept.is_empty()) {
            (None, _) => "; --db names a database with others".to_owned(),
            (Some(_), true) => "; the database has none".to_owned(),
            (Some(_), false) => format!("; the database has {}", kept.join(", ")),
        };
        BadInput(anyhow::anyhow!("find the business '{name}': no such file or id; built in are {built_in}{kept}"))
    }
}

/// Whether nothing can be in a database yet.
fn is_new(address: &Address) -> bool {
    match address {
        Address::File(path) => !path.exists(),
        Address::Memory => true,
        Address::Server(_) => false,
    }
}
