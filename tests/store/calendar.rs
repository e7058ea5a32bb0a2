//! Holds and appointments: nothing overlaps, nothing is booked twice, nobody hears of another's appointment.

use super::on_both;
use super::place::*;
use base::business::{BusinessId, fixtures};
use base::privacy::keys::MasterKey;
use base::privacy::{KeyRing, Personal};
use booking::identity::Whose;
use booking::{
    Agenda, AppointmentId, AppointmentState, BookRequest, Booking, Calendar, HoldRequest, OwnQuery, Refusal,
};
use store::{Store, StoreError};

on_both!(
    blocked_times_do_not_overlap,
    touching_times_are_free,
    the_database_itself_forbids_overlap,
    only_bookable_slots_are_held,
    a_business_that_is_not_kept_has_no_calendar,
    a_hold_ends_by_itself,
    a_hold_that_ended_is_booked_if_nobody_else_came,
    a_hold_that_is_kept_alive_does_not_end,
    a_hold_that_is_given_back_is_free,
    booking_twice_is_booking_once,
    a_booking_keeps_what_it_was_given,
    a_move_may_overlap_what_it_replaces,
    a_move_cancels_what_it_replaces_at_once,
    a_move_without_its_replacement_is_no_double_booking,
    what_was_cancelled_cannot_be_moved,
    two_moves_of_one_appointment_end_in_one,
    cancelling_twice_is_cancelling_once,
    what_is_cancelled_can_be_booked_again,
    one_business_does_not_reach_into_another,
    p08_bookings_expire_six_months_after_their_end,
    own_appointments_are_found_by_number_and_name,
    own_appointments_of_hidden_callers_need_name_and_time,
    p35_under_secrecy_own_appointments_need_the_day,
    p10_callers_are_found_under_older_keys,
);

async fn blocked_times_do_not_overlap(place: Place) {
    let (store, salon) = place.salon().await;
    // 10:00 to 10:45, and 15 minutes to sweep.
    book(&store, &salon, slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:00")).await;
    for (service, start) in [
        ("herrenschnitt", "2026-12-03T09:45"),
        ("herrenschnitt", "2026-12-03T10:00"),
        ("herrenschnitt", "2026-12-03T10:15"),
        ("herrenschnitt", "2026-12-03T10:45"),
        ("damenschnitt", "2026-12-03T09:15"),
        ("damenschnitt", "2026-12-03T10:45"),
    ] {
        let refused = hold(&store, &salon, slot(&salon, service, "jonas", start)).await;
        assert_eq!(refused, Err(Refusal::Taken), "{service} {start}");
    }
    hold(&store, &salon, slot(&salon, "herrenschnitt", "aylin", "2026-12-03T10:00")).await.unwrap();
}

async fn touching_times_are_free(place: Place) {
    let (store, salon) = place.salon().await;
    book(&store, &salon, slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:00")).await;
    for (service, start) in [("herrenschnitt", "2026-12-03T11:00"), ("damenschnitt", "2026-12-03T09:00")] {
        hold(&store, &salon, slot(&salon, service, "jonas", start)).await.expect(start);
    }
    let blocked =
        store.blocked(&salon.id, &taken_in(at("2026-12-03T00:00")..at("2026-12-04T00:00"), now())).await.unwrap();
    let mut times: Vec<_> = blocked.iter().map(|blocked| blocked.time.clone()).collect();
    times.sort_by_key(|time| time.start);
    let expected = [("09:00", "10:00"), ("10:00", "11:00"), ("11:00", "11:30")];
    assert_eq!(times, expected.map(|(from, to)| at(&format!("2026-12-03T{from}"))..at(&format!("2026-12-03T{to}"))));
    let touched =
        store.blocked(&salon.id, &taken_in(at("2026-12-03T10:00")..at("2026-12-03T11:00"), now())).await.unwrap();
    assert_eq!(touched.len(), 1, "neighbours that only touch are not listed");
}

async fn the_database_itself_forbids_overlap(place: Place) {
    let (_store, _) = place.salon().await;
    let insert = |id: &str, from: i64, to: i64, origin: &str, state: &str| {
        let blob = if place.is_sqlite() { "x'00'" } else { "'\\x00'" };
        let (hold, cancelled) = if state == "held" { ("9", "NULL") } else { ("NULL", "NULL") };
        let (name, booked) = if state == "held" { ("NULL", "NULL") } else { (blob, "1") };
        format!(
            "INSERT INTO appointments (id, business, resource, service, starts_at, ends_at, blocked_from, blocked_to,
                 state, origin, hold_expires_at, call, name, details, booked_at, cancelled_at, expires_at)
             VALUES ('{id}', 'salon', 'jonas', {blob}, {from}, {to}, {from}, {to}, '{state}', '{origin}', {hold}, 'c',
                 {name}, {name}, {booked}, {cancelled}, 9)"
        )
    };
    place.sql(&insert("a", 1000, 2000, "a", "booked")).await.unwrap();
    for (from, to) in [(0, 1001), (1000, 2000), (1200, 1300), (1999, 3000), (0, 3000)] {
        for state in ["held", "booked"] {
            let error = place.sql(&insert("b", from, to, "b", state)).await.unwrap_err().to_string();
            assert!(error.contains("appointments_do_not_overlap"), "{from} {to} {state}: {error}");
        }
    }
    place.sql(&insert("before", 0, 1000, "before", "booked")).await.unwrap();
    place.sql(&insert("after", 2000, 3000, "after", "held")).await.unwrap();
    place.sql(&insert("move", 1500, 2000, "a", "held")).await.unwrap();
    // Two of one chain cannot both stand, and nothing can be pushed over another.
    place.sql("UPDATE appointments SET state = 'booked', hold_expires_at = NULL WHERE id = 'move'").await.unwrap_err();
    place.sql("UPDATE appointments SET blocked_from = 1999, starts_at = 1999 WHERE id = 'after'").await.unwrap_err();
    place.sql("UPDATE appointments SET origin = 'move' WHERE id = 'move'").await.unwrap_err();
}

async fn only_bookable_slots_are_held(place: Place) {
    let (store, salon) = place.salon().await;
    let held = async |service: &str, start: &str| hold(&store, &salon, slot(&salon, service, "jonas", start)).await;
    for start in [
        "2026-12-07T10:00", // Monday: closed
        "2026-12-03T10:10", // off the grid
        "2026-12-01T11:45", // two hours of notice
        "2026-12-03T19:45", // ends after closing time
        "2026-12-25T10:00", // Christmas
        "2027-03-02T10:00", // beyond the horizon
        "2026-11-26T10:00", // over
    ] {
        assert_eq!(held("herrenschnitt", start).await, Err(Refusal::NotBookable), "{start}");
    }
    held("herrenschnitt", "2026-12-01T12:00").await.unwrap();
    let mut late = wish(slot(&salon, "herrenschnitt", "aylin", "2026-12-01T12:00"));
    late.now = at("2026-12-01T12:01");
    assert_eq!(store.hold(&salon, &late).await.unwrap(), Err(Refusal::NotBookable), "a call of two hours");
}

async fn a_business_that_is_not_kept_has_no_calendar(place: Place) {
    let (store, salon) = (place.open().await, salon());
    let error =
        store.hold(&salon, &wish(slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00"))).await.unwrap_err();
    assert!(error.to_string().contains("find the business 'salon'"), "{error}");
}

async fn a_hold_ends_by_itself(place: Place) {
    let (store, salon) = place.salon().await;
    let wanted = slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00");
    let first = hold(&store, &salon, wanted.clone()).await.unwrap();
    let day = at("2026-12-03T00:00")..at("2026-12-04T00:00");
    let (still, over) = (now() + minutes(4), now() + minutes(5));
    assert_eq!(store.blocked(&salon.id, &taken_in(day.clone(), still)).await.unwrap().len(), 1);
    assert_eq!(store.blocked(&salon.id, &taken_in(day, over)).await.unwrap(), []);
    let ask = |now| HoldRequest { now, expires_at: now + minutes(5), ..wish(wanted.clone()) };
    assert_eq!(store.hold(&salon, &ask(still)).await.unwrap(), Err(Refusal::Taken));
    let second = store.hold(&salon, &ask(over)).await.unwrap().unwrap();
    let late = BookRequest { now: over, ..booking(&first) };
    assert_eq!(confirm(&store, &salon, &late).await, Err(Refusal::HoldEnded));
    confirm(&store, &salon, &BookRequest { now: over, ..booking(&second) }).await.unwrap();
}

async fn a_hold_that_ended_is_booked_if_nobody_else_came(place: Place) {
    let (store, salon) = place.salon().await;
    let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await.unwrap();
    // Another caller's hold beside it does not sweep it away.
    let later = now() + minutes(20);
    let beside = wish(slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:30"));
    store.hold(&salon, &HoldRequest { now: later, ..beside }).await.unwrap().unwrap();
    let booked = confirm(&store, &salon, &BookRequest { now: later, ..booking(&held) }).await.unwrap();
    assert_eq!(booked.slot, *held.visit.first());
}

async fn a_hold_that_is_kept_alive_does_not_end(place: Place) {
    let (store, salon) = place.salon().await;
    let wanted = slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00");
    let held = hold(&store, &salon, wanted.clone()).await.unwrap();
    store.keep(&salon.id, &held.ids, now() + minutes(15)).await.unwrap();
    let other = HoldRequest { now: now() + minutes(10), ..wish(wanted) };
    assert_eq!(store.hold(&salon, &other).await.unwrap(), Err(Refusal::Taken));
    store.keep(&salon.id, &[AppointmentId("unknown".into())], now()).await.unwrap();
}

async fn a_hold_that_is_given_back_is_free(place: Place) {
    let (store, salon) = place.salon().await;
    let wanted = slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00");
    let held = hold(&store, &salon, wanted.clone()).await.unwrap();
    store.release(&salon.id, &held.ids).await.unwrap();
    store.release(&salon.id, &held.ids).await.unwrap();
    let booked = book(&store, &salon, wanted.clone()).await;
    store.release(&salon.id, std::slice::from_ref(&booked.id)).await.unwrap();
    assert_eq!(hold(&store, &salon, wanted).await, Err(Refusal::Taken), "what is booked is not given back");
}

async fn booking_twice_is_booking_once(place: Place) {
    let (store, salon) = place.salon().await;
    let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await.unwrap();
    let request = booking(&held);
    let first = confirm(&store, &salon, &request).await.unwrap();
    let second = confirm(&store, &salon, &BookRequest { now: now() + minutes(30), ..request }).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(store.appointments(None, now()).await.unwrap().len(), 1);
    store.cancel(&salon.id, &first.id, now()).await.unwrap().unwrap();
    assert_eq!(confirm(&store, &salon, &booking(&held)).await, Err(Refusal::HoldEnded), "cancelled meanwhile");
}

async fn a_booking_keeps_what_it_was_given(place: Place) {
    let (store, salon) = place.salon().await;
    let held = hold(&store, &salon, slot(&salon, "damenschnitt", "aylin", "2026-12-03T10:00")).await.unwrap();
    let details = [("kennzeichen".to_owned(), "K-MO \"77\"".to_owned())].into();
    let (name, details) = (Personal::from("Öztürk-Müller"), Personal::new(details));
    let booking = Booking { name, details, ..booking(&held).booking };
    let request = BookRequest { booking, pseudonym: None, number: None, now: now(), caller: Default::default() };
    let booked = confirm(&store, &salon, &request).await.unwrap();
    assert_eq!(
        (&booked.slot, &booked.name, &booked.details),
        (held.visit.first(), &request.booking.name, &request.booking.details)
    );
    let kept = store.appointments(Some(&salon.id), now()).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((&kept[0].appointment, &kept[0].call, kept[0].booked_at), (&booked, &call_id(), now()));
}

async fn a_move_may_overlap_what_it_replaces(place: Place) {
    let (store, salon) = place.salon().await;
    let old = book(&store, &salon, slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:00")).await;
    let target = slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:15");
    let request = HoldRequest { replaces: Some(old.id.clone()), ..wish(target.clone()) };
    let held = store.hold(&salon, &request).await.unwrap().unwrap();
    // Old and new time are both taken for everybody else, now and should the old one be given up.
    for start in ["2026-12-03T10:00", "2026-12-03T10:45"] {
        assert_eq!(hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", start)).await, Err(Refusal::Taken));
    }
    let request = replacing(&old.id, &held);
    let moved = confirm(&store, &salon, &request).await.unwrap();
    assert_eq!((&moved.slot, moved.state), (&target, AppointmentState::Booked));
    assert_eq!(confirm(&store, &salon, &request).await.unwrap(), moved, "asked twice");
    let touching = slot(&salon, "damenschnitt", "jonas", "2026-12-03T09:15");
    hold(&store, &salon, touching).await.expect("what was left is free");
    // And a move of what was moved.
    let back = HoldRequest {
        replaces: Some(moved.id.clone()),
        ..wish(slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:30"))
    };
    let held = store.hold(&salon, &back).await.unwrap().unwrap();
    confirm(&store, &salon, &replacing(&moved.id, &held)).await.unwrap();
}

async fn a_move_cancels_what_it_replaces_at_once(place: Place) {
    let (store, salon) = place.salon().await;
    let old = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    let target = wish(slot(&salon, "herrenschnitt", "aylin", "2026-12-04T10:00"));
    let held = store.hold(&salon, &HoldRequest { replaces: Some(old.id.clone()), ..target }).await.unwrap().unwrap();
    let moved = confirm(&store, &salon, &replacing(&old.id, &held)).await;
    let moved = moved.unwrap();
    let kept: Vec<_> = store.appointments(None, now()).await.unwrap();
    let states: Vec<_> = kept.iter().map(|kept| (&kept.appointment.id, kept.appointment.state)).collect();
    assert_eq!(states, [(&old.id, AppointmentState::Cancelled), (&moved.id, AppointmentState::Booked)]);
    assert_eq!(kept[0].cancelled_at, Some(now()));
    hold(&store, &salon, old.slot).await.expect("the old time is free");
}

async fn a_move_without_its_replacement_is_no_double_booking(place: Place) {
    let (store, salon) = place.salon().await;
    let old = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    let target = wish(slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:15"));
    let held = store.hold(&salon, &HoldRequest { replaces: Some(old.id.clone()), ..target }).await.unwrap().unwrap();
    assert_eq!(confirm(&store, &salon, &booking(&held)).await, Err(Refusal::Taken));
    assert_eq!(store.appointments(None, now()).await.unwrap().len(), 1);
}

async fn what_was_cancelled_cannot_be_moved(place: Place) {
    let (store, salon) = place.salon().await;
    let old = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    let target = wish(slot(&salon, "herrenschnitt", "jonas", "2026-12-03T12:00"));
    let request = HoldRequest { replaces: Some(old.id.clone()), ..target };
    let held = store.hold(&salon, &request).await.unwrap().unwrap();
    store.cancel(&salon.id, &old.id, now()).await.unwrap().unwrap();
    let book = replacing(&old.id, &held);
    assert_eq!(confirm(&store, &salon, &book).await, Err(Refusal::Unknown));
    assert_eq!(store.hold(&salon, &request).await.unwrap(), Err(Refusal::Unknown));
}

async fn two_moves_of_one_appointment_end_in_one(place: Place) {
    let (store, salon) = place.salon().await;
    let old = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    let mut holds = Vec::new();
    for start in ["2026-12-03T11:00", "2026-12-03T11:15"] {
        let request = wish(slot(&salon, "herrenschnitt", "jonas", start));
        let request = HoldRequest { replaces: Some(old.id.clone()), ..request };
        holds.push(store.hold(&salon, &request).await.unwrap().unwrap());
    }
    let request = |hold| replacing(&old.id, hold);
    confirm(&store, &salon, &request(&holds[0])).await.unwrap();
    assert_eq!(confirm(&store, &salon, &request(&holds[1])).await, Err(Refusal::Unknown));
}

async fn cancelling_twice_is_cancelling_once(place: Place) {
    let (store, salon) = place.salon().await;
    let booked = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    let first = store.cancel(&salon.id, &booked.id, now()).await.unwrap().unwrap();
    let second = store.cancel(&salon.id, &booked.id, now() + minutes(9)).await.unwrap().unwrap();
    assert_eq!((first.state, &first), (AppointmentState::Cancelled, &second));
    assert_eq!(store.appointments(None, now()).await.unwrap()[0].cancelled_at, Some(now()));
    let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T12:00")).await.unwrap();
    for unknown in [held.ids[0].clone(), AppointmentId("unknown".into())] {
        assert_eq!(store.cancel(&salon.id, &unknown, now()).await.unwrap(), Err(Refusal::Unknown));
    }
}

async fn what_is_cancelled_can_be_booked_again(place: Place) {
    let (store, salon) = place.salon().await;
    let wanted = slot(&salon, "damenschnitt", "jonas", "2026-12-03T10:00");
    let first = book(&store, &salon, wanted.clone()).await;
    store.cancel(&salon.id, &first.id, now()).await.unwrap().unwrap();
    let second = book(&store, &salon, wanted).await;
    assert_ne!(first.id, second.id);
}

async fn one_business_does_not_reach_into_another(place: Place) {
    let (store, salon) = place.salon().await;
    let mut other = salon.clone();
    other.id = BusinessId("other".into());
    other.phones[0].number = number("+492214710101");
    store.import(&other, now()).await.unwrap();
    let wanted = slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00");
    let booked = book(&store, &salon, wanted.clone()).await;
    assert_eq!(store.cancel(&other.id, &booked.id, now()).await.unwrap(), Err(Refusal::Unknown));
    let held = hold(&store, &other, wanted).await.expect("a namesake at another business");
    store.release(&salon.id, &held.ids).await.unwrap();
    assert_eq!(confirm(&store, &salon, &booking(&held)).await, Err(Refusal::HoldEnded));
    confirm(&store, &other, &booking(&held)).await.unwrap();
}

async fn p08_bookings_expire_six_months_after_their_end(place: Place) {
    let (store, salon) = place.salon().await;
    let kept = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    let moved = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T11:00")).await;
    let cancelled = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T12:00")).await;
    store.cancel(&salon.id, &cancelled.id, now()).await.unwrap().unwrap();
    let target = wish(slot(&salon, "herrenschnitt", "jonas", "2027-02-25T10:00"));
    let held = store.hold(&salon, &HoldRequest { replaces: Some(moved.id.clone()), ..target }).await.unwrap().unwrap();
    store.book(&salon, &replacing(&moved.id, &held)).await.unwrap().unwrap();
    let shown = async |at| {
        let shown = store.appointments(None, at).await.unwrap();
        shown.into_iter().map(|kept| kept.appointment.id).collect::<Vec<_>>()
    };
    let second = jiff::SignedDuration::from_secs(1);
    for (end, seen) in [
        ("2027-06-03T10:30", [&kept.id, &moved.id, &cancelled.id, &held.ids[0]].as_slice()),
        ("2027-06-03T11:30", &[&moved.id, &cancelled.id, &held.ids[0]]),
        ("2027-06-03T12:30", &[&cancelled.id, &held.ids[0]]),
        ("2027-08-25T10:30", &[&held.ids[0]]),
    ] {
        assert_eq!(shown(at(end) - second).await.iter().collect::<Vec<_>>(), seen, "before {end}");
        assert!(!shown(at(end)).await.contains(seen[0]), "at {end}");
    }
}

async fn own_appointments_are_found_by_number_and_name(place: Place) {
    let (store, salon) = place.salon().await;
    let caller = number("+4917604069001");
    let mut booked = Vec::new();
    for (start, name) in [("2026-12-04T10:00", "Keller"), ("2026-12-03T10:00", "Keller"), ("2026-12-03T12:00", "Vogt")]
    {
        let held = hold(&store, &salon, slot(&salon, "herrenschnitt", "jonas", start)).await.unwrap();
        let (_, pseudonym) = store.keys().business("salon").pseudonym(&caller);
        let booking = Booking { name: name.into(), ..booking(&held).booking };
        let request =
            BookRequest { booking, pseudonym: Some(pseudonym), number: None, now: now(), caller: Default::default() };
        booked.push(confirm(&store, &salon, &request).await.unwrap());
    }
    book(&store, &salon, slot(&salon, "herrenschnitt", "aylin", "2026-12-03T10:00")).await;
    let mine = mine(&store, &salon, &caller);
    assert_eq!(store.own(&salon, &mine).await.unwrap(), [booked[1].clone(), booked[0].clone()], "earliest first");
    let stranger =
        OwnQuery { pseudonyms: store.keys().business("salon").pseudonyms(&number("+4917604069002")), ..mine.clone() };
    assert_eq!(store.own(&salon, &stranger).await.unwrap(), [], "another number");
    let day = Some(at("2026-12-04T00:00")..at("2026-12-05T00:00"));
    assert_eq!(store.own(&salon, &OwnQuery { within: day, ..stranger.clone() }).await.unwrap(), [], "and the day");
    let minute = Some(at("2026-12-04T10:00")..at("2026-12-04T10:01"));
    let exact = OwnQuery { within: minute, ..stranger };
    assert_eq!(store.own(&salon, &exact).await.unwrap(), [booked[0].clone()], "name, day and time");
    let other_name = OwnQuery { name: "Schneider".into(), ..exact };
    assert_eq!(store.own(&salon, &other_name).await.unwrap(), [], "another name, day and time");
    let other_name = OwnQuery { name: "Schneider".into(), ..mine.clone() };
    assert_eq!(store.own(&salon, &other_name).await.unwrap(), [], "a number alone is no identity");
    let day = Some(at("2026-12-04T00:00")..at("2026-12-05T00:00"));
    assert_eq!(store.own(&salon, &OwnQuery { within: day, ..mine.clone() }).await.unwrap(), [booked[0].clone()]);
    let after = OwnQuery { now: at("2026-12-03T10:30"), ..mine.clone() };
    assert_eq!(store.own(&salon, &after).await.unwrap(), [booked[0].clone()], "what is over is not shown");
    store.cancel(&salon.id, &booked[0].id, now()).await.unwrap().unwrap();
    assert_eq!(store.own(&salon, &mine).await.unwrap(), [booked[1].clone()], "nor what was cancelled");
}

async fn own_appointments_of_hidden_callers_need_name_and_time(place: Place) {
    let (store, salon) = place.salon().await;
    let booked = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    let exact = at("2026-12-03T10:00")..at("2026-12-03T10:01");
    let query =
        OwnQuery { pseudonyms: vec![], name: "Keller".into(), within: Some(exact), whose: Whose::Own, now: now() };
    assert_eq!(store.own(&salon, &query).await.unwrap(), [booked]);
    for query in [
        OwnQuery { within: None, ..query.clone() },
        OwnQuery { within: Some(at("2026-12-03T10:15")..at("2026-12-03T10:16")), ..query.clone() },
        OwnQuery { within: Some(at("2026-12-03T00:00")..at("2026-12-04T00:00")), ..query.clone() },
        OwnQuery { name: "Vogt".into(), ..query.clone() },
    ] {
        assert_eq!(store.own(&salon, &query).await.unwrap(), [], "{query:?}");
    }
}

async fn p35_under_secrecy_own_appointments_need_the_day(place: Place) {
    let store = place.open().await;
    let surgery = fixtures::by_id("zahnarzt").unwrap();
    store.import(&surgery, now()).await.unwrap();
    let caller = number("+4917604069001");
    let held = hold(&store, &surgery, slot(&surgery, "kontrolle", "petersen", "2026-12-03T10:00")).await.unwrap();
    let keys = store.keys().business("zahnarzt");
    let request = BookRequest { pseudonym: Some(keys.pseudonym(&caller).1), ..booking(&held) };
    let booked = confirm(&store, &surgery, &request).await.unwrap();
    let query = mine(&store, &surgery, &caller);
    assert_eq!(store.own(&surgery, &query).await.unwrap(), []);
    let day = Some(at("2026-12-03T00:00")..at("2026-12-04T00:00"));
    assert_eq!(store.own(&surgery, &OwnQuery { within: day, ..query }).await.unwrap(), [booked]);
}

async fn p10_callers_are_found_under_older_keys(place: Place) {
    let (store, salon) = place.salon().await;
    let caller = number("+4917604069001");
    let booked = async |store: &Store, start: &str| {
        let held = hold(store, &salon, slot(&salon, "herrenschnitt", "jonas", start)).await.unwrap();
        let (_, pseudonym) = store.keys().business("salon").pseudonym(&caller);
        let request = BookRequest { pseudonym: Some(pseudonym), ..booking(&held) };
        confirm(store, &salon, &request).await.unwrap()
    };
    let before = booked(&store, "2026-12-03T10:00").await;
    store.close().await;
    // Rotation: a new key at the file's end.
    let old = std::fs::read_to_string(&place.key_file).unwrap();
    std::fs::write(&place.key_file, format!("{old}{}\n", "5e".repeat(32))).unwrap();
    let store = place.open().await;
    let after = booked(&store, "2026-12-03T12:00").await;
    assert_eq!(store.own(&salon, &mine(&store, &salon, &caller)).await.unwrap(), [before.clone(), after.clone()]);
    let newest = KeyRing::new(vec![MasterKey::from_bytes([0x5e; 32])]).unwrap().business("salon").pseudonym(&caller).1;
    let by_newest = OwnQuery { pseudonyms: vec![newest], ..mine(&store, &salon, &caller) };
    assert_eq!(store.own(&salon, &by_newest).await.unwrap(), [after], "new rows are under the newest key");
    store.close().await;
    std::fs::write(&place.key_file, format!("{}\n", "5e".repeat(32))).unwrap();
    assert!(matches!(place.try_open().await, Err(StoreError::WrongKey { .. })), "rows under the old key are left");
}
