//! Facts, and whether they came through: in one of the ways in which a fact is written down, or a name that sounds the same.

use crate::eval::speech::wording::normalise;
use base::business::Price;
use base::language::Language;
use jiff::civil::{Date, Time};
use understanding::words::sound::Sound;

const GERMAN_MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// From here on two spellings are one name: 'Schmidt' and 'Schmitt', but not 'Lange' and 'lunch'.
const LIKENESS_MIN: f32 = 0.75;

/// Something that a caller must not misunderstand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A surname.
    Name(&'static str),
    /// A price.
    Price(Price),
}

/// What kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A surname.
    Name,
    /// A price.
    Price,
}

impl FactKind {
    /// All of them, in the order of their numbers.
    pub const ALL: [FactKind; 4] = [FactKind::Date, FactKind::Time, FactKind::Name, FactKind::Price];

    /// What it is called in a report.
    pub fn as_str(self) -> &'static str {
        match self {
            FactKind::Date => "date",
            FactKind::Time => "time",
            FactKind::Name => "name",
            FactKind::Price => "price",
        }
    }
}

impl Fact {
    /// Its kind.
    pub fn kind(&self) -> FactKind {
        match self {
            Fact::Date(_) => FactKind::Date,
            Fact::Time(_) => FactKind::Time,
            Fact::Name(_) => FactKind::Name,
            Fact::Price(_) => FactKind::Price,
        }
    }
}

/// Whether `heard` holds the fact.
pub fn came_through(fact: &Fact, heard: &str, language: Language) -> bool {
    let heard: Vec<String> = normalise(heard, language).into_iter().filter(|word| !is_filling(word)).collect();
    match fact {
        Fact::Name(name) => {
            let name = sound(name, language);
            heard.iter().any(|word| sound(word, language).likeness(&name) >= LIKENESS_MIN)
        }
        Fact::Date(date) => dates(*date, language).iter().any(|form| holds(&heard, form, language)),
        Fact::Time(time) => times(*time, language).iter().any(|form| holds(&heard, form, language)),
        Fact::Price(price) => prices(*price).iter().any(|form| holds(&heard, form, language)),
    }
}

/// Words that are written or left out as one likes.
fn is_filling(word: &str) -> bool {
    matches!(word, "the" | "of" | "den" | "uhr" | "euro" | "euros" | "cent" | "cents" | "and" | "und" | "o'clock")
}

/// Whether the words of `form` stand in `heard` one after another, with no further figure at either end.
fn holds(heard: &[String], form: &str, language: Language) -> bool {
    let form = normalise(form, language);
    let is_figure = |word: Option<&String>| word.is_some_and(|word| word.chars().all(|c| c.is_ascii_digit()));
    let (first, last) = (is_figure(form.first()), is_figure(form.last()));
    let stands_at = |(at, window): (usize, &[String])| {
        window == form
            && !(first && is_figure(at.checked_sub(1).and_then(|before| heard.get(before))))
            && !(last && is_figure(heard.get(at + form.len())))
    };
    heard.windows(form.len().max(1)).enumerate().any(stands_at)
}

fn dates(date: Date, language: Language) -> Vec<String> {
    let (day, month) = (date.day(), date.month());
    let index = usize::try_from(month - 1).unwrap_or_default();
    match language {
        Language::De => vec![format!("{day}. {}", GERMAN_MONTHS[index]), format!("{day}.{month}.")],
        Language::En => vec![format!("{day} {}", ENGLISH_MONTHS[index]), format!("{} {day}", ENGLISH_MONTHS[index])],
    }
}

fn times(time: Time, language: Language) -> Vec<String> {
    let (hour, minute) = (time.hour(), time.minute());
    let face = if hour > 12 { hour - 12 } else { hour };
    let half = if hour < 12 { "am" } else { "pm" };
    match (language, minute) {
        (Language::De, 0) => vec![format!("{hour}"), format!("{hour}:00")],
        (Language::De, _) => vec![format!("{hour}:{minute}")],
        (Language::En, 0) => vec![format!("{face} {half}"), format!("{face}:00 {half}"), format!("{hour}:00")],
        (Language::En, _) => vec![format!("{face}:{minute} {half}"), format!("{hour}:{minute}")],
    }
}

fn prices(price: Price) -> Vec<String> {
    match (price.cents / 100, price.cents % 100) {
        (euros, 0) => vec![format!("{euros}"), format!("{euros},00")],
        (euros, cents) => vec![format!("{euros},{cents:02}")],
    }
}

fn sound(word: &str, language: Language) -> Sound {
    Sound::of(&understanding::words::fold(word), language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn a_fact_comes_through_however_it_is_written_and_not_when_it_is_another() {
        let price = |cents| Fact::Price(Price { cents, from: false });
        let day = Fact::Date(date(2026, 12, 3));
        for (language, fact, right, wrong) in [
            (Language::De, day, "am Donnerstag, den dritten Dezember, um 4", "den 13. Dezember"),
            (Language::De, day, "am 3.12. um 4", "am 3.11. um 4"),
            (Language::En, day, "on December 3rd at 4", "on December 30th"),
            (Language::De, Fact::Time(time(15, 30, 0, 0)), "um 15.30 Uhr", "um 15.13 Uhr"),
            (Language::De, Fact::Time(time(9, 0, 0, 0)), "um neun Uhr", "um 19 Uhr"),
            (Language::De, Fact::Time(time(9, 0, 0, 0)), "um 9 Uhr", "um 9.30 Uhr"),
            (Language::En, Fact::Time(time(15, 30, 0, 0)), "at 3.30 p.m.", "at 3.30 a.m."),
            (Language::De, price(3_250), "kostet 32,50 €", "kostet 32,15 €"),
            (Language::En, price(4_000), "costs forty euros", "costs 14 euros"),
            (Language::En, Fact::Name("Lange"), "for Lange", "for lunch"),
            (Language::De, Fact::Name("Schmidt"), "für Schmitt", "für Schneider"),
        ] {
            assert!(came_through(&fact, right, language), "{right}");
            assert!(!came_through(&fact, wrong, language), "{wrong}");
        }
    }
}
