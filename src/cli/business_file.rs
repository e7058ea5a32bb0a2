//! A business's file, read for a command.

use crate::cli::config;
use base::business::toml::{self, BusinessFileErrors};
use base::business::{Business, fixtures};
use base::document;
use std::io;
use std::path::Path;

/// Failed to read a business's file.
#[derive(Debug, thiserror::Error)]
pub enum BusinessFileError {
    /// The file cannot be read.
    #[error("read {file}: {error}")]
    Unreadable {
        /// Which.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// The file is a configuration.
    #[error("read {0}: this is a configuration, not a business's file; name one written after fixtures/salon.toml")]
    Configuration(String),
    /// What is in it is wrong.
    #[error(transparent)]
    Wrong(#[from] BusinessFileErrors),
}

/// Reads a business's file.
///
/// # Errors
/// When it cannot be read, is a configuration, or anything in it is wrong.
pub fn read(file: &Path) -> Result<Business, BusinessFileError> {
    let name = file.display().to_string();
    let text =
        document::read_file(file).map_err(|error| BusinessFileError::Unreadable { file: name.clone(), error })?;
    toml::read(&text, &name).map_err(|errors| match config::is_configuration(&text) {
        true => BusinessFileError::Configuration(name),
        false => errors.into(),
    })
}

/// The file that an argument names which may be an id too: what has a separator or an extension can be no id.
pub fn named(argument: &str) -> Option<&Path> {
    let path = Path::new(argument);
    (path.components().count() > 1 || path.extension().is_some() || path.is_file()).then_some(path)
}

/// The ids of the built-in businesses, for what is said where one is not known.
pub fn built_in() -> String {
    fixtures::all().into_iter().map(|business| business.id.0).collect::<Vec<_>>().join(", ")
}
