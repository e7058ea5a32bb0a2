//! The details of a booking in words: a number plate, a date, one of the owner's choices.

use crate::speakable;
use base::business::{Business, Detail, DetailKind, Details};
use base::language::Language;
use jiff::civil::Date;

/// The details of a booking as they follow the name: ', Kennzeichen M, A, B, 1 2 3 4'. What the caller did not know is left out.
pub(super) fn spoken_details(business: &Business, details: &Details, language: Language) -> String {
    let known = business.details.iter().filter_map(|detail| Some((detail, details.get(&detail.id)?)));
    let known = known.filter(|(_, value)| Language::ALL.iter().all(|language| *value != detail_unknown(*language)));
    known
        .map(|(detail, value)| format!(", {} {}", detail.name.get(language), spoken(detail, value, language)))
        .collect()
}

/// A value as it is said.
fn spoken(detail: &Detail, value: &str, language: Language) -> String {
    match &detail.kind {
        DetailKind::Plate | DetailKind::Number => speakable::code(value),
        DetailKind::Date => match value.parse::<Date>() {
            Ok(date) => super::day_and_month(date, language),
            Err(_) => value.to_owned(),
        },
        DetailKind::YesNo | DetailKind::Choice(_) | DetailKind::Text => value.to_owned(),
    }
}

/// The value of a detail that the caller does not know.
pub fn detail_unknown(language: Language) -> &'static str {
    match language {
        Language::De => "unbekannt",
        Language::En => "unknown",
    }
}

/// The value of a detail to which the answer was yes.
pub fn yes(language: Language) -> &'static str {
    match language {
        Language::De => "ja",
        Language::En => "yes",
    }
}

/// The value of a detail to which the answer was no.
pub fn no(language: Language) -> &'static str {
    match language {
        Language::De => "nein",
        Language::En => "no",
    }
}
