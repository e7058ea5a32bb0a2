//! The models in a folder, by the names under which upstream publishes them, and what a file really is.

use super::catalogue::Offer;
use super::ggml::{self, FormatError, Inspection};
use base::file;
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A model file found in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// What it is by its name; its contents are compared by [`identify`] only, since that reads the whole file.
    pub offer: &'static Offer,
    /// Where it lies.
    pub path: PathBuf,
}

/// The known models in `folder`, in the catalogue's order; none when there is no such folder. Files that are no whole model
/// (cut short, or something else under that name) are left out.
pub fn installed(folder: &Path) -> Vec<Installed> {
    super::CATALOGUE
        .iter()
        .map(|offer| Installed { offer, path: folder.join(offer.file) })
        .filter(|found| ggml::inspect(&found.path).is_ok_and(|is| is.parameters.audio[3] == found.offer.size.layers()))
        .collect()
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// What its head says.
    pub inspection: Inspection,
    /// Its SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// The model of the catalogue whose bytes it has, if any.
    pub offer: Option<&'static Offer>,
}

/// Reads a whole file and says what it is.
///
/// # Errors
/// When it cannot be read or is no whole model.
pub fn identify(path: &Path) -> Result<Identity, FormatError> {
    let inspection = ggml::inspect(path)?;
    let sha256 = sha256(file::open(path)?)?;
    Ok(Identity { inspection, offer: Offer::with_sha256(&sha256), sha256 })
}

/// SHA-256 of what a reader gives, lower-case hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn sha256(mut reader: impl Read) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(hexadecimal(&digest.finalize())),
            count => digest.update(buffer.get(..count).unwrap_or_default()),
        }
    }
}

/// Bytes in lower-case hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_is_that_of_the_standard() {
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&b"abc"[..]).unwrap(), abc);
    }

    #[test]
    fn a_folder_without_models_has_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(installed(&folder.path().join("absent")), vec![]);
        std::fs::write(folder.path().join("ggml-base.bin"), b"<html>not found</html>").unwrap();
        assert_eq!(installed(folder.path()), vec![]);
    }
}
