//! P22: what counts as agreement to a read-back. Every line exactly, and never a yes that is none.

use base::business::Slot;
use base::business::fixtures;
use base::language::Language;
use jiff::Timestamp;
use understanding::when::{Kind, When};
use understanding::{Agreement, Asked, Context, Stated, WishKind, parse};

#[test]
fn p22_german_answers_to_a_read_back() {
    check(Language::De, include_str!("../../../../fixtures/understanding/agreement.de.tsv"));
}

#[test]
fn p22_english_answers_to_a_read_back() {
    check(Language::En, include_str!("../../../../fixtures/understanding/agreement.en.tsv"));
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn slot() -> Slot {
    Slot {
        service: "herrenschnitt".into(),
        resource: "jonas".into(),
        start: instant("2026-12-03T15:00+01:00"),
        end: instant("2026-12-03T15:30+01:00"),
    }
}

fn judged(words: &str, language: Language, kind: WishKind) -> Agreement {
    let business = fixtures::by_id("salon");
    let now = instant("2026-12-01T10:00+01:00").in_tz("Europe/Berlin").expect("a zone");
    let context = Context { business: business.as_ref(), language, now, asked: Asked::Confirm, earlier: None };
    agreement(words, &context, &Stated { kind, slots: vec![&slot()], names: vec!["Keller"], details: vec![] })
}

/// What words say to what was stated, which is the time spoken of.
fn agreement(words: &str, context: &Context<'_>, stated: &Stated<'_>) -> Agreement {
    let (kind, start, daily, weekdays) = (Kind::Instant, stated.slots[0].start, None, Vec::new());
    let spoken_of = When { kind, start, end: None, alternatives: Vec::new(), daily, weekdays };
    parse(words, &Context { earlier: Some(&spoken_of), ..context.clone() }).agreement(Some(stated))
}

fn check(language: Language, table: &str) {
    let mut kind = WishKind::Book;
    let mut misses = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (words, expected) = line.split_once('\t').unwrap_or_else(|| panic!("no tab: {line}"));
        if words == "@deed" {
            kind = match expected {
                "book" => WishKind::Book,
                "move" => WishKind::Move,
                _ => WishKind::Cancel,
            };
            continue;
        }
        let found = judged(words, language, kind).as_str();
        if found != expected {
            misses.push(format!("{words}: expected {expected}, found {found}"));
        }
    }
    assert!(misses.is_empty(), "{language}:\n{}", misses.join("\n"));
}

/// Every line of the intent tables that is no yes is none at a read-back either.
#[test]
fn p22_nothing_that_wants_something_else_is_agreement() {
    let tables = [
        (Language::De, include_str!("../../../../fixtures/understanding/intents.de.tsv")),
        (Language::En, include_str!("../../../../fixtures/understanding/intents.en.tsv")),
        (Language::De, include_str!("../../../../fixtures/understanding/when.de.tsv")),
        (Language::En, include_str!("../../../../fixtures/understanding/when.en.tsv")),
    ];
    for (language, table) in tables {
        let lines = table.lines().filter(|line| !line.starts_with(['#', '@']));
        for (words, expected) in lines.filter_map(|line| line.split_once('\t')) {
            let courtesy = |word: &str| ["yes", "thanks", "goodbye", "agreement=yes"].contains(&word);
            let agrees = expected.contains("yes") && expected.split(' ').all(courtesy);
            if !agrees && !is_yes(words) {
                // 'Den möchte ich absagen' agrees to a cancellation.
                let cancels = expected.starts_with("cancel");
                for kind in [WishKind::Book, WishKind::Cancel].into_iter().take(if cancels { 1 } else { 2 }) {
                    assert_ne!(judged(words, language, kind), Agreement::Yes, "{language}: {words}");
                }
            }
        }
    }
}

/// Phrases of the tables that happen to agree.
fn is_yes(words: &str) -> bool {
    ["ja genau", "yes exactly", "Ja, Keller."].contains(&words)
}

/// 'Ja, Donnerstag um drei' to a Thursday next week means that one.
#[test]
fn p22_a_weekday_named_again_is_the_one_read_back() {
    let business = fixtures::by_id("salon");
    let now = instant("2026-12-01T10:00+01:00").in_tz("Europe/Berlin").expect("a zone");
    let slot = Slot { start: instant("2026-12-10T15:00+01:00"), end: instant("2026-12-10T15:30+01:00"), ..slot() };
    let context =
        Context { business: business.as_ref(), language: Language::De, now, asked: Asked::Confirm, earlier: None };
    let stated = Stated { kind: WishKind::Book, slots: vec![&slot], names: vec!["Keller"], details: vec![] };
    for (words, expected) in [
        ("Ja, Donnerstag um drei", Agreement::Yes),
        ("Ja, am zehnten", Agreement::Yes),
        ("Ja, diesen Donnerstag um drei", Agreement::Changes),
        ("Ja, Donnerstag um vier", Agreement::Changes),
        ("Ja, Mittwoch um drei", Agreement::Changes),
    ] {
        assert_eq!(agreement(words, &context, &stated), expected, "{words}");
    }
}
