//! Calls that nobody rehearsed: lines drawn at random from all dialogues, in any order, with mumbling, silence and keys. The
//! agent always answers, never goes round in circles, and comes to an end.

use dialogue::phrases::Phrases;
use lab::eval::dialogues::rehearsal::improvise;
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

const CALLS: u64 = 120;
const LINES_MAX: u64 = 14;

/// Every line that a caller says in any fixture of the language.
fn caller_lines(language: &str) -> Vec<String> {
    let folder = lab::repository().join("fixtures/dialogues").join(language);
    let texts = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let mut lines: Vec<String> = texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| line.starts_with("caller:"))
        .collect();
    lines.sort();
    lines.dedup();
    let others = ["mumble", "mumble", "silence", "keys: 2", "keys: 017604069099#", "unsure: Keller"];
    lines.extend(others.map(str::to_owned));
    lines
}

async fn check(language: &str) {
    let phrases = Phrases::built_in().unwrap();
    let lines = caller_lines(language);
    let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    for call in 0..CALLS {
        let mut draw = |below: u64| random.next_u64() % below;
        let business = ["salon", "zahnarzt", "werkstatt"][draw(3) as usize];
        let number = if draw(3) == 0 { String::new() } else { format!("number: +4917604069{:03}\n", draw(100)) };
        let now = format!("2026-12-01T10:00:{:02}+01:00", call % 60);
        let mut text = format!("business: {business}\nnow: {now}\n{number}language: {language}\n");
        for _ in 0..1 + draw(LINES_MAX) {
            text.push_str(&lines[draw(lines.len() as u64) as usize]);
            text.push('\n');
        }
        if let Err(fault) = improvise(&text, &phrases).await {
            panic!("{fault}\n── call {call} ──\n{text}");
        }
    }
}

#[tokio::test]
async fn german_callers_always_get_an_answer() {
    check("de").await;
}

#[tokio::test]
async fn english_callers_always_get_an_answer() {
    check("en").await;
}

/// Whatever was asked: who is never understood hears a goodbye or a person before the seventh time.
#[tokio::test]
async fn nobody_goes_round_in_circles() {
    let beginnings = [
        "",
        "caller: Ich hätte gern einen Termin.",
        "caller: Herrenhaarschnitt, bitte.",
        "caller: Herrenhaarschnitt am Donnerstag.",
        "caller: Herrenhaarschnitt am Donnerstag um 15 Uhr.",
        "caller: Ich möchte meinen Termin absagen.",
        "caller: Können Sie mich bitte zurückrufen?",
    ];
    let phrases = Phrases::built_in().unwrap();
    for number in ["", "number: +4917604069001\n"] {
        for beginning in beginnings {
            let mumbles = "mumble\n".repeat(6);
            let text = format!("business: salon\nnow: 2026-12-01T10:00:00+01:00\n{number}{beginning}\n{mumbles}");
            let outcome = improvise(&text, &phrases).await.unwrap();
            let over = outcome.iter().any(|one| one.starts_with("ended") || one.starts_with("transfer"));
            assert!(over, "{text}\n{outcome:?}");
        }
    }
}
