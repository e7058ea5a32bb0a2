//! The tables of intents: at least 98 % exact, and all of the wordings that promises hang on.

use super::scene::Scene;
use base::language::Language;
use std::fmt::Write as _;
use understanding::{Pick, ResourceWish, Understanding, parse};

#[test]
fn german_words_show_what_callers_want() {
    check(Language::De, include_str!("../../../../fixtures/understanding/intents.de.tsv"));
}

#[test]
fn english_words_show_what_callers_want() {
    check(Language::En, include_str!("../../../../fixtures/understanding/intents.en.tsv"));
}

#[test]
fn german_detours_negations_and_several_wishes_are_understood() {
    check(Language::De, include_str!("../../../../fixtures/understanding/intents_callers.de.tsv"));
}

#[test]
fn english_detours_negations_and_several_wishes_are_understood() {
    check(Language::En, include_str!("../../../../fixtures/understanding/intents_callers.en.tsv"));
}

#[test]
fn p02_a_question_for_the_machine_is_understood_in_twenty_wordings() {
    all_of("robot");
}

#[test]
fn p20_a_request_under_data_protection_is_understood_in_twenty_wordings() {
    all_of("privacy");
}

#[test]
fn p21_a_wish_for_a_person_is_understood_in_twenty_wordings() {
    all_of("human");
}

#[test]
fn p33_an_emergency_is_understood_in_twenty_wordings() {
    all_of("emergency");
}

const EXACT_MIN: f64 = 0.98;
const WORDINGS_MIN: usize = 20;

/// Every line whose first intent this is comes out so, in both languages.
fn all_of(intent: &str) {
    for (language, table) in tables() {
        let mut scene = Scene::new(language);
        let mut count = 0;
        for (words, expected) in lines(table) {
            if scene.directive(words, expected) || expected.split(' ').next() != Some(intent) {
                continue;
            }
            count += 1;
            let found = parse(words, &scene.context()).into_says().intents.first().map(|intent| intent.as_str());
            assert_eq!(found, Some(intent), "{language}: {words}");
        }
        assert!(count >= WORDINGS_MIN, "{language}: only {count} wordings of {intent}");
    }
}

fn tables() -> [(Language, &'static str); 2] {
    [
        (Language::De, include_str!("../../../../fixtures/understanding/intents.de.tsv")),
        (Language::En, include_str!("../../../../fixtures/understanding/intents.en.tsv")),
    ]
}

fn lines(table: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}")))
}

fn check(language: Language, table: &str) {
    let mut scene = Scene::new(language);
    let (mut count, mut misses) = (0, Vec::new());
    for (words, expected) in lines(table) {
        if scene.directive(words, expected) {
            continue;
        }
        count += 1;
        let found = render(&parse(words, &scene.context()).into_says(), expected);
        if found != expected {
            misses.push(format!("{words}\n    expected {expected}\n    found    {found}"));
        }
    }
    let exact = 1.0 - misses.len() as f64 / count as f64;
    println!("{language}: {count} utterances, {:.1} % exact; not exact:\n{}", exact * 100.0, misses.join("\n"));
    assert!(exact >= EXACT_MIN, "only {:.1} % exact:\n{}", exact * 100.0, misses.join("\n"));
}

/// What was found, in the table's notation; agreement and pick only where the line asks for them.
fn render(says: &Understanding, expected: &str) -> String {
    let wants = |field: &str| expected.contains(&format!("{field}="));
    let intents: Vec<&str> = says.intents.iter().map(|intent| intent.as_str()).collect();
    let mut out = if intents.is_empty() { "-".to_owned() } else { intents.join(" ") };
    let mut add = |name: &str, value: String| write!(out, " {name}={value}").expect("a string");
    if let Some(service) = &says.service {
        let alternatives: String = service.alternatives.iter().map(|id| format!("/{id}")).collect();
        add("service", format!("{}{alternatives}", service.value));
    }
    if let Some(resource) = &says.resource {
        add(
            "resource",
            match &resource.value {
                ResourceWish::Anyone => "anyone".to_owned(),
                ResourceWish::One(id) => id.clone(),
            },
        );
    }
    if let Some(name) = &says.name {
        add("name", name.value.reveal().replace(' ', "_"));
    }
    if let Some(digits) = &says.digits {
        add("digits", digits.reveal().clone());
    }
    if let Some(number) = &says.number {
        add("number", number.reveal().to_string());
    }
    if let Some(email) = &says.email {
        add("email", email.reveal().clone());
    }
    if let Some(language) = says.language {
        add("language", language.to_string());
    }
    if let Some(question) = &says.question {
        add("question", question.clone());
    }
    if let Some(pick) = says.pick.filter(|_| wants("pick")) {
        add(
            "pick",
            match pick {
                Pick::Nth(number) => number.to_string(),
                other => format!("{other:?}").to_lowercase(),
            },
        );
    }
    if wants("agreement") {
        add("agreement", says.agreement.as_str().to_owned());
    }
    out
}
