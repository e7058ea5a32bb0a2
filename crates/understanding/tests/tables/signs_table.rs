//! The tables of signs: an emergency, a wish for a person, a complaint, a goodbye, lateness, the service for pain; each with
//! wordings that carry it and wordings that only look so.

use super::scene::Scene;
use base::language::Language;
use understanding::{Intent, Understanding, parse};

#[test]
fn german_words_carry_the_signs_that_they_carry() {
    check(Language::De, include_str!("../../../../fixtures/understanding/signs.de.tsv"), RIGHT_MIN);
}

#[test]
fn english_words_carry_the_signs_that_they_carry() {
    check(Language::En, include_str!("../../../../fixtures/understanding/signs.en.tsv"), RIGHT_MIN);
}

#[test]
fn german_signs_are_seen_in_wordings_that_nothing_was_tuned_on() {
    check(Language::De, include_str!("../../../../fixtures/understanding/signs_blind.de.tsv"), BLIND_MIN);
}

#[test]
fn english_signs_are_seen_in_wordings_that_nothing_was_tuned_on() {
    check(Language::En, include_str!("../../../../fixtures/understanding/signs_blind.en.tsv"), BLIND_MIN);
}

const RIGHT_MIN: f64 = 1.0;
/// Of wordings that nothing was tuned on.
const BLIND_MIN: f64 = 0.8;

/// What a table's `@sign` names.
#[derive(Debug, Clone)]
enum Sign {
    /// Something is wanted.
    Wants(Intent),
    /// A service is meant.
    Service(String),
}

impl Sign {
    fn named(name: &str) -> Sign {
        match name.strip_prefix("service ") {
            Some(id) => Sign::Service(id.to_owned()),
            None => Sign::Wants(Intent::from_name(name).unwrap_or_else(|| panic!("no such sign: {name}"))),
        }
    }

    fn is_in(&self, says: &Understanding) -> bool {
        match self {
            Sign::Wants(intent) => says.intents.contains(intent),
            Sign::Service(id) => says.service.as_ref().is_some_and(|found| found.value == *id),
        }
    }
}

fn check(language: Language, table: &str, right_min: f64) {
    let mut scene = Scene::new(language);
    let (mut sign, mut count, mut misses) = (None, 0, Vec::new());
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (words, expected) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        if words == "@sign" {
            sign = Some(Sign::named(expected));
            continue;
        }
        if scene.directive(words, expected) {
            continue;
        }
        let sign = sign.as_ref().unwrap_or_else(|| panic!("before any sign: {line}"));
        count += 1;
        let says = parse(words, &scene.context()).into_says();
        if expected != if sign.is_in(&says) { "yes" } else { "no" } {
            misses.push(format!("{sign:?}: {words}: expected {expected}, found {:?}", says.intents));
        }
    }
    let right = 1.0 - misses.len() as f64 / f64::from(count);
    println!("{language}: {count} utterances, {:.1} % right; not right:\n{}", right * 100.0, misses.join("\n"));
    assert!(right >= right_min, "only {:.1} % right:\n{}", right * 100.0, misses.join("\n"));
}
