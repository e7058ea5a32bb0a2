//! What callers have used of their limits (P28): counted where it is kept, the same on both databases, and after a restart.

use super::on_both;
use super::place::*;
use base::business::Business;
use base::language::Language;
use base::limits::{Allowance, DayUsage, Limit};
use base::privacy::Pseudonym;
use base::privacy::retention::Class;
use booking::{BookRequest, Calendar, HoldRequest, Holder, Refusal};
use call::limiter::{Counted, Usages};
use call::record::{CallLog, EndedBy, Incoming, Record, TransferReason};
use jiff::{SignedDuration, Timestamp};
use store::{Removal, Store};

on_both!(
    p28_calls_of_a_caller_are_counted_by_their_begin,
    p28_transfers_and_failed_look_ups_are_counted_by_the_businesss_day,
    p28_minutes_of_the_day_are_those_of_all_calls,
    p28_what_callers_reached_is_listed_for_the_review_and_purged,
    p28_what_callers_reached_goes_with_its_business,
    p28_a_caller_has_so_many_open_appointments_and_no_more,
    p28_two_calls_of_one_caller_do_not_get_past_the_limit_together,
);

const CALLER: &str = "+4917604069001";

fn pseudonyms(store: &Store, number: &str) -> Vec<Pseudonym> {
    store.keys().business("salon").pseudonyms(&base::number::Number::parse(number).unwrap())
}

async fn called(store: &Store, salon: &Business, id: &str, caller: Option<&str>, begun_at: Timestamp) -> Incoming {
    let call = Incoming { begun_at, ..incoming(salon, id, caller) };
    store.begin(&call, Language::De).await.unwrap();
    call
}

async fn p28_calls_of_a_caller_are_counted_by_their_begin(place: Place) {
    let (store, salon) = place.salon().await;
    for (id, caller, ago) in [
        ("c1", Some(CALLER), 61),
        ("c2", Some(CALLER), 60),
        ("c3", Some(CALLER), 1),
        ("c4", Some("+4917604069002"), 1),
        ("c5", None, 1),
    ] {
        called(&store, &salon, id, caller, now() - minutes(ago)).await;
    }
    let hour = now() - minutes(60)..now();
    assert_eq!(store.calls_of(&salon, CALLER, hour.clone()).await, 2);
    assert_eq!(store.calls_of(&salon, "+4917604069002", hour.clone()).await, 1);
    // The same from a store that is opened anew.
    store.close().await;
    let store = place.open().await;
    assert_eq!(store.calls_of(&salon, CALLER, hour).await, 2);
}

trait CallsOf {
    async fn calls_of(&self, salon: &Business, caller: &str, begun: std::ops::Range<Timestamp>) -> u32;
}

impl CallsOf for Store {
    async fn calls_of(&self, salon: &Business, caller: &str, begun: std::ops::Range<Timestamp>) -> u32 {
        Usages::calls(self, &salon.id, &pseudonyms(self, caller), begun).await.unwrap()
    }
}

async fn p28_transfers_and_failed_look_ups_are_counted_by_the_businesss_day(place: Place) {
    let (store, salon) = place.salon().await;
    let midnight = at("2026-12-01T00:00");
    for (id, reason, begun_at) in [
        ("c1", TransferReason::Wish, midnight - minutes(1)),
        ("c2", TransferReason::Wish, midnight),
        ("c3", TransferReason::Agreed, now()),
        ("c4", TransferReason::Emergency, now()),
        ("c5", TransferReason::Failure, now()),
    ] {
        let call = called(&store, &salon, id, Some(CALLER), begun_at).await;
        store.write(&call, &as_kept(&call, &Record::Transferred(reason))).await.unwrap();
    }
    let caller = pseudonyms(&store, CALLER);
    for at in [midnight - minutes(1), midnight, midnight + minutes(1), now()] {
        store.count(&salon, caller.first().copied(), Counted::FailedLookup, at).await.unwrap();
    }
    store.count(&salon, Some(Pseudonym([7; 32])), Counted::FailedLookup, now()).await.unwrap();
    let today = store.today(&salon, &caller, now()).await.unwrap();
    assert_eq!(today, DayUsage { transfers: 2, failed_lookups: 3 }, "neither emergencies nor our own failures");
    let tomorrow = store.today(&salon, &caller, now() + minutes(24 * 60)).await.unwrap();
    assert_eq!(tomorrow, DayUsage::default());
}

async fn p28_minutes_of_the_day_are_those_of_all_calls(place: Place) {
    let (store, salon) = place.salon().await;
    for (id, begun_at, seconds_long) in [
        ("yesterday", at("2026-11-30T23:00"), Some(600)),
        ("ended", now() - minutes(30), Some(90)),
        ("withheld", now() - minutes(20), Some(150)),
        ("broken off", now() - minutes(120), None),
        ("goes on", now() - minutes(3), None),
    ] {
        let caller = (id != "withheld").then_some(CALLER);
        let call = called(&store, &salon, id, caller, begun_at).await;
        if let Some(long) = seconds_long {
            let ended = Record::Ended { by: EndedBy::Caller, at: seconds(long) };
            store.write(&call, &as_kept(&call, &ended)).await.unwrap();
        }
    }
    // 1.5 and 2.5 minutes, the longest there may be for the one whose end is not known, and 3 so far.
    assert_eq!(store.minutes(&salon, SignedDuration::from_mins(15), now()).await.unwrap(), 22);
}

async fn p28_what_callers_reached_is_listed_for_the_review_and_purged(place: Place) {
    let (store, salon) = place.salon().await;
    let caller = pseudonyms(&store, CALLER)[0];
    let limit = Counted::Limit(Limit::CallsPerHour);
    for (who, what, ago) in [
        (Some(caller), limit, 61),
        (Some(caller), limit, 2),
        (Some(caller), limit, 1),
        (Some(caller), Counted::FailedLookup, 4),
        (None, Counted::Limit(Limit::UnknownCallsPerHour), 3),
    ] {
        store.count(&salon, who, what, now() - minutes(ago)).await.unwrap();
    }
    let listed = store.tallies(Some(&salon.id), now()).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|kept| (kept.pseudonym, kept.what, kept.times)).collect();
    assert_eq!(
        listed,
        [
            (Some(caller), limit, 3),
            (None, Counted::Limit(Limit::UnknownCallsPerHour), 1),
            (Some(caller), Counted::FailedLookup, 1),
        ]
    );
    let kept = &store.tallies(None, now()).await.unwrap()[0];
    assert_eq!((kept.first_at, kept.last_at), (now() - minutes(61), now() - minutes(1)));
    let expired = at("2027-06-01T10:00");
    assert_eq!(store.tallies(None, expired).await.unwrap(), [], "as long as the metadata of a call");
    assert_eq!(store.purge(expired).await.unwrap().rows[&Class::Tally], 4);
}

async fn p28_what_callers_reached_goes_with_its_business(place: Place) {
    let (store, salon) = place.salon().await;
    let werkstatt = base::business::fixtures::by_id("werkstatt").unwrap();
    store.import(&werkstatt, now()).await.unwrap();
    let limit = Counted::Limit(Limit::UnknownCallsPerHour);
    for business in [&salon, &werkstatt] {
        store.count(business, None, limit, now()).await.unwrap();
    }
    let Removal::Kept(rows) = store.remove(&salon.id, false, now()).await.unwrap() else { panic!("it has a tally") };
    assert_eq!(rows[&Class::Tally], 1);
    assert!(matches!(store.remove(&salon.id, true, now()).await.unwrap(), Removal::Removed(_)));
    let left: Vec<_> = store.tallies(None, now()).await.unwrap().into_iter().map(|kept| kept.business).collect();
    assert_eq!(left, [werkstatt.id]);
}

fn holder(store: &Store, open_appointments: u32) -> Holder {
    let allowance = Allowance { open_appointments, ..Allowance::default() };
    Holder { pseudonyms: pseudonyms(store, CALLER), allowance }
}

async fn p28_a_caller_has_so_many_open_appointments_and_no_more(place: Place) {
    let (store, salon) = place.salon().await;
    let caller = holder(&store, 2);
    let slot = |start: &str| slot(&salon, "herrenschnitt", "jonas", start);
    let wish = |start: &str| HoldRequest { caller: caller.clone(), ..wish(slot(start)) };
    let mut booked = Vec::new();
    for start in ["2026-12-03T10:00", "2026-12-03T11:00"] {
        let held = store.hold(&salon, &wish(start)).await.unwrap().unwrap();
        let request =
            BookRequest { pseudonym: caller.pseudonyms.first().copied(), caller: caller.clone(), ..booking(&held) };
        booked.push(store.book(&salon, &request).await.unwrap().unwrap().remove(0));
        // Asked twice, since the first answer was lost.
        store.book(&salon, &request).await.unwrap().unwrap();
    }
    assert_eq!(store.hold(&salon, &wish("2026-12-03T14:00")).await.unwrap(), Err(Refusal::TooManyOpen));
    let moved = HoldRequest { replaces: Some(booked[0].id.clone()), ..wish("2026-12-03T14:00") };
    let held = store.hold(&salon, &moved).await.unwrap().unwrap();
    let moving = BookRequest { caller: caller.clone(), ..replacing(&booked[0].id, &held) };
    store.book(&salon, &moving).await.unwrap().unwrap();
    let other = HoldRequest { caller: Holder { pseudonyms: Vec::new(), ..caller.clone() }, ..wish("2026-12-03T15:00") };
    assert!(store.hold(&salon, &other).await.unwrap().is_ok(), "who cannot be told apart has none that are counted");
    store.cancel(&salon.id, &booked[1].id, now()).await.unwrap().unwrap();
    assert!(store.hold(&salon, &wish("2026-12-03T16:00")).await.unwrap().is_ok(), "one is free again");
}

async fn p28_two_calls_of_one_caller_do_not_get_past_the_limit_together(place: Place) {
    let (store, salon) = place.salon().await;
    let caller = holder(&store, 1);
    let mut requests = Vec::new();
    for start in ["2026-12-03T10:00", "2026-12-03T11:00"] {
        let wanted = wish(slot(&salon, "herrenschnitt", "jonas", start));
        let held = store.hold(&salon, &HoldRequest { caller: caller.clone(), ..wanted }).await.unwrap().unwrap();
        let pseudonym = caller.pseudonyms.first().copied();
        requests.push(BookRequest { pseudonym, caller: caller.clone(), ..booking(&held) });
    }
    let (first, second) = tokio::join!(store.book(&salon, &requests[0]), store.book(&salon, &requests[1]));
    let results = [first.unwrap(), second.unwrap()];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(results.contains(&Err(Refusal::TooManyOpen)), "{results:?}");
}
