//! Callers at the same moment: of those who want the same slot exactly one gets it, and nobody sees a fault.

use super::on_both;
use super::place::*;
use base::business::Business;
use booking::{BookRequest, Calendar, HoldRequest, Refusal, Slot};
use std::sync::Arc;
use store::Store;
use tokio::sync::Barrier;

on_both!(
    two_callers_race_for_a_slot_a_hundred_times,
    two_callers_race_for_an_ended_hold,
    a_hundred_callers_race_for_ten_slots,
    two_processes_race_for_a_new_database,
);

/// One caller: holds the slot, books it. The way of a call that was agreed to at once.
async fn caller(store: Store, salon: Arc<Business>, start: Arc<Barrier>, slot: Slot) -> Result<(), Refusal> {
    start.wait().await;
    let held = store.hold(&salon, &wish(slot)).await.expect("no fault")?;
    store.book(&salon, &booking(&held)).await.expect("no fault").map(drop)
}

async fn two_callers_race_for_a_slot_a_hundred_times(place: Place) {
    let (store, salon) = place.salon().await;
    // A second process's connections: the writers' turn within a process does not help between them.
    let stores = [store.clone(), place.open().await];
    let salon = Arc::new(salon);
    let slots = rounds(&salon, 100);
    for (round, wanted) in slots.iter().enumerate() {
        let start = Arc::new(Barrier::new(2));
        // Every other round the times overlap only by the buffer.
        let mut other = wanted.clone();
        if round % 2 == 1 {
            other = Slot { start: wanted.start + minutes(45), end: wanted.end + minutes(45), ..other };
        }
        let [first, second] = [(&stores[0], wanted.clone()), (&stores[1], other)]
            .map(|(store, slot)| tokio::spawn(caller(store.clone(), salon.clone(), start.clone(), slot)));
        let mut results = [first.await.unwrap(), second.await.unwrap()];
        results.sort_by_key(Result::is_err);
        assert_eq!(results, [Ok(()), Err(Refusal::Taken)], "round {round}");
    }
    assert_eq!(store.appointments(None, now()).await.unwrap().len(), 100);
}

async fn two_callers_race_for_an_ended_hold(place: Place) {
    let (store, salon) = place.salon().await;
    let salon = Arc::new(salon);
    let later = now() + minutes(10);
    for (round, wanted) in rounds(&salon, 20).into_iter().enumerate() {
        let ended = hold(&store, &salon, wanted.clone()).await.unwrap();
        let start = Arc::new(Barrier::new(2));
        let late = {
            let (store, salon, start) = (store.clone(), salon.clone(), start.clone());
            tokio::spawn(async move {
                start.wait().await;
                store.book(&salon, &BookRequest { now: later, ..booking(&ended) }).await.expect("no fault")
            })
        };
        let new = {
            let (store, salon) = (store.clone(), salon.clone());
            tokio::spawn(async move {
                start.wait().await;
                let request = HoldRequest { now: later, expires_at: later + minutes(5), ..wish(wanted) };
                store.hold(&salon, &request).await.expect("no fault")
            })
        };
        match (late.await.unwrap(), new.await.unwrap()) {
            (Ok(_), Err(Refusal::Taken)) | (Err(Refusal::HoldEnded), Ok(_)) => {}
            other => panic!("round {round}: {other:?}"),
        }
    }
}

async fn a_hundred_callers_race_for_ten_slots(place: Place) {
    let (store, salon) = place.salon().await;
    let salon = Arc::new(salon);
    let slots = rounds(&salon, 10);
    let start = Arc::new(Barrier::new(100));
    let callers: Vec<_> = (0..100)
        .map(|one| tokio::spawn(caller(store.clone(), salon.clone(), start.clone(), slots[one % 10].clone())))
        .collect();
    let mut booked = 0;
    for caller in callers {
        match caller.await.unwrap() {
            Ok(()) => booked += 1,
            Err(refusal) => assert_eq!(refusal, Refusal::Taken),
        }
    }
    assert_eq!((booked, store.appointments(None, now()).await.unwrap().len()), (10, 10));
}

async fn two_processes_race_for_a_new_database(place: Place) {
    if place.is_sqlite() {
        // Made at first use, by whoever comes first; here the race is for the tables.
        base::privacy::KeyRing::create(&place.key_file, &base::privacy::SystemRandom).unwrap();
    }
    let opened = tokio::join!(place.try_open(), place.try_open(), place.try_open());
    for store in [opened.0, opened.1, opened.2] {
        store.unwrap().import(&salon(), now()).await.unwrap();
    }
}

/// Slots that block an hour each, with an hour between them: a round may take its hour or, by the buffer, the next.
fn rounds(salon: &Business, count: usize) -> Vec<Slot> {
    const DAYS: [&str; 13] = [
        "12-02", "12-03", "12-04", "12-09", "12-10", "12-11", "12-15", "12-16", "12-17", "12-18", "12-22", "12-23",
        "12-08",
    ];
    let starts = DAYS.into_iter().flat_map(|day| ["09", "11", "14", "16"].map(|hour| format!("2026-{day}T{hour}:00")));
    let slots =
        starts.flat_map(|start| ["jonas", "aylin"].map(|resource| slot(salon, "damenschnitt", resource, &start)));
    let slots: Vec<_> = slots.take(count).collect();
    assert_eq!(slots.len(), count);
    slots
}
