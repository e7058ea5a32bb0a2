//! Calls and what was said in them: the ports [`CallLog`] and [`PastCalls`], and look-ups.
//!
//! That a call was made and what was said are kept in two tables with two clocks (P07, P09). Turns are written as they end, each
//! in a transaction of its own, so that a process that dies loses at most the turn being spoken.

mod look_up;

pub use look_up::{CallState, KeptCall};

use super::column::{SealedRow, milliseconds};
use super::{Store, StoreError};
use async_trait::async_trait;
use base::language::Language;
use base::printable;
use base::privacy::retention::{self, TranscriptDays};
use call::attestation::Attestation;
use call::record::{
    CallLog, EndedBy, Incoming, KeptRecord, LogError, PastCalls, PastCallsError, Record, TransferReason, TurnRecord,
    Who,
};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

impl Store {
    /// Marks calls that are still open as broken off, and gives how many. For the start of a serving process: whatever is open
    /// then belonged to one that died.
    ///
    /// # Errors
    /// When they cannot be written.
    pub async fn mark_broken_off(&self) -> Result<u64, StoreError> {
        let mut write = self.database.write().await?;
        let marked =
            sqlx::query("UPDATE calls SET state = 'broken_off' WHERE state = 'open'").execute(&mut *write).await?;
        write.commit().await?;
        Ok(marked.rows_affected())
    }

    async fn begin_call(&self, incoming: &Incoming, language: Language) -> Result<(), StoreError> {
        let business = &incoming.business;
        let keys = self.keys_of(&business.id);
        let pseudonym = incoming.caller.as_ref().map(|number| keys.pseudonym(number.reveal()));
        let mut write = self.database.write().await?;
        // A call that begins again, because the first answer was lost, is the same call.
        sqlx::query(
            "INSERT INTO calls (id, business, carrier_call, pseudonym, pseudonym_key, language, state, begun_at, expires_at,
                                attestation)
             VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(&incoming.call.0)
        .bind(&business.id.0)
        .bind(printable::line(&incoming.carrier_call).into_owned())
        .bind(pseudonym.map(|(_, pseudonym)| pseudonym.0.to_vec()))
        .bind(pseudonym.map(|(key, _)| i64::from(key)))
        .bind(language.code())
        .bind(milliseconds(incoming.begun_at))
        .bind(milliseconds(retention::call_metadata(incoming.begun_at, &business.zone)))
        .bind(incoming.attestation.map(Attestation::as_str))
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }

    async fn keep(&self, call: &Incoming, record: &Record) -> Result<(), StoreError> {
        match record {
            Record::Disclosed { language, at } => self.keep_disclosure(call, *language, *at).await,
            Record::Turn(turn) => self.keep_turn(call, turn).await,
            Record::Language(language) => {
                self.keep_word(call, "UPDATE calls SET language = $2 WHERE id = $1", language.code()).await
            }
            Record::Transferred(reason) => {
                let reason = transfer_name(*reason);
                self.keep_word(call, "UPDATE calls SET transferred_for = $2 WHERE id = $1", reason).await
            }
            Record::Ended { by, at } => self.keep_end(call, *by, *at).await,
            // Kept by those who did it; and what only those who watch want.
            Record::Done(_) | Record::Message(_) => Ok(()),
            Record::Saying { .. } | Record::Waiting { .. } | Record::Understood(_) | Record::Unheard { .. } => Ok(()),
        }
    }

    async fn keep_turn(&self, call: &Incoming, turn: &TurnRecord) -> Result<(), StoreError> {
        let days = TranscriptDays::try_from(call.business.transcript_days)?;
        let id = turn_id(&call.call.0, turn.number);
        let sealed = SealedRow { keys: &self.keys_of(&call.business.id), table: "turns", id: &id };
        let words = sealed.seal("words", turn.words.reveal(), self.random.as_ref())?;
        let mut write = self.database.write().await?;
        // A turn that is written again, because the first answer was lost, is the same turn.
        sqlx::query(
            "INSERT INTO turns (call, number, who, words, interrupted, start_ms, end_ms, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (call, number) DO UPDATE SET who = excluded.who, words = excluded.words,
                 interrupted = excluded.interrupted, start_ms = excluded.start_ms, end_ms = excluded.end_ms",
        )
        .bind(&call.call.0)
        .bind(i64::from(turn.number))
        .bind(party_name(turn.who))
        .bind(words)
        .bind(i64::from(turn.interrupted))
        .bind(whole_milliseconds(turn.start))
        .bind(whole_milliseconds(turn.end))
        .bind(milliseconds(retention::transcript(call.begun_at, days)))
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }

    async fn keep_disclosure(&self, call: &Incoming, language: Language, at: Duration) -> Result<(), StoreError> {
        let mut write = self.database.write().await?;
        sqlx::query("UPDATE calls SET language = $2, disclosed_at = COALESCE(disclosed_at, $3) WHERE id = $1")
            .bind(&call.call.0)
            .bind(language.code())
            .bind(milliseconds(since_begin(call, at)))
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    async fn keep_end(&self, call: &Incoming, by: EndedBy, at: Duration) -> Result<(), StoreError> {
        let ended_at = since_begin(call, at);
        let mut write = self.database.write().await?;
        sqlx::query("UPDATE calls SET state = 'ended', ended_at = $2, ended_by = $3, expires_at = $4 WHERE id = $1")
            .bind(&call.call.0)
            .bind(milliseconds(ended_at))
            .bind(ended_by_name(by))
            .bind(milliseconds(retention::call_metadata(ended_at, &call.business.zone)))
            .execute(&mut *write)
            .await?;
        Ok(write.commit().await?)
    }

    async fn keep_word(&self, call: &Incoming, update: &'static str, word: &str) -> Result<(), StoreError> {
        let mut write = self.database.write().await?;
        sqlx::query(update).bind(&call.call.0).bind(word).execute(&mut *write).await?;
        Ok(write.commit().await?)
    }
}

#[async_trait]
impl CallLog for Store {
    async fn begin(&self, incoming: &Incoming, language: Language) -> Result<(), LogError> {
        self.begin_call(incoming, language).await.map_err(StoreError::into_log)
    }

    async fn write(&self, call: &Incoming, record: &KeptRecord) -> Result<(), LogError> {
        self.keep(call, record).await.map_err(StoreError::into_log)
    }
}

#[async_trait]
impl PastCalls for Store {
    async fn was_begun(&self, carrier_call: &str) -> Result<bool, PastCallsError> {
        self.has_carrier_call(carrier_call).await.map_err(|error| PastCallsError(error.to_string()))
    }
}

/// A turn has no id of its own: what is sealed in it is bound to the call's and its number.
fn turn_id(call: &str, number: u32) -> String {
    format!("{call}/{number}")
}

fn since_begin(call: &Incoming, at: Duration) -> Timestamp {
    let at = SignedDuration::try_from(at).unwrap_or(SignedDuration::MAX);
    call.begun_at.checked_add(at).unwrap_or(Timestamp::MAX)
}

fn whole_milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn party_name(who: Who) -> &'static str {
    match who {
        Who::Caller => "caller",
        Who::Agent => "agent",
    }
}

fn ended_by_name(by: EndedBy) -> &'static str {
    match by {
        EndedBy::Agent => "agent",
        EndedBy::Caller => "caller",
        EndedBy::Limit => "limit",
        EndedBy::Fault => "fault",
    }
}

fn transfer_name(reason: TransferReason) -> &'static str {
    match reason {
        TransferReason::Wish => "wish",
        TransferReason::Agreed => "agreed",
        TransferReason::Emergency => "emergency",
        TransferReason::Failure => "failure",
    }
}
