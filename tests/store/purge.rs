//! Retention: what has expired is seen by nobody, and the purge leaves no byte of it.

use super::on_both;
use super::place::*;
use base::business::Business;
use base::language::Language;
use base::privacy::retention::Class;
use booking::{Calendar, Message, MessageKind, Messages};
use call::record::{CallLog, EndedBy, Incoming, Record, TurnRecord, Who};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{Purged, Store};

on_both!(
    p07_transcripts_are_invisible_once_expired,
    p07_a_business_cannot_keep_transcripts_longer_or_shorter,
    p09_purging_transcripts_leaves_metadata,
    p37_every_class_is_purged_when_its_time_has_come,
    a_purge_with_nothing_to_do_does_nothing,
    a_purge_that_was_killed_is_made_good,
    p07_the_bytes_of_expired_transcripts_are_gone,
    calls_go_on_while_the_purge_runs,
);

fn turn(number: u32, words: &str) -> Record {
    let (start, end) = (seconds(0), seconds(1));
    let words = words.into();
    Record::Turn(TurnRecord { number, who: Who::Caller, words, interrupted: false, start, end, timing: None })
}

/// A call with some turns, ended.
async fn spoken(store: &Store, salon: &Business, call: &str, turns: u32) {
    spoken_at(store, salon, (call, now()), turns).await;
}

async fn spoken_at(store: &Store, salon: &Business, (call, begun_at): (&str, Timestamp), turns: u32) {
    let call = Incoming { begun_at, ..incoming(salon, call, None) };
    store.begin(&call, Language::De).await.unwrap();
    for number in 0..turns {
        store.write(&call, &as_kept(&call, &turn(number, "ein Satz"))).await.unwrap();
    }
    store.write(&call, &as_kept(&call, &Record::Ended { by: EndedBy::Caller, at: seconds(60) })).await.unwrap();
}

fn days(days: i64) -> jiff::SignedDuration {
    minutes(days * 24 * 60)
}

async fn p07_transcripts_are_invisible_once_expired(place: Place) {
    let (store, salon) = place.salon().await;
    for kept_days in [14, 30] {
        let salon = Business { transcript_days: kept_days, ..salon.clone() };
        let call = format!("kept {kept_days} days");
        spoken(&store, &salon, &call, 3).await;
        let call = incoming(&salon, &call, None).call;
        let expires = now() + days(kept_days.into());
        let second = jiff::SignedDuration::from_secs(1);
        for (at, seen) in [(now(), 3), (expires - second, 3), (expires, 0), (expires + second, 0)] {
            assert_eq!(store.transcript(&call, at).await.unwrap().len(), seen, "{kept_days} days, at {at}");
        }
    }
}

async fn p07_a_business_cannot_keep_transcripts_longer_or_shorter(place: Place) {
    let (store, salon) = place.salon().await;
    for kept_days in [0, 13, 31] {
        let salon = Business { transcript_days: kept_days, ..salon.clone() };
        let call = incoming(&salon, &format!("{kept_days}"), None);
        store.begin(&call, Language::De).await.unwrap();
        let error = store.write(&call, &as_kept(&call, &turn(0, "ein Satz"))).await.unwrap_err().to_string();
        assert!(error.contains("at least 14 and at most 30"), "{error}");
    }
}

async fn p09_purging_transcripts_leaves_metadata(place: Place) {
    let (store, salon) = place.salon().await;
    spoken(&store, &salon, "c1", 3).await;
    let later = now() + days(30);
    assert_eq!(store.purge(later).await.unwrap().rows[&Class::Transcript], 3);
    assert_eq!(store.calls(None, later).await.unwrap().len(), 1);
    let ended = at("2026-12-01T10:01");
    let expires = at("2027-06-01T10:01");
    assert_eq!(store.calls(None, ended).await.unwrap().len(), 1);
    assert_eq!(store.calls(None, expires - minutes(1)).await.unwrap().len(), 1);
    assert_eq!(store.calls(None, expires).await.unwrap().len(), 0, "p09: six months");
    assert_eq!(store.purge(expires).await.unwrap().rows[&Class::CallMetadata], 1);
}

async fn p37_every_class_is_purged_when_its_time_has_come(place: Place) {
    let (store, salon) = place.salon().await;
    spoken(&store, &salon, "c1", 300).await;
    spoken(&store, &salon, "c2", 5).await;
    let booked = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    store.cancel(&salon.id, &booked.id, now()).await.unwrap().unwrap();
    book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    hold(&store, &salon, slot(&salon, "herrenschnitt", "aylin", "2026-12-03T10:00")).await.unwrap();
    let message = Message { kind: MessageKind::Message, text: "Gruß".into(), name: None, phone: None };
    store.leave(&salon, &call_id(), &message, now()).await.unwrap();
    let mut gone: BTreeMap<Class, u64> = BTreeMap::new();
    for (after, class, rows) in [
        (now() + minutes(66), Class::Hold, 1),
        (now() + days(31), Class::Transcript, 305),
        (now() + days(90), Class::Message, 1),
        (at("2027-06-01T11:00"), Class::CallMetadata, 2),
        (at("2027-06-03T10:30"), Class::Booking, 2),
    ] {
        let expected: BTreeMap<_, _> = Class::ALL.map(|of| (of, if of == class { rows } else { 0 })).into();
        assert_eq!(store.expired(after).await.unwrap(), expected, "a dry run at {after}");
        assert_eq!(store.purge(after).await.unwrap().rows, expected, "at {after}");
        gone.extend(expected);
    }
    assert_eq!(store.expired(at("2036-01-01T00:00")).await.unwrap().values().sum::<u64>(), 0, "nothing is left");
}

async fn a_purge_with_nothing_to_do_does_nothing(place: Place) {
    let (store, salon) = place.salon().await;
    spoken(&store, &salon, "c1", 3).await;
    let nothing = Purged { rows: Class::ALL.map(|class| (class, 0)).into(), compacted: false };
    assert_eq!(store.purge(now()).await.unwrap(), nothing);
    store.purge(now() + days(31)).await.unwrap();
    assert_eq!(store.purge(now() + days(31)).await.unwrap(), nothing, "a second time");
}

async fn a_purge_that_was_killed_is_made_good(place: Place) {
    let (store, salon) = place.salon().await;
    spoken(&store, &salon, "c1", 3).await;
    // Killed between the deletion and the rewriting of the file.
    place.sql("DELETE FROM turns").await.unwrap();
    place.sql("INSERT INTO compactions_due (since) VALUES (1)").await.unwrap();
    let purged = store.purge(now()).await.unwrap();
    assert!(purged.compacted && purged.rows.values().all(|rows| *rows == 0));
    assert!(!store.purge(now()).await.unwrap().compacted);
}

async fn p07_the_bytes_of_expired_transcripts_are_gone(place: Place) {
    let (store, salon) = place.salon().await;
    let expires = now() + days(30);
    let words = scattered_turns(&place, &store, &salon, expires).await;
    let (gone, kept): (Vec<_>, Vec<_>) = words.into_iter().partition(|(expires_at, _)| *expires_at == millis(expires));
    let found = |words: &[(i64, Vec<u8>)]| found(words.iter().map(|(_, words)| words.as_slice()), &place);
    assert_eq!((found(&gone), found(&kept)), (gone.len(), kept.len()), "they are found while they are there");
    assert!(store.purge(expires).await.unwrap().compacted);
    assert_eq!((found(&gone), found(&kept)), (0, kept.len()));
    if place.is_sqlite() {
        let wal = std::fs::metadata(place.folder().join("office.db-wal")).map(|log| log.len()).unwrap_or(0);
        assert!(wal < 8192, "the log was emptied but for the note of it: {wal} bytes");
    }
}

/// Years of calls, written in no order, which makes SQLite move rows between pages and leave copies of them behind: sealed
/// words that expire then, and as many that expire later. Past the store, whose single commits would take minutes.
async fn scattered_turns(place: &Place, store: &Store, salon: &Business, expires: Timestamp) -> Vec<(i64, Vec<u8>)> {
    const CALLS: u64 = 250;
    let scattered = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for call in 0..CALLS {
        store.begin(&incoming(salon, &format!("{:016x}", scattered(call)), None), Language::De).await.unwrap();
    }
    sqlx::any::install_default_drivers();
    let pool = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(&place.url).await.unwrap();
    if place.is_sqlite() {
        sqlx::query("PRAGMA secure_delete = ON").execute(&pool).await.unwrap();
    }
    let mut written = Vec::new();
    let mut turns = pool.begin().await.unwrap();
    for number in 0..CALLS * 40 {
        let chance = scattered(number * 7 + 1);
        let mut words = vec![0; 40 + (chance % 110) as usize];
        blake3::Hasher::new().update(&number.to_le_bytes()).finalize_xof().fill(&mut words);
        let expires_at = millis(expires) + i64::from(chance.count_ones() % 2 == 0);
        sqlx::query("INSERT INTO turns VALUES ($1, $2, 'caller', $3, 0, 0, 0, $4)")
            .bind(format!("{:016x}", scattered(number * 97 % CALLS)))
            .bind((number / CALLS) as i64)
            .bind(words.clone())
            .bind(expires_at)
            .execute(&mut *turns)
            .await
            .unwrap();
        written.push((expires_at, words));
    }
    turns.commit().await.unwrap();
    pool.close().await;
    written
}

/// How many of some values are found in a database, whole or in part, by their first and last bytes.
fn found<'w>(values: impl Iterator<Item = &'w [u8]>, place: &Place) -> usize {
    const PART: usize = 16;
    let written = |part: &[u8]| match place.is_sqlite() {
        true => part.to_vec(),
        // A dump shows hexadecimal digits.
        false => part.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
    };
    let mut parts = HashMap::new();
    for (number, value) in values.enumerate() {
        parts.insert(written(&value[..PART]), number);
        parts.insert(written(&value[value.len() - PART..]), number);
    }
    let length = parts.keys().next().map_or(1, Vec::len);
    let bytes = place.bytes();
    bytes.windows(length).filter_map(|window| parts.get(window)).collect::<HashSet<_>>().len()
}

fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

async fn calls_go_on_while_the_purge_runs(place: Place) {
    let (store, salon) = place.salon().await;
    for call in 0..20 {
        spoken_at(&store, &salon, (&format!("old {call}"), now() - days(31)), 20).await;
    }
    let purging = tokio::spawn({
        let store = store.clone();
        async move { store.purge(now()).await }
    });
    for call in 0..20 {
        spoken(&store, &salon, &format!("new {call}"), 2).await;
        let wanted = slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00");
        let held = hold(&store, &salon, wanted).await.unwrap();
        let booked = confirm(&store, &salon, &booking(&held)).await.unwrap();
        store.cancel(&salon.id, &booked.id, now()).await.unwrap().unwrap();
    }
    let purged = purging.await.unwrap().unwrap();
    assert_eq!(purged.rows[&Class::Transcript], 400);
}
