//! Summaries: kept sealed with their call, seen as long as its transcript and no longer, and apart from its metadata.

use super::on_both;
use super::place::*;
use base::language::Language;
use base::privacy::retention::Class;
use booking::CallId;
use call::record::{CallLog, EndedBy, Incoming, Record, TurnRecord, Who};
use call::summaries::{Summaries, Summarising};
use dialogue::summary::{Summariser, Summary};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio_util::task::TaskTracker;

on_both!(
    p07_p09_a_summary_goes_with_the_transcript_and_not_with_the_metadata,
    p32_every_summary_is_marked_as_a_machines,
    an_older_database_is_brought_forward,
    a_call_that_has_ended_is_summarised,
);

const CANARY: &str = "Zwetschgenkuchen";

async fn begun(store: &Store, call: &str) -> Incoming {
    let incoming = incoming(&salon(), call, Some("+4917604069001"));
    store.begin(&incoming, Language::De).await.unwrap();
    incoming
}

fn summary(text: &str) -> Summary {
    Summary { text: text.into(), engine: "rules".into() }
}

fn turn(number: u32, who: Who, words: &str) -> Record {
    let (start, end) = (seconds(u64::from(number)), seconds(u64::from(number) + 1));
    Record::Turn(TurnRecord { number, who, words: words.into(), interrupted: false, start, end, timing: None })
}

async fn p07_p09_a_summary_goes_with_the_transcript_and_not_with_the_metadata(place: Place) {
    let (store, salon) = place.salon().await;
    let call = begun(&store, "c1").await;
    store.keep_summary(&call, &summary("Wollte nichts.")).await.unwrap();
    store.keep_summary(&call, &summary(&format!("Wollte {CANARY}."))).await.unwrap();
    let unknown = incoming(&salon, "never begun", None);
    assert!(store.keep_summary(&unknown, &summary("…")).await.is_err(), "a summary belongs to a call");
    let kept = store.summaries(Some(&salon.id), None, now()).await.unwrap();
    assert_eq!((kept.len(), kept[0].text.reveal().as_str()), (1, "Wollte Zwetschgenkuchen."));
    assert_eq!((&kept[0].call, kept[0].engine.as_str()), (&call.call, "rules"));
    assert_eq!(store.summaries(None, Some(&CallId("other".into())), now()).await.unwrap(), []);

    let expires = now() + minutes(30 * 24 * 60);
    let last = expires - jiff::SignedDuration::from_millis(1);
    assert_eq!(store.summaries(None, None, last).await.unwrap().len(), 1);
    assert_eq!(store.summaries(None, None, expires).await.unwrap(), [], "seen by nobody before the purge");
    assert_eq!(store.purge(last).await.unwrap().rows[&Class::Summary], 0);
    assert_eq!(store.expired(expires).await.unwrap()[&Class::Summary], 1);
    assert_eq!(store.purge(expires).await.unwrap().rows[&Class::Summary], 1);
    assert_eq!(store.calls(None, expires).await.unwrap().len(), 1, "that there was a call is kept longer");
    let bytes = place.bytes();
    assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()), "it lies open");
}

async fn p32_every_summary_is_marked_as_a_machines(place: Place) {
    let (store, _) = place.salon().await;
    store.keep_summary(&begun(&store, "c1").await, &summary("Fragte nach Preisen.")).await.unwrap();
    assert_eq!(place.sql("UPDATE summaries SET ai_generated = 1").await.unwrap(), 1, "the mark is in the row");
    assert!(place.sql("UPDATE summaries SET ai_generated = 0").await.is_err(), "and cannot be taken away");
}

async fn an_older_database_is_brought_forward(place: Place) {
    let (store, _) = place.salon().await;
    let call = begun(&store, "c1").await;
    store.write(&call, &as_kept(&call, &turn(0, Who::Caller, "Guten Tag."))).await.unwrap();
    store.close().await;
    // As a server of before left it.
    place.sql("DROP TABLE tallies").await.unwrap();
    place.sql("DROP INDEX calls_by_caller").await.unwrap();
    place.sql("DROP TABLE summaries").await.unwrap();
    place.sql("DROP INDEX calls_by_carrier_call").await.unwrap();
    place.sql("ALTER TABLE calls DROP COLUMN attestation").await.unwrap();
    assert_eq!(place.sql("DELETE FROM _sqlx_migrations WHERE version >= 2").await.unwrap(), 3);
    let store = place.open().await;
    assert_eq!(store.transcript(&call.call, now()).await.unwrap()[0].words.reveal(), "Guten Tag.");
    assert_eq!(store.calls(None, now()).await.unwrap()[0].attestation, None);
    assert_eq!(store.summaries(None, None, now()).await.unwrap(), []);
    store.keep_summary(&call, &summary("Grüßte.")).await.unwrap();
    assert_eq!(store.summaries(None, None, now()).await.unwrap().len(), 1);
}

async fn a_call_that_has_ended_is_summarised(place: Place) {
    let (store, salon) = place.salon().await;
    let (log, tasks) = (Arc::new(store.clone()), TaskTracker::new());
    let summarising = Summarising::new(log.clone(), log, Summariser::by_rules(), tasks.clone());
    let (silent, spoken, open) =
        (incoming(&salon, "c1", None), incoming(&salon, "c2", None), incoming(&salon, "c3", None));
    for call in [&silent, &spoken, &open] {
        summarising.begin(call, Language::De).await.unwrap();
        summarising.write(call, &as_kept(call, &turn(0, Who::Agent, "Guten Tag."))).await.unwrap();
    }
    for call in [&spoken, &open] {
        let words = "Ich wollte nur wissen, was ein Bartschnitt kostet.";
        summarising.write(call, &as_kept(call, &turn(1, Who::Caller, words))).await.unwrap();
    }
    for call in [&silent, &spoken] {
        let ended = Record::Ended { by: EndedBy::Caller, at: Duration::from_secs(9) };
        summarising.write(call, &as_kept(call, &ended)).await.unwrap();
    }
    tasks.close();
    tasks.wait().await;
    let kept = store.summaries(None, None, now()).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|kept| (kept.call.0.as_str(), kept.text.reveal().as_str())).collect();
    let text = "Anliegen: „Ich wollte nur wissen, was ein Bartschnitt kostet.“ Es wurde nichts gebucht, geändert oder \
                hinterlassen.";
    assert_eq!(kept, [("c2", text)], "who said nothing and who is still speaking has none");
    assert_eq!(store.transcript(&spoken.call, now()).await.unwrap().len(), 2, "everything is passed on");
}
