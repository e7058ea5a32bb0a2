//! A flood of calls, by the webhook's door (P28): so many of a caller are answered, one is told so, one warning is written, and
//! the owner's telephone stays silent.

use super::stranger::{Form, Stranger};
use crate::telephony::stage::{Stage, call_sid};
use futures_util::future::join_all;
use lab::office::phone::BOOKING;
use lab::office::{CALLER, Office, Plan};
use serde_json::{Value, json};
use std::ops::Range;
use telephony::VOICE_PATH;

/// Further callers.
const OTHER: &str = "+4917604069002";
const WITHHELD: &str = "anonymous";
/// An hour and a little less after the time at which servers of these tests begin.
const SOON: &str = "2026-12-01T10:55:00+01:00";
const LATER: &str = "2026-12-01T11:10:00+01:00";

/// Calls that come in the same moment.
const AT_ONCE: usize = 20;

/// What a caller is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Given {
    Stream,
    Owner,
    Sentence,
    Busy,
}

fn form(call: usize, from: &str) -> Form {
    let mut form = Stage::form(&call_sid(call));
    form.iter_mut().filter(|(name, _)| name == "From").for_each(|(_, value)| from.clone_into(value));
    form
}

async fn answer(stranger: &Stranger, call: usize, from: &str) -> String {
    let form = form(call, from);
    let (status, twiml) = stranger.post(VOICE_PATH, &form, Some(&stranger.signature(VOICE_PATH, &form))).await;
    assert_eq!(status, 200, "{twiml}");
    twiml
}

async fn given(stranger: &Stranger, call: usize, from: &str) -> Given {
    let twiml = answer(stranger, call, from).await;
    match () {
        () if twiml.contains("<Stream") => Given::Stream,
        () if twiml.contains("<Dial") => Given::Owner,
        () if twiml.contains("<Say") && twiml.ends_with("<Hangup/></Response>") => Given::Sentence,
        () if twiml.ends_with(r#"<Response><Reject reason="busy"/></Response>"#) => Given::Busy,
        () => panic!("{twiml}"),
    }
}

/// Calls one upon the other, as many at the same time as a server takes connections of strangers.
async fn flood(stranger: &Stranger, calls: Range<usize>, from: impl Fn(usize) -> String) -> Vec<Given> {
    let mut all = Vec::new();
    for some in calls.collect::<Vec<_>>().chunks(AT_ONCE) {
        let answers = some.iter().map(|call| {
            let from = from(*call);
            async move { given(stranger, *call, &from).await }
        });
        all.extend(join_all(answers).await);
    }
    all
}

fn count(given: &[Given], what: Given) -> usize {
    given.iter().filter(|given| **given == what).count()
}

async fn office(limits: Value) -> Office {
    Plan::hearing(&BOOKING).open_with(|config| config["limits"] = limits).await
}

/// The lines of the log that warn of a limit.
fn warnings(office: &Office) -> usize {
    office.log().matches("a caller reached a limit").count()
}

#[tokio::test]
async fn p28_of_a_flood_so_many_calls_are_answered_the_next_is_refused_and_one_warning_is_written() {
    let mut office = office(json!({ "concurrent_calls": 1000, "calls_at_once": 1000, "calls_per_hour": 10 })).await;
    let stranger = Stranger::before(&office);
    for call in 0..10 {
        assert_eq!(given(&stranger, call, CALLER).await, Given::Stream, "call {call}");
    }
    assert_eq!(given(&stranger, 10, CALLER).await, Given::Sentence, "the eleventh is told");
    let answers = flood(&stranger, 11..100, |_| CALLER.to_owned()).await;
    assert_eq!(count(&answers, Given::Busy), 89, "{answers:?}");
    assert_eq!(given(&stranger, 100, OTHER).await, Given::Stream, "nobody else suffers");
    assert_eq!(warnings(&office), 1, "{}", office.log());
    assert!(!office.log().contains(&CALLER[1..]), "numbers are nobody's business in a log");

    office.terminate();
    office.ended().await;
    let review = office.list(&["calls", "--review"]);
    assert_eq!(review.len(), 1, "{review:?}");
    assert_eq!((&review[0]["what"], &review[0]["times"]), (&json!("calls_per_hour"), &json!(90)));
    assert!(review[0]["caller"].as_str().is_some_and(|caller| caller.len() == 8), "{review:?}");
    let table = office.ask(&["calls", "--review"]);
    assert!(table.contains("calls per hour") && !table.contains(&CALLER[1..]), "{table}");
}

#[tokio::test]
async fn p28_all_at_once_a_caller_gets_no_more_calls_than_allowed() {
    let office = office(json!({ "concurrent_calls": 1000 })).await;
    let stranger = Stranger::before(&office);
    let answers = flood(&stranger, 0..60, |_| CALLER.to_owned()).await;
    let [streams, told, busy] = [Given::Stream, Given::Sentence, Given::Busy].map(|what| count(&answers, what));
    assert_eq!((streams, told, busy), (3, 1, 56), "{answers:?}");
    assert_eq!(warnings(&office), 1, "{}", office.log());
}

#[tokio::test]
async fn p28_a_full_house_does_not_have_the_owner_rung_by_one_caller_or_for_ever() {
    let limits =
        json!({ "concurrent_calls": 1, "calls_at_once": 1000, "calls_per_hour": 10, "owner_rings_per_hour": 15 });
    let office = office(limits).await;
    let stranger = Stranger::before(&office);
    assert_eq!(given(&stranger, 0, "+4917604069999").await, Given::Stream);
    let answers = flood(&stranger, 1..100, |_| CALLER.to_owned()).await;
    assert_eq!((count(&answers, Given::Owner), count(&answers, Given::Stream)), (10, 0), "{answers:?}");
    // From ever other numbers, as a flood with made-up ones.
    let answers = flood(&stranger, 100..150, |call| format!("+49176040{call:05}")).await;
    assert_eq!((count(&answers, Given::Owner), count(&answers, Given::Sentence)), (5, 45), "{answers:?}");
    assert_eq!(office.log().matches("a caller goes to the owner").count(), 1, "{}", office.log());
}

#[tokio::test]
async fn p28_a_webhook_that_comes_again_counts_once_and_gets_the_same_answer() {
    let mut office = office(json!({ "calls_per_hour": 2 })).await;
    let stranger = Stranger::before(&office);
    let answers = join_all((0..5).map(|_| answer(&stranger, 0, CALLER))).await;
    assert!(answers.iter().all(|again| *again == answers[0]), "{answers:#?}");
    for (call, what) in [(1, Given::Stream), (2, Given::Sentence), (3, Given::Busy)] {
        for _ in 0..3 {
            assert_eq!(given(&stranger, call, CALLER).await, what, "call {call}");
        }
    }
    assert_eq!(given(&stranger, 2, CALLER).await, Given::Sentence, "whatever came in between");
    assert_eq!(answer(&stranger, 0, CALLER).await, answers[0], "nor is it refused since others used up the limit");
    office.terminate();
    office.ended().await;
    let review = office.list(&["calls", "--review"]);
    assert_eq!((review.len(), &review[0]["times"]), (1, &json!(2)), "{review:?}");
}

#[tokio::test]
async fn p28_a_recorded_webhook_uses_up_neither_its_callers_hour_nor_the_owners() {
    let office = office(json!({ "concurrent_calls": 1, "calls_per_hour": 2, "owner_rings_per_hour": 2 })).await;
    let stranger = Stranger::before(&office);
    assert_eq!(given(&stranger, 0, OTHER).await, Given::Stream);
    for _ in 0..5 {
        assert_eq!(given(&stranger, 1, CALLER).await, Given::Owner);
    }
    assert_eq!(given(&stranger, 2, CALLER).await, Given::Owner, "the second of the caller's, and of the owner's");
    assert_eq!(given(&stranger, 3, "+4917604069999").await, Given::Sentence, "the owner's third");
}

#[tokio::test]
async fn p28_callers_without_a_number_share_a_generous_limit_and_none_of_a_single_caller() {
    let office = office(json!({ "concurrent_calls": 1000, "unknown_calls_per_hour": 20 })).await;
    let stranger = Stranger::before(&office);
    let mut answers = Vec::new();
    for call in 0..25 {
        answers.push(given(&stranger, call, WITHHELD).await);
    }
    let [streams, told, busy] = [Given::Stream, Given::Sentence, Given::Busy].map(|what| count(&answers, what));
    assert_eq!((streams, told, busy), (20, 1, 4), "{answers:?}");
    assert_eq!(given(&stranger, 25, CALLER).await, Given::Stream);
}

#[tokio::test]
async fn p28_the_calls_of_the_last_hour_count_after_a_restart_too() {
    let mut office = office(json!({ "calls_per_hour": 2 })).await;
    let stranger = Stranger::before(&office);
    for call in 0..2 {
        let mut stream = stranger.call(&call_sid(call)).await;
        stream.sound().await;
        stream.hang_up().await;
    }
    office.kill();
    office.start_at(SOON).await;
    assert_eq!(given(&stranger, 2, CALLER).await, Given::Sentence);
    office.kill();
    office.start_at(LATER).await;
    assert_eq!(given(&stranger, 3, CALLER).await, Given::Stream, "the hour is over");
}

#[tokio::test]
async fn p28_a_day_has_so_many_minutes_of_calls() {
    let mut office = office(json!({ "minutes_per_day": 1 })).await;
    let stranger = Stranger::before(&office);
    let mut stream = stranger.call(&call_sid(0)).await;
    stream.sound().await;
    while office.list(&["calls"]).is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    // Its end is not known: it counts as one of the greatest length.
    office.kill();
    office.start_at(SOON).await;
    assert_eq!(given(&stranger, 1, OTHER).await, Given::Owner);
    assert!(office.log().contains("the business's minutes of today are used up"), "{}", office.log());
    office.kill();
    office.start_at("2026-12-02T10:00:00+01:00").await;
    assert_eq!(given(&stranger, 2, OTHER).await, Given::Stream, "another day");
}
