//! Files that look like models of whisper.cpp's format and are none: for tests of what a model file is taken for.

use speech::asr::models::ggml::MAGIC;

/// Words of its vocabulary.
const WORDS: u32 = 5;
/// Mel bands of a forgery.
const MELS: u32 = 3;

/// Mel filters and vocabulary, as they stand in a file of whisper.cpp's format.
pub fn middle() -> Vec<u8> {
    let mut bytes = [MELS.to_le_bytes(), 2u32.to_le_bytes()].concat();
    (0..MELS * 2).for_each(|index| bytes.extend((index as f32).to_le_bytes()));
    bytes.extend(WORDS.to_le_bytes());
    for word in ["ja", "nein", "", "Termin", "ü"] {
        bytes.extend((word.len() as u32).to_le_bytes());
        bytes.extend(word.as_bytes());
    }
    bytes
}

/// A model of whisper.cpp's format with a single tensor; `layers` of the encoder tell its size.
pub fn ggml_model(words: u32, layers: u32, file_type: u32) -> Vec<u8> {
    let head = [MAGIC, words, 9, 9, 1, layers, 9, 9, 1, 1, MELS, file_type];
    let frame = [1u32, 4, 0, 2];
    let numbers = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>();
    [numbers(&head), middle(), numbers(&frame), b"name".to_vec(), vec![0; 8]].concat()
}
