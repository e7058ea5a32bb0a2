//! Looking into the calendar: what is blocked, whose an appointment is, and lists for the owner.

use super::{BLOCKED_MS_MAX, COLUMNS, appointment};
use crate::column::{SealedRow, instant, milliseconds, optional_instant};
use crate::{Store, StoreError};
use base::business::{Business, BusinessId};
use base::number::Number;
use base::privacy::{Personal, Pseudonym};
use booking::identity::{Candidate, identify, names_the_minute};
use booking::{Appointment, AppointmentId, Blocked, BlockedQuery, CallId, OwnQuery};
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use std::collections::HashMap;
use std::ops::Range;

/// An appointment as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAppointment {
    /// With which business.
    pub business: BusinessId,
    /// The appointment.
    pub appointment: Appointment,
    /// The call that booked it.
    pub call: CallId,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// When it was cancelled, if it was; one that was moved is cancelled in favour of another.
    pub cancelled_at: Option<Timestamp>,
}

impl Store {
    /// One row per resource, whatever is booked: what a row costs on its way through the driver is many times what the
    /// database needs to find it.
    pub(super) async fn blocked_times(
        &self,
        business: &BusinessId,
        query: &BlockedQuery<'_>,
    ) -> Result<Vec<Blocked>, StoreError> {
        let resources: Vec<_> = (7..7 + query.resources.len()).map(|number| format!("${number}")).collect();
        let select = format!(
            "SELECT resource,
                    string_agg(CASE WHEN idle_from IS NULL THEN blocked_from || ' ' || blocked_to
                               ELSE blocked_from || ' ' || idle_from || ' ' || idle_to || ' ' || blocked_to END, ' ') AS times
             FROM appointments
             WHERE business = $1 AND resource IN ({}) AND state <> 'cancelled'
               AND blocked_from < $2 AND blocked_from > $3 AND blocked_to > $4
               AND (hold_expires_at IS NULL OR hold_expires_at > $5) AND id <> $6
             GROUP BY resource",
            resources.join(", ")
        );
        let statement = sqlx::query(AssertSqlSafe(select))
            .bind(&business.0)
            .bind(milliseconds(query.range.end))
            .bind(milliseconds(query.range.start).saturating_sub(BLOCKED_MS_MAX))
            .bind(milliseconds(query.range.start))
            .bind(milliseconds(query.now))
            .bind(query.moved.map_or("", |id| &id.0));
        let statement = query.resources.iter().fold(statement, |statement, resource| statement.bind(*resource));
        let rows = statement.fetch_all(&mut *self.database.read().await?).await?;
        let mut blocked = Vec::new();
        for row in &rows {
            let resource: String = row.try_get("resource")?;
            let times = times(row.try_get("times")?)?;
            blocked.extend(times.into_iter().map(|time| Blocked { resource: resource.clone(), time }));
        }
        Ok(blocked)
    }

    pub(super) async fn own_appointments(
        &self,
        business: &Business,
        query: &OwnQuery,
    ) -> Result<Vec<Appointment>, StoreError> {
        let mut candidates = Vec::new();
        // What another number booked is opened only where the caller has said when it is.
        if names_the_minute(business, query) {
            candidates = self.candidates(business, query, None).await?;
        } else {
            for pseudonym in &query.pseudonyms {
                candidates.extend(self.candidates(business, query, Some(*pseudonym)).await?);
            }
        }
        Ok(identify(business, query, &candidates))
    }

    /// Booked appointments that are not over and fit a pseudonym and the time said, whatever their names.
    async fn candidates(
        &self,
        business: &Business,
        query: &OwnQuery,
        pseudonym: Option<Pseudonym>,
    ) -> Result<Vec<Candidate>, StoreError> {
        let whose = pseudonym.map_or("", |_| "AND pseudonym = $5");
        let select = format!(
            "SELECT {COLUMNS}, pseudonym FROM appointments
             WHERE business = $1 AND state = 'booked' AND ends_at > $2 AND expires_at > $2
               AND starts_at >= $3 AND starts_at < $4 {whose}"
        );
        let within = query.within.clone().unwrap_or(Timestamp::MIN..Timestamp::MAX);
        let mut statement = sqlx::query(AssertSqlSafe(select))
            .bind(&business.id.0)
            .bind(milliseconds(query.now))
            .bind(milliseconds(within.start))
            .bind(milliseconds(within.end));
        if let Some(pseudonym) = pseudonym {
            statement = statement.bind(pseudonym.0.to_vec());
        }
        let rows = statement.fetch_all(&mut *self.database.read().await?).await?;
        let keys = self.keys_of(&business.id);
        let candidate = |row| Ok(Candidate { appointment: appointment(row, &keys)?, pseudonym: booked_by(row)? });
        rows.iter().map(candidate).collect()
    }

    /// The appointments of a business (`None`: of all) that have not expired, cancelled ones too, by their start.
    ///
    /// # Errors
    /// When they cannot be read or opened.
    pub async fn appointments(
        &self,
        business: Option<&BusinessId>,
        now: Timestamp,
    ) -> Result<Vec<KeptAppointment>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS}, business, call, booked_at, cancelled_at FROM appointments
             WHERE state <> 'held' AND (business = $1 OR $1 IS NULL) AND expires_at > $2 ORDER BY starts_at, id"
        );
        let rows = sqlx::query(AssertSqlSafe(select))
            .bind(business.map(|id| id.0.clone()))
            .bind(milliseconds(now))
            .fetch_all(&mut *self.database.read().await?)
            .await?;
        rows.iter().map(|row| self.kept_appointment(row)).collect()
    }

    /// The numbers under which those who booked called, by appointment: of one appointment, or of all that [`Store::appointments`]
    /// gives. Who withheld the number has none. Opened here alone (P10).
    ///
    /// # Errors
    /// When they cannot be read or opened.
    pub async fn contacts(
        &self,
        business: Option<&BusinessId>,
        appointment: Option<&AppointmentId>,
        now: Timestamp,
    ) -> Result<HashMap<AppointmentId, Personal<Number>>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, business, number FROM appointments
             WHERE state <> 'held' AND (business = $1 OR $1 IS NULL) AND (id = $2 OR $2 IS NULL) AND expires_at > $3
               AND number IS NOT NULL",
        )
        .bind(business.map(|id| id.0.clone()))
        .bind(appointment.map(|id| id.0.clone()))
        .bind(milliseconds(now))
        .fetch_all(&mut *self.database.read().await?)
        .await?;
        rows.iter().map(|row| self.contact(row)).collect()
    }

    fn contact(&self, row: &AnyRow) -> Result<(AppointmentId, Personal<Number>), StoreError> {
        let (id, business) = (row.try_get::<String, _>("id")?, BusinessId(row.try_get("business")?));
        let sealed = SealedRow { keys: &self.keys_of(&business), table: "appointments", id: &id };
        let number = Number::parse(sealed.open(row, "number")?.reveal());
        Ok((AppointmentId(id), Personal::new(number.map_err(|_| StoreError::Damaged("appointments.number"))?)))
    }

    fn kept_appointment(&self, row: &AnyRow) -> Result<KeptAppointment, StoreError> {
        let business = BusinessId(row.try_get("business")?);
        Ok(KeptAppointment {
            appointment: appointment(row, &self.keys_of(&business))?,
            business,
            call: CallId(row.try_get("call")?),
            booked_at: instant(row, "booked_at")?,
            cancelled_at: optional_instant(row, "cancelled_at")?,
        })
    }
}

/// The pseudonym of the number that booked, if it had one.
fn booked_by(row: &AnyRow) -> Result<Option<Pseudonym>, StoreError> {
    let Some(bytes) = row.try_get::<Option<Vec<u8>>, _>("pseudonym")? else { return Ok(None) };
    let bytes = bytes.try_into().map_err(|_| StoreError::Damaged("appointments.pseudonym"))?;
    Ok(Some(Pseudonym(bytes)))
}

/// Begins and ends in turn, separated by spaces.
fn times(text: &str) -> Result<Vec<Range<Timestamp>>, StoreError> {
    let instant = |text: &str| Timestamp::from_millisecond(text.parse().ok()?).ok();
    let mut instants = text.split(' ').map(instant);
    let mut times = Vec::new();
    while let Some(from) = instants.next() {
        let time = from.zip(instants.next().flatten()).map(|(from, to)| from..to);
        times.push(time.ok_or(StoreError::Damaged("appointments.blocked_from"))?);
    }
    Ok(times)
}
