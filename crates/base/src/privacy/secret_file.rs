//! Files that hold a secret: one rule for keys, tokens and passwords.
//!
//! Whoever may read such a file has what it protects, so that one which others than its owner may read is refused, and not read
//! at all: a warning would be overlooked for years.

use crate::file;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// Failed to read a secret's file.
#[derive(Debug, thiserror::Error)]
pub enum SecretFileError {
    /// The file could not be read.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// Others than its owner may read or write it.
    #[error("others may read it (mode {mode:03o})")]
    Open {
        /// Its permission bits.
        mode: u32,
    },
}

/// The text of a file that its owner alone may read.
///
/// # Errors
/// When it cannot be read, or others may read it too.
pub fn read(path: &Path) -> Result<Zeroizing<String>, SecretFileError> {
    let mut file = file::open(path)?;
    check_permissions(&file)?;
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Of the file that was opened, not of what lies under its path by now.
#[cfg(unix)]
fn check_permissions(file: &File) -> Result<(), SecretFileError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(SecretFileError::Open { mode }) }
}

#[cfg(not(unix))]
fn check_permissions(_: &File) -> Result<(), SecretFileError> {
    Ok(())
}
