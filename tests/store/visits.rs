//! Visits of several slots: held, booked and given back as a whole, on both databases.

use super::on_both;
use super::place::*;
use base::business::Business;
use booking::{Agenda, AppointmentState, BookRequest, Booking, Calendar, Guests, HoldRequest, Refusal, Visit};
use std::sync::Arc;
use store::Store;
use tokio::sync::Barrier;

on_both!(
    a_visit_is_held_as_a_whole_or_not_at_all,
    a_visit_may_not_overlap_itself,
    a_visit_is_booked_as_a_whole_and_once,
    a_guest_is_booked_under_their_own_name,
    a_hold_of_a_visit_is_kept_and_given_back_as_a_whole,
    a_visit_of_which_a_part_is_gone_is_not_booked,
    one_appointment_of_a_visit_can_be_cancelled,
    two_visits_race_for_one_part,
);

/// A cut at 10:00, then the beard at 10:30, both with Jonas.
fn cut_and_beard(salon: &Business, day: &str) -> Visit {
    let cut = slot(salon, "herrenschnitt", "jonas", &format!("{day}T10:00"));
    Visit::of([cut, slot(salon, "bart", "jonas", &format!("{day}T10:30"))]).unwrap()
}

/// Father and son at 10:00.
fn side_by_side(salon: &Business, day: &str) -> Visit {
    let father = slot(salon, "herrenschnitt", "jonas", &format!("{day}T10:00"));
    Visit::of([father, slot(salon, "kinderschnitt", "aylin", &format!("{day}T10:00"))]).unwrap()
}

async fn taken(store: &Store, salon: &Business) -> usize {
    store.blocked(&salon.id, &taken_in(at("2026-12-01T00:00")..at("2026-12-31T00:00"), now())).await.unwrap().len()
}

async fn a_visit_is_held_as_a_whole_or_not_at_all(place: Place) {
    let (store, salon) = place.salon().await;
    book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:30")).await;
    let refused = store.hold(&salon, &wish(cut_and_beard(&salon, "2026-12-03"))).await.unwrap();
    assert_eq!(refused, Err(Refusal::Taken), "the second part");
    assert_eq!(taken(&store, &salon).await, 1, "nothing is held of it");
    hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00"))
        .await
        .expect("the first part is free");
    // Aylin does no beards.
    let cut = slot(&salon, "herrenschnitt", "aylin", "2026-12-04T10:00");
    let impossible = Visit::of([cut, slot(&salon, "bart", "aylin", "2026-12-04T10:30")]).unwrap();
    assert_eq!(store.hold(&salon, &wish(impossible)).await.unwrap(), Err(Refusal::NotBookable));
    assert_eq!(taken(&store, &salon).await, 2);
}

async fn a_visit_may_not_overlap_itself(place: Place) {
    let (store, salon) = place.salon().await;
    let cut = slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00");
    let both = Visit::of([cut, slot(&salon, "bart", "jonas", "2026-12-03T10:15")]).unwrap();
    assert_eq!(store.hold(&salon, &wish(both)).await.unwrap(), Err(Refusal::Taken));
    assert_eq!(taken(&store, &salon).await, 0);
}

async fn a_visit_is_booked_as_a_whole_and_once(place: Place) {
    let (store, salon) = place.salon().await;
    let visit = cut_and_beard(&salon, "2026-12-03");
    let held = store.hold(&salon, &wish(visit.clone())).await.unwrap().unwrap();
    let booked = store.book(&salon, &booking(&held)).await.unwrap().unwrap();
    assert!(booked.iter().map(|own| &own.slot).eq(visit.slots()), "{booked:?}");
    assert!(booked.iter().map(|own| &own.id).eq(&held.ids));
    assert_eq!(store.book(&salon, &booking(&held)).await.unwrap().unwrap(), booked, "asked twice");
    assert_eq!(store.appointments(None, now()).await.unwrap().len(), 2);
}

async fn a_guest_is_booked_under_their_own_name(place: Place) {
    let (store, salon) = place.salon().await;
    let held = store.hold(&salon, &wish(side_by_side(&salon, "2026-12-03"))).await.unwrap().unwrap();
    let guests = Guests::from([(1, "Tom Keller".into())]);
    let booked = store
        .book(&salon, &BookRequest { booking: Booking { guests, ..booking(&held).booking }, ..booking(&held) })
        .await
        .unwrap()
        .unwrap();
    let names: Vec<_> = booked.iter().map(|own| own.name.reveal().as_str()).collect();
    assert_eq!(names, ["Keller", "Tom Keller"]);
    let mut kept: Vec<_> =
        store.appointments(None, now()).await.unwrap().into_iter().map(|kept| kept.appointment).collect();
    kept.sort_by_key(|own| own.slot.service.clone());
    assert_eq!(kept, booked);
}

async fn a_hold_of_a_visit_is_kept_and_given_back_as_a_whole(place: Place) {
    let (store, salon) = place.salon().await;
    let visit = side_by_side(&salon, "2026-12-03");
    let held = store.hold(&salon, &wish(visit.clone())).await.unwrap().unwrap();
    store.keep(&salon.id, &held.ids, now() + minutes(15)).await.unwrap();
    for slot in visit.slots() {
        let other = HoldRequest { now: now() + minutes(10), ..wish(slot.clone()) };
        assert_eq!(store.hold(&salon, &other).await.unwrap(), Err(Refusal::Taken), "{slot:?}");
    }
    store.release(&salon.id, &held.ids).await.unwrap();
    assert_eq!(taken(&store, &salon).await, 0);
}

async fn a_visit_of_which_a_part_is_gone_is_not_booked(place: Place) {
    let (store, salon) = place.salon().await;
    let visit = side_by_side(&salon, "2026-12-03");
    let held = store.hold(&salon, &wish(visit.clone())).await.unwrap().unwrap();
    let later = now() + minutes(10);
    let son = visit.slots().nth(1).unwrap().clone();
    let other = HoldRequest { now: later, expires_at: later + minutes(5), ..wish(son) };
    store.hold(&salon, &other).await.unwrap().expect("the hold has ended");
    let late = store.book(&salon, &BookRequest { now: later, ..booking(&held) }).await.unwrap();
    assert_eq!(late, Err(Refusal::HoldEnded));
    assert_eq!(store.appointments(None, later).await.unwrap().len(), 0, "the father alone is not booked");
}

async fn one_appointment_of_a_visit_can_be_cancelled(place: Place) {
    let (store, salon) = place.salon().await;
    let held = store.hold(&salon, &wish(cut_and_beard(&salon, "2026-12-03"))).await.unwrap().unwrap();
    let booked = store.book(&salon, &booking(&held)).await.unwrap().unwrap();
    store.cancel(&salon.id, &booked[1].id, now()).await.unwrap().unwrap();
    let kept = store.appointments(None, now()).await.unwrap();
    let states: Vec<_> = kept.iter().map(|kept| kept.appointment.state).collect();
    assert_eq!(states, [AppointmentState::Booked, AppointmentState::Cancelled]);
}

/// A father with his son and a single caller want the same time of Aylin's, each round at once: one gets all, the other nothing.
async fn two_visits_race_for_one_part(place: Place) {
    let (store, salon) = place.salon().await;
    let stores = [store.clone(), place.open().await];
    let salon = Arc::new(salon);
    let days = ["2026-12-02", "2026-12-03", "2026-12-04", "2026-12-08", "2026-12-09", "2026-12-10", "2026-12-11"];
    for day in days {
        let both = side_by_side(&salon, day);
        let alone = slot(&salon, "herrenschnitt", "aylin", &format!("{day}T10:15"));
        let start = Arc::new(Barrier::new(2));
        let callers = [(&stores[0], both), (&stores[1], alone.into())].map(|(store, visit)| {
            let (store, salon, start) = (store.clone(), salon.clone(), start.clone());
            tokio::spawn(async move {
                start.wait().await;
                let held = store.hold(&salon, &wish(visit)).await.expect("no fault")?;
                store.book(&salon, &booking(&held)).await.expect("no fault").map(|booked| booked.len())
            })
        });
        let [both, alone] = callers;
        let results = (both.await.unwrap(), alone.await.unwrap());
        let midnight = at(&format!("{day}T00:00"));
        let blocked =
            store.blocked(&salon.id, &taken_in(midnight..midnight + minutes(24 * 60), now())).await.unwrap().len();
        match results {
            (Ok(2), Err(Refusal::Taken)) => assert_eq!(blocked, 2, "{day}"),
            (Err(Refusal::Taken), Ok(1)) => assert_eq!(blocked, 1, "{day}: nothing is left of the other visit"),
            other => panic!("{day}: {other:?}"),
        }
    }
}
