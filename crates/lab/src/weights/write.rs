//! Writes a file of whisper.cpp's format, a piece at a time: memory stays small whatever the model's size.

use super::ctranslate2::Storage;
use super::layout::BLOCK;
use super::layout::Tensor;
use super::{ConvertError, half};
use speech::asr::models::ggml::{Kind, MAGIC, Parameters};
use std::io::{Read, Seek, SeekFrom, Write};

/// Numbers converted at once: a multiple of [`BLOCK`], and 256 kB as 32-bit floats.
const PIECE: u64 = 1 << 16;

/// Writes magic and hyper-parameters; mel filters and vocabulary follow.
///
/// # Errors
/// When the target cannot be written.
pub fn head(target: &mut impl Write, parameters: &Parameters) -> Result<(), ConvertError> {
    let Parameters { vocabulary, audio, text, mels, file_type } = *parameters;
    let numbers = [&[MAGIC.cast_signed(), vocabulary], &audio[..], &text[..], &[mels, file_type]].concat();
    target.write_all(&little_endian(&numbers)).map_err(ConvertError::Write)
}

/// Writes a tensor: rank, length of its name, type, dimensions (innermost first), name, numbers.
///
/// # Errors
/// When the source cannot be read, the target not written, or a number is none.
pub fn tensor(target: &mut impl Write, source: &mut (impl Read + Seek), tensor: &Tensor) -> Result<(), ConvertError> {
    let dimensions = tensor.shape.iter().rev().map(|dimension| dimension.cast_signed());
    let length = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let frame = [length(tensor.shape.len()), length(tensor.name.len()), tensor.kind.number()];
    let frame: Vec<i32> = frame.into_iter().chain(dimensions).collect();
    target.write_all(&little_endian(&frame)).map_err(ConvertError::Write)?;
    target.write_all(tensor.name.as_bytes()).map_err(ConvertError::Write)?;
    source.seek(SeekFrom::Start(tensor.offset)).map_err(ConvertError::Read)?;
    let mut left = tensor.numbers();
    while left > 0 {
        let count = left.min(PIECE);
        let numbers = read(source, tensor.storage, count)?;
        let bytes = encode(&numbers, tensor.kind).ok_or_else(|| ConvertError::NotFinite(tensor.name.clone()))?;
        target.write_all(&bytes).map_err(ConvertError::Write)?;
        left -= count;
    }
    Ok(())
}

fn little_endian(numbers: &[i32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn read(source: &mut impl Read, storage: Storage, count: u64) -> Result<Vec<f32>, ConvertError> {
    let mut bytes = Vec::new();
    let wanted = count * storage.width();
    source.take(wanted).read_to_end(&mut bytes).map_err(ConvertError::Read)?;
    if bytes.len() as u64 != wanted {
        return Err(ConvertError::Damaged("it became shorter while it was read".to_owned()));
    }
    Ok(match storage {
        Storage::F32 => bytes.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect(),
        _ => bytes.as_chunks().0.iter().map(|two| half::to_f32(u16::from_le_bytes(*two))).collect(),
    })
}

/// The numbers as a kind stores them; `None` where one is infinite or none at all, or becomes so.
fn encode(numbers: &[f32], kind: Kind) -> Option<Vec<u8>> {
    if !numbers.iter().all(|number| number.is_finite()) {
        return None;
    }
    match kind {
        Kind::F32 => Some(numbers.iter().flat_map(|number| number.to_le_bytes()).collect()),
        Kind::Q8_0 => q8_0(numbers),
        Kind::F16 => {
            let mut bytes = Vec::with_capacity(numbers.len() * 2);
            for number in numbers {
                bytes.extend(finite(half::from_f32(*number))?.to_le_bytes());
            }
            Some(bytes)
        }
        // No precision asks for it.
        Kind::Q5_1 => None,
    }
}

fn finite(half: u16) -> Option<u16> {
    (half & 0x7c00 != 0x7c00).then_some(half)
}

/// Blocks of 32: a scale, which is a 127th of the largest magnitude, and each number as a multiple of it.
fn q8_0(numbers: &[f32]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(numbers.len() / 32 * 34);
    for block in numbers.as_chunks::<{ BLOCK as usize }>().0 {
        let scale = block.iter().fold(0.0f32, |largest, number| largest.max(number.abs())) / 127.0;
        bytes.extend(finite(half::from_f32(scale))?.to_le_bytes());
        #[expect(clippy::cast_possible_truncation, reason = "no magnitude is above 127 times the scale")]
        bytes.extend(block.map(|number| if scale == 0.0 { 0 } else { (number / scale).round_ties_even() as i8 as u8 }));
    }
    Some(bytes)
}
