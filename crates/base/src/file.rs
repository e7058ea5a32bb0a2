//! Opening the files that a configuration or a person names.
//!
//! A path may lead to a pipe: opening one waits until somebody writes, which may be never, and reading one may never end. A
//! program that starts must not hang on that, so that what is neither a file nor a folder is refused, and not waited for.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Opens a file for reading, whatever links lead there. A folder is opened too, and says of itself that it cannot be read.
///
/// # Errors
/// When it cannot be opened, or is a pipe, a socket or a device.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Of no consequence to a file; a pipe is opened at once, though nobody writes (open(2)).
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    let kind = file.metadata()?.file_type();
    match kind.is_file() || kind.is_dir() {
        true => Ok(file),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe or a device; name a file")),
    }
}

/// The bytes of a file.
///
/// # Errors
/// As [`open`], and when it cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_file_is_read_and_a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let [file, link, pipe] = ["file", "link", "pipe"].map(|name| folder.path().join(name));
        std::fs::write(&file, "text").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("it runs").success());
        assert_eq!(read(&link).expect("read"), b"text");
        for (path, words) in [(pipe.as_path(), "a pipe or a device"), (Path::new("/dev/zero"), "name a file")] {
            let error = read(path).expect_err("refused").to_string();
            assert!(error.contains(words), "{error}");
        }
        assert_eq!(read(folder.path()).expect_err("a folder").kind(), io::ErrorKind::IsADirectory);
        assert_eq!(read(&folder.path().join("none")).expect_err("absent").kind(), io::ErrorKind::NotFound);
    }
}
