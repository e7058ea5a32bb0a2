//! The only server of a database file: an advisory lock on `FILE.lock` beside it, held as long as the server lives.
//!
//! A server that starts takes open calls for those of one that died (`Store::mark_broken_off`), so that a second one on the same
//! file would break off the calls of the first. Other commands take no lock: they may use the database beside a server.
//! The lock is the kernel's (flock(2)) and goes with the process, however that ends; the file stays, and means nothing.
//! A file with a second name, which would have a second lock, is refused by the store. PostgreSQL's databases are not locked.

use anyhow::{Context, bail};
use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use store::Address;

/// The lock; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Sole {
    _file: Option<File>,
}

impl Sole {
    /// Takes the lock of a database, which need not be there yet.
    pub(super) fn of(address: &Address) -> anyhow::Result<Self> {
        let Address::File(database) = address else { return Ok(Sole { _file: None }) };
        let path = beside(database);
        // It holds a process's number only, and is as private as the database all the same.
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
        let mut file = opened.with_context(|| {
            format!("open the lock {}: the folder of the database must be there and may be written to", path.display())
        })?;
        match file.try_lock() {
            Ok(()) => note(&mut file).with_context(|| format!("write the database's lock {}", path.display()))?,
            Err(TryLockError::WouldBlock) => {
                let holder = holder(&mut file);
                bail!(
                    "serve the database {}: another server{holder} serves it, and two would break off each other's calls; \
                     stop that one, or name another database in [database] url",
                    database.display()
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("lock {}: its file system has no locks", path.display()));
            }
        }
        Ok(Sole { _file: Some(file) })
    }
}

/// The lock's file: beside the database as it is, whatever links lead there.
fn beside(database: &Path) -> PathBuf {
    let mut path = OsString::from(database.canonicalize().unwrap_or_else(|_| database.to_owned()));
    path.push(".lock");
    path.into()
}

/// Notes who holds the lock, for people.
fn note(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

/// Who holds it, as far as it is known.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    file.read_to_string(&mut text).ok();
    match text.trim().parse::<u32>() {
        Ok(process) => format!(" (process {process})"),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_has_one_server_by_whatever_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("office.db"), folder.path().join("link.db"));
        std::fs::write(&file, "").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        let first = Sole::of(&Address::File(file.clone())).expect("the first");
        let second = Sole::of(&Address::File(link.clone())).expect_err("the second").to_string();
        assert!(second.contains(&format!("process {}", std::process::id())) && second.contains("stop"), "{second}");
        drop(first);
        Sole::of(&Address::File(link)).expect("the first is gone");
    }
}
