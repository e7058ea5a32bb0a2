//! Holds and appointments: the port [`Calendar`], and look-ups.
//!
//! Both live in one table, where the database forbids that two rows of a resource block the same time, buffers included. A
//! hold that has ended stays until somebody else wants its time or the purge comes: a booking that is a moment late still
//! finds it. Rows of one chain of moves share an `origin` and may overlap, so that a hold reserves all of the new time while
//! the old appointment stands.
//!
//! Everything that may change the calendar of a business first raises its `calendar_revision`, which puts writers in a row:
//! without it two PostgreSQL transactions could each wait for the other's row and be killed for a deadlock.

mod book;
mod hold;
mod look_up;

pub use look_up::KeptAppointment;

use super::column::{SealedRow, instant, milliseconds};
use super::database::Write;
use super::{Store, StoreError};
use async_trait::async_trait;
use base::business::{Business, BusinessId};
use base::privacy::{BusinessKeys, Personal};
use booking::{
    Agenda, Appointment, AppointmentId, AppointmentState, Blocked, BlockedQuery, BookRequest, Calendar, CalendarError,
    Hold, HoldRequest, Holder, OwnQuery, Refusal, Slot,
};
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// The columns that [`appointment`] reads.
const COLUMNS: &str = "id, resource, service, starts_at, ends_at, state, name, details";

/// What the database allows a row to block at most, milliseconds: bounds the search for what touches an instant.
const BLOCKED_MS_MAX: i64 = 2 * 24 * 3_600_000;

/// A row's state, which the types of [`booking`] split into holds and appointments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Held,
    Booked,
    Cancelled,
}

#[async_trait]
impl Agenda for Store {
    async fn blocked(&self, business: &BusinessId, query: &BlockedQuery<'_>) -> Result<Vec<Blocked>, CalendarError> {
        self.blocked_times(business, query).await.map_err(unreachable)
    }

    async fn own(&self, business: &Business, query: &OwnQuery) -> Result<Vec<Appointment>, CalendarError> {
        self.own_appointments(business, query).await.map_err(unreachable)
    }
}

#[async_trait]
impl Calendar for Store {
    async fn hold(&self, business: &Business, request: &HoldRequest) -> Result<Result<Hold, Refusal>, CalendarError> {
        self.hold_visit(business, request).await.map_err(unreachable)
    }

    async fn keep(
        &self,
        business: &BusinessId,
        holds: &[AppointmentId],
        expires_at: Timestamp,
    ) -> Result<(), CalendarError> {
        self.keep_hold(business, holds, expires_at).await.map_err(unreachable)
    }

    async fn release(&self, business: &BusinessId, holds: &[AppointmentId]) -> Result<(), CalendarError> {
        self.release_hold(business, holds).await.map_err(unreachable)
    }

    async fn book(
        &self,
        business: &Business,
        request: &BookRequest,
    ) -> Result<Result<Vec<Appointment>, Refusal>, CalendarError> {
        self.book_hold(business, request).await.map_err(unreachable)
    }

    async fn cancel(
        &self,
        business: &BusinessId,
        appointment: &AppointmentId,
        now: Timestamp,
    ) -> Result<Result<Appointment, Refusal>, CalendarError> {
        self.cancel_booking(business, appointment, now).await.map_err(unreachable)
    }
}

fn unreachable(error: StoreError) -> CalendarError {
    CalendarError(error.to_string())
}

impl State {
    const ALL: [State; 3] = [State::Held, State::Booked, State::Cancelled];

    fn as_str(self) -> &'static str {
        match self {
            State::Held => "held",
            State::Booked => "booked",
            State::Cancelled => "cancelled",
        }
    }

    fn of(row: &AnyRow) -> Result<Self, StoreError> {
        super::column::named(State::ALL, State::as_str, row.try_get("state")?, "appointments.state")
    }
}

/// Waits until no other transaction changes this business's calendar.
pub(super) async fn line_up(write: &mut Write, business: &BusinessId) -> Result<(), StoreError> {
    let raised = sqlx::query("UPDATE businesses SET calendar_revision = calendar_revision + 1 WHERE id = $1")
        .bind(&business.0)
        .execute(&mut **write)
        .await?;
    if raised.rows_affected() == 0 { Err(StoreError::UnknownBusiness(business.0.clone())) } else { Ok(()) }
}

/// A caller's booked appointments that are not over; none of somebody who has no pseudonym.
async fn open_appointments(
    write: &mut Write,
    business: &BusinessId,
    caller: &Holder,
    now: Timestamp,
) -> Result<Vec<AppointmentId>, StoreError> {
    let mut open = Vec::new();
    for pseudonym in &caller.pseudonyms {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT id FROM appointments
             WHERE business = $1 AND pseudonym = $2 AND state = 'booked' AND ends_at > $3 AND expires_at > $3",
        )
        .bind(&business.0)
        .bind(pseudonym.0.to_vec())
        .bind(milliseconds(now))
        .fetch_all(&mut **write)
        .await?;
        open.extend(ids.into_iter().map(AppointmentId));
    }
    Ok(open)
}

/// The row of a hold or appointment, if it is this business's and has not expired as an appointment.
async fn row(
    connection: &mut AnyConnection,
    business: &BusinessId,
    id: &AppointmentId,
    now: Timestamp,
) -> Result<Option<AnyRow>, StoreError> {
    let select = format!(
        "SELECT {COLUMNS}, origin FROM appointments
         WHERE business = $1 AND id = $2 AND (state = 'held' OR expires_at > $3)"
    );
    Ok(sqlx::query(sqlx::AssertSqlSafe(select))
        .bind(&business.0)
        .bind(&id.0)
        .bind(milliseconds(now))
        .fetch_optional(connection)
        .await?)
}

/// What a hold or appointment reserves.
fn slot(row: &AnyRow, sealed: &SealedRow<'_>) -> Result<Slot, StoreError> {
    Ok(Slot {
        service: sealed.open(row, "service")?.into_inner(),
        resource: row.try_get("resource")?,
        start: instant(row, "starts_at")?,
        end: instant(row, "ends_at")?,
    })
}

/// An appointment, opened.
fn appointment(row: &AnyRow, keys: &BusinessKeys) -> Result<Appointment, StoreError> {
    let id: String = row.try_get("id")?;
    let sealed = SealedRow { keys, table: "appointments", id: &id };
    let details = serde_json::from_str(sealed.open(row, "details")?.reveal());
    let state = match State::of(row)? {
        State::Booked => AppointmentState::Booked,
        State::Cancelled => AppointmentState::Cancelled,
        State::Held => return Err(StoreError::Damaged("appointments.state")),
    };
    Ok(Appointment {
        slot: slot(row, &sealed)?,
        name: sealed.open(row, "name")?,
        details: Personal::new(details.map_err(|_| StoreError::Damaged("appointments.details"))?),
        id: AppointmentId(id),
        state,
    })
}
