//! The manifest of a folder with models: where each came from, and the hash that it had then.
//!
//! `manifest.json` lies beside the models and is written by whatever puts one there (`vorzimmer models fetch` and `add`, and the
//! laboratory's `weights`). It is for people and for audits: which model to use is decided by the files themselves.

use super::catalogue::Offer;
use super::draft::Draft;
use base::file;
use serde::{Deserialize, Serialize};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// The manifest's name in its folder.
pub const FILE: &str = "manifest.json";

/// One model of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The model's name in the catalogue.
    pub name: String,
    /// Its file in the folder.
    pub file: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// An address, or how it was made.
    pub origin: String,
}

impl Provenance {
    /// `offer`, with the bytes that have this hash, from `origin`.
    pub fn of(offer: &Offer, sha256: &str, origin: &str) -> Self {
        let [name, file, sha256, origin] = [offer.name, offer.file, sha256, origin].map(str::to_owned);
        Provenance { name, file, sha256, origin }
    }
}

/// What the manifest of a folder says; nothing where there is none.
///
/// # Errors
/// When it cannot be read, or is no manifest.
pub fn read(folder: &Path) -> io::Result<Vec<Provenance>> {
    match file::open(&folder.join(FILE)) {
        Ok(file) => Ok(serde_json::from_reader(io::BufReader::new(file))?),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Notes a model in its folder's manifest, in place of what was said of the same file.
///
/// # Errors
/// When the manifest cannot be read or written; it is then as it was.
pub fn note(folder: &Path, model: Provenance) -> io::Result<()> {
    let mut models = read(folder)?;
    models.retain(|known| known.file != model.file);
    models.push(model);
    models.sort_by(|left, right| left.file.cmp(&right.file));
    let mut draft = Draft::of(&folder.join(FILE))?;
    serde_json::to_writer_pretty(&mut draft, &models)?;
    draft.write_all(b"\n")?;
    draft.keep()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_word_on_a_file_stands() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), []);
        let [base, tiny] = ["base-q8_0", "tiny"].map(|name| Offer::named(name).unwrap());
        for (offer, origin) in [(tiny, "a package"), (base, "packages"), (base, base.url)] {
            note(folder.path(), Provenance::of(offer, offer.sha256, origin)).unwrap();
        }
        let origins: Vec<_> =
            read(folder.path()).unwrap().into_iter().map(|model| (model.name, model.origin)).collect();
        assert_eq!(origins, [("base-q8_0".into(), base.url.into()), ("tiny".into(), "a package".into())]);
    }

    #[test]
    fn what_is_no_manifest_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "my notes").unwrap();
        let tiny = Offer::named("tiny").unwrap();
        assert!(note(folder.path(), Provenance::of(tiny, tiny.sha256, "a package")).is_err());
        assert_eq!(std::fs::read_to_string(folder.path().join(FILE)).unwrap(), "my notes");
    }
}
