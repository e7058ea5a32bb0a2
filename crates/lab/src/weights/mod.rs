//! Makes a whisper.cpp model from the weights of a CTranslate2 one, for machines that cannot reach upstream's files.
//!
//! Takes CTranslate2's `model.bin` with 16- or 32-bit floats, and any multilingual file of whisper.cpp's format for what the
//! former lacks: mel filters and vocabulary, which are the same in all. Gives the bytes that upstream's converter would, but
//! for biases, which CTranslate2 rounded to 16 bits. Does not judge the weights: their hash does.

mod ctranslate2;
pub mod forgery;
mod half;
mod layout;
pub mod packages;
mod write;

use sha2::{Digest, Sha256};
use speech::asr::models::catalogue::Offer;
use speech::asr::models::draft::Draft;
use speech::asr::models::ggml::{self, FormatError, Kind, Parameters};
use speech::asr::models::installed::hexadecimal;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

/// How the weights are to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 16-bit floats.
    F16,
    /// 8-bit integers with a scale for each 32: half the size, twice the speed, heard no worse.
    Q8_0,
}

impl Precision {
    /// How matrices are stored.
    pub fn kind(self) -> Kind {
        match self {
            Precision::F16 => Kind::F16,
            Precision::Q8_0 => Kind::Q8_0,
        }
    }
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// Its head.
    pub parameters: Parameters,
    /// Number of tensors.
    pub tensors: usize,
    /// Length of the file, bytes.
    pub bytes: u64,
    /// Its SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// The model of the catalogue whose bytes it has, if any.
    pub offer: Option<&'static Offer>,
}

/// Failed to convert a model. Nothing is left behind then.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The source cannot be read.
    #[error("read the CTranslate2 file: {0}")]
    Read(#[source] io::Error),
    /// The source is something else.
    #[error("read the CTranslate2 file: it is none")]
    Foreign,
    /// The source is of a version with another layout.
    #[error("read the CTranslate2 file: it is of binary version {0}, and only 6 is known")]
    Version(u32),
    /// The source is another kind of model.
    #[error("read the CTranslate2 file: it is a model of kind '{0}', not a Whisper model")]
    Specification(String),
    /// The source ends too early or contradicts itself.
    #[error("read the CTranslate2 file: it is damaged or cut short ({0})")]
    Damaged(String),
    /// The source lacks a variable.
    #[error("convert the model: it has no '{0}'")]
    Missing(String),
    /// A variable has too few or too many dimensions.
    #[error("convert the model: '{name}' has the shape {found:?}")]
    Rank {
        /// The variable.
        name: String,
        /// Its shape.
        found: Vec<u32>,
    },
    /// A variable does not fit the others.
    #[error("convert the model: '{name}' has the shape {found:?} and not {wanted:?}")]
    Shape {
        /// The variable.
        name: String,
        /// Its shape.
        found: Vec<u32>,
        /// The shape that the rest of the model asks for.
        wanted: Vec<u32>,
    },
    /// A variable was quantised already.
    #[error("convert the model: '{name}' is stored as {storage}; a file with float16 or float32 is needed")]
    Storage {
        /// The variable.
        name: String,
        /// CTranslate2's name of its type.
        storage: &'static str,
    },
    /// Rows do not divide into blocks.
    #[error("convert the model: q8_0 wants a width that is a multiple of 32, and this one is {0}")]
    Width(u32),
    /// A weight is infinite or no number.
    #[error("convert the model: '{0}' holds numbers that are none")]
    NotFinite(String),
    /// The other file is no model.
    #[error("take mel filters and vocabulary: {0}")]
    Vocabulary(#[source] FormatError),
    /// The other file is a model of another kind, such as one for English only.
    #[error("take mel filters and vocabulary: the file has {found} (words, mel bands), the model {wanted}")]
    OtherVocabulary {
        /// Words and mel bands of the file.
        found: String,
        /// Words and mel bands of the model.
        wanted: String,
    },
    /// The target cannot be written.
    #[error("write the model: {0}")]
    Write(#[source] io::Error),
    /// The target is not as it should be.
    #[error("write the model: {0}")]
    Result(#[source] FormatError),
}

/// Converts the CTranslate2 file `from` into `to`, with mel filters and vocabulary of `vocabulary`.
///
/// # Errors
/// When one of them cannot be read or written, is of another format, or does not fit the other. `to` is then as it was.
pub fn convert(from: &Path, vocabulary: &Path, to: &Path, precision: Precision) -> Result<Conversion, ConvertError> {
    let file = File::open(from).map_err(ConvertError::Read)?;
    let length = file.metadata().map_err(ConvertError::Read)?.len();
    let mut source = BufReader::new(file);
    let index = ctranslate2::index(&mut source, length)?;
    let (parameters, tensors) = layout::layout(&index, precision)?;
    let middle = middle(vocabulary, &parameters)?;

    let draft = Draft::of(to).map_err(ConvertError::Write)?;
    let mut target = Hashing { inner: BufWriter::new(draft), digest: Sha256::new(), bytes: 0 };
    write::head(&mut target, &parameters)?;
    target.write_all(&middle).map_err(ConvertError::Write)?;
    for tensor in &tensors {
        write::tensor(&mut target, &mut source, tensor)?;
    }
    let Hashing { inner, digest, bytes } = target;
    let draft = inner.into_inner().map_err(|error| ConvertError::Write(error.into_error()))?;
    // The reader that whisper.cpp's loader relies on has the last word.
    ggml::inspect(draft.path()).map_err(ConvertError::Result)?;
    draft.keep().map_err(ConvertError::Write)?;
    let sha256 = hexadecimal(&digest.finalize());
    Ok(Conversion { parameters, tensors: tensors.len(), bytes, offer: Offer::with_sha256(&sha256), sha256 })
}

/// Mel filters and vocabulary of a file that fits the model.
fn middle(vocabulary: &Path, parameters: &Parameters) -> Result<Vec<u8>, ConvertError> {
    let (other, middle) = ggml::middle(vocabulary).map_err(ConvertError::Vocabulary)?;
    let what = |of: &Parameters| (of.vocabulary, of.mels);
    if what(&other) == what(parameters) {
        return Ok(middle);
    }
    let [found, wanted] = [&other, parameters].map(|of| format!("{:?}", what(of)));
    Err(ConvertError::OtherVocabulary { found, wanted })
}

/// Hashes and counts what passes through.
struct Hashing<W> {
    inner: W,
    digest: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
