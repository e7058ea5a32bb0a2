//! The words of a text, made comparable, with where they stand. Pure.

use std::ops::Range;

/// A word.
#[derive(Debug)]
pub(super) struct Word {
    /// Folded: lower case, German letters as ASCII.
    pub text: String,
    /// Where it stands, bytes, without the punctuation around it.
    pub bytes: Range<usize>,
    /// A clause ends behind it.
    pub clause_ends: bool,
    /// A sentence ends behind it.
    pub sentence_ends: bool,
}

impl Word {
    /// Whether it begins with a figure.
    pub fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Cuts a text into words.
pub(super) fn words(text: &str) -> Vec<Word> {
    let pieces = text.split_whitespace().map(|piece| (piece.as_ptr() as usize - text.as_ptr() as usize, piece));
    pieces.filter_map(|(begin, piece)| word(begin, piece)).collect()
}

fn word(begin: usize, piece: &str) -> Option<Word> {
    let core = piece.trim_matches(|c: char| !c.is_alphanumeric());
    if core.is_empty() {
        return None;
    }
    let start = piece.find(core).unwrap_or(0);
    let behind = &piece[start + core.len()..];
    // A number's stop is an ordinal's: '3. Monat'.
    let ordinal = behind == "." && core.bytes().all(|byte| byte.is_ascii_digit());
    let sentence_ends = !ordinal && behind.contains(['.', '?', '!', '…']);
    Some(Word {
        text: fold(core),
        bytes: begin + start..begin + start + core.len(),
        clause_ends: sentence_ends || behind.contains([',', ';', ':', '–']),
        sentence_ends,
    })
}

/// Lower case, umlauts and ß as ASCII, typographic apostrophes and dashes plain.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'é' | 'è' | 'ê' => folded.push('e'),
            '’' | '‘' | '`' | '´' => folded.push('\''),
            '–' | '—' | '‑' => folded.push('-'),
            c => folded.push(c),
        }
    }
    folded
}
