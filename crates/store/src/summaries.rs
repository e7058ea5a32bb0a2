//! Summaries of calls: the port [`Summaries`], and look-ups. The sentences are sealed and go with the transcript (P07).

use super::column::{SealedRow, milliseconds};
use super::{Store, StoreError};
use async_trait::async_trait;
use base::business::BusinessId;
use base::privacy::Personal;
use base::privacy::retention::{self, TranscriptDays};
use booking::CallId;
use call::record::{Incoming, LogError};
use call::summaries::Summaries;
use dialogue::summary::Summary;
use jiff::Timestamp;
use sqlx::Row;

/// A summary as it is kept. A machine worded it, always (P32).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSummary {
    /// Of which call.
    pub call: CallId,
    /// The sentences.
    pub text: Personal<String>,
    /// What worded it: `rules`, or `llm` and the model's name.
    pub engine: String,
}

impl Store {
    /// The summaries of all calls of a business (`None`: of all), or of one `call`, that have not expired.
    ///
    /// # Errors
    /// When they cannot be read or opened.
    pub async fn summaries(
        &self,
        business: Option<&BusinessId>,
        call: Option<&CallId>,
        now: Timestamp,
    ) -> Result<Vec<KeptSummary>, StoreError> {
        let rows = sqlx::query(
            "SELECT business, call, text, engine FROM summaries JOIN calls ON id = call
             WHERE (business = $1 OR $1 IS NULL) AND (call = $2 OR $2 IS NULL) AND summaries.expires_at > $3",
        )
        .bind(business.map(|id| id.0.clone()))
        .bind(call.map(|id| id.0.clone()))
        .bind(milliseconds(now))
        .fetch_all(&mut *self.database.read().await?)
        .await?;
        let kept = |row: &sqlx::any::AnyRow| {
            let call: String = row.try_get("call")?;
            let keys = self.keys_of(&BusinessId(row.try_get("business")?));
            let text = SealedRow { keys: &keys, table: "summaries", id: &call }.open(row, "text")?;
            Ok(KeptSummary { call: CallId(call), text, engine: row.try_get("engine")? })
        };
        rows.iter().map(kept).collect()
    }

    async fn write_summary(&self, call: &Incoming, summary: &Summary) -> Result<(), StoreError> {
        let days = TranscriptDays::try_from(call.business.transcript_days)?;
        let sealed = SealedRow { keys: &self.keys_of(&call.business.id), table: "summaries", id: &call.call.0 };
        let text = sealed.seal("text", summary.text.reveal(), self.random.as_ref())?;
        let mut write = self.database.write().await?;
        sqlx::query(
            "INSERT INTO summaries (call, text, engine, expires_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (call) DO UPDATE SET text = excluded.text, engine = excluded.engine",
        )
        .bind(&call.call.0)
        .bind(text)
        .bind(&summary.engine)
        .bind(milliseconds(retention::transcript(call.begun_at, days)))
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }
}

#[async_trait]
impl Summaries for Store {
    async fn keep_summary(&self, call: &Incoming, summary: &Summary) -> Result<(), LogError> {
        self.write_summary(call, summary).await.map_err(StoreError::into_log)
    }
}
