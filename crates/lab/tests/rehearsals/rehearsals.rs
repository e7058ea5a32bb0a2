//! Rehearsed dialogues: text fixtures in `fixtures/dialogues/`, each a typed call against the whole machine with a database of
//! its own; the figures over all of them; and the same dialogues as a poor recogniser would hear them.

use base::language::Language;
use call::typed::Act;
use dialogue::phrases::Phrases;
use lab::eval::dialogues::figures::Figures;
use lab::eval::dialogues::noise;
use lab::eval::dialogues::rehearsal::{improvise, rehearse};
use lab::eval::dialogues::script::Step;
use lab::eval::dialogues::{probes, script};
use lab::eval::tally::{Ending, Tally};
use std::fmt;

/// Every dialogue of a language; one alone: REHEARSE=name cargo test …
fn dialogues(language: Language) -> Vec<(String, String)> {
    let folder = lab::repository().join("fixtures/dialogues").join(language.code());
    let mut dialogues = script::read_folder(&folder).unwrap();
    if let Ok(part) = std::env::var("REHEARSE") {
        dialogues.retain(|(name, _)| name.contains(&part));
    }
    dialogues
}

/// Runs every dialogue of a language and fails with what went wrong in each, or with the bounds that are not kept.
async fn check(language: Language) {
    let phrases = Phrases::built_in().unwrap();
    let dialogues = dialogues(language);
    let mut faults = Vec::new();
    let mut figures = Figures::default();
    let mut readings = Readings::default();
    for (name, text) in &dialogues {
        let rehearsed = rehearse(text, &phrases).await;
        faults.extend(readings.add(text).into_iter().map(|fault| format!("── {name} ──\n{fault}")));
        match rehearsed {
            Ok(rehearsed) => {
                figures.add(&rehearsed.figures);
                // Shown with --nocapture, to be read as a conversation.
                println!("\n── {name} ──\n{}", rehearsed.transcript);
            }
            Err(fault) => faults.push(format!("── {name} ──\n{fault}")),
        }
    }
    println!("{language}: {} dialogues\n{figures}\n{readings}", dialogues.len());
    assert!(readings.readings >= readings.utterances, "not all was counted: {readings}");
    assert!(faults.is_empty(), "{} of {} dialogues fail\n\n{}", faults.len(), dialogues.len(), faults.join("\n\n"));
    let alone = std::env::var("REHEARSE").is_ok();
    assert!(alone || figures.breaches().is_empty(), "{:?}\n{figures}", figures.breaches());
}

/// Who asks for somebody else hears the same, word for word, whether there is such an appointment or not.
#[tokio::test]
async fn p35_under_secrecy_a_third_party_cannot_tell_whether_somebody_is_a_patient() {
    let (phrases, dialogues) = (Phrases::built_in().unwrap(), dialogues(Language::De));
    let mut heard = Vec::new();
    for name in ["zahnarzt-dritter-mit-termin", "zahnarzt-dritter-ohne-termin"] {
        let Some((_, text)) = dialogues.iter().find(|(one, _)| one == name) else { return };
        heard.push(rehearse(text, &phrases).await.unwrap().transcript);
    }
    assert_eq!(heard[0], heard[1]);
}

/// What was read of what callers said.
#[derive(Default)]
struct Readings {
    utterances: usize,
    readings: usize,
}

impl Readings {
    /// Adds those of the dialogue that was just played. Words that were read more often in one context than they were said are
    /// faults.
    fn add(&mut self, text: &str) -> Vec<String> {
        let steps = script::Script::parse(text).map(|script| script.steps).unwrap_or_default();
        let said: Vec<String> = steps.into_iter().filter_map(words).collect();
        let mut faults = Vec::new();
        for (words, contexts) in understanding::count::take() {
            let times = said.iter().filter(|said| **said == words).count().max(1);
            let again = contexts.iter().filter(|(_, read)| **read > times);
            faults.extend(again.map(|(context, read)| format!("{words:?} was read {read} times as {context}")));
            self.utterances += times;
            self.readings += contexts.values().sum::<usize>();
        }
        faults
    }
}

impl fmt::Display for Readings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} utterances were read {} times", self.utterances, self.readings)
    }
}

/// What a caller says in a step.
fn words(step: Step) -> Option<String> {
    match step {
        Step::Caller(Act::Say { words, .. } | Act::BargeIn(words)) => Some(words.into_inner()),
        Step::Caller(Act::Press(keys)) => Some(keys.trim_end_matches('#').to_owned()),
        _ => None,
    }
}

#[tokio::test]
async fn german_dialogues_end_as_they_should() {
    check(Language::De).await;
}

#[tokio::test]
async fn english_dialogues_end_as_they_should() {
    check(Language::En).await;
}

#[tokio::test]
async fn nobody_hears_of_an_appointment_by_a_forged_forwarded_or_family_number() {
    let phrases = Phrases::built_in().unwrap();
    for language in Language::ALL {
        for text in probes::all(language) {
            if let Err(fault) = improvise(&text, &phrases).await {
                panic!("{fault}\n── of ──\n{text}");
            }
        }
    }
}

/// Of a hundred callers on a poor line so many get what they want, or a message or a person instead.
const IN_GOOD_HANDS_MIN: usize = 93;

/// Plays every dialogue with noise; no deed may come of it that the caller did not want.
async fn check_noise(language: Language) {
    let phrases = Phrases::built_in().unwrap();
    // `make test-long` asks for 100,000 cases of everything: five seeds.
    let cases = std::env::var("VORZIMMER_CASES").ok().and_then(|count| count.parse::<u64>().ok());
    let seeds = cases.map_or(1, |count| (count / 20_000).max(1));
    let mut tally = Tally::default();
    for (name, text) in dialogues(language) {
        for seed in 0..seeds {
            let played = noise::play(&text, seed, &phrases).await.unwrap();
            assert!(played.ending != Ending::Wrong, "── {name}, seed {seed} ──\n{}", played.transcript);
            tally.add(played.ending);
        }
    }
    println!("{language}, with noise: {tally}");
    assert!((tally.right + tally.handed) * 100 >= tally.calls() * IN_GOOD_HANDS_MIN, "noise costs too much: {tally}");
}

#[tokio::test]
async fn p22_german_dialogues_with_noise_never_end_in_a_wrong_booking() {
    check_noise(Language::De).await;
}

#[tokio::test]
async fn p22_english_dialogues_with_noise_never_end_in_a_wrong_booking() {
    check_noise(Language::En).await;
}
