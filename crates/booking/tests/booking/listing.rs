//! Listing through the port: what is asked of the calendar, and what becomes of its answer.

use super::local;
use async_trait::async_trait;
use base::business::{Business, BusinessId, fixtures};
use booking::availability::{SlotQuery, list, list_for_move};
use booking::*;
use jiff::Timestamp;
use std::ops::Range;
use std::sync::Mutex;

/// A calendar that knows some blocked times and remembers what it was asked.
#[derive(Default)]
struct Known {
    blocked: Vec<(AppointmentId, Blocked)>,
    asked: Mutex<Vec<Range<Timestamp>>>,
    broken: bool,
}

#[async_trait]
impl Agenda for Known {
    async fn blocked(&self, _: &BusinessId, query: &BlockedQuery<'_>) -> Result<Vec<Blocked>, CalendarError> {
        let range = &query.range;
        self.asked.lock().unwrap().push(range.clone());
        let asked = |(by, taken): &&(AppointmentId, Blocked)| {
            taken.time.start < range.end
                && range.start < taken.time.end
                && query.resources.contains(&taken.resource.as_str())
                && query.moved != Some(by)
        };
        match self.broken {
            true => Err(CalendarError("no connection".to_owned())),
            false => Ok(self.blocked.iter().filter(asked).map(|(_, taken)| taken.clone()).collect()),
        }
    }

    async fn own(&self, _: &Business, _: &OwnQuery) -> Result<Vec<Appointment>, CalendarError> {
        Err(CalendarError("listing looks for free times alone".to_owned()))
    }
}

fn taken(id: &str, from: &str, to: &str) -> (AppointmentId, Blocked) {
    let blocked = Blocked { resource: "aylin".to_owned(), time: local(from)..local(to) };
    (AppointmentId(id.to_owned()), blocked)
}

fn query(from: &str, to: &str) -> SlotQuery<'static> {
    let begun_at = local("2026-12-01T10:00");
    SlotQuery { service: "faerben", resource: None, from: local(from), to: local(to), begun_at, limit: 3 }
}

fn starts(slots: &[Slot]) -> Vec<Timestamp> {
    slots.iter().map(|slot| slot.start).collect()
}

#[tokio::test]
async fn taken_times_are_left_out_as_far_as_buffers_reach() {
    let salon = fixtures::by_id("salon").unwrap();
    // Two hours of colouring and a quarter of an hour's buffer fit before 12:15, and again from 13:00.
    let calendar = Known { blocked: vec![taken("a", "2026-12-02T12:15", "2026-12-02T13:00")], ..Known::default() };
    let slots =
        list(&calendar, &salon, &query("2026-12-02T09:45", "2026-12-02T14:00"), local("2026-12-01T10:05")).await;
    let expected = ["2026-12-02T09:45", "2026-12-02T10:00", "2026-12-02T13:00"].map(local);
    assert_eq!(starts(&slots.unwrap()), expected);
    // An appointment that begins when the queried range has ended still stands in the way of the last slots.
    let asked = calendar.asked.lock().unwrap();
    assert!(asked[0].start <= local("2026-12-02T09:45") && asked[0].end >= local("2026-12-02T16:15"), "{asked:?}");
}

#[tokio::test]
async fn nothing_is_offered_that_has_begun_since_the_call_did() {
    let salon = fixtures::by_id("salon").unwrap();
    let calendar = Known::default();
    let slots =
        list(&calendar, &salon, &query("2026-12-01T09:00", "2026-12-01T13:00"), local("2026-12-01T12:20")).await;
    assert_eq!(starts(&slots.unwrap()), ["2026-12-01T12:30", "2026-12-01T12:45"].map(local));
}

#[tokio::test]
async fn the_time_of_the_appointment_to_be_moved_counts_as_free() {
    let salon = fixtures::by_id("salon").unwrap();
    let blocked =
        vec![taken("own", "2026-12-02T10:00", "2026-12-02T12:15"), taken("b", "2026-12-02T12:30", "2026-12-02T18:00")];
    let calendar = Known { blocked, ..Known::default() };
    let query = query("2026-12-02T09:00", "2026-12-02T18:00");
    let now = local("2026-12-01T10:05");
    assert_eq!(list(&calendar, &salon, &query, now).await.unwrap(), []);
    let own = AppointmentId("own".to_owned());
    let slots = list_for_move(&calendar, &salon, &query, Some(&own), now).await.unwrap();
    assert_eq!(starts(&slots), ["2026-12-02T09:00", "2026-12-02T09:15", "2026-12-02T09:30"].map(local));
}

#[tokio::test]
async fn a_calendar_that_cannot_be_reached_is_no_empty_calendar() {
    let salon = fixtures::by_id("salon").unwrap();
    let calendar = Known { broken: true, ..Known::default() };
    let query = query("2026-12-02T09:00", "2026-12-02T18:00");
    let now = local("2026-12-01T10:05");
    assert!(list(&calendar, &salon, &query, now).await.is_err());
    // What cannot be booked anyhow is not asked for.
    let past = SlotQuery { to: local("2026-12-01T09:00"), ..query };
    assert_eq!(list(&calendar, &salon, &past, now).await, Ok(vec![]));
    let unknown = SlotQuery { service: "massage", ..query };
    assert_eq!(list(&calendar, &salon, &unknown, now).await, Ok(vec![]));
    assert_eq!(calendar.asked.lock().unwrap().len(), 1);
}
