//! Takes over a model file that was brought otherwise: by a stick, a package, an own conversion.

use super::ggml::FormatError;
use super::installed::{Identity, identify};
use super::{Offer, part_of};
use std::io;
use std::path::{Path, PathBuf};

/// A model taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// As which model it will be used.
    pub offer: &'static Offer,
    /// Where it lies now.
    pub path: PathBuf,
    /// Whether its bytes are known; otherwise the user vouches for them.
    pub known: bool,
}

/// Failed to add a model.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// It is no whole model.
    #[error("add the model: {0}")]
    Format(#[from] FormatError),
    /// Its bytes are none of the catalogue's.
    #[error(
        "add the model: it is a Whisper {size} ({storage}) with unknown bytes (sha256 {sha256}); if you trust it, name the \
         model that it stands for with --as"
    )]
    Unknown {
        /// Its size by its layers.
        size: &'static str,
        /// How its weights are stored.
        storage: String,
        /// Its hash.
        sha256: String,
    },
    /// It is of another size than the model it should stand for.
    #[error("add the model: it is a Whisper {found}, not a {wanted}")]
    Size {
        /// Its size by its layers.
        found: &'static str,
        /// The size of the named model.
        wanted: &'static str,
    },
    /// The disk failed.
    #[error("add the model: {0}")]
    Disk(#[from] io::Error),
}

/// Copies `file` into `folder` under the name of the model that it is. A file with unknown bytes is taken only `as_model` that
/// the user names.
///
/// # Errors
/// As listed at [`AddError`]; the folder is then as it was before.
pub fn add(file: &Path, folder: &Path, as_model: Option<&'static Offer>) -> Result<Added, AddError> {
    let identity = identify(file)?;
    let offer = accept(&identity, as_model)?;
    std::fs::create_dir_all(folder)?;
    let target = folder.join(offer.file);
    // A file that already lies there needs no copy, and copying it onto itself would empty it.
    if std::fs::canonicalize(&target).ok() != Some(std::fs::canonicalize(file)?) {
        let part = part_of(&target);
        std::fs::copy(file, &part)?;
        std::fs::rename(part, &target)?;
    }
    Ok(Added { offer, path: target, known: offer.accepts(&identity.sha256) })
}

fn accept(identity: &Identity, as_model: Option<&'static Offer>) -> Result<&'static Offer, AddError> {
    match (identity.offer, as_model) {
        (Some(offer), None) => Ok(offer),
        (_, Some(offer)) if identity.inspection.parameters.audio[3] == offer.size.layers() => Ok(offer),
        (_, Some(offer)) => Err(AddError::Size { found: identity.inspection.size(), wanted: offer.size.name() }),
        (None, None) => Err(AddError::Unknown {
            size: identity.inspection.size(),
            storage: identity.inspection.storage(),
            sha256: identity.sha256.clone(),
        }),
    }
}
