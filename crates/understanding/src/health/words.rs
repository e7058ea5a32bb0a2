//! The words of a text, made comparable, with where they stand. Pure.
//!
//! A word is compared as it is heard, not as it is written: without soft hyphens and characters of no width, in plain letters for
//! full width, ligatures and accents (NFKD, Unicode Standard Annex #15), and with the Latin letters that Cyrillic and Greek ones
//! look like. Letters that stand apart ('H I V', 'H.I.V.') are read together beside being read apart.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word.
#[derive(Debug, Clone)]
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

    fn is_letter(&self) -> bool {
        let mut letters = self.text.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    }
}

/// Cuts a text into words.
pub(super) fn words(text: &str) -> Vec<Word> {
    let pieces = text.split_whitespace().map(|piece| (piece.as_ptr() as usize - text.as_ptr() as usize, piece));
    pieces.filter_map(|(begin, piece)| word(begin, piece)).collect()
}

/// The words with letters and parts read together that stand apart, each with the words that it is made of. `None` where none do.
pub(super) fn together(words: &[Word]) -> Option<(Vec<Word>, Vec<Range<usize>>)> {
    let (mut joined, mut from): (Vec<Word>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    for (at, word) in words.iter().enumerate() {
        let spelled = word.is_letter() && at > 0 && words[at - 1].is_letter();
        match (joined.last_mut(), from.last_mut()) {
            (Some(last), Some(range)) if spelled => {
                last.text.push_str(&word.text);
                last.bytes.end = word.bytes.end;
                (last.clause_ends, last.sentence_ends) = (word.clause_ends, word.sentence_ends);
                range.end = at + 1;
            }
            _ => {
                joined.push(Word { text: squeezed(&word.text), ..word.clone() });
                from.push(at..at + 1);
            }
        }
    }
    let same = joined.len() == words.len() && joined.iter().zip(words).all(|(one, other)| one.text == other.text);
    (!same).then_some((joined, from))
}

/// A word without what stands between its letters, but for apostrophes (`I'll` is not ill). Times, figures and addresses are made
/// of what stands between.
fn squeezed(text: &str) -> String {
    if text.contains(|c: char| c.is_numeric() || c == '@') {
        return text.to_owned();
    }
    text.chars().filter(|c| c.is_alphanumeric() || *c == '\'').collect()
}

fn word(begin: usize, piece: &str) -> Option<Word> {
    let core = piece.trim_matches(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    let text = fold(core);
    if text.is_empty() {
        return None;
    }
    let start = piece.find(core).unwrap_or(0);
    let behind = &piece[start + core.len()..];
    // A number's stop is an ordinal's: '3. Monat'.
    let ordinal = behind == "." && core.bytes().all(|byte| byte.is_ascii_digit());
    let sentence_ends = !ordinal && behind.contains(['.', '?', '!', '…']);
    Some(Word {
        text,
        bytes: begin + start..begin + start + core.len(),
        clause_ends: sentence_ends || behind.contains([',', ';', ':', '–']),
        sentence_ends,
    })
}

/// Lower case, umlauts and ß as ASCII, other accents left out, typographic apostrophes and dashes plain, lookalikes Latin.
pub(super) fn fold(text: &str) -> String {
    const DIAERESIS: char = '\u{308}';
    let mut folded = String::with_capacity(text.len() + 2);
    // NFKD makes a space and an accent of the spacing one.
    let plain = text.chars().map(|c| if c == '´' { '\'' } else { c });
    let mut letters =
        plain.nfkd().filter(|&c| !is_silent(c) && !c.is_whitespace()).flat_map(|c| latin(c).to_lowercase()).peekable();
    while let Some(c) = letters.next() {
        match c {
            'a' | 'o' | 'u' if letters.next_if_eq(&DIAERESIS).is_some() => folded.extend([c, 'e']),
            'ß' => folded.push_str("ss"),
            '’' | '‘' | '`' => folded.push('\''),
            '–' | '—' | '‑' | '‐' => folded.push('-'),
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

/// Whether a character takes no place: soft hyphen, joiners, marks of direction, selectors of variants.
fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The Latin letter that a Cyrillic or Greek one looks like (Unicode Technical Standard #39, confusables).
#[rustfmt::skip]
fn latin(c: char) -> char {
    match c {
        'А' | 'а' | 'Α' | 'α' | 'ɑ' => 'a',
        'В' | 'в' | 'Β' | 'Ь' | 'ь' => 'b',
        'С' | 'с' | 'Ϲ' | 'ϲ' => 'c',
        'Ԁ' | 'ԁ' => 'd',
        'Е' | 'е' | 'Ε' | 'ε' => 'e',
        'Ғ' | 'ғ' => 'f',
        'ɡ' | 'Ԍ' | 'ԍ' => 'g',
        'Н' | 'н' | 'Η' | 'Һ' | 'һ' => 'h',
        'І' | 'і' | 'Ι' | 'ι' | 'Ӏ' | 'ӏ' | 'ı' => 'i',
        'Ј' | 'ј' => 'j',
        'К' | 'к' | 'Κ' | 'κ' => 'k',
        'М' | 'м' | 'Μ' => 'm',
        'Ν' => 'n',
        'О' | 'о' | 'Ο' | 'ο' => 'o',
        'Р' | 'р' | 'Ρ' | 'ρ' => 'p',
        'Ԛ' | 'ԛ' => 'q',
        'г' => 'r',
        'Ѕ' | 'ѕ' => 's',
        'Т' | 'т' | 'Τ' | 'τ' => 't',
        'υ' => 'u',
        'Ѵ' | 'ѵ' | 'ν' => 'v',
        'Ԝ' | 'ԝ' => 'w',
        'Х' | 'х' | 'Χ' | 'χ' => 'x',
        'У' | 'у' | 'Υ' => 'y',
        'Ζ' => 'z',
        c => c,
    }
}
