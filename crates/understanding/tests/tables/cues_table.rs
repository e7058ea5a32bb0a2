//! The tables of cues, with enough wordings of each that has it and of each that has not; and what else is told of the words.

use super::scene::Scene;
use base::language::Language;
use std::collections::BTreeMap;
use understanding::{Asked, Aspect, Cue, Parsed, parse};

const WORDINGS_MIN: usize = 6;
const OTHERS_MIN: usize = 3;

#[test]
fn german_words_have_the_cues_that_they_have() {
    check(Language::De, include_str!("../../../../fixtures/understanding/cues.de.tsv"));
}

#[test]
fn english_words_have_the_cues_that_they_have() {
    check(Language::En, include_str!("../../../../fixtures/understanding/cues.en.tsv"));
}

#[test]
fn the_aspect_named_is_told() {
    for (language, words, aspect) in [
        (Language::De, "Der Name stimmt nicht", Some(Aspect::Name)),
        (Language::De, "Nein, die Uhrzeit", Some(Aspect::Time)),
        (Language::De, "Das Datum bitte ändern", Some(Aspect::Day)),
        (Language::De, "Eine andere Behandlung", Some(Aspect::Service)),
        (Language::De, "Bei einer anderen Mitarbeiterin", Some(Aspect::Person)),
        (Language::De, "Der Name für den Termin", Some(Aspect::Name)),
        (Language::De, "Das passt alles", None),
        (Language::En, "The name is wrong", Some(Aspect::Name)),
        (Language::En, "Another time, please", Some(Aspect::Time)),
        (Language::En, "The day", Some(Aspect::Day)),
        (Language::En, "It's the wrong treatment", Some(Aspect::Service)),
        (Language::En, "Another stylist", Some(Aspect::Person)),
        (Language::En, "Sometimes", None),
    ] {
        assert_eq!(read(language, Asked::Confirm, words).aspect(), aspect, "{words}");
    }
}

#[test]
fn a_code_is_written_as_letters_and_digits() {
    for (asked, words, code) in [
        (Asked::Detail, "Das ist die AB 1234", Some("AB 1234")),
        (Asked::Detail, "vier vier eins", Some("441")),
        (Asked::Detail, "Keine Ahnung", None),
        (Asked::Detail, "Ein roter Kombi", None),
    ] {
        let found = read(Language::De, asked, words).code();
        assert_eq!(found.as_ref().map(|code| code.reveal().as_str()), code, "{words}");
    }
}

#[test]
fn a_question_mark_at_the_end_asks_and_words_are_counted() {
    for (words, asks, count) in [
        ("Sind Sie ein Roboter?", true, 4),
        ("Roboter?! Nein.", false, 2),
        ("Ja ?", true, 1),
        ("Um 10:30 Uhr – danke", false, 4),
        ("", false, 0),
    ] {
        let parsed = read(Language::De, Asked::Wish, words);
        assert_eq!((parsed.asks(), parsed.word_count()), (asks, count), "{words}");
    }
}

fn read(language: Language, asked: Asked, words: &str) -> Parsed {
    let mut scene = Scene::new(language);
    scene.asked = asked;
    parse(words, &scene.context())
}

fn check(language: Language, table: &str) {
    let scene = Scene::new(language);
    let (mut cue, mut misses) = (None, Vec::new());
    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (words, expected) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        if words == "@cue" {
            cue = Some(named(expected));
            continue;
        }
        let cue = cue.unwrap_or_else(|| panic!("before any cue: {line}"));
        let has = parse(words, &scene.context()).has(cue);
        counts.entry(format!("{cue:?}")).or_default()[usize::from(!has)] += 1;
        if expected != if has { "yes" } else { "no" } {
            misses.push(format!("{cue:?}: {words}: expected {expected}"));
        }
    }
    assert!(misses.is_empty(), "{} misses:\n{}", misses.len(), misses.join("\n"));
    assert_eq!(counts.len(), Cue::ALL.len(), "cues without a wording: {counts:?}");
    let few: Vec<_> =
        counts.iter().filter(|(_, [with, others])| *with < WORDINGS_MIN || *others < OTHERS_MIN).collect();
    assert!(few.is_empty(), "too few wordings: {few:?}");
}

fn named(name: &str) -> Cue {
    let found = Cue::ALL.into_iter().find(|cue| format!("{cue:?}") == name);
    found.unwrap_or_else(|| panic!("no such cue: {name}"))
}
