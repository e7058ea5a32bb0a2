//! The file format of whisper.cpp's models, as far as it takes to tell a whole file from a damaged one, and to write one.
//!
//! In order: magic, eleven hyper-parameters, mel filters, vocabulary, tensors (each with rank, name, type and shape before its
//! data). whisper.cpp's loader trusts every length in it, so a file is walked here before it is given to it.

use base::file;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// `ggml`, little-endian.
pub const MAGIC: u32 = 0x6767_6d6c;
/// A quantised file's type is its ggml type number plus this, times the version of the quantisation formats (2).
const QUANTISATION_VERSION_FACTOR: i32 = 1_000;

/// The eleven numbers at the head of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// Tokens in the vocabulary; 51865 for multilingual models of size tiny to medium.
    pub vocabulary: i32,
    /// Encoder: longest context (1500), width, heads, layers.
    pub audio: [i32; 4],
    /// Decoder: longest context (448), width, heads, layers.
    pub text: [i32; 4],
    /// Mel bands (80).
    pub mels: i32,
    /// How weights are stored: 1 for f16, else a ggml file type and 1000 times the version of the quantisation formats.
    pub file_type: i32,
}

/// How numbers of a tensor are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 32-bit floats.
    F32,
    /// 16-bit floats.
    F16,
    /// Blocks of 32 as a 16-bit scale and 8-bit integers.
    Q8_0,
    /// Blocks of 32 as 16-bit scale and minimum and 5-bit integers.
    Q5_1,
}

impl Kind {
    /// ggml's number for it.
    pub fn number(self) -> i32 {
        match self {
            Kind::F32 => 0,
            Kind::F16 => 1,
            Kind::Q5_1 => 7,
            Kind::Q8_0 => 8,
        }
    }

    /// The file type of a model whose matrices are stored so.
    pub fn file_type(self) -> i32 {
        match self {
            Kind::F32 => 0,
            Kind::F16 => 1,
            // ggml numbers file types apart from tensor types: MOSTLY_Q8_0 is 7, MOSTLY_Q5_1 is 9.
            Kind::Q8_0 => 2 * QUANTISATION_VERSION_FACTOR + 7,
            Kind::Q5_1 => 2 * QUANTISATION_VERSION_FACTOR + 9,
        }
    }

    /// As it is written in file names.
    pub fn name(self) -> &'static str {
        match self {
            Kind::F32 => "f32",
            Kind::F16 => "f16",
            Kind::Q8_0 => "q8_0",
            Kind::Q5_1 => "q5_1",
        }
    }
}

/// What a walk through a file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The head.
    pub parameters: Parameters,
    /// Number of tensors.
    pub tensors: usize,
    /// Where the first tensor begins: mel filters and vocabulary lie between the head and here.
    pub tensors_at: u64,
}

impl Inspection {
    /// OpenAI's name for the size, by the layers of the encoder.
    pub fn size(&self) -> &'static str {
        match self.parameters.audio[3] {
            4 => "tiny",
            6 => "base",
            12 => "small",
            24 => "medium",
            32 => "large",
            _ => "unknown size",
        }
    }

    /// How the weights are stored.
    pub fn storage(&self) -> String {
        match self.parameters.file_type % QUANTISATION_VERSION_FACTOR {
            0 => "f32".to_owned(),
            1 => "f16".to_owned(),
            7 => "q8_0".to_owned(),
            9 => "q5_1".to_owned(),
            other => format!("file type {other}"),
        }
    }
}

/// Failed to read a model file.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The file could not be read.
    #[error("read the model file: {0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("read the model file: it is no file of whisper.cpp's format")]
    Foreign,
    /// It ends too early or carries impossible lengths.
    #[error("read the model file: it is damaged or cut short ({0})")]
    Damaged(String),
}

/// Walks through a file without loading it: head, vocabulary and the frame of every tensor, to exactly the file's end.
///
/// # Errors
/// When the file cannot be read, is of another format, or does not end where its contents do.
pub fn inspect(path: &Path) -> Result<Inspection, FormatError> {
    let file = file::open(path)?;
    let length = file.metadata()?.len();
    let mut walk = Walk { reader: BufReader::new(file), at: 0, length };
    let parameters = walk.parameters()?;
    walk.mel_filters(parameters.mels)?;
    walk.vocabulary(parameters.vocabulary)?;
    let tensors_at = walk.at;
    let mut tensors = 0;
    while walk.at < length {
        walk.tensor()?;
        tensors += 1;
    }
    if tensors == 0 { Err(damaged("no tensors")) } else { Ok(Inspection { parameters, tensors, tensors_at }) }
}

fn damaged(what: &str) -> FormatError {
    FormatError::Damaged(what.to_owned())
}

struct Walk {
    reader: BufReader<File>,
    at: u64,
    length: u64,
}

impl Walk {
    fn number(&mut self) -> Result<i32, FormatError> {
        let mut bytes = [0; 4];
        match self.reader.read_exact(&mut bytes) {
            Ok(()) => {
                self.at += 4;
                Ok(i32::from_le_bytes(bytes))
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(damaged("it ends too early")),
            Err(error) => Err(error.into()),
        }
    }

    fn number_within(&mut self, what: &str, bounds: std::ops::RangeInclusive<i32>) -> Result<i32, FormatError> {
        let number = self.number()?;
        if bounds.contains(&number) { Ok(number) } else { Err(damaged(&format!("{what} {number}"))) }
    }

    fn skip(&mut self, bytes: u64) -> Result<(), FormatError> {
        self.at = self.at.checked_add(bytes).filter(|end| *end <= self.length).ok_or(damaged("it ends too early"))?;
        Ok(self.reader.seek_relative(i64::try_from(bytes).unwrap_or(i64::MAX))?)
    }

    fn parameters(&mut self) -> Result<Parameters, FormatError> {
        match self.number() {
            Ok(magic) if magic.cast_unsigned() == MAGIC => {}
            Ok(_) | Err(FormatError::Damaged(_)) => return Err(FormatError::Foreign),
            Err(error) => return Err(error),
        }
        let vocabulary = self.number_within("vocabulary of", 1..=100_000)?;
        let mut side = |name: &str| -> Result<[i32; 4], FormatError> {
            Ok([
                self.number_within(&format!("{name} context"), 1..=100_000)?,
                self.number_within(&format!("{name} width"), 1..=10_000)?,
                self.number_within(&format!("{name} heads"), 1..=1_000)?,
                self.number_within(&format!("{name} layers"), 0..=1_000)?,
            ])
        };
        let (audio, text) = (side("audio")?, side("text")?);
        let mels = self.number_within("mel bands", 1..=1_000)?;
        Ok(Parameters { vocabulary, audio, text, mels, file_type: self.number_within("file type", 0..=10_000)? })
    }

    fn mel_filters(&mut self, mels: i32) -> Result<(), FormatError> {
        let bands = self.number_within("mel bands", mels..=mels)?;
        let bins = self.number_within("frequency bins", 1..=100_000)?;
        self.skip(u64::from(bands.unsigned_abs()) * u64::from(bins.unsigned_abs()) * 4)
    }

    fn vocabulary(&mut self, words_max: i32) -> Result<(), FormatError> {
        for _ in 0..self.number_within("vocabulary of", 0..=words_max)? {
            let length = self.number_within("token of", 0..=10_000)?;
            self.skip(u64::from(length.unsigned_abs()))?;
        }
        Ok(())
    }

    fn tensor(&mut self) -> Result<(), FormatError> {
        let rank = self.number_within("tensor of rank", 1..=4)?;
        let name_length = self.number_within("tensor name of", 1..=1_000)?;
        let kind = self.number()?;
        let mut elements = 1u64;
        for _ in 0..rank {
            elements *= u64::from(self.number_within("tensor width", 1..=100_000_000)?.unsigned_abs());
            elements = if elements < 1 << 40 { elements } else { return Err(damaged("tensor of impossible size")) };
        }
        self.skip(u64::from(name_length.unsigned_abs()))?;
        self.skip(bytes(kind, elements).ok_or_else(|| damaged(&format!("tensor type {kind}")))?)
    }
}

/// Bytes that so many numbers take in a ggml type: (numbers in a block, bytes of a block).
fn bytes(kind: i32, elements: u64) -> Option<u64> {
    let (block, size) = match kind {
        0 => (1, 4),
        1 => (1, 2),
        2 => (32, 18),
        3 => (32, 20),
        6 => (32, 22),
        7 => (32, 24),
        8 => (32, 34),
        10 => (256, 84),
        11 => (256, 110),
        12 => (256, 144),
        13 => (256, 176),
        14 => (256, 210),
        _ => return None,
    };
    elements.is_multiple_of(block).then_some(elements / block * size)
}

/// Mel filters and vocabulary of a file as they stand in it, without the head before them.
///
/// # Errors
/// When the file cannot be read or is of another format.
pub fn middle(path: &Path) -> Result<(Parameters, Vec<u8>), FormatError> {
    let inspection = inspect(path)?;
    let mut file = file::open(path)?;
    let head = 12 * 4;
    file.seek(SeekFrom::Start(head))?;
    let mut bytes = Vec::new();
    file.take(inspection.tensors_at - head).read_to_end(&mut bytes)?;
    Ok((inspection.parameters, bytes))
}
