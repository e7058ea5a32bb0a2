//! CTranslate2's model file: a list of named tensors.
//!
//! In order: version, name and revision of the specification, number of tensors; for each its name (with a closing NUL), rank,
//! shape, type, length in bytes, and data. All little-endian; names carry their length as 16 bits.

use super::ConvertError;
use std::collections::HashMap;

/// The tensors of a model, by name.
pub struct Weights<'a>(HashMap<String, Variable<'a>>);

/// A tensor as it lies in the file.
pub struct Variable<'a> {
    /// Slowest dimension first; empty for a single number.
    pub shape: Vec<usize>,
    kind: u8,
    bytes: &'a [u8],
}

/// CTranslate2's numbers for the types that occur in 16-bit models.
const FLOAT32: u8 = 0;
const INT8: u8 = 1;
const INT16: u8 = 2;
const INT32: u8 = 3;
const FLOAT16: u8 = 4;

impl<'a> Weights<'a> {
    /// Reads the list of tensors; their data stays where it is.
    pub fn read(bytes: &'a [u8]) -> Result<Self, ConvertError> {
        let mut rest = Rest(bytes);
        rest.u32()?;
        let specification = rest.text()?;
        if specification != "WhisperSpec" {
            return Err(ConvertError::Source(format!(
                "the source is no CTranslate2 model of Whisper ({specification})"
            )));
        }
        rest.u32()?;
        let mut variables = HashMap::new();
        for _ in 0..rest.u32()? {
            let name = rest.text()?;
            variables.insert(name, rest.variable()?);
        }
        Ok(Weights(variables))
    }

    /// The tensor called `name`.
    pub fn get(&self, name: &str) -> Result<&Variable<'a>, ConvertError> {
        self.0.get(name).ok_or_else(|| ConvertError::Source(format!("the source has no tensor {name}")))
    }

    /// Number of layers on a side (`encoder`, `decoder`).
    pub fn layers(&self, side: &str) -> usize {
        (0..).take_while(|layer| self.0.contains_key(&format!("{side}/layer_{layer}/ffn/linear_0/weight"))).count()
    }
}

impl Variable<'_> {
    /// The numbers, slowest dimension first.
    pub fn values(&self) -> Result<Vec<f32>, ConvertError> {
        match self.kind {
            FLOAT32 => Ok(self.bytes.chunks_exact(4).map(|b| f32::from_le_bytes(array(b))).collect()),
            FLOAT16 => Ok(self
                .bytes
                .chunks_exact(2)
                .map(|b| super::quantise::half_to_single(u16::from_le_bytes(array(b))))
                .collect()),
            kind => Err(ConvertError::Source(format!("the source has weights of type {kind}: take the float16 model"))),
        }
    }

    /// A single whole number.
    pub fn integer(&self) -> Option<i32> {
        match (self.kind, self.bytes) {
            (INT8, [byte]) => Some(i32::from(byte.cast_signed())),
            (INT16, bytes) if bytes.len() == 2 => Some(i32::from(i16::from_le_bytes(array(bytes)))),
            (INT32, bytes) if bytes.len() == 4 => Some(i32::from_le_bytes(array(bytes))),
            _ => None,
        }
    }
}

/// A slice of known length as an array; `chunks_exact` and the checks above give the length.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|i| bytes.get(i).copied().unwrap_or(0))
}

/// What has not been read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], ConvertError> {
        let short = || ConvertError::Source("the source is cut short".to_owned());
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<usize, ConvertError> {
        Ok(u32::from_le_bytes(array(self.take(4)?)) as usize)
    }

    fn byte(&mut self) -> Result<u8, ConvertError> {
        Ok(u8::from_le_bytes(array(self.take(1)?)))
    }

    fn text(&mut self) -> Result<String, ConvertError> {
        let length = u16::from_le_bytes(array(self.take(2)?));
        let bytes = self.take(usize::from(length))?;
        Ok(String::from_utf8_lossy(bytes.strip_suffix(b"\0").unwrap_or(bytes)).into_owned())
    }

    fn variable(&mut self) -> Result<Variable<'a>, ConvertError> {
        let rank = self.byte()?;
        let shape = (0..rank).map(|_| self.u32()).collect::<Result<Vec<_>, _>>()?;
        let kind = self.byte()?;
        let length = self.u32()?;
        let width = match kind {
            FLOAT32 | INT32 => 4,
            INT16 | FLOAT16 => 2,
            _ => 1,
        };
        let expected = shape.iter().try_fold(width, |product: usize, length| product.checked_mul(*length));
        if expected != Some(length) {
            return Err(ConvertError::Source("the source has a tensor of a length that is not its shape's".to_owned()));
        }
        Ok(Variable { shape, kind, bytes: self.take(length)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_model_is_refused() {
        for bytes in
            [&b""[..], b"\x06\0\0\0\x0c\0WhisperSpec", b"\x06\0\0\0\x05\0Other\x03\0\0\0\0\0\0\0", b"<html></html>"]
        {
            assert!(Weights::read(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn a_tensor_of_a_wrong_length_is_refused() {
        let mut file = b"\x06\0\0\0\x0c\0WhisperSpec\0\x03\0\0\0\x01\0\0\0\x02\0a\0\x01\x02\0\0\0\x04".to_vec();
        file.extend(3u32.to_le_bytes());
        file.extend([0; 3]);
        assert!(Weights::read(&file).is_err());
    }
}
