//! Telephone numbers in E.164, and what a carrier writes when there is none.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A telephone number in E.164 (`+4922147101 00` without the space). It is a person's datum when it is a caller's: wrap it
/// in [`crate::privacy::Personal`] there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(String);

impl Number {
    /// Parses an international number; spaces, dashes and brackets are ignored.
    ///
    /// # Errors
    /// When it does not start with `+`, or is no possible number of its country (libphonenumber's rules are not asked for
    /// assignment: numbers reserved for fiction are possible numbers).
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let kept: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '/' | '.')).collect();
        let digits = kept.strip_prefix('+').ok_or_else(|| NumberError(text.to_owned()))?;
        // E.164 6.1: at most 15 digits; country codes never begin with 0.
        let plausible =
            (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        if plausible { Ok(Number(kept)) } else { Err(NumberError(text.to_owned())) }
    }

    /// The number as `+` and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Number {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, NumberError> {
        Number::parse(&text)
    }
}

impl From<Number> for String {
    fn from(number: Number) -> String {
        number.0
    }
}

/// Not a telephone number in international form. Prints without the text, which may be a person's.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a telephone number in international form: write + and the country code, such as +49 221 4710100")]
pub struct NumberError(String);

impl fmt::Debug for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberError")
    }
}

/// The caller's number as a carrier reports it.
///
/// A hidden caller's `From` comes as `anonymous` or as one of the digit spellings of it (Twilio's documentation on
/// anonymous callers: `+266696687` is ANONYMOUS on a keypad, `+7378742833` RESTRICTED, `+86282452253` UNAVAILABLE,
/// `+464` and the empty string occur as well).
pub fn caller_number(from: &str) -> Option<Number> {
    const WITHHELD: [&str; 5] = ["+266696687", "+7378742833", "+86282452253", "+8656696", "+464"];
    if WITHHELD.contains(&from) { None } else { Number::parse(from).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_callers_have_no_number() {
        for from in ["anonymous", "Anonymous", "+266696687", "+7378742833", "+86282452253", "", "unknown", "+464"] {
            assert_eq!(caller_number(from), None, "{from}");
        }
    }

    #[test]
    fn numbers_are_kept_without_separators() {
        let number = Number::parse("+49 (221) 471-0100").map(|n| n.to_string());
        assert_eq!(number.as_deref(), Ok("+492214710100"));
        for bad in ["0221 4710100", "+49", "+0221471010", "+49 221 abc", "+1234567890123456"] {
            assert!(Number::parse(bad).is_err(), "{bad}");
        }
    }
}
