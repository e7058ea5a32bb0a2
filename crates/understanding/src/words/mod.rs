//! The caller's words as tokens: what recognisers and people write, made comparable. Pure; knows no grammar.
//!
//! [`tokens`] splits an utterance, [`numeral`] reads number words, [`sound`] tells how alike two words are.

mod number_words;
pub mod numeral;
pub mod sound;
pub(crate) mod table;

use std::ops::Range;

/// One word or number of an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As written, without the punctuation around it.
    pub raw: String,
    /// Made comparable by [`fold`].
    pub text: String,
    /// What stands behind it.
    pub after: Mark,
    /// Where `raw` lies in the utterance, bytes.
    pub bytes: Range<usize>,
}

impl Token {
    /// Whether it ends so that [`Token::drop_contraction`] drops something.
    pub(crate) fn is_contracted(&self) -> bool {
        self.text.ends_with("'s")
    }

    /// Drops the English 's' of a verb or of possession: 'ten's', 'tomorrow's'.
    pub(crate) fn drop_contraction(&mut self) {
        self.text.truncate(self.text.trim_end_matches("'s").len());
    }

    /// Makes it a word that says nothing; its place and what stands behind it stay.
    pub(crate) fn blank(&mut self) {
        (self.raw, self.text) = (NOTHING.to_owned(), NOTHING.to_owned());
    }
}

/// A word of no language.
const NOTHING: &str = "xx";

/// Punctuation behind a token. Recognisers set it loosely: it may hint, never decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    None,
    /// A full stop (also an abbreviation's or an ordinal's).
    Stop,
    /// A comma, dash or semicolon.
    Comma,
    /// A question mark.
    Question,
    /// An exclamation mark.
    Exclamation,
    /// Three dots: broken off.
    Ellipsis,
}

impl Mark {
    /// Whether a clause may end here.
    pub fn ends_clause(self) -> bool {
        self != Mark::None
    }
}

/// Splits `words` into tokens. Punctuation inside a token stays (`10:30`, `don't`, `M-ü-l-l-e-r`), that around it does not.
pub fn tokens(words: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    for (begin, piece) in pieces(words) {
        let core = piece.trim_matches(is_edge);
        if core.is_empty() {
            // A dash or dots on their own belong to the word before.
            if let Some(last) = found.last_mut().filter(|last| last.after == Mark::None) {
                last.after = mark(piece);
            }
            continue;
        }
        let offset = core.as_ptr() as usize - piece.as_ptr() as usize;
        // The stop of a date belongs to it: '3.12.'
        let core = if piece[offset + core.len()..].starts_with('.') && is_short_date(core) {
            &piece[offset..=offset + core.len()]
        } else {
            core
        };
        let behind = &piece[offset + core.len()..];
        let start = begin + offset;
        found.push(Token {
            raw: core.to_owned(),
            text: fold(core),
            after: mark(behind),
            bytes: start..start + core.len(),
        });
    }
    found
}

/// Lower case, German letters as ASCII (`ä` → `ae`, `ß` → `ss`), accents dropped, typographic apostrophes plain, dots
/// within abbreviations gone (`p.m` → `pm`).
pub fn fold(text: &str) -> String {
    if text.is_ascii() && !text.contains(['.', '`']) {
        return text.to_ascii_lowercase();
    }
    let mut folded = if text.is_ascii() { text.to_ascii_lowercase().replace('`', "'") } else { plain_letters(text) };
    if is_dotted_abbreviation(&folded) {
        folded.retain(|c| c != '.')
    }
    folded
}

fn plain_letters(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' | 'æ' => folded.push_str("ae"),
            'ö' | 'œ' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            '’' | '‘' | '`' | '´' => folded.push('\''),
            '–' | '—' | '‑' => folded.push('-'),
            // The dot that lower-casing `İ` leaves behind.
            '\u{307}' => {}
            _ => folded.push(without_accent(c)),
        }
    }
    folded
}

fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => c,
    }
}

fn is_dotted_abbreviation(text: &str) -> bool {
    text.contains('.') && text.split('.').all(|part| part.len() <= 1 && part.bytes().all(|b| b.is_ascii_lowercase()))
}

/// `3.12`, `03.12`
fn is_short_date(core: &str) -> bool {
    let figures = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
    core.split_once('.').is_some_and(|(day, month)| figures(day) && figures(month))
}

/// White-space separated pieces with their byte offsets.
fn pieces(words: &str) -> impl Iterator<Item = (usize, &str)> {
    words.split_whitespace().map(move |piece| (piece.as_ptr() as usize - words.as_ptr() as usize, piece))
}

fn is_edge(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '+' | '@' | '&' | '§' | '€' | '%' | '*' | '#')
}

fn mark(behind: &str) -> Mark {
    if behind.contains('…') || behind.contains("..") {
        Mark::Ellipsis
    } else if behind.contains('?') {
        Mark::Question
    } else if behind.contains('!') {
        Mark::Exclamation
    } else if behind.contains([',', ';', ':', '–', '—', '-']) {
        Mark::Comma
    } else if behind.contains('.') {
        Mark::Stop
    } else {
        Mark::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &str) -> Vec<String> {
        tokens(words).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn punctuation_is_kept_as_a_hint() {
        let found = tokens("Am Dienstag, den 14. Dezember … um 10:30?");
        let marks: Vec<Mark> = found.iter().map(|token| token.after).collect();
        use Mark::*;
        assert_eq!(marks, [None, Comma, None, Stop, Ellipsis, None, Question]);
        assert_eq!(texts("um 10:30?"), ["um", "10:30"]);
    }

    #[test]
    fn spellings_of_one_word_become_the_same() {
        assert_eq!(texts("März MÄRZ Maerz"), ["maerz", "maerz", "maerz"]);
        assert_eq!(texts("p.m. pm P. M."), ["pm", "pm", "p", "m"]);
        assert_eq!(texts("I’d don't"), ["i'd", "don't"]);
        assert_eq!(texts("Yılmaz Şahin İnan"), ["yilmaz", "sahin", "inan"]);
    }

    #[test]
    fn bytes_point_into_the_utterance() {
        let words = "„Müller“, bitte";
        let found = tokens(words);
        assert_eq!(&words[found[0].bytes.clone()], "Müller");
        assert_eq!(&words[found[1].bytes.clone()], "bitte");
    }
}
