//! Several engines: one fails, the next takes the same turn.

use super::memory_calendar::MemoryCalendar;
use base::business::fixtures;
use base::fallback::{BreakerPolicy, Candidate, Candidates};
use base::language::Language;
use booking::CallId;
use dialogue::fallback::FallbackEngine;
use dialogue::{Asked, Conversation, Engine, EngineError, Input, Scene, Sentence};
use jiff::Timestamp;
use lab::scripted::engine::{On, ScriptedEngine, ScriptedReply};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

const LIMIT: Duration = Duration::from_millis(2_500);
const REST: Duration = Duration::from_secs(20);

fn fallback(lines: impl IntoIterator<Item = ScriptedReply>) -> FallbackEngine {
    let mut candidates = lines.into_iter().map(|line| {
        let engine: Arc<dyn Engine> = Arc::new(ScriptedEngine { lines: vec![line] });
        Candidate::new(engine, LIMIT, BreakerPolicy { failures_max: 2, rest: REST })
    });
    let first = candidates.next().unwrap();
    FallbackEngine::new(Candidates::new(first, candidates.collect()))
}

fn line(sentences: &[&str]) -> ScriptedReply {
    ScriptedReply {
        sentences: sentences.iter().map(|text| (*text).to_owned()).collect(),
        ..ScriptedReply::new(On::Anything, "", Asked::Wish)
    }
}

/// A turn: what was said, and how long it took.
async fn turn(fallback: &FallbackEngine) -> (Result<Vec<String>, EngineError>, Duration) {
    let now: Timestamp = "2026-12-01T10:00:00+01:00".parse().unwrap();
    let scene = Scene {
        business: fixtures::by_id("salon").unwrap().into(),
        agenda: Arc::new(MemoryCalendar::default()),
        call: CallId("00112233445566778899aabbccddeeff".into()),
        begun_at: now,
        now,
        pseudonyms: Vec::new(),
        number: None,
    };
    let conversation = Conversation { asked: Asked::Wish, ..Conversation::new(Language::De) };
    let begun = Instant::now();
    let (say, mut said) = mpsc::channel::<Sentence>(16);
    let reply = fallback.reply(&scene, &conversation, &Input::Opening, &say).await;
    drop(say);
    let mut words = Vec::new();
    while let Some(sentence) = said.recv().await {
        words.push(sentence.text().to_owned());
    }
    (reply.map(|_| words), begun.elapsed())
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_fails_is_followed_by_the_next_at_once() {
    let broken = ScriptedReply { fail: true, ..line(&["nie"]) };
    let (said, took) = turn(&fallback([broken, line(&["Guten Tag."])])).await;
    assert_eq!((said.unwrap(), took), (vec!["Guten Tag.".to_owned()], Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_is_slow_is_given_its_limit_and_no_more() {
    let slow = line(&["zu spät"]).after(LIMIT + Duration::from_millis(1));
    let (said, took) = turn(&fallback([slow, line(&["Guten Tag."])])).await;
    assert_eq!((said.unwrap(), took), (vec!["Guten Tag.".to_owned()], LIMIT));
    let in_time = line(&["gerade noch"]).after(LIMIT - Duration::from_millis(1));
    let (said, _) = turn(&fallback([in_time, line(&["Guten Tag."])])).await;
    assert_eq!(said.unwrap(), ["gerade noch"]);
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_stalls_in_mid_reply_has_said_what_it_said() {
    let stalls = ScriptedReply { between: LIMIT * 2, ..line(&["Das ist", "zu lang."]) };
    let (said, took) = turn(&fallback([stalls, line(&["Wann passt es?"])])).await;
    assert_eq!((said.unwrap(), took), (vec!["Das ist".to_owned(), "Wann passt es?".to_owned()], LIMIT));
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_keeps_failing_costs_no_further_caller_its_limit() {
    let slow = line(&["zu spät"]).after(LIMIT * 2);
    let fallback = fallback([slow, line(&["Guten Tag."])]);
    let mut waits = Vec::new();
    for _ in 0..3 {
        waits.push(turn(&fallback).await.1);
    }
    assert_eq!(waits, [LIMIT, LIMIT, Duration::ZERO]);
    tokio::time::advance(REST).await;
    assert_eq!(turn(&fallback).await.1, LIMIT, "after a rest it is tried again");
}

#[tokio::test(start_paused = true)]
async fn when_all_fail_the_call_is_told() {
    let broken = || ScriptedReply { fail: true, ..line(&["nie"]) };
    assert!(turn(&fallback([broken(), broken()])).await.0.is_err());
}

#[tokio::test(start_paused = true)]
async fn however_many_fail_the_last_is_asked_while_the_call_still_waits() {
    let slow = || line(&["Zu spät."]).after(REST);
    let fallback = fallback([slow(), slow(), slow(), line(&["Gern."])]);
    let (said, took) = turn(&fallback).await;
    assert_eq!(said.unwrap(), ["Gern."]);
    assert!(took <= Duration::from_secs(5), "{took:?}");
}
