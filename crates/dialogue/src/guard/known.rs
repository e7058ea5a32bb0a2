//! What is known in words: what the business and its owner say, and what the caller has said.

use base::business::Business;
use base::language::Language;
use std::collections::BTreeSet;
use understanding::words::{Token, numeral, tokens};

/// Words that may be said again.
pub(super) struct Known {
    /// Each text by itself, in comparable words.
    texts: Vec<Vec<Token>>,
    words: BTreeSet<String>,
    /// Figures of telephone numbers, without what differs between the national and the international way to write them.
    dialled: Vec<String>,
    /// What the caller has said, turn by turn.
    pub(super) said: Vec<String>,
}

impl Known {
    pub(super) fn of<'w>(business: &Business, said: impl IntoIterator<Item = &'w str>) -> Self {
        let said: Vec<String> = said.into_iter().map(str::to_owned).collect();
        let texts: Vec<Vec<Token>> =
            texts(business).into_iter().chain(said.iter().map(String::as_str)).map(tokens).collect();
        let words = texts.iter().flatten().flat_map(|token| parts(&token.text)).collect();
        let numbers = business.phones.iter().map(|phone| figures(phone.number.as_str()));
        let dialled = numbers.chain(said.iter().map(|said| figures(said))).collect();
        Known { texts, words, dialled, said }
    }

    /// Whether a word is known, with an ending of inflection or without.
    pub(super) fn has_word(&self, word: &str) -> bool {
        let same = |word: &str| self.words.contains(word);
        let inflected = |ending: &str| word.strip_suffix(ending).is_some_and(|stem| stem.len() >= STEM && same(stem));
        let shorter = |ending: &str| same(&format!("{word}{ending}"));
        same(word) || ENDINGS.iter().any(|ending| inflected(ending) || (word.len() >= STEM && shorter(ending)))
    }

    /// Whether a word is the end of a known compound: 'Haarschnitt' of 'Damenhaarschnitt'.
    pub(super) fn ends_word(&self, word: &str) -> bool {
        word.len() > STEM && self.words.iter().any(|known| known.ends_with(word))
    }

    /// Whether one text has all these words in a row.
    pub(super) fn has_stretch(&self, words: &[Token]) -> bool {
        let same = |window: &[Token]| window.iter().zip(words).all(|(one, other)| one.text == other.text);
        !words.is_empty() && self.texts.iter().any(|text| text.windows(words.len()).any(same))
    }

    /// Whether one text has all these stretches, wherever.
    pub(super) fn has_stretches(&self, stretches: &[&[Token]]) -> bool {
        let within = |text: &Vec<Token>, words: &[Token]| {
            text.windows(words.len().max(1))
                .any(|window| window.iter().zip(words).all(|(one, other)| one.text == other.text))
        };
        self.texts.iter().any(|text| stretches.iter().all(|words| within(text, words)))
    }

    /// All numbers that are known.
    pub(super) fn numbers(&self) -> BTreeSet<u32> {
        self.texts.iter().flat_map(|text| numbers(text)).map(|(_, value)| value).collect()
    }

    /// Whether a row of figures is part of a number that is known.
    pub(super) fn has_row(&self, row: &str) -> bool {
        let row = row.trim_start_matches('0');
        let written = |text: &Vec<Token>| text.iter().any(|token| runs(&token.raw).any(|run| run == row));
        self.dialled.iter().any(|known| known.contains(row)) || self.texts.iter().any(written)
    }

    /// The numbers that stand before a word of this kind in a text.
    pub(super) fn numbers_before(&self, is: impl Fn(&Token) -> bool) -> BTreeSet<u32> {
        let before = |text: &Vec<Token>| {
            let numbers = numbers(text);
            let found = numbers.into_iter().filter(|(end, _)| text.get(*end).is_some_and(&is) || is(&text[*end - 1]));
            found.map(|(_, value)| value).collect::<Vec<_>>()
        };
        self.texts.iter().flat_map(before).collect()
    }
}

/// Letters of a word to which an ending may be joined.
const STEM: usize = 4;
/// Endings of inflection.
const ENDINGS: [&str; 6] = ["s", "n", "e", "en", "es", "er"];

/// All that the business and its owner say.
fn texts(business: &Business) -> Vec<&str> {
    let mut texts = vec![business.name.as_str(), business.address.street.as_str()];
    texts.extend([business.address.postcode.as_str(), business.address.city.as_str()]);
    for resource in &business.resources {
        texts.extend([resource.name.as_str(), resource.spoken_name()]);
    }
    for language in Language::ALL {
        let services = business.services.iter().flat_map(|service| service.names.get(language));
        let questions = business.questions.iter();
        texts.extend(services.map(String::as_str));
        for question in questions {
            texts.extend(question.words.get(language).iter().map(String::as_str));
            texts.push(question.answer.get(language));
        }
        for detail in &business.details {
            texts.extend([detail.name.get(language).as_str(), detail.question.get(language).as_str()]);
        }
        texts.extend(business.greeting.iter().map(|greeting| greeting.get(language).as_str()));
    }
    texts
}

/// A word, and its parts where it is written with dashes.
fn parts(word: &str) -> impl Iterator<Item = String> + '_ {
    std::iter::once(word.to_owned())
        .chain(word.split(['-', '/', '\'']).filter(move |part| *part != word).map(str::to_owned))
}

/// The numbers in words, in any language: where each ends, and its value. An article is none.
pub(super) fn numbers(words: &[Token]) -> Vec<(usize, u32)> {
    let mut found = Vec::new();
    for place in 0..words.len() {
        for language in Language::ALL {
            let run = numeral::read_run(&words[place..], language).filter(|(number, _)| !number.article);
            found.extend(run.map(|(number, taken)| (place + taken, number.value)));
        }
        found.extend(runs(&words[place].raw).filter_map(|run| Some((place + 1, run.parse().ok()?))));
    }
    found
}

/// The rows of figures in a text, without leading zeros.
pub(super) fn runs(text: &str) -> impl Iterator<Item = &str> {
    let rows = text.split(|c: char| !c.is_ascii_digit()).filter(|row| !row.is_empty());
    rows.map(|row| row.trim_start_matches('0'))
}

fn figures(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
