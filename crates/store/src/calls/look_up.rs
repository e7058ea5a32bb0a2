//! Looking into calls: which there were, and what was said in one of them.

use super::{ended_by_name, party_name, transfer_name, turn_id};
use crate::column::{SealedRow, instant, milliseconds, named, optional_instant};
use crate::{Store, StoreError};
use base::business::BusinessId;
use base::language::Language;
use base::privacy::Pseudonym;
use booking::CallId;
use call::attestation::Attestation;
use call::record::{EndedBy, TransferReason, TurnRecord, Who};
use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;
use std::time::Duration;

/// A call as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCall {
    /// Our id for it.
    pub id: CallId,
    /// The business called.
    pub business: BusinessId,
    /// The carrier's id for it.
    pub carrier_call: String,
    /// The caller's number as pseudonym; `None` when withheld.
    pub pseudonym: Option<Pseudonym>,
    /// The language last spoken.
    pub language: Language,
    /// Whether it goes on.
    pub state: CallState,
    /// When it began.
    pub begun_at: Timestamp,
    /// When the disclosure had first been played to its end.
    pub disclosed_at: Option<Timestamp>,
    /// When it ended, and by whom. `None` while it goes on and when it was broken off.
    pub ended: Option<(Timestamp, EndedBy)>,
    /// What the networks said of the caller's number, if anything.
    pub attestation: Option<Attestation>,
    /// Why it was handed to a person, if it was.
    pub transferred_for: Option<TransferReason>,
}

/// Whether a call goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallState {
    /// It goes on.
    Open,
    /// It ended.
    Ended,
    /// The server died in the middle of it.
    BrokenOff,
}

impl Store {
    /// The calls of a business (`None`: of all) that have not expired, earliest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn calls(&self, business: Option<&BusinessId>, now: Timestamp) -> Result<Vec<KeptCall>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, business, carrier_call, pseudonym, language, state, begun_at, disclosed_at, ended_at, ended_by,
                    transferred_for, attestation
             FROM calls WHERE (business = $1 OR $1 IS NULL) AND expires_at > $2 ORDER BY begun_at, id",
        )
        .bind(business.map(|id| id.0.clone()))
        .bind(milliseconds(now))
        .fetch_all(&mut *self.database.read().await?)
        .await?;
        rows.iter().map(kept_call).collect()
    }

    /// What was said in a call, as far as it has not expired, in order. Empty for unknown calls.
    ///
    /// # Errors
    /// When it cannot be read or opened.
    pub async fn transcript(&self, call: &CallId, now: Timestamp) -> Result<Vec<TurnRecord>, StoreError> {
        let rows = sqlx::query(
            "SELECT business, call, number, who, words, interrupted, start_ms, end_ms
             FROM turns JOIN calls ON id = call WHERE call = $1 AND turns.expires_at > $2 ORDER BY number",
        )
        .bind(&call.0)
        .bind(milliseconds(now))
        .fetch_all(&mut *self.database.read().await?)
        .await?;
        rows.iter().map(|row| self.kept_turn(row)).collect()
    }

    /// Whether a call of this id at the carrier is kept, whatever became of it; also one that has expired and is not yet purged.
    pub(super) async fn has_carrier_call(&self, carrier_call: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT id FROM calls WHERE carrier_call = $1 LIMIT 1")
            .bind(carrier_call)
            .fetch_optional(&mut *self.database.read().await?)
            .await?;
        Ok(row.is_some())
    }

    fn kept_turn(&self, row: &AnyRow) -> Result<TurnRecord, StoreError> {
        let number =
            u32::try_from(row.try_get::<i64, _>("number")?).map_err(|_| StoreError::Damaged("turns.number"))?;
        let id = turn_id(row.try_get("call")?, number);
        let keys = self.keys_of(&BusinessId(row.try_get("business")?));
        Ok(TurnRecord {
            number,
            who: named([Who::Caller, Who::Agent], party_name, row.try_get("who")?, "turns.who")?,
            words: SealedRow { keys: &keys, table: "turns", id: &id }.open(row, "words")?,
            interrupted: row.try_get::<i64, _>("interrupted")? != 0,
            start: Duration::from_millis(row.try_get::<i64, _>("start_ms")?.unsigned_abs()),
            end: Duration::from_millis(row.try_get::<i64, _>("end_ms")?.unsigned_abs()),
            // Where the time went is shown as it happens and not kept.
            timing: None,
        })
    }
}

impl CallState {
    const ALL: [CallState; 3] = [CallState::Open, CallState::Ended, CallState::BrokenOff];

    /// The state's name in machine-readable output and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            CallState::Open => "open",
            CallState::Ended => "ended",
            CallState::BrokenOff => "broken_off",
        }
    }
}

fn kept_call(row: &AnyRow) -> Result<KeptCall, StoreError> {
    const ENDERS: [EndedBy; 4] = [EndedBy::Agent, EndedBy::Caller, EndedBy::Limit, EndedBy::Fault];
    const REASONS: [TransferReason; 4] =
        [TransferReason::Wish, TransferReason::Agreed, TransferReason::Emergency, TransferReason::Failure];
    let pseudonym: Option<Vec<u8>> = row.try_get("pseudonym")?;
    let pseudonym = pseudonym.map(|bytes| bytes.try_into().map_err(|_| StoreError::Damaged("calls.pseudonym")));
    let by: Option<&str> = row.try_get("ended_by")?;
    let by = by.map(|name| named(ENDERS, ended_by_name, name, "calls.ended_by")).transpose()?;
    let reason: Option<&str> = row.try_get("transferred_for")?;
    let reason = reason.map(|name| named(REASONS, transfer_name, name, "calls.transferred_for"));
    let attestation: Option<&str> = row.try_get("attestation")?;
    let attestation =
        attestation.map(|name| named(Attestation::ALL, Attestation::as_str, name, "calls.attestation")).transpose()?;
    let language: &str = row.try_get("language")?;
    Ok(KeptCall {
        id: CallId(row.try_get("id")?),
        business: BusinessId(row.try_get("business")?),
        carrier_call: row.try_get("carrier_call")?,
        pseudonym: pseudonym.transpose()?.map(Pseudonym),
        language: language.parse().map_err(|_| StoreError::Damaged("calls.language"))?,
        state: named(CallState::ALL, CallState::as_str, row.try_get("state")?, "calls.state")?,
        begun_at: instant(row, "begun_at")?,
        disclosed_at: optional_instant(row, "disclosed_at")?,
        ended: optional_instant(row, "ended_at")?.zip(by),
        attestation,
        transferred_for: reason.transpose()?,
    })
}
