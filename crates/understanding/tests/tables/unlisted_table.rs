//! The tables of what is wanted by a name that is no service of the business: all of them come out, and nothing else does.

use super::scene::Scene;
use base::language::Language;
use understanding::parse;

#[test]
fn german_names_of_what_is_not_offered_are_found() {
    check(Language::De, include_str!("../../../../fixtures/understanding/unlisted.de.tsv"));
}

#[test]
fn english_names_of_what_is_not_offered_are_found() {
    check(Language::En, include_str!("../../../../fixtures/understanding/unlisted.en.tsv"));
}

fn check(language: Language, table: &str) {
    let mut scene = Scene::new(language);
    let mut misses = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (words, expected) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        if scene.directive(words, expected) {
            continue;
        }
        let says = parse(words, &scene.context()).into_says();
        let found = says.unlisted.as_ref().map_or("-", |name| name.reveal().as_str());
        if found != expected {
            misses.push(format!("{words}: expected {expected}, found {found}; {:?} {:?}", says.intents, says.service));
        }
    }
    assert!(misses.is_empty(), "{} misses:\n{}", misses.len(), misses.join("\n"));
}
