//! The key file: master keys as lines of hexadecimal digits, which only its owner may read.

use super::{KeyId, KeyRing, MasterKey};
use crate::privacy::random::{Random, RandomError, hex};
use crate::privacy::secret_file::{self, SecretFileError};
use secrecy::ExposeSecret;
use std::io::Write;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Failed to read or make the master key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no such file.
    #[error("read the key file {0}: there is none; make one with: (umask 077; openssl rand -hex 32 > {0})")]
    Missing(PathBuf),
    /// The file could not be read.
    #[error("read the key file {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file could not be made.
    #[error("make the key file {path}: {source}")]
    Make {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Others than its owner may read the file.
    #[error("use the key file {path}: others may read it (mode {mode:03o}); run: chmod 600 {path}")]
    Open {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A line of the file is no key.
    #[error(
        "use the key file {path}: line {line} is no key; write 64 hex digits, such as `openssl rand -hex 32` prints"
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A ring needs a key.
    #[error("make a ring of keys: it needs at least one")]
    None,
    /// The file holds no key.
    #[error(
        "use the key file {0}: it holds no key; write a line of 64 hex digits, such as `openssl rand -hex 32` prints"
    )]
    Empty(PathBuf),
    /// Two keys cannot be told apart by their ids: the same key twice, or a chance of 1 in 256 for another one.
    #[error("use two keys with the same id {0:02x}: make another key in place of the newer one")]
    SameId(KeyId),
    /// No key could be drawn.
    #[error("make a key: {0}")]
    Random(#[from] RandomError),
}

impl KeyRing {
    /// Reads a key file: a key a line as 64 hex digits, oldest first; empty lines and lines that begin with `#` are skipped.
    ///
    /// # Errors
    /// When it cannot be read, others than its owner may read it, or it does not hold keys.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let text = secret_file::read(path).map_err(|error| unusable(path, error))?;
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        let keys = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).map(|(line, digits)| {
            MasterKey::from_hex(digits).ok_or_else(|| KeyError::Malformed { path: path.to_owned(), line })
        });
        KeyRing::new(keys.collect::<Result<_, _>>()?).map_err(|error| match error {
            KeyError::None => KeyError::Empty(path.to_owned()),
            other => other,
        })
    }

    /// Makes a key file with one new key, readable by its owner alone.
    ///
    /// # Errors
    /// When the file is there already or cannot be written.
    pub fn create(path: &Path, random: &dyn Random) -> Result<Self, KeyError> {
        let ring = KeyRing::ephemeral(random)?;
        ring.write_new(path).map_err(|source| KeyError::Make { path: path.to_owned(), source })?;
        Ok(ring)
    }

    fn write_new(&self, path: &Path) -> std::io::Result<()> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(b"# Vorzimmer's master key. Whoever loses it loses all that is sealed in the database: keep a copy apart.\n")?;
        for key in self.masters() {
            let digits = Zeroizing::new(hex(key.bytes.expose_secret()));
            writeln!(file, "{}", digits.as_str())?;
        }
        // What is sealed under it must not outlive it in a power failure.
        file.sync_all()
    }
}

impl MasterKey {
    fn from_hex(digits: &str) -> Option<Self> {
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = Zeroizing::new([0; 32]);
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(MasterKey::from_bytes(*bytes))
    }
}

fn unusable(path: &Path, error: SecretFileError) -> KeyError {
    let path = path.to_owned();
    match error {
        SecretFileError::Open { mode } => KeyError::Open { path, mode },
        SecretFileError::Read(source) if source.kind() == std::io::ErrorKind::NotFound => KeyError::Missing(path),
        SecretFileError::Read(source) => KeyError::Read { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::random::SystemRandom;
    use std::os::unix::fs::PermissionsExt;

    fn file(folder: &tempfile::TempDir, text: &str, mode: u32) -> PathBuf {
        let path = folder.path().join("key");
        std::fs::write(&path, text).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("permissions");
        path
    }

    #[test]
    fn p27_a_new_key_file_is_its_owners_alone_and_reads_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("vorzimmer.db.key");
        let made = KeyRing::create(&path, &SystemRandom).expect("made");
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(KeyRing::load(&path).expect("read").fingerprints(), made.fingerprints());
        assert!(matches!(KeyRing::create(&path, &SystemRandom), Err(KeyError::Make { .. })), "never overwritten");
    }

    #[test]
    fn p27_a_key_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = file(&folder, &"0a".repeat(32), 0o640);
        let error = KeyRing::load(&path).expect_err("readable by the group").to_string();
        assert!(error.contains("mode 640") && error.contains("chmod 600"), "{error}");
    }

    #[test]
    fn a_key_file_holds_keys_oldest_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = file(&folder, &format!("# two\n\n{}\n  {}\n", "0a".repeat(32), "0B".repeat(32)), 0o600);
        let expected = [[0x0a; 32], [0x0b; 32]].map(|bytes| MasterKey::from_bytes(bytes).fingerprint);
        assert_eq!(KeyRing::load(&path).expect("two keys").fingerprints(), expected);
    }

    #[test]
    fn what_is_no_key_file_is_refused_without_printing_it() {
        let folder = tempfile::tempdir().expect("a folder");
        for (text, message) in [("", "holds no key"), ("# x\n0a0b", "line 2 is no key"), (&"zz".repeat(32), "line 1")] {
            let error = KeyRing::load(&file(&folder, text, 0o600)).expect_err("no key").to_string();
            assert!(error.contains(message) && !error.contains("zz") && !error.contains("0a0b"), "{error}");
        }
        let twice = format!("{0}\n{0}\n", "0a".repeat(32));
        assert!(matches!(KeyRing::load(&file(&folder, &twice, 0o600)), Err(KeyError::SameId(_))));
    }
}
