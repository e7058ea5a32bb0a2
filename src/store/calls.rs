//! Calls and what was said in them: the port [`CallLog`], and look-ups.
//!
//! That a call was made and what was said are kept in two tables with two clocks (P07, P09). Turns are written as they end, each
//! in a transaction of its own, so that a process that dies loses at most the turn being spoken.

use super::column::{SealedRow, instant, milliseconds, named, optional_instant};
use super::{Store, StoreError};
use crate::booking::CallId;
use crate::business::BusinessId;
use crate::call::record::{CallLog, EndedBy, Incoming, LogError, Record, TransferReason, TurnRecord, Who};
use crate::language::Language;
use crate::privacy::retention::{self, TranscriptDays};
use crate::privacy::{Personal, Pseudonym};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
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

/// A turn as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTurn {
    /// Counts the turns of a call, from 0.
    pub number: u32,
    /// Whose turn.
    pub who: Who,
    /// What was heard of it.
    pub words: Personal<String>,
    /// Whether it was broken off by the other party.
    pub interrupted: bool,
    /// Begin of its sound, since the stream's start.
    pub start: Duration,
    /// End of its sound.
    pub end: Duration,
}

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

    /// The calls of a business (`None`: of all) that have not expired, earliest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn calls(&self, business: Option<&BusinessId>, now: Timestamp) -> Result<Vec<KeptCall>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, business, carrier_call, pseudonym, language, state, begun_at, disclosed_at, ended_at, ended_by,
                    transferred_for
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
    pub async fn transcript(&self, call: &CallId, now: Timestamp) -> Result<Vec<KeptTurn>, StoreError> {
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

    async fn begin_call(&self, incoming: &Incoming, language: Language) -> Result<(), StoreError> {
        let business = &incoming.business;
        let keys = self.keys_of(&business.id);
        let pseudonym = incoming.caller.as_ref().map(|number| keys.pseudonym(number.reveal()));
        let mut write = self.database.write().await?;
        sqlx::query(
            "INSERT INTO calls (id, business, carrier_call, pseudonym, pseudonym_key, language, state, begun_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8)",
        )
        .bind(&incoming.call.0)
        .bind(&business.id.0)
        .bind(&incoming.carrier_call)
        .bind(pseudonym.map(|(_, pseudonym)| pseudonym.0.to_vec()))
        .bind(pseudonym.map(|(key, _)| i64::from(key)))
        .bind(language.code())
        .bind(milliseconds(incoming.begun_at))
        .bind(milliseconds(retention::call_metadata(incoming.begun_at, &business.zone)))
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
            Record::Saying { .. } | Record::Waiting { .. } | Record::Understood(_) => Ok(()),
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

    fn kept_turn(&self, row: &AnyRow) -> Result<KeptTurn, StoreError> {
        let number =
            u32::try_from(row.try_get::<i64, _>("number")?).map_err(|_| StoreError::Damaged("turns.number"))?;
        let id = turn_id(row.try_get("call")?, number);
        let keys = self.keys_of(&BusinessId(row.try_get("business")?));
        Ok(KeptTurn {
            number,
            who: named([Who::Caller, Who::Agent], party_name, row.try_get("who")?, "turns.who")?,
            words: SealedRow { keys: &keys, table: "turns", id: &id }.open(row, "words")?,
            interrupted: row.try_get::<i64, _>("interrupted")? != 0,
            start: Duration::from_millis(row.try_get::<i64, _>("start_ms")?.unsigned_abs()),
            end: Duration::from_millis(row.try_get::<i64, _>("end_ms")?.unsigned_abs()),
        })
    }
}

#[async_trait]
impl CallLog for Store {
    async fn begin(&self, incoming: &Incoming, language: Language) -> Result<(), LogError> {
        self.begin_call(incoming, language).await.map_err(|error| LogError(error.to_string()))
    }

    async fn write(&self, call: &Incoming, record: &Record) -> Result<(), LogError> {
        self.keep(call, record).await.map_err(|error| LogError(error.to_string()))
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
        transferred_for: reason.transpose()?,
    })
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
