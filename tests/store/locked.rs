//! Evidence: while another writer holds the database, a call's records wait and are written whole: its begin, its disclosure,
//! its end.

use super::place::*;
use base::language::Language;
use call::record::{EndedBy, Record};
use call::writing::write_records;
use sqlx::any::AnyPoolOptions;
use std::sync::Arc;
use std::time::Duration;
use store::CallState;
use tokio::time::sleep;
use tokio_util::task::TaskTracker;

/// When the lock is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Begin,
    Disclosure,
    End,
}

/// Holds the database's write lock, as a backup or a migration of another program does.
async fn hold_lock(url: &str, for_: Duration) -> tokio::task::JoinHandle<()> {
    sqlx::any::install_default_drivers();
    let pool = AnyPoolOptions::new().max_connections(1).connect(url).await.unwrap();
    let mut connection = pool.acquire().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await.unwrap();
    tokio::spawn(async move {
        sleep(for_).await;
        sqlx::query("ROLLBACK").execute(&mut *connection).await.unwrap();
    })
}

/// A call in which the lock is held for so long from `moment` on.
async fn call(moment: Moment, for_: Duration) {
    let place = Place::sqlite();
    let (store, salon) = place.salon().await;
    let call = incoming(&salon, "c1", Some("+4917604069001"));
    let lock = async |now: Moment| match now == moment {
        true => Some(hold_lock(&place.url, for_).await),
        false => None,
    };
    let begin = lock(Moment::Begin).await;
    let (records, writing) =
        write_records(Arc::new(store.clone()), Arc::new(call.clone()), Language::De, &TaskTracker::new());
    let begun = async || !store.calls(None, now()).await.unwrap().is_empty();
    while begin.is_none() && !begun().await {
        sleep(Duration::from_millis(5)).await;
    }
    let disclosure = lock(Moment::Disclosure).await;
    let disclosed = Record::Disclosed { language: Language::De, at: seconds(6) };
    records.send(as_kept(&call, &disclosed)).await.unwrap();
    let written =
        async || store.calls(None, now()).await.unwrap().first().is_some_and(|call| call.disclosed_at.is_some());
    while begin.is_none() && disclosure.is_none() && !written().await {
        sleep(Duration::from_millis(5)).await;
    }
    let end = lock(Moment::End).await;
    let ended = Record::Ended { by: EndedBy::Agent, at: seconds(60) };
    records.send(as_kept(&call, &ended)).await.unwrap();
    drop(records);
    writing.await.unwrap();
    for lock in [begin, disclosure, end].into_iter().flatten() {
        lock.await.unwrap();
    }
    let kept = store.calls(None, now()).await.unwrap();
    assert_eq!(kept.len(), 1, "{moment:?}");
    assert_eq!(kept[0].disclosed_at, Some(at("2026-12-01T10:00:06")), "{moment:?}");
    assert_eq!((kept[0].state, kept[0].ended), (CallState::Ended, Some((at("2026-12-01T10:01:00"), EndedBy::Agent))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p01_a_call_keeps_its_begin_disclosure_and_end_though_the_database_is_locked() {
    // `make test-long` asks for the longer locks.
    let long = std::env::var("VORZIMMER_CASES").is_ok();
    let seconds: &[u64] = if long { &[11, 20, 40] } else { &[11] };
    let calls = seconds.iter().flat_map(|&seconds| {
        [Moment::Begin, Moment::Disclosure, Moment::End].map(|moment| call(moment, Duration::from_secs(seconds)))
    });
    futures_util::future::join_all(calls).await;
}
