//! From listing to booking, where schedulers go wrong: what was listed, held and booked must agree, on both databases.

use super::on_both;
use super::place::*;
use base::business::{Absence, Business, Idle};
use booking::availability::{SlotQuery, list, list_for_move};
use booking::{Appointment, Calendar, HoldRequest, Refusal};
use jiff::civil::date;
use store::Store;

on_both!(
    a_pending_hold_takes_its_slot_until_it_ends,
    buffers_are_judged_again_when_a_slot_is_held,
    the_buffer_after_a_neighbour_stays_free,
    an_absence_entered_after_listing_is_no_slot,
    a_booking_moved_to_somebody_else_frees_the_first,
    the_own_appointment_does_not_stand_in_the_way_of_its_move,
    what_was_cancelled_is_listed_and_booked_again,
    a_booking_submitted_twice_is_one,
    what_fits_into_an_idle_part_is_booked_and_nothing_else,
    the_database_itself_keeps_idle_parts_apart,
    who_has_less_booked_is_listed_first,
    the_repeated_hour_is_booked_twice,
    what_runs_over_midnight_is_taken_on_both_days,
);

/// Free starts of a service with a resource on Thursday the third, as `hour:minute`.
async fn thursday(store: &Store, salon: &Business, service: &str, resource: &str) -> Vec<String> {
    let (from, to) = (at("2026-12-03T00:00"), at("2026-12-04T00:00"));
    let query = SlotQuery { service, resource: Some(resource), from, to, begun_at: now(), limit: usize::MAX };
    let slots = list(store, salon, &query, now()).await.unwrap();
    slots.iter().map(|slot| slot.start.in_tz("Europe/Berlin").unwrap().strftime("%H:%M").to_string()).collect()
}

async fn a_pending_hold_takes_its_slot_until_it_ends(place: Place) {
    let (store, salon) = place.salon().await;
    hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await.unwrap();
    let listed = async |now| {
        let (from, to) = (at("2026-12-03T09:30"), at("2026-12-03T10:45"));
        let query =
            SlotQuery { service: "herrenschnitt", resource: Some("jonas"), from, to, begun_at: now, limit: usize::MAX };
        list(&store, &salon, &query, now).await.unwrap().len()
    };
    // The hold ends five minutes after it was taken.
    assert_eq!((listed(now()).await, listed(now() + minutes(4)).await, listed(now() + minutes(5)).await), (2, 2, 5));
}

async fn buffers_are_judged_again_when_a_slot_is_held(place: Place) {
    let (store, salon) = place.salon().await;
    // Both were listed while the day was empty; the first one's buffer reaches into the second.
    let first = slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:00");
    let second = slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:45");
    book(&store, &salon, first).await;
    assert_eq!(hold(&store, &salon, second).await, Err(Refusal::Taken));
    // A longer buffer counts for what is held after it was written, and what is booked stays as it is.
    let mut longer = salon.clone();
    longer.services.iter_mut().for_each(|service| service.buffer_before_minutes = 30);
    assert_eq!(
        hold(&store, &longer, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T11:00")).await,
        Err(Refusal::Taken)
    );
    hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T11:00")).await.unwrap();
}

async fn the_buffer_after_a_neighbour_stays_free(place: Place) {
    let (store, salon) = place.salon().await;
    book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T11:00")).await;
    // Before it, a service with a buffer after must end a quarter of an hour earlier than one without.
    let women = thursday(&store, &salon, "damenschnitt", "jonas").await;
    let men = thursday(&store, &salon, "herrenschnitt", "jonas").await;
    assert_eq!(women.iter().take_while(|start| start.as_str() < "11:00").last().unwrap(), "10:00");
    assert_eq!(men.iter().take_while(|start| start.as_str() < "11:00").last().unwrap(), "10:30");
    let taken = hold(&store, &salon, slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:15")).await;
    assert_eq!(taken, Err(Refusal::Taken));
    hold(&store, &salon, slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:00")).await.unwrap();
}

async fn an_absence_entered_after_listing_is_no_slot(place: Place) {
    let (store, mut salon) = place.salon().await;
    let listed = slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00");
    salon.resources[1].absences = vec![Absence::days(date(2026, 12, 3), date(2026, 12, 3))];
    store.import(&salon, now()).await.unwrap();
    assert_eq!(hold(&store, &salon, listed.clone()).await, Err(Refusal::NotBookable));
    assert_eq!(thursday(&store, &salon, "herrenschnitt", "jonas").await, [""; 0]);
    assert!(!thursday(&store, &salon, "herrenschnitt", "aylin").await.is_empty());
    let kept = store.business(&salon.id).await.unwrap().unwrap();
    assert_eq!(*kept, salon, "kept with the business");
}

async fn a_booking_moved_to_somebody_else_frees_the_first(place: Place) {
    let (store, salon) = place.salon().await;
    let wanted = slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00");
    let old = book(&store, &salon, wanted.clone()).await;
    let target = slot(&salon, "herrenschnitt", "aylin", "2026-12-03T10:00");
    let moved = move_to(&store, &salon, &old, wish(target.clone())).await.unwrap();
    assert_eq!(moved.slot, target);
    assert!(thursday(&store, &salon, "herrenschnitt", "jonas").await.contains(&"10:00".to_owned()));
    assert!(!thursday(&store, &salon, "herrenschnitt", "aylin").await.contains(&"10:00".to_owned()));
    book(&store, &salon, wanted).await;
    assert_eq!(hold(&store, &salon, target).await, Err(Refusal::Taken));
}

async fn the_own_appointment_does_not_stand_in_the_way_of_its_move(place: Place) {
    let (store, salon) = place.salon().await;
    let old = book(&store, &salon, slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:00")).await;
    let (from, to) = (at("2026-12-03T09:15"), at("2026-12-03T11:00"));
    let query = SlotQuery { service: "damenschnitt", resource: Some("jonas"), from, to, begun_at: now(), limit: 99 };
    assert_eq!(list(&store, &salon, &query, now()).await.unwrap(), []);
    let slots = list_for_move(&store, &salon, &query, Some(&old.id), now()).await.unwrap();
    assert_eq!(slots.len(), 7, "every quarter of an hour from 09:15 to 10:45");
    for slot in slots {
        store.hold(&salon, &HoldRequest { replaces: Some(old.id.clone()), ..wish(slot) }).await.unwrap().unwrap();
    }
}

async fn what_was_cancelled_is_listed_and_booked_again(place: Place) {
    let (store, salon) = place.salon().await;
    let wanted = slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:00");
    for round in 0..3 {
        assert!(thursday(&store, &salon, "damenschnitt", "jonas").await.contains(&"10:00".to_owned()), "{round}");
        let booked = book(&store, &salon, wanted.clone()).await;
        assert!(!thursday(&store, &salon, "damenschnitt", "jonas").await.contains(&"10:00".to_owned()), "{round}");
        store.cancel(&salon.id, &booked.id, now()).await.unwrap().unwrap();
    }
}

async fn a_booking_submitted_twice_is_one(place: Place) {
    let (store, salon) = place.salon().await;
    let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await.unwrap();
    let request = booking(&held);
    let (one, two) = tokio::join!(store.book(&salon, &request), store.book(&salon, &request));
    assert_eq!(one.unwrap().unwrap(), two.unwrap().unwrap());
    assert_eq!(store.appointments(None, now()).await.unwrap().len(), 1);
}

async fn what_fits_into_an_idle_part_is_booked_and_nothing_else(place: Place) {
    let (store, mut salon) = place.salon().await;
    // Two hours of colouring with an hour's idle part after 30 minutes.
    let colouring = salon.services.iter_mut().find(|service| service.id == "faerben").unwrap();
    colouring.idle = Some(Idle { after_minutes: 30, minutes: 60 });
    store.import(&salon, now()).await.unwrap();
    let colour = book(&store, &salon, slot(&salon, "faerben", "aylin", "2026-12-03T10:00")).await;
    for (service, start, fits) in [
        ("herrenschnitt", "10:15", false),
        ("herrenschnitt", "11:15", false),
        ("damenschnitt", "10:45", false),
        ("damenschnitt", "10:30", true),
        ("herrenschnitt", "12:00", false),
        ("herrenschnitt", "12:15", true),
        ("herrenschnitt", "09:30", true),
        ("faerben", "10:00", false),
    ] {
        let listed = thursday(&store, &salon, service, "aylin").await.contains(&start.to_owned());
        let slot = slot(&salon, service, "aylin", &format!("2026-12-03T{start}"));
        let held = hold(&store, &salon, slot).await;
        assert_eq!((listed, held.is_ok()), (fits, fits), "{service} {start}: {held:?}");
        if let Ok(held) = held {
            store.release(&salon.id, &held.ids).await.unwrap();
        }
    }
    // Another colouring begins in the idle part and works when the first is done; it can be moved, too.
    let second = book(&store, &salon, slot(&salon, "faerben", "aylin", "2026-12-03T12:15")).await;
    let back =
        move_to(&store, &salon, &second, wish(slot(&salon, "faerben", "aylin", "2026-12-03T12:45"))).await.unwrap();
    assert_eq!(back.slot.start, at("2026-12-03T12:45"));
    store.cancel(&salon.id, &colour.id, now()).await.unwrap().unwrap();
    hold(&store, &salon, slot(&salon, "faerben", "aylin", "2026-12-03T10:00")).await.unwrap();
}

async fn the_database_itself_keeps_idle_parts_apart(place: Place) {
    let (_store, _) = place.salon().await;
    let blob = if place.is_sqlite() { "x'00'" } else { "'\\x00'" };
    let insert = |id: usize, [from, to, idle_from, idle_to]: [i64; 4]| {
        let idle = if idle_from < idle_to { format!("{idle_from}, {idle_to}") } else { "NULL, NULL".to_owned() };
        format!(
            "INSERT INTO appointments (id, business, resource, service, starts_at, ends_at, blocked_from, blocked_to,
                 idle_from, idle_to, state, origin, call, name, details, booked_at, expires_at)
             VALUES ('a{id}', 'salon', 'jonas', {blob}, {from}, {to}, {from}, {to}, {idle}, 'booked', 'a{id}', 'c',
                 {blob}, {blob}, 1, 9)"
        )
    };
    let taken = |[from, to, idle_from, idle_to]: [i64; 4], instant: i64| {
        (from..to).contains(&instant) && !(idle_from..idle_to).contains(&instant)
    };
    // Every pair of stretches within ten instants, with and without idle parts, against the rule instant by instant.
    let all = (0..10).flat_map(|from| (from + 1..=10).map(move |to| [from, to, 0, 0]));
    let idle = (0..8).flat_map(|from| (from + 3..=10).map(move |to| [from, to, from + 1, to - 1]));
    let (all, idle): (Vec<_>, Vec<_>) = (all.collect(), idle.collect());
    for (number, first) in [[2, 8, 3, 6], [1, 9, 4, 5], [3, 7, 0, 0], [0, 10, 2, 8]].into_iter().enumerate() {
        place.sql(&insert(0, first)).await.unwrap();
        for (turn, second) in all.iter().chain(&idle).enumerate().filter(|(turn, _)| turn % 4 == number) {
            let apart = (0..10).all(|instant| !(taken(first, instant) && taken(*second, instant)));
            let inserted = place.sql(&insert(1, *second)).await;
            assert_eq!(inserted.is_ok(), apart, "{first:?} and {second:?} ({turn})");
            place.sql("DELETE FROM appointments WHERE id = 'a1'").await.unwrap();
        }
        place.sql("DELETE FROM appointments").await.unwrap();
    }
    assert!(place.sql(&insert(2, [5, 9, 5, 7])).await.is_err(), "work begins a service");
    assert!(place.sql(&insert(2, [5, 9, 6, 9])).await.is_err(), "and ends it");
}

async fn who_has_less_booked_is_listed_first(place: Place) {
    let (store, salon) = place.salon().await;
    let first = async || {
        let (from, to) = (at("2026-12-03T15:00"), at("2026-12-03T15:15"));
        let query = SlotQuery { service: "herrenschnitt", resource: None, from, to, begun_at: now(), limit: 1 };
        list(&store, &salon, &query, now()).await.unwrap()[0].resource.clone()
    };
    assert_eq!(first().await, "aylin");
    // In the morning, far from what is asked for.
    book(&store, &salon, slot(&salon, "herrenschnitt", "aylin", "2026-12-03T09:00")).await;
    assert_eq!(first().await, "jonas");
    book(&store, &salon, slot(&salon, "damenschnitt", "jonas", "2026-12-03T19:00")).await;
    assert_eq!(first().await, "aylin");
}

async fn the_repeated_hour_is_booked_twice(place: Place) {
    let (store, salon) = night_owls(&place).await;
    let first = slot(&salon, "herrenschnitt", "jonas", "2026-10-25T02:00");
    let mut second = first.clone();
    (second.start, second.end) = (first.start + minutes(60), first.end + minutes(60));
    let request = |slot| HoldRequest { begun_at: at("2026-10-24T12:00"), now: at("2026-10-24T12:00"), ..wish(slot) };
    for slot in [first.clone(), second] {
        store.hold(&salon, &request(slot)).await.unwrap().unwrap();
    }
    assert_eq!(store.hold(&salon, &request(first)).await.unwrap(), Err(Refusal::Taken));
}

async fn what_runs_over_midnight_is_taken_on_both_days(place: Place) {
    let (store, salon) = night_owls(&place).await;
    book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-04T23:45")).await;
    for (start, free) in [("2026-12-04T23:30", false), ("2026-12-05T00:00", false), ("2026-12-05T00:15", true)] {
        let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", start)).await;
        assert_eq!(held.is_ok(), free, "{start}: {held:?}");
    }
}

/// A salon that never closes.
async fn night_owls(place: &Place) -> (Store, Business) {
    let (store, mut salon) = place.salon().await;
    let all_day = base::business::Span { from: jiff::civil::Time::midnight(), to: base::business::Span::END_OF_DAY };
    salon.hours.0 = std::array::from_fn(|_| vec![all_day]);
    (salon.resources[1].hours, salon.resources[1].breaks) = (None, vec![]);
    store.import(&salon, now()).await.unwrap();
    (store, salon)
}

async fn move_to(
    store: &Store,
    salon: &Business,
    old: &Appointment,
    wish: HoldRequest,
) -> Result<Appointment, Refusal> {
    let held = store.hold(salon, &HoldRequest { replaces: Some(old.id.clone()), ..wish }).await.unwrap()?;
    confirm(store, salon, &replacing(&old.id, &held)).await
}
