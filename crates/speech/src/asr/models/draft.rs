//! A file in the making: it appears under its name whole, or not at all.
//!
//! Takes bytes and writes them beside the target; dropped without [`Draft::keep`], it leaves nothing behind.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is written so far.
#[derive(Debug)]
pub struct Draft {
    file: File,
    path: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl Draft {
    /// Begins a file that is to be `target`; makes the folder if it is not there.
    ///
    /// # Errors
    /// When the file cannot be made, or another process is writing it.
    pub fn of(target: &Path) -> io::Result<Self> {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let path = with_ending(target, "draft");
        let file = open_alone(&path)?;
        file.set_len(0)?;
        Ok(Draft { file, path, target: target.to_owned(), kept: false })
    }

    /// Where it lies until it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name, in place of what had it before.
    ///
    /// # Errors
    /// When it cannot be written to the disk or renamed; then nothing of it is left.
    pub fn keep(mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        self.kept = true;
        Ok(())
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            fs::remove_file(&self.path).ok();
        }
    }
}

/// `FILE.ending`, beside the file.
pub(super) fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    PathBuf::from(name)
}

/// Opens a file for reading and writing, with what is in it, as the only process that does.
pub(super) fn open_alone(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let busy = format!("another process is writing {}", path.display());
            Err(io::Error::new(io::ErrorKind::ResourceBusy, busy))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("new/model.bin");
        let mut draft = Draft::of(&target).unwrap();
        draft.write_all(b"half").unwrap();
        assert_eq!(Draft::of(&target).unwrap_err().kind(), io::ErrorKind::ResourceBusy);
        drop(draft);
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 0);

        let mut draft = Draft::of(&target).unwrap();
        draft.write_all(b"whole").unwrap();
        assert!(!target.exists());
        draft.keep().unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
    }
}
