//! Turning a hold into appointments, alone or in place of an older one, and cancelling.

use super::hold::booked_origin;
use super::{State, appointment, line_up, open_appointments, row, slot};
use crate::column::{SealedRow, milliseconds};
use crate::database::Write;
use crate::error::is_overlap;
use crate::{Store, StoreError};
use base::business::{Business, BusinessId, Details};
use base::privacy::{BusinessKeys, retention};
use booking::{Appointment, AppointmentId, AppointmentState, BookRequest, Refusal};
use jiff::Timestamp;
use serde_json::Value;

impl Store {
    pub(super) async fn book_hold(
        &self,
        business: &Business,
        request: &BookRequest,
    ) -> Result<Result<Vec<Appointment>, Refusal>, StoreError> {
        let mut booked = Vec::new();
        let mut write = self.database.write().await?;
        line_up(&mut write, &business.id).await?;
        // Counted once more: another call of the same caller may have booked since this one held.
        if request.booking.replaces.is_none() {
            let holds = &request.booking.holds;
            let mut open = open_appointments(&mut write, &business.id, &request.caller, request.now).await?;
            open.retain(|id| !holds.contains(id));
            if let Err(refusal) = request.caller.may_have(open.len(), holds.len()) {
                return Ok(Err(refusal));
            }
        }
        for place in 0..request.booking.holds.len() {
            match self.book_place(&mut write, business, request, place).await {
                Ok(Ok(appointment)) => booked.push(appointment),
                Ok(Err(refusal)) => return Ok(Err(refusal)),
                // The time of an appointment that this booking was to replace, and does not.
                Err(StoreError::Statement(error)) if is_overlap(&error) => return Ok(Err(Refusal::Taken)),
                Err(error) => return Err(error),
            }
        }
        write.commit().await?;
        Ok(Ok(booked))
    }

    /// Books one slot of the visit.
    async fn book_place(
        &self,
        write: &mut Write,
        business: &Business,
        request: &BookRequest,
        place: usize,
    ) -> Result<Result<Appointment, Refusal>, StoreError> {
        let keys = self.keys_of(&business.id);
        let id = &request.booking.holds[place];
        let Some(held) = row(write, &business.id, id, request.now).await? else {
            return Ok(Err(Refusal::HoldEnded));
        };
        match State::of(&held)? {
            // Asked twice, since the first answer was lost.
            State::Booked => return Ok(Ok(appointment(&held, &keys)?)),
            State::Cancelled => return Ok(Err(Refusal::HoldEnded)),
            State::Held => {}
        }
        let origin = match request.booking.replaces.as_ref().filter(|_| place == 0) {
            Some(replaced) => replace(write, &business.id, replaced, request.now).await?,
            None => Some(id.0.clone()),
        };
        let Some(origin) = origin else { return Ok(Err(Refusal::Unknown)) };
        let booked = Appointment {
            id: id.clone(),
            slot: slot(&held, &SealedRow { keys: &keys, table: "appointments", id: &id.0 })?,
            name: request.booking.name_at(place).clone(),
            details: request.booking.details.clone(),
            state: AppointmentState::Booked,
        };
        // Given back or purged since it was looked at.
        let confirmed = self.confirm(write, business, &keys, request, (&booked, &origin)).await?;
        Ok(if confirmed { Ok(booked) } else { Err(Refusal::HoldEnded) })
    }

    /// Makes the held row an appointment; `false` when it is not there any more.
    async fn confirm(
        &self,
        write: &mut Write,
        business: &Business,
        keys: &BusinessKeys,
        request: &BookRequest,
        (booked, origin): (&Appointment, &str),
    ) -> Result<bool, StoreError> {
        let random = self.random.as_ref();
        let sealed = SealedRow { keys, table: "appointments", id: &booked.id.0 };
        let number = request.number.as_ref().map(|number| sealed.seal("number", number.reveal().as_str(), random));
        let confirmed = sqlx::query(
            "UPDATE appointments SET state = 'booked', origin = $2, hold_expires_at = NULL, name = $3, details = $4,
                    number = $5, pseudonym = $6, pseudonym_key = $7, booked_at = $8, expires_at = $9
             WHERE id = $1 AND state = 'held'",
        )
        .bind(&booked.id.0)
        .bind(origin)
        .bind(sealed.seal("name", booked.name.reveal(), random)?)
        .bind(sealed.seal("details", &json(booked.details.reveal()), random)?)
        .bind(number.transpose()?)
        .bind(request.pseudonym.map(|pseudonym| pseudonym.0.to_vec()))
        .bind(request.pseudonym.map(|_| i64::from(keys.newest_id())))
        .bind(milliseconds(request.now))
        .bind(milliseconds(retention::booking(booked.slot.end, &business.zone)))
        .execute(&mut **write)
        .await?;
        Ok(confirmed.rows_affected() == 1)
    }

    pub(super) async fn cancel_booking(
        &self,
        business: &BusinessId,
        id: &AppointmentId,
        now: Timestamp,
    ) -> Result<Result<Appointment, Refusal>, StoreError> {
        let keys = self.keys_of(business);
        let mut write = self.database.write().await?;
        line_up(&mut write, business).await?;
        let Some(kept) = row(&mut write, business, id, now).await? else { return Ok(Err(Refusal::Unknown)) };
        match State::of(&kept)? {
            State::Held => return Ok(Err(Refusal::Unknown)),
            State::Cancelled => return Ok(Ok(appointment(&kept, &keys)?)),
            State::Booked => {}
        }
        mark_cancelled(&mut write, id, now).await?;
        let booked = appointment(&kept, &keys)?;
        write.commit().await?;
        Ok(Ok(Appointment { state: AppointmentState::Cancelled, ..booked }))
    }
}

/// Cancels an appointment that another replaces, and gives its origin; `None` when it does not stand any more.
async fn replace(
    write: &mut Write,
    business: &BusinessId,
    replaced: &AppointmentId,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let origin = booked_origin(write, business, replaced, now).await?;
    if origin.is_some() {
        mark_cancelled(write, replaced, now).await?;
    }
    Ok(origin)
}

/// How long it is kept still counts from the end it had (P08), so `expires_at` stays.
async fn mark_cancelled(write: &mut Write, id: &AppointmentId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE appointments SET state = 'cancelled', cancelled_at = $2 WHERE id = $1")
        .bind(&id.0)
        .bind(milliseconds(now))
        .execute(&mut **write)
        .await?;
    Ok(())
}

fn json(details: &Details) -> String {
    let members = details.iter().map(|(id, value)| (id.clone(), Value::from(value.as_str())));
    Value::Object(members.collect()).to_string()
}
