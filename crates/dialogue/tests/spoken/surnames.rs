//! Names over a telephone line: 300 surnames are understood as names, and as themselves when they are spelled.

use base::business::fixtures;
use base::language::Language;
use dialogue::Asked;
use dialogue::speakable::spelled;
use jiff::Timestamp;
use understanding::words::fold;
use understanding::{Context, parse};

const SURNAMES_MIN: usize = 300;

fn surnames() -> Vec<&'static str> {
    let text = include_str!("../../../../fixtures/understanding/surnames.txt");
    text.lines().filter(|line| !line.starts_with('#')).collect()
}

fn name(words: &str, language: Language, asked: Asked) -> Option<String> {
    let business = fixtures::by_id("salon");
    let now: Timestamp = "2026-12-01T10:00+01:00".parse().expect("an instant");
    let now = now.in_tz("Europe/Berlin").expect("a zone");
    let context = Context { business: business.as_ref(), language, now, asked, earlier: None };
    parse(words, &context).into_says().name.map(|found| found.value.into_inner())
}

#[test]
fn a_name_that_was_asked_for_is_understood_in_every_wording() {
    assert!(surnames().len() >= SURNAMES_MIN);
    let mut misses = Vec::new();
    for surname in surnames() {
        for (language, words) in [
            (Language::De, surname.to_owned()),
            (Language::De, format!("Ja, {surname}.")),
            (Language::De, format!("Mein Name ist {surname}.")),
            (Language::De, format!("{surname} ist mein Name.")),
            (Language::De, format!("Auf den Namen {surname}, bitte.")),
            (Language::En, surname.to_owned()),
            (Language::En, format!("My name is {surname}.")),
            (Language::En, format!("It's {surname}.")),
        ] {
            let found = name(&words, language, Asked::Name);
            if found.as_deref() != Some(surname) {
                misses.push(format!("{words}: {found:?}"));
            }
        }
    }
    let share = misses.len() as f64 / (8 * surnames().len()) as f64;
    println!("{:.2} % of names not understood:\n{}", share * 100.0, misses.join("\n"));
    assert!(share <= 0.005, "{}", misses.join("\n"));
}

/// Letters that neither language has a name for lose their accents on the way.
fn letters(name: &str) -> String {
    fold(name).replace(' ', "")
}

#[test]
fn a_name_spelled_by_the_agent_is_spelled_right_for_a_caller_who_repeats_it() {
    let mut misses = Vec::new();
    for surname in surnames() {
        for language in Language::ALL {
            let words = spelled(surname, language);
            let found = name(&words, language, Asked::Spelling).unwrap_or_default();
            if letters(&found) != letters(surname) {
                misses.push(format!("{language} {surname}: '{words}' gives {found}"));
            }
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

#[test]
fn code_words_spell_every_surname() {
    const WORDS: [&str; 26] = [
        "Anton",
        "Berta",
        "Cäsar",
        "Dora",
        "Emil",
        "Friedrich",
        "Gustav",
        "Heinrich",
        "Ida",
        "Julius",
        "Kaufmann",
        "Ludwig",
        "Martha",
        "Nordpol",
        "Otto",
        "Paula",
        "Quelle",
        "Richard",
        "Samuel",
        "Theodor",
        "Ulrich",
        "Viktor",
        "Wilhelm",
        "Xanthippe",
        "Ypsilon",
        "Zacharias",
    ];
    for surname in surnames() {
        let plain = letters(surname);
        let coded: Option<Vec<&str>> =
            plain.bytes().map(|letter| WORDS.get(usize::from(letter.wrapping_sub(b'a'))).copied()).collect();
        let Some(coded) = coded else { continue };
        let with_letters: Vec<String> = coded.iter().map(|word| format!("{} wie {word}", &word[..1])).collect();
        for words in [coded.join(" "), with_letters.join(", ")] {
            let found = name(&words, Language::De, Asked::Spelling).unwrap_or_default();
            assert_eq!(letters(&found), plain, "{words}");
        }
    }
}
