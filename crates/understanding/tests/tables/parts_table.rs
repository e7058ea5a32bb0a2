//! Several services and several people in one breath, against tables: who wants what, and what is to be asked back.

use base::business::Together;
use base::business::fixtures;
use base::language::Language;
use jiff::Timestamp;
use understanding::{Asked, Guest};
use understanding::{Change, Context, PartSaid, Understanding, parse};

#[test]
fn german_parts() {
    check(Language::De, include_str!("../../../../fixtures/understanding/parts.de.tsv"));
}

#[test]
fn english_parts() {
    check(Language::En, include_str!("../../../../fixtures/understanding/parts.en.tsv"));
}

#[track_caller]
fn check(language: Language, table: &str) {
    let now: Timestamp = "2026-12-01T10:00+01:00".parse().unwrap();
    let mut business = fixtures::by_id("salon");
    let mut misses = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(id) = line.strip_prefix('!') {
            business = fixtures::by_id(id);
            continue;
        }
        let (words, expected) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        let now = now.in_tz("Europe/Berlin").unwrap();
        let context = Context { business: business.as_ref(), language, now, asked: Asked::Wish, earlier: None };
        let found = render(&parse(words, &context).into_says());
        if found != expected {
            misses.push(format!("{words}\n    expected {expected}\n    found    {found}"));
        }
    }
    assert!(misses.is_empty(), "{} misses:\n{}", misses.len(), misses.join("\n"));
}

fn render(says: &Understanding) -> String {
    if says.parts.is_empty() {
        return "none".into();
    }
    let parts: Vec<String> = says.parts.iter().map(part).collect();
    let together = match says.together {
        Some(Together::SideBySide) => " = side",
        Some(Together::OneAfterTheOther) => " = after",
        _ => "",
    };
    let change = match says.change {
        Change::All => "",
        Change::Added => "+ ",
        Change::Dropped => "without ",
    };
    format!("{change}{}{together}", parts.join(", "))
}

fn part(part: &PartSaid) -> String {
    let service = part.service.as_ref().map_or("-".to_owned(), |found| {
        let mut ids: Vec<&str> = std::iter::once(&found.value).chain(&found.alternatives).map(String::as_str).collect();
        ids.sort_unstable();
        format!("{}{}", ids.join("|"), if found.is_sure() { "" } else { "?" })
    });
    format!("{} {service}", part.guest.as_ref().map_or("caller".to_owned(), who))
}

fn who(guest: &Guest) -> String {
    let relation = guest.relation.map_or("other".to_owned(), |relation| format!("{relation:?}").to_lowercase());
    match &guest.name {
        Some(name) => format!("{relation}:{}", name.reveal()),
        None => relation,
    }
}
