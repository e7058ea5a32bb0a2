//! What callers ask, and what they are asked.

use crate::language::Localised;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A question that callers ask, and what the owner answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Id, such as `parking`.
    pub id: String,
    /// Words that callers use for it.
    pub words: Localised<Vec<String>>,
    /// The answer.
    pub answer: Localised<String>,
    /// When the owner last checked it.
    pub checked: Option<Date>,
    /// The answer offers a person: a yes to it puts the caller through.
    pub hands_over: bool,
}

/// A detail asked at every booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// Id, such as `kennzeichen`.
    pub id: String,
    /// What it is called.
    pub name: Localised<String>,
    /// How it is asked.
    pub question: Localised<String>,
    /// What is an answer to it.
    pub kind: DetailKind,
    /// A caller who does not know it may book all the same, and brings it along.
    pub may_be_unknown: bool,
}

/// What is an answer to the question for a detail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DetailKind {
    /// Free words.
    #[default]
    Text,
    /// A number plate.
    Plate,
    /// A number.
    Number,
    /// A date.
    Date,
    /// Yes or no.
    YesNo,
    /// One of these.
    Choice(Localised<Vec<String>>),
}

impl DetailKind {
    /// Its name in a business file.
    pub fn as_str(&self) -> &'static str {
        match self {
            DetailKind::Text => "text",
            DetailKind::Plate => "plate",
            DetailKind::Number => "number",
            DetailKind::Date => "date",
            DetailKind::YesNo => "yes_no",
            DetailKind::Choice(_) => "choice",
        }
    }
}

/// Details given by a caller, by detail id.
pub type Details = BTreeMap<String, String>;
