//! Which business a command is about, and where what is booked there is kept: for the commands that work with a business file
//! or a built-in business as well as with a database.

use crate::cli::bad_input::BadInput;
use crate::cli::config::ConfigArguments;
use crate::cli::startup;
use anyhow::Context;
use base::business::{Business, BusinessId, fixtures, toml};
use base::document;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
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
    /// Opens the database and finds the business, which is in the database then.
    ///
    /// # Errors
    /// [`BadInput`] when there is no such business or the URL is of an unknown form; otherwise when the database cannot be
    /// opened.
    pub async fn open(&self, now: Timestamp) -> anyhow::Result<(Store, Arc<Business>)> {
        // What is given is looked at before anything is made.
        let config = self.config.load()?;
        let read = self.file().map(read).transpose().map_err(BadInput)?;
        let address = match &self.db {
            Some(url) => Address::parse(url).map_err(|error| BadInput(error.into()))?,
            None => Address::Memory,
        };
        let built_in = || fixtures::by_id(&self.business);
        let empty = match &address {
            Address::File(path) => !path.exists(),
            Address::Memory => true,
            Address::Server(_) => false,
        };
        if empty && read.is_none() && built_in().is_none() {
            return Err(self.unknown().into());
        }
        let key_file = match (&self.key_file, &address) {
            (None, Address::Server(_)) => config.keys.file,
            (named, _) => named.clone(),
        };
        let config = Config { address, key_file, create: true };
        let store = startup::open(&config, now).await?;
        let found = match read {
            Some(business) => self.import(&store, business, now).await,
            None => match store.business(&BusinessId(self.business.clone())).await? {
                Some(business) => Ok(business),
                None => match built_in() {
                    Some(business) => self.import(&store, business, now).await,
                    None => Err(self.unknown().into()),
                },
            },
        };
        match found {
            Ok(business) => Ok((store, business)),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        }
    }

    /// The business file, if one is named: what has a separator or an extension can be no id.
    fn file(&self) -> Option<&Path> {
        let path = Path::new(&self.business);
        (path.components().count() > 1 || path.extension().is_some() || path.is_file()).then_some(path)
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
        store.import(&business, now).await.map_err(|error| BadInput(error.into()))?;
        Ok(Arc::new(business))
    }

    fn unknown(&self) -> BadInput {
        let built_in: Vec<String> = fixtures::all().into_iter().map(|business| business.id.0).collect();
        let (name, built_in) = (&self.business, built_in.join(", "));
        BadInput(anyhow::anyhow!("find the business '{name}': no such file or id; built in are {built_in}"))
    }
}

fn read(file: &Path) -> anyhow::Result<Business> {
    let name = file.display().to_string();
    let text = document::read_file(file).with_context(|| format!("read {name}"))?;
    Ok(toml::read(&text, &name)?)
}
