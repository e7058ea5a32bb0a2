//! The file format of CTranslate2's models (binary version 6), as far as it takes to find a variable's numbers.
//!
//! In order: binary version, name of the specification, its revision, variables (each with name, shape, type and length in
//! bytes before its numbers), aliases. All little-endian; texts carry their length in 16 bits and end with a zero byte.

use super::ConvertError;
use std::collections::HashMap;
use std::io::{self, Read, Seek};

const BINARY_VERSION: u32 = 6;
const SPECIFICATION: &str = "WhisperSpec";

/// How a variable's numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// 32-bit floats.
    F32,
    /// 8-bit integers.
    I8,
    /// 16-bit integers.
    I16,
    /// 32-bit integers.
    I32,
    /// 16-bit floats.
    F16,
    /// 16-bit floats with the exponent of 32-bit ones.
    Bf16,
}

impl Storage {
    fn numbered(number: u8) -> Option<Self> {
        use Storage::*;
        [F32, I8, I16, I32, F16, Bf16].get(usize::from(number)).copied()
    }

    /// Bytes of one number.
    pub fn width(self) -> u64 {
        match self {
            Storage::F32 | Storage::I32 => 4,
            Storage::I16 | Storage::F16 | Storage::Bf16 => 2,
            Storage::I8 => 1,
        }
    }

    /// CTranslate2's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Storage::F32 => "float32",
            Storage::I8 => "int8",
            Storage::I16 => "int16",
            Storage::I32 => "int32",
            Storage::F16 => "float16",
            Storage::Bf16 => "bfloat16",
        }
    }
}

/// Where a variable lies in a file, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its dimensions, outermost first; none for a single number.
    pub shape: Vec<u32>,
    /// How its numbers are stored.
    pub storage: Storage,
    /// Where its first number begins.
    pub offset: u64,
    /// Its bytes, if it is a single number.
    pub scalar: Option<[u8; 4]>,
}

impl Variable {
    /// The value of a setting: a single integer above zero.
    ///
    /// # Errors
    /// When it is none.
    pub fn value(&self) -> Result<u32, ConvertError> {
        let value = self.scalar.map(u32::from_le_bytes).filter(|value| *value > 0 && *value < 1 << 15);
        value.ok_or_else(|| damaged("a setting has no sensible value"))
    }
}

/// The variables of a file by name.
pub type Index = HashMap<String, Variable>;

/// Walks through a file without loading it, to exactly its end.
///
/// # Errors
/// When it cannot be read, is of another format, version or kind of model, or is damaged.
pub fn index(reader: impl Read + Seek, length: u64) -> Result<Index, ConvertError> {
    let mut walk = Walk { reader, at: 0, length };
    walk.head()?;
    let mut index = Index::new();
    for _ in 0..walk.u32()? {
        let (name, variable) = walk.variable()?;
        if index.insert(name.clone(), variable).is_some() {
            return Err(damaged(format!("'{name}' occurs twice")));
        }
    }
    walk.aliases()?;
    Ok(index)
}

fn damaged(what: impl Into<String>) -> ConvertError {
    ConvertError::Damaged(what.into())
}

struct Walk<R> {
    reader: R,
    at: u64,
    length: u64,
}

impl<R: Read + Seek> Walk<R> {
    fn head(&mut self) -> Result<(), ConvertError> {
        let version = self.u32()?;
        // Any file begins with some number; only a plausible one is a version rather than another format.
        if version == 0 || version > 1_000 {
            return Err(ConvertError::Foreign);
        } else if version != BINARY_VERSION {
            return Err(ConvertError::Version(version));
        }
        let specification = self.text()?;
        if specification != SPECIFICATION {
            return Err(ConvertError::Specification(specification));
        }
        self.u32().map(|_revision| ())
    }

    fn variable(&mut self) -> Result<(String, Variable), ConvertError> {
        let name = self.text()?;
        let rank = self.u8()?;
        let shape = (0..rank).map(|_| self.u32()).collect::<Result<Vec<_>, _>>()?;
        let number = self.u8()?;
        let storage = Storage::numbered(number).ok_or_else(|| damaged(format!("'{name}' is of type {number}")))?;
        let bytes = u64::from(self.u32()?);
        let numbers = shape.iter().try_fold(1u64, |product, dimension| product.checked_mul(u64::from(*dimension)));
        if numbers.and_then(|numbers| numbers.checked_mul(storage.width())) != Some(bytes) {
            return Err(damaged(format!("'{name}' has {bytes} bytes, which is not what its shape {shape:?} takes")));
        }
        let offset = self.at;
        let scalar = if shape.is_empty() { Some(self.scalar(storage)?) } else { self.skip(bytes).map(|()| None)? };
        Ok((name, Variable { shape, storage, offset, scalar }))
    }

    fn scalar(&mut self, storage: Storage) -> Result<[u8; 4], ConvertError> {
        Ok(match storage.width() {
            1 => [self.u8()?, 0, 0, 0],
            2 => {
                let [low, high] = self.bytes()?;
                [low, high, 0, 0]
            }
            _ => self.bytes()?,
        })
    }

    /// Aliases name variables that are shared; Whisper's conversion needs none of them.
    fn aliases(&mut self) -> Result<(), ConvertError> {
        for _ in 0..self.u32()? {
            self.text()?;
            self.text()?;
        }
        if self.at == self.length { Ok(()) } else { Err(damaged("it goes on after its end")) }
    }

    fn text(&mut self) -> Result<String, ConvertError> {
        let length = u16::from_le_bytes(self.bytes()?);
        let mut text = vec![0; usize::from(length)];
        self.fill(&mut text)?;
        match text.pop() {
            Some(0) => String::from_utf8(text).map_err(|_| damaged("a name is not text")),
            _ => Err(damaged("a name has no end")),
        }
    }

    fn u8(&mut self) -> Result<u8, ConvertError> {
        self.bytes().map(u8::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, ConvertError> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], ConvertError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), ConvertError> {
        match self.reader.read_exact(bytes) {
            Ok(()) => {
                self.at += bytes.len() as u64;
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(damaged("it ends too early")),
            Err(error) => Err(ConvertError::Read(error)),
        }
    }

    fn skip(&mut self, bytes: u64) -> Result<(), ConvertError> {
        let end = self.at + bytes;
        if end > self.length {
            return Err(damaged("it ends too early"));
        }
        self.reader.seek_relative(i64::try_from(bytes).unwrap_or(i64::MAX)).map_err(ConvertError::Read)?;
        self.at = end;
        Ok(())
    }
}
