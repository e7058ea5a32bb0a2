//! The database's files are their owner's alone: the file, its log, and the log's index.
//!
//! They are made so, but a copy that was brought back has the mode that the copying gave it, and SQLite gives the log the mode of
//! the file. What is personal is sealed in them; times, services and what is on a week's calendar are not.

use anyhow::{Context, bail};
use std::ffi::OsString;
use std::fs::{Permissions, metadata, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use store::Address;

/// What of a mode lets others in than the owner.
const OTHERS: u32 = 0o077;

/// A file that others may read or write.
#[derive(Debug)]
pub struct Exposed {
    /// Where it is.
    pub path: PathBuf,
    /// Its permission bits.
    pub mode: u32,
}

/// The files of a database that others may read or write.
pub fn exposed(address: &Address) -> Vec<Exposed> {
    let Address::File(database) = address else { return Vec::new() };
    let database = database.canonicalize().unwrap_or_else(|_| database.clone());
    let files = ["", "-wal", "-shm"].map(|ending| with_ending(&database, ending));
    let exposed = files.into_iter().filter_map(|path| {
        let mode = metadata(&path).ok()?.permissions().mode() & 0o777;
        (mode & OTHERS != 0).then_some(Exposed { path, mode })
    });
    exposed.collect()
}

/// Takes from others what lets them in.
///
/// # Errors
/// When a file is not this user's to change.
pub(super) fn close(address: &Address) -> anyhow::Result<()> {
    for Exposed { path, mode } in exposed(address) {
        set_permissions(&path, Permissions::from_mode(mode & !OTHERS)).with_context(|| {
            format!(
                "keep {} from others, who may read it (mode {mode:03o}): it must be this user's own",
                path.display()
            )
        })?;
        tracing::warn!(file = %path.display(), was = format!("{mode:03o}"), "the database was open to others, and is closed now");
    }
    // A file system without permissions, such as a share of another system's, takes the change and keeps none.
    match exposed(address).first() {
        None => Ok(()),
        Some(Exposed { path, mode }) => {
            bail!(
                "keep {} from others, who may read it (mode {mode:03o}): its file system keeps no permissions; move it to one \
                 that does",
                path.display()
            )
        }
    }
}

fn with_ending(database: &Path, ending: &str) -> PathBuf {
    let mut path = OsString::from(database);
    path.push(ending);
    path.into()
}
