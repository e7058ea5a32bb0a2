//! Messages for the owner: the port [`Messages`], and look-ups. What was said, the name and the number are sealed.

use super::column::{SealedRow, instant, milliseconds, named, optional_instant};
use super::{Store, StoreError};
use async_trait::async_trait;
use base::business::{Business, BusinessId};
use base::number::Number;
use base::privacy::random::random_hex;
use base::privacy::{Personal, retention};
use booking::{CalendarError, CallId, Message, MessageKind, Messages};
use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A message as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMessage {
    /// Id: 32 hex digits.
    pub id: String,
    /// For whose owner.
    pub business: BusinessId,
    /// The call in which it was left.
    pub call: CallId,
    /// The message.
    pub message: Message,
    /// When it was left.
    pub left_at: Timestamp,
    /// When it was dealt with, if it was.
    pub done_at: Option<Timestamp>,
}

const KINDS: [MessageKind; 5] =
    [MessageKind::Message, MessageKind::Callback, MessageKind::Complaint, MessageKind::Privacy, MessageKind::Late];

impl Store {
    /// The messages of a business (`None`: of all) that have not expired, earliest first.
    ///
    /// # Errors
    /// When they cannot be read or opened.
    pub async fn messages(
        &self,
        business: Option<&BusinessId>,
        now: Timestamp,
    ) -> Result<Vec<KeptMessage>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, business, call, kind, text, name, phone, left_at, done_at
             FROM messages WHERE (business = $1 OR $1 IS NULL) AND expires_at > $2 ORDER BY left_at, id",
        )
        .bind(business.map(|id| id.0.clone()))
        .bind(milliseconds(now))
        .fetch_all(&mut *self.database.read().await?)
        .await?;
        rows.iter().map(|row| self.kept_message(row)).collect()
    }

    /// Marks a message as dealt with, which shortens its life (P37). Gives whether there is such a message; a second time
    /// changes nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn finish_message(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut write = self.database.write().await?;
        let row = sqlx::query("SELECT left_at, done_at FROM messages WHERE id = $1 AND expires_at > $2")
            .bind(id)
            .bind(milliseconds(now))
            .fetch_optional(&mut *write)
            .await?;
        let Some(row) = row else { return Ok(false) };
        if optional_instant(&row, "done_at")?.is_some() {
            return Ok(true);
        }
        // Nothing is dealt with before it was left: its 30 days are not to be over at once.
        let left_at = instant(&row, "left_at")?;
        let now = now.max(left_at);
        let expires_at = retention::message(left_at, Some(now));
        sqlx::query("UPDATE messages SET state = 'done', done_at = $2, expires_at = $3 WHERE id = $1")
            .bind(id)
            .bind(milliseconds(now))
            .bind(milliseconds(expires_at))
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(true)
    }

    async fn keep_message(
        &self,
        business: &Business,
        call: &CallId,
        message: &Message,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let random = self.random.as_ref();
        let id = random_hex::<16>(random)?;
        let sealed = SealedRow { keys: &self.keys_of(&business.id), table: "messages", id: &id };
        let name = message.name.as_ref().map(|name| sealed.seal("name", name.reveal(), random)).transpose()?;
        let phone = message.phone.as_ref().map(|phone| sealed.seal("phone", phone.reveal().as_str(), random));
        let mut write = self.database.write().await?;
        sqlx::query(
            "INSERT INTO messages (id, business, call, kind, text, name, phone, state, left_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)",
        )
        .bind(&id)
        .bind(&business.id.0)
        .bind(&call.0)
        .bind(message.kind.as_str())
        .bind(sealed.seal("text", message.text.reveal(), random)?)
        .bind(name)
        .bind(phone.transpose()?)
        .bind(milliseconds(now))
        .bind(milliseconds(retention::message(now, None)))
        .execute(&mut *write)
        .await?;
        Ok(write.commit().await?)
    }

    fn kept_message(&self, row: &AnyRow) -> Result<KeptMessage, StoreError> {
        let id: String = row.try_get("id")?;
        let business = BusinessId(row.try_get("business")?);
        let sealed = SealedRow { keys: &self.keys_of(&business), table: "messages", id: &id };
        let phone = sealed.open_optional(row, "phone")?.map(|phone| Number::parse(phone.reveal()));
        let message = Message {
            kind: named(KINDS, MessageKind::as_str, row.try_get("kind")?, "messages.kind")?,
            text: sealed.open(row, "text")?,
            name: sealed.open_optional(row, "name")?,
            phone: phone.transpose().map_err(|_| StoreError::Damaged("messages.phone"))?.map(Personal::new),
        };
        let call = CallId(row.try_get("call")?);
        let (left_at, done_at) = (instant(row, "left_at")?, optional_instant(row, "done_at")?);
        Ok(KeptMessage { id, business, call, message, left_at, done_at })
    }
}

#[async_trait]
impl Messages for Store {
    async fn leave(
        &self,
        business: &Business,
        call: &CallId,
        message: &Message,
        now: Timestamp,
    ) -> Result<(), CalendarError> {
        let kept = self.keep_message(business, call, message, now).await;
        kept.map_err(|error| CalendarError(error.to_string()))
    }
}
