//! Telephone numbers in E.164, and what a carrier writes when there is none.

use crate::language::Language;
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

    /// A number as it is said or dialled: international (`+49…`, `0049…`, `49…`), or national. A national one is German; one said
    /// in English that no German number can be is British, where it is one.
    pub fn dialled(text: &str, language: Language) -> Option<Self> {
        const WITH_COUNTRY_MIN: usize = 11;
        let international = if let Some(rest) = text.strip_prefix("00") {
            format!("+{rest}")
        } else if let Some(national) = text.strip_prefix('0') {
            let country = if language == Language::En && is_british_alone(national) { "+44" } else { "+49" };
            format!("{country}{national}")
        } else if text.starts_with('+') {
            // '+49 (0) 176': the zero in brackets is not dialled.
            text.replacen("+490", "+49", 1).replacen("+440", "+44", 1)
        } else if text.starts_with("49") && text.len() >= WITH_COUNTRY_MIN {
            format!("+{text}")
        } else {
            return None;
        };
        Number::parse(&international).ok()
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

/// Whether a number without its 0 is British and cannot be German: a mobile number (07, ten digits behind the 0), one of London
/// (020 7) or one of the nationwide 03 (Ofcom, National Telephone Numbering Plan) with an area code that Germany does not have
/// (Bundesnetzagentur, Verzeichnis der Ortsnetzkennzahlen).
fn is_british_alone(national: &str) -> bool {
    /// Beginnings that no German area code has.
    const NOT_GERMAN: [&str; 20] = [
        "7700", "7701", "710", "740", "749", "750", "759", "769", "778", "779", "780", "786", "787", "788", "789",
        "792", "798", "799", "207", "300",
    ];
    /// Area codes behind some of these.
    const GERMAN: [&str; 15] = [
        "7402", "7403", "7404", "7502", "7503", "7504", "7505", "7506", "7802", "7803", "7804", "7805", "7806", "7807",
        "7808",
    ];
    const LENGTH: usize = 10;
    national.len() == LENGTH
        && NOT_GERMAN.iter().any(|begin| national.starts_with(begin))
        && !GERMAN.iter().any(|begin| national.starts_with(begin))
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

/// The words by which carriers say that a caller's number is hidden or not known to them. Twilio gives them as they are, or
/// spelled on a keypad behind a plus: `+266696687` is ANONYMOUS, `+7378742833` RESTRICTED, `+2562533` BLOCKED, `+8656696`
/// UNKNOWN, `+86282452253` UNAVAILABLE (Twilio's help on calls from these numbers; its changelog of 16 November 2022 on
/// withheld caller ids says that the letters are translated into digits).
///
/// A word may stand here only if no country has a number that its spelling could be: UNIDENTIFIED would be one of Yanbian.
const WITHHELD: [&str; 10] = [
    "anonymous",
    "blocked",
    "private",
    "restricted",
    "suppressed",
    "unavailable",
    "undisclosed",
    "unknown",
    "unlisted",
    "withheld",
];

/// The number of a caller, or of who forwarded a call, as a carrier reports it; `None` when it is withheld ([`WITHHELD`]) or
/// is none, such as `sip:anonymous@anonymous.invalid`, `+464` or nothing at all.
pub fn caller_number(from: &str) -> Option<Number> {
    Number::parse(from).ok().filter(|number| !WITHHELD.iter().any(|word| spells(number, word)))
}

/// Whether the number's digits are the keys of the word's letters.
fn spells(number: &Number, word: &str) -> bool {
    number.as_str().chars().skip(1).eq(word.chars().map(key))
}

/// The key of a telephone that carries a letter (ITU-T E.161); other characters are themselves.
fn key(letter: char) -> char {
    match letter.to_ascii_lowercase() {
        'a'..='c' => '2',
        'd'..='f' => '3',
        'g'..='i' => '4',
        'j'..='l' => '5',
        'm'..='o' => '6',
        'p'..='s' => '7',
        't'..='v' => '8',
        'w'..='z' => '9',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_callers_have_no_number() {
        for from in ["anonymous", "Anonymous", "", "unknown", "+464", "sip:anonymous@anonymous.invalid", "+256 2533"] {
            assert_eq!(caller_number(from), None, "{from}");
        }
        for word in WITHHELD {
            let spelled: String = word.chars().map(key).collect();
            for from in [word, &word.to_uppercase(), &format!("+{spelled}"), &spelled] {
                assert_eq!(caller_number(from), None, "{word}: {from}");
            }
        }
    }

    #[test]
    fn the_spellings_that_carriers_document_are_those_of_the_words() {
        for (word, number) in [
            ("anonymous", "+266696687"),
            ("restricted", "+7378742833"),
            ("unavailable", "+86282452253"),
            ("unknown", "+8656696"),
            ("blocked", "+2562533"),
            ("private", "+7748283"),
            ("withheld", "+94844353"),
        ] {
            assert!(WITHHELD.contains(&word), "{word}");
            assert!(Number::parse(number).is_ok_and(|number| spells(&number, word)), "{word}: {number}");
            assert_eq!(caller_number(number), None, "{word}");
        }
    }

    #[test]
    fn numbers_of_people_are_no_words() {
        for number in ["+4917604069012", "+256414320101", "+26622316969", "+77172701234", "+73787428330"] {
            assert_eq!(caller_number(number).map(String::from).as_deref(), Some(number));
        }
    }

    #[test]
    fn a_national_number_is_of_the_country_that_has_it() {
        use Language::{De, En};
        for (text, language, number) in [
            ("07700900808", En, Some("+447700900808")),
            // 0791 is Schwäbisch Hall's: a number that both countries have is German.
            ("07911123456", En, Some("+497911123456")),
            ("07861123456", En, Some("+447861123456")),
            ("02079460123", En, Some("+442079460123")),
            ("07700900808", De, Some("+497700900808")),
            ("07111234567", En, Some("+497111234567")),
            ("0221471010", En, Some("+49221471010")),
            ("01764069012", En, Some("+491764069012")),
            ("0802512345", En, Some("+49802512345")),
            ("+440770 0900808", En, Some("+447700900808")),
            ("00447700900808", De, Some("+447700900808")),
            ("491764069012", De, Some("+491764069012")),
            ("4069012", De, None),
            ("0176", De, None),
        ] {
            let found = Number::dialled(text, language).map(String::from);
            assert_eq!(found.as_deref(), number, "{text} {language}");
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
