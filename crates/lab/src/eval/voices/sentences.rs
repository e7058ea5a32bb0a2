//! What the agent says, with facts in it: the product's own wordings, filled in by a fixed sequence.

use super::facts::Fact;
use base::business::{AddressForm, Price, fixtures};
use base::language::Language;
use dialogue::phrases::{Phrase, Phrases};
use dialogue::speakable::{price, time_of_day, weekday_date};
use jiff::ToSpan;
use jiff::civil::{Date, Time, date, time};

/// The day from which dates are counted; they reach ten months ahead.
const FIRST_DAY: Date = date(2026, 12, 1);
const DAYS: u64 = 300;
/// Names that are common in Germany, no two of which sound alike.
const NAMES: [&str; 20] = [
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Wagner",
    "Becker",
    "Hoffmann",
    "Koch",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
    "Schwarz",
    "Zimmermann",
    "Braun",
    "Krüger",
    "Hartmann",
    "Lange",
];

/// A sentence and what is to be understood of it.
pub struct Sentence {
    /// As it is written.
    pub text: String,
    /// In the order in which they are said.
    pub facts: Vec<Fact>,
}

/// The first `count` sentences of the sequence, the same each time: a quarter each of bookings and cancellations read back,
/// free times offered, and prices told.
pub fn sentences(phrases: &Phrases, language: Language, count: usize) -> Vec<Sentence> {
    let mut chance = Chance(7);
    (0..count).map(|number| sentence(phrases, language, number as u64, &mut chance)).collect()
}

fn sentence(phrases: &Phrases, language: Language, number: u64, chance: &mut Chance) -> Sentence {
    let services: Vec<_> = fixtures::all().into_iter().flat_map(|business| business.services).collect();
    let service = services.get(chance.below(services.len() as u64) as usize);
    let service = service.and_then(|service| service.names.get(language).first().cloned()).unwrap_or_default();
    let day = FIRST_DAY.saturating_add((chance.below(DAYS) as i64).days());
    let at = hour(chance);
    let name = NAMES[chance.below(NAMES.len() as u64) as usize];
    let amount = Price { cents: (15 + chance.below(80) as u32) * 100 + 50 * chance.below(2) as u32, from: false };
    let (date_said, time_said) = (weekday_date(day, language), time_of_day(at, language));
    let slot = match language {
        Language::De => format!("{date_said} um {time_said}"),
        Language::En => format!("{date_said} at {time_said}"),
    };
    let price_said = price(amount, language);
    let values = [
        ("service", service.as_str()),
        ("date", &date_said),
        ("time", &time_said),
        ("name", name),
        ("slot", &slot),
        ("price", &price_said),
    ];
    let when = [Fact::Date(day), Fact::Time(at)];
    let (phrase, facts) = match number % 4 {
        0 => (Phrase::ReadBackBook, [&when[..], &[Fact::Name(name)]].concat()),
        1 => (Phrase::OfferOne, when.to_vec()),
        2 => (Phrase::PriceIs, vec![Fact::Price(amount)]),
        _ => (Phrase::ReadBackCancel, when.to_vec()),
    };
    Sentence { text: phrases.say(phrase, language, AddressForm::Sie, number / 4, &values), facts }
}

/// A time at which shops are open, but for noon, which English gives a name of its own.
fn hour(chance: &mut Chance) -> Time {
    const HOURS: [i8; 10] = [8, 9, 10, 11, 13, 14, 15, 16, 17, 18];
    const MINUTES: [i8; 4] = [0, 15, 30, 45];
    time(HOURS[chance.below(10) as usize], MINUTES[chance.below(4) as usize], 0, 0)
}

/// Numbers that look thrown, the same in every run (Knuth, 'The Art of Computer Programming', volume 2, 3.3.4).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::{FactKind, came_through};
    use super::*;

    #[test]
    fn every_fact_of_every_sentence_comes_through_when_nothing_is_misheard() {
        let phrases = Phrases::built_in().unwrap();
        for language in Language::ALL {
            let all = sentences(&phrases, language, 200);
            for sentence in &all {
                assert!(!sentence.facts.is_empty());
                for fact in &sentence.facts {
                    assert!(came_through(fact, &sentence.text, language), "{}", sentence.text);
                }
            }
            let said =
                |kind| all.iter().flat_map(|sentence| &sentence.facts).filter(|fact| fact.kind() == kind).count();
            assert_eq!(FactKind::ALL.map(said), [150, 150, 50, 50]);
            assert_eq!(all[7].text, sentences(&phrases, language, 8)[7].text);
        }
    }
}
