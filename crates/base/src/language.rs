//! The languages a call can be held in.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A language that Vorzimmer speaks and understands. Written as its ISO 639-1 code (`de`, `en`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// German.
    De,
    /// English.
    En,
}

impl Language {
    /// All languages, in the order in which lists show them.
    pub const ALL: [Language; 2] = [Language::De, Language::En];

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Language::De => "de",
            Language::En => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::str::FromStr for Language {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Language::ALL
            .into_iter()
            .find(|language| language.code() == code)
            .ok_or_else(|| format!("unknown language '{code}': write de or en"))
    }
}

/// One value per language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localised<T> {
    /// The German value.
    pub de: T,
    /// The English value.
    pub en: T,
}

impl<T> Localised<T> {
    /// The value for `language`.
    pub fn get(&self, language: Language) -> &T {
        match language {
            Language::De => &self.de,
            Language::En => &self.en,
        }
    }
}
