//! Holding a visit for the length of a read-back, keeping the hold alive, and giving it back.

use super::{BLOCKED_MS_MAX, State, line_up, open_appointments, row};
use crate::column::{SealedRow, milliseconds};
use crate::database::Write;
use crate::error::is_overlap;
use crate::{Store, StoreError};
use base::business::{Business, BusinessId};
use base::privacy::random::random_hex;
use base::privacy::retention;
use booking::availability::{blocked_range, bookable, idle_range};
use booking::{AppointmentId, Hold, HoldRequest, Refusal, Slot};
use jiff::Timestamp;
use sqlx::{AnyConnection, Row};
use std::ops::Range;

impl Store {
    /// All slots in one transaction: one that is refused leaves none held.
    pub(super) async fn hold_visit(
        &self,
        business: &Business,
        request: &HoldRequest,
    ) -> Result<Result<Hold, Refusal>, StoreError> {
        let allowed = |slot| bookable(business, slot, request.begun_at).is_ok() && slot.start >= request.now;
        if !request.visit.slots().all(allowed) {
            return Ok(Err(Refusal::NotBookable));
        }
        let mut ids = Vec::new();
        let mut write = self.database.write().await?;
        line_up(&mut write, &business.id).await?;
        if request.replaces.is_none() {
            let open = open_appointments(&mut write, &business.id, &request.caller, request.now).await?;
            if let Err(refusal) = request.caller.may_have(open.len(), request.visit.slots().count()) {
                return Ok(Err(refusal));
            }
        }
        let mut replaces = request.replaces.as_ref();
        for slot in request.visit.slots() {
            let id = AppointmentId(random_hex::<16>(self.random.as_ref())?);
            let origin = match replaces.take() {
                Some(replaced) => booked_origin(&mut write, &business.id, replaced, request.now).await?,
                None => Some(id.0.clone()),
            };
            let Some(origin) = origin else { return Ok(Err(Refusal::Unknown)) };
            match self.hold_slot(&mut write, business, request, slot, (&id, &origin)).await {
                Err(StoreError::Statement(error)) if is_overlap(&error) => return Ok(Err(Refusal::Taken)),
                held => held?,
            }
            ids.push(id);
        }
        write.commit().await?;
        Ok(Ok(Hold { ids, visit: request.visit.clone(), expires_at: request.expires_at }))
    }

    async fn hold_slot(
        &self,
        write: &mut Write,
        business: &Business,
        request: &HoldRequest,
        slot: &Slot,
        (id, origin): (&AppointmentId, &str),
    ) -> Result<(), StoreError> {
        let blocked = blocked_range(business, slot);
        clear_ended_holds(write, business, &slot.resource, &blocked, request.now).await?;
        let sealed = SealedRow { keys: &self.keys_of(&business.id), table: "appointments", id: &id.0 };
        let idle = idle_range(business, slot);
        sqlx::query(
            "INSERT INTO appointments (id, business, resource, service, starts_at, ends_at, blocked_from, blocked_to,
                                       state, origin, hold_expires_at, call, expires_at, idle_from, idle_to)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'held', $9, $10, $11, $12, $13, $14)",
        )
        .bind(&id.0)
        .bind(&business.id.0)
        .bind(&slot.resource)
        .bind(sealed.seal("service", &slot.service, self.random.as_ref())?)
        .bind(milliseconds(slot.start))
        .bind(milliseconds(slot.end))
        .bind(milliseconds(blocked.start))
        .bind(milliseconds(blocked.end))
        .bind(origin)
        .bind(milliseconds(request.expires_at))
        .bind(&request.call.0)
        .bind(milliseconds(retention::hold(request.expires_at)))
        .bind(idle.as_ref().map(|idle| milliseconds(idle.start)))
        .bind(idle.as_ref().map(|idle| milliseconds(idle.end)))
        .execute(&mut **write)
        .await?;
        Ok(())
    }

    pub(super) async fn keep_hold(
        &self,
        business: &BusinessId,
        holds: &[AppointmentId],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut write = self.database.write().await?;
        for hold in holds {
            sqlx::query(
                "UPDATE appointments SET hold_expires_at = $3, expires_at = $4
                 WHERE business = $1 AND id = $2 AND state = 'held'",
            )
            .bind(&business.0)
            .bind(&hold.0)
            .bind(milliseconds(expires_at))
            .bind(milliseconds(retention::hold(expires_at)))
            .execute(&mut *write)
            .await?;
        }
        Ok(write.commit().await?)
    }

    pub(super) async fn release_hold(&self, business: &BusinessId, holds: &[AppointmentId]) -> Result<(), StoreError> {
        let mut write = self.database.write().await?;
        for hold in holds {
            sqlx::query("DELETE FROM appointments WHERE business = $1 AND id = $2 AND state = 'held'")
                .bind(&business.0)
                .bind(&hold.0)
                .execute(&mut *write)
                .await?;
        }
        Ok(write.commit().await?)
    }
}

/// The origin of an appointment that stands; `None` when it does not.
pub(super) async fn booked_origin(
    connection: &mut AnyConnection,
    business: &BusinessId,
    id: &AppointmentId,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    match row(connection, business, id, now).await? {
        Some(row) if State::of(&row)? == State::Booked => Ok(Some(row.try_get("origin")?)),
        _ => Ok(None),
    }
}

/// Deletes holds that have ended and stand in the way. Others stay: their callers may come a moment late.
async fn clear_ended_holds(
    write: &mut Write,
    business: &Business,
    resource: &str,
    blocked: &Range<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM appointments
         WHERE business = $1 AND resource = $2 AND state = 'held' AND hold_expires_at <= $3
           AND blocked_from < $4 AND blocked_to > $5 AND blocked_from > $6",
    )
    .bind(&business.id.0)
    .bind(resource)
    .bind(milliseconds(now))
    .bind(milliseconds(blocked.end))
    .bind(milliseconds(blocked.start))
    .bind(milliseconds(blocked.start).saturating_sub(BLOCKED_MS_MAX))
    .execute(&mut **write)
    .await?;
    Ok(())
}
