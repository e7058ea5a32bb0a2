//! No hold outlives what it was taken for: a hang-up while it is being written, a goodbye, a booking that was refused.

use super::rehearsal::{Cast, Rehearsal};
use crate::dialogue::memory_calendar::MemoryCalendar;
use async_trait::async_trait;
use base::business::{Business, BusinessId};
use booking::{
    Agenda, Appointment, AppointmentId, Blocked, BlockedQuery, BookRequest, Calendar, CalendarError, Hold, HoldRequest,
    OwnQuery, Refusal,
};
use call::record::{EndedBy, Record};
use call::settings::Settings;
use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;
use tokio::time::sleep;

const WISH: &str = "Ich möchte am Donnerstag um 15 Uhr einen Herrenhaarschnitt bei Jonas, mein Name ist Keller.";

/// A calendar that takes its time to hold, or refuses to book.
#[derive(Default)]
struct Troubled {
    calendar: MemoryCalendar,
    hold_takes: Duration,
    refuses: bool,
    /// Holds asked for so far.
    asked: AtomicUsize,
}

#[async_trait]
impl Agenda for Troubled {
    async fn blocked(&self, business: &BusinessId, query: &BlockedQuery<'_>) -> Result<Vec<Blocked>, CalendarError> {
        self.calendar.blocked(business, query).await
    }

    async fn own(&self, business: &Business, query: &OwnQuery) -> Result<Vec<Appointment>, CalendarError> {
        self.calendar.own(business, query).await
    }
}

#[async_trait]
impl Calendar for Troubled {
    async fn hold(&self, business: &Business, request: &HoldRequest) -> Result<Result<Hold, Refusal>, CalendarError> {
        self.asked.fetch_add(1, SeqCst);
        let held = self.calendar.hold(business, request).await;
        sleep(self.hold_takes).await;
        held
    }

    async fn keep(&self, id: &BusinessId, holds: &[AppointmentId], until: Timestamp) -> Result<(), CalendarError> {
        self.calendar.keep(id, holds, until).await
    }

    async fn release(&self, business: &BusinessId, holds: &[AppointmentId]) -> Result<(), CalendarError> {
        self.calendar.release(business, holds).await
    }

    async fn book(
        &self,
        business: &Business,
        request: &BookRequest,
    ) -> Result<Result<Vec<Appointment>, Refusal>, CalendarError> {
        if self.refuses { Ok(Err(Refusal::Taken)) } else { self.calendar.book(business, request).await }
    }

    async fn cancel(
        &self,
        business: &BusinessId,
        appointment: &AppointmentId,
        now: Timestamp,
    ) -> Result<Result<Appointment, Refusal>, CalendarError> {
        self.calendar.cancel(business, appointment, now).await
    }
}

/// A caller who says this, one after the other, at a salon with this calendar.
fn call(words: &[&str], calendar: &Arc<Troubled>, settings: Settings) -> Rehearsal {
    Cast { calendar: calendar.clone(), settings, ..Cast::hearing(words) }.call()
}

#[tokio::test(start_paused = true)]
async fn a_hold_that_is_being_written_when_the_caller_hangs_up_is_given_back() {
    let calendar = Arc::new(Troubled { hold_takes: Duration::from_secs(5), ..Troubled::default() });
    let mut call = call(&[WISH], &calendar, Settings::default());
    call.converse(1).await;
    while calendar.asked.load(SeqCst) == 0 {
        sleep(Duration::from_millis(100)).await;
    }
    call.caller.hang_up();
    assert_eq!(call.ended().await, EndedBy::Caller);
    assert_eq!(calendar.calendar.held(), 1, "it is still being written");
    sleep(Duration::from_secs(10)).await;
    assert_eq!(calendar.calendar.held(), 0);
}

#[tokio::test(start_paused = true)]
async fn while_the_goodbye_is_said_the_time_is_free_again() {
    let calendar = Arc::new(Troubled::default());
    let settings = Settings { length_max: Duration::from_secs(32), ..Settings::default() };
    let mut call = call(&[WISH, "Moment, ich muss erst noch überlegen."], &calendar, settings);
    call.converse(1).await;
    call.until_waiting().await;
    assert_eq!(calendar.calendar.held(), 1, "it was read back");
    let goodbye = |record: &Record| matches!(record, Record::Saying { at, .. } if *at >= settings.length_max);
    call.until(goodbye).await;
    assert_eq!(calendar.calendar.held(), 0);
    assert_eq!(call.ended().await, EndedBy::Limit);
}

#[tokio::test(start_paused = true)]
async fn a_booking_that_is_refused_leaves_no_hold_behind() {
    let calendar = Arc::new(Troubled { refuses: true, ..Troubled::default() });
    let mut call = call(&[WISH, "Ja, genau."], &calendar, Settings::default());
    call.converse(2).await;
    call.until_waiting().await;
    assert!(calendar.asked.load(SeqCst) > 0 && calendar.calendar.booked().is_empty());
    assert_eq!(calendar.calendar.held(), 0, "{}", call.agent_said());
    call.caller.hang_up();
    call.ended().await;
}
