//! What holds of every call, whatever its caller says and in whatever order: real wordings, answers, corrections, names, keys,
//! silences and nonsense, to all fixture businesses, in both languages, from several lines, with appointments of the caller's and
//! of others.
//!
//! Black box: typed calls against the whole machine with a database of its own; judged by what was said, what was heard, and what
//! the database holds. A call that breaks a property is shrunk: the shortest dialogue that still does is shown.
//!
//! `VORZIMMER_CASES` sets the number of calls in each language (150 by default, 5,000 at most; `make test-long` runs these).

mod caller;
mod chance;
mod claims;
mod deeds;
mod played;
mod promises;
mod questions;
mod shrink;

use base::language::Language;
use dialogue::phrases::Phrases;
use played::{Call, Played};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Calls in each language by default, and at most.
const CALLS: u64 = 150;
const CALLS_MAX: u64 = 5_000;
/// So many at the same time.
const THREADS: u64 = 2;
/// Broken calls that are shrunk and shown.
const SHOWN_MAX: usize = 5;

/// A property of a call: what is wrong with it, if anything is.
type Property = fn(&Played) -> Result<(), String>;

/// Every call, played once for all properties.
fn calls() -> &'static [Played] {
    static PLAYED: OnceLock<Vec<Played>> = OnceLock::new();
    PLAYED.get_or_init(|| {
        let phrases = Phrases::built_in().unwrap();
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|first| (first, phrases.clone()))
                .map(|(first, phrases)| scope.spawn(move || play_every(first, &phrases)))
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        })
    })
}

fn play_every(first: u64, phrases: &Phrases) -> Vec<Played> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let wanted = std::env::var("VORZIMMER_CASES").ok().and_then(|text| text.parse().ok());
    let count = wanted.unwrap_or(CALLS).min(CALLS_MAX);
    let mut played = Vec::new();
    for language in Language::ALL {
        for seed in (first..count).step_by(THREADS as usize) {
            played.push(runtime.block_on(caller::improvise(language, seed, phrases)));
        }
    }
    played
}

/// Fails with the shortest dialogues that break a property.
fn check(property: Property) {
    let mut broken: Vec<(&Played, String)> =
        calls().iter().filter_map(|call| Some((call, property(call).err()?))).collect();
    if broken.is_empty() {
        return;
    }
    let mut faults: BTreeMap<&str, usize> = BTreeMap::new();
    broken.iter().for_each(|(_, fault)| *faults.entry(fault).or_default() += 1);
    println!("{faults:#?}");
    broken.sort_by_key(|(call, _)| call.moments.len());
    let shown: Vec<String> =
        broken.iter().take(SHOWN_MAX).map(|(call, _)| shrink::shrink(&call.call, property)).collect();
    panic!("{} of {} calls break it; the shortest:\n\n{}", broken.len(), calls().len(), shown.join("\n\n"));
}

#[test]
fn the_calls_reach_every_kind_of_deed() {
    let outcomes = || calls().iter().filter_map(|call| Some(&call.moments.last()?.outcome));
    let counts = [
        outcomes().filter(|outcome| !outcome.booked.is_empty()).count(),
        outcomes().filter(|outcome| !outcome.moved.is_empty()).count(),
        outcomes().filter(|outcome| !outcome.cancelled.is_empty()).count(),
        outcomes().filter(|outcome| !outcome.messages.is_empty()).count(),
        outcomes().filter(|outcome| outcome.transfer.is_some()).count(),
    ];
    println!("{} calls; booked, moved, cancelled, left a message, were put through: {counts:?}", calls().len());
    assert!(counts.iter().all(|count| *count > 0), "the other properties would prove nothing: {counts:?}");
}

#[test]
fn p22_a_deed_is_the_one_that_was_read_back_last_and_whole_before_the_yes() {
    check(deeds::is_the_one_read_back);
}

#[test]
fn a_move_leaves_one_appointment_and_a_cancellation_none() {
    check(deeds::is_all_that_changed);
}

#[test]
fn nobody_elses_appointment_is_changed_told_or_named() {
    check(deeds::leaves_others_alone);
}

#[test]
fn no_question_is_asked_three_times_in_the_same_words() {
    check(questions::are_not_asked_thrice);
}

#[test]
fn every_call_is_ended_by_the_agent() {
    check(questions::come_to_an_end);
}

#[test]
fn what_is_claimed_is_true_of_the_database() {
    check(claims::are_true);
}

#[test]
fn what_the_agent_promises_to_pass_on_is_kept() {
    check(promises::are_kept);
}

/// A call as a rehearsal script, to be put down among the fixtures.
fn script(call: &Call) -> String {
    let lines = call.acts.iter().map(played::line).collect::<Vec<_>>().join("\n");
    format!("{}{lines}", call.setting)
}
