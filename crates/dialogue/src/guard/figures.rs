//! Numbers in a model's sentence: prices, telephone numbers, lengths, house numbers.

use super::Guard;
use super::known::numbers;
use std::collections::BTreeSet;
use understanding::Claim;
use understanding::words::{Mark, Token};

/// What may be counted without being known: two times, the third one.
const COUNTED_MAX: u32 = 3;
/// So many figures in a row are no number to reckon with.
const ROW_MIN: usize = 4;

impl Guard<'_> {
    /// Whether all numbers that belong to no time are known.
    pub(super) fn has_known_figures(&self, words: &[Token], timed: &[bool]) -> bool {
        let free = words.iter().zip(timed).filter(|(_, timed)| !**timed).map(|(word, _)| word.clone());
        let (rows, rest) = rows(free.collect());
        let address = |word: &&Token| word.raw.contains('@') || is_dotted(&word.raw);
        let is_said = |word: &Token| self.known.has_stretch(std::slice::from_ref(word));
        let counted = COUNTED_MAX.max(u32::try_from(self.conversation.things_offered()).unwrap_or(u32::MAX));
        let known = self.numbers_known();
        rest.iter().filter(address).all(is_said)
            && rows.iter().all(|row| self.known.has_row(row))
            && numbers(&rest).iter().all(|(_, value)| *value <= counted || known.contains(value))
    }

    fn numbers_known(&self) -> BTreeSet<u32> {
        let mut known = self.known.numbers();
        for service in &self.business.services {
            known.insert(service.minutes);
            known.extend(service.price.into_iter().flat_map(|price| [price.cents / 100, price.cents % 100]));
        }
        known
    }

    /// Whether every sum of money is a price of the services named (of any, where none is), or stands in the owner's answers or the
    /// caller's words.
    pub(super) fn has_known_prices(&self, words: &[Token]) -> bool {
        let money = |word: &Token| Claim::Currency.is_word(word) || word.raw.contains(['€', '£', '$']);
        let sums =
            numbers(words).into_iter().filter(|(end, _)| words.get(*end).is_some_and(money) || money(&words[end - 1]));
        let sums: Vec<u32> = sums.map(|(_, value)| value).collect();
        if sums.is_empty() {
            return true;
        }
        let said = self.known.numbers_before(money);
        let named = self.services_named(words);
        let services =
            self.business.services.iter().filter(|service| named.is_empty() || named.contains(&service.id.as_str()));
        let prices: BTreeSet<u32> = services
            .filter_map(|service| service.price)
            .flat_map(|price| [price.cents / 100, price.cents % 100])
            .collect();
        sums.iter().all(|sum| prices.contains(sum) || said.contains(sum))
    }

    /// The services that the words name in full.
    fn services_named(&self, words: &[Token]) -> Vec<&str> {
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let says = |name: &String| {
            let name = understanding::words::tokens(name);
            !name.is_empty()
                && texts
                    .windows(name.len())
                    .any(|window| window.iter().zip(&name).all(|(one, other)| **one == other.text))
        };
        let named = |service: &&base::business::Service| {
            base::language::Language::ALL.iter().any(|language| service.names.get(*language).iter().any(says))
        };
        self.business.services.iter().filter(named).map(|service| service.id.as_str()).collect()
    }
}

/// Rows of figures, which a space may part, and the other words.
fn rows(words: Vec<Token>) -> (Vec<String>, Vec<Token>) {
    let (mut rows, mut rest) = (Vec::new(), Vec::new());
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let mut row = vec![word];
        while row.last().is_some_and(goes_on) && words.peek().is_some_and(is_figures) {
            row.extend(words.next());
        }
        let figures: String = row.iter().flat_map(|word| word.raw.chars()).filter(char::is_ascii_digit).collect();
        match figures.len() >= ROW_MIN {
            true => rows.push(figures),
            false => rest.extend(row),
        }
    }
    (rows, rest)
}

fn goes_on(word: &Token) -> bool {
    is_figures(word) && word.after == Mark::None
}

fn is_figures(word: &Token) -> bool {
    let figures = word.raw.chars().filter(char::is_ascii_digit).count();
    figures > 0 && word.raw.chars().all(|c| c.is_ascii_digit() || "+/-()".contains(c))
}

/// 'salon-morgenrot.de'
fn is_dotted(word: &str) -> bool {
    let mut parts = word.split('.');
    let letters = |part: &str| part.len() > 1 && part.chars().all(|c| c.is_alphabetic() || c == '-');
    word.contains('.') && parts.all(letters)
}
