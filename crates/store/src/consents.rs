//! Evidence of consent. A row outlives the call it was given in and holds no number; the answer is sealed.

use super::column::{SealedRow, instant, milliseconds, named, optional_instant};
use super::{Store, StoreError};
use base::business::{Business, BusinessId};
use base::privacy::consent::{Consent, ConsentKind, ConsentState, Party, Wording};
use base::privacy::random::random_hex;
use base::privacy::retention;
use booking::CallId;
use call::record::kept_words;
use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A consent as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptConsent {
    /// Id: 32 hex digits.
    pub id: String,
    /// What was asked and answered.
    pub consent: Consent,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Timestamp>,
}

impl Store {
    /// Keeps what somebody was asked and answered, and gives the row's id.
    ///
    /// # Errors
    /// When it cannot be written: what was asked for may then not be done.
    pub async fn keep_consent(
        &self,
        business: &Business,
        call: &CallId,
        consent: &Consent,
    ) -> Result<String, StoreError> {
        let id = random_hex::<16>(self.random.as_ref())?;
        let sealed = SealedRow { keys: &self.keys_of(&business.id), table: "consents", id: &id };
        let answer = kept_words(business, &consent.answer);
        let answer = sealed.seal("answer", answer.reveal(), self.random.as_ref())?;
        let mut write = self.database.write().await?;
        sqlx::query(
            "INSERT INTO consents (id, business, call, party, kind, wording, language, answer, state, asked_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(&id)
        .bind(&business.id.0)
        .bind(&call.0)
        .bind(consent.party.as_str())
        .bind(consent.kind.as_str())
        .bind(consent.wording.0.to_vec())
        .bind(consent.language.code())
        .bind(answer)
        .bind(consent.state.as_str())
        .bind(milliseconds(consent.asked_at))
        .bind(milliseconds(retention::consent(consent.asked_at, &business.zone)))
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(id)
    }

    /// Marks a consent as withdrawn (Art. 7(3)); the evidence stays. Gives whether it was given before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn withdraw_consent(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut write = self.database.write().await?;
        let withdrawn = sqlx::query(
            "UPDATE consents SET state = 'withdrawn', withdrawn_at = $2
             WHERE id = $1 AND state = 'given' AND expires_at > $2",
        )
        .bind(id)
        .bind(milliseconds(now))
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(withdrawn.rows_affected() > 0)
    }

    /// What was asked and answered in a call, as far as it has not expired, in order.
    ///
    /// # Errors
    /// When it cannot be read or opened.
    pub async fn consents(
        &self,
        business: &BusinessId,
        call: &CallId,
        now: Timestamp,
    ) -> Result<Vec<KeptConsent>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, party, kind, wording, language, answer, state, asked_at, withdrawn_at
             FROM consents WHERE business = $1 AND call = $2 AND expires_at > $3 ORDER BY asked_at, id",
        )
        .bind(&business.0)
        .bind(&call.0)
        .bind(milliseconds(now))
        .fetch_all(&mut *self.database.read().await?)
        .await?;
        rows.iter().map(|row| self.kept_consent(business, row)).collect()
    }

    fn kept_consent(&self, business: &BusinessId, row: &AnyRow) -> Result<KeptConsent, StoreError> {
        let id: String = row.try_get("id")?;
        let wording: Vec<u8> = row.try_get("wording")?;
        let language: &str = row.try_get("language")?;
        let sealed = SealedRow { keys: &self.keys_of(business), table: "consents", id: &id };
        let consent = Consent {
            kind: named(ConsentKind::ALL, ConsentKind::as_str, row.try_get("kind")?, "consents.kind")?,
            party: named(Party::ALL, Party::as_str, row.try_get("party")?, "consents.party")?,
            wording: Wording(wording.try_into().map_err(|_| StoreError::Damaged("consents.wording"))?),
            language: language.parse().map_err(|_| StoreError::Damaged("consents.language"))?,
            answer: sealed.open(row, "answer")?,
            state: named(ConsentState::ALL, ConsentState::as_str, row.try_get("state")?, "consents.state")?,
            asked_at: instant(row, "asked_at")?,
        };
        let withdrawn_at = optional_instant(row, "withdrawn_at")?;
        Ok(KeptConsent { id, consent, withdrawn_at })
    }
}
