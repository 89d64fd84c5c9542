//! Messages: what they say, their rows, and how staff see them.

use domain::delivery::DeliveryStatus;
use domain::ids::{FileId, MessageId};
use domain::time::Timestamp;
use meta::graph::Body;
use meta::webhook::Content;
use platform::sql::Param;
use platform::{PlatformError, params, random};
use serde::{Deserialize, Serialize};
use vault::Purpose;

use super::{UNREADABLE, provider_key};
use crate::conversation::protocol::{ButtonsDraft, MediaDraft, MessageView, Transcribed};
use crate::conversation::{Conversation, content};
use crate::object::{ObjectError, Owner};

/// What a message says; sealed in its row.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::conversation) struct Stored {
    /// Its words.
    pub text: Option<String>,
    /// The channel's id of it.
    pub provider_id: Option<String>,
    /// What it is, where words do not tell all.
    pub content: Option<Content>,
    /// The channel's id of the message it answers.
    pub reply_to: Option<String>,
    /// It answers a story of the business.
    pub on_story: bool,
    /// What goes out, where it is more than its words.
    pub body: Option<Body>,
    /// A file that goes out, and that Meta may not have yet.
    pub upload: Option<MediaDraft>,
    /// What the file stands above.
    pub question: Option<ButtonsDraft>,
    /// The channel's id of the message that it reacts to.
    pub about: Option<String>,
    /// The files that came with it.
    pub files: Vec<FileId>,
    /// What is said in it, as software heard it.
    pub transcript: Option<String>,
    /// What hearing it cost.
    pub transcribed: Option<Transcribed>,
    /// When it may leave, if it was not at once: its number sent so much then.
    pub not_before: Option<Timestamp>,
}

impl Stored {
    /// The kind of a message that goes out.
    pub fn kind(&self) -> &str {
        match (&self.body, &self.upload) {
            (Some(body), _) => body.kind(),
            (None, Some(_)) if self.question.is_some() => "interactive",
            (None, Some(upload)) => upload.kind.name(),
            (None, None) => "text",
        }
    }
}

/// A message's row.
#[derive(Deserialize)]
pub(in crate::conversation) struct MessageRow {
    pub seq: i64,
    pub id: MessageId,
    #[serde(with = "serde_bytes")]
    pub provider_key: Option<Vec<u8>>,
    #[serde(with = "serde_bytes")]
    pub about_key: Option<Vec<u8>>,
    pub direction: String,
    pub author: String,
    pub kind: String,
    #[serde(with = "serde_bytes")]
    pub content: Vec<u8>,
    pub status: String,
    pub error_code: Option<i64>,
    pub attempt: i64,
    /// How often nobody could say what became of sending it.
    pub doubts: i64,
    pub at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub status_at: Option<Timestamp>,
    pub past: i64,
}

/// A message that was just added.
pub(in crate::conversation) struct Inserted {
    /// Its number of arrival.
    pub seq: i64,
    /// An edit or a revocation of it was quicker than itself.
    pub is_changed: bool,
}

/// What the next message has to know of those that are here.
#[derive(Clone, Copy, Deserialize)]
pub(in crate::conversation) struct Tail {
    /// The highest number of arrival.
    last_seq: i64,
    /// 1 if there are edits or revocations among them.
    has_changes: i64,
}

/// The number before the first message of a life that began after this erasure: Meta may still report on the erased
/// messages by theirs, and nobody has written a message a second for all of their life.
const fn number_before(erased_at: Timestamp) -> i64 {
    const BEGINNING: i64 = 1_700_000_000;
    erased_at.millis().saturating_div(1_000).saturating_sub(BEGINNING)
}

/// A message to be.
pub(in crate::conversation) struct NewMessage<'a> {
    pub direction: &'static str,
    pub author: &'static str,
    pub kind: &'a str,
    pub stored: Stored,
    pub status: &'static str,
    pub at: Timestamp,
    /// When it is handed to the channel, if that is now.
    pub sent_at: Option<Timestamp>,
    /// The channel's id of the message that this one changes.
    pub about: Option<&'a str>,
}

impl Conversation {
    /// Adds a message. `None`: the channel's id is here already.
    pub(in crate::conversation) fn insert_message(
        &self,
        owner: &Owner,
        message: &NewMessage<'_>,
        now: Timestamp,
    ) -> Result<Option<Inserted>, ObjectError> {
        let hashed = |id: &str| provider_key(owner, id);
        let provider_key = message.stored.provider_id.as_deref().map(hashed);
        let id = MessageId::new(now, random::bytes());
        let content = self.seal_json(owner, Purpose::Message, &id.to_string(), "content", &message.stored)?;
        let about_key = message.about.map(hashed);
        let mut tail = self.tail()?;
        let erased_at = self.standing()?.and_then(|standing| standing.erased_at);
        let seq = tail.last_seq.max(erased_at.map_or(0, number_before)).saturating_add(1);
        let is_new = self.core.sql.changes(
            "INSERT INTO messages (seq, id, provider_key, about_key, direction, author, kind, content, status, at,
               sent_at, attempt)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (provider_key) WHERE provider_key IS NOT NULL DO NOTHING",
            params![
                seq,
                id.to_string(),
                provider_key.as_deref(),
                about_key,
                Param::word(message.direction),
                Param::word(message.author),
                message.kind,
                content,
                Param::word(message.status),
                message.at,
                message.sent_at,
                message.sent_at.is_some()
            ],
        )?;
        if is_new {
            tail.last_seq = seq;
            tail.has_changes |= i64::from(message.about.is_some());
        }
        self.tail.set(&self.core.sql, tail);
        if !is_new {
            return Ok(None);
        }
        let is_changed = tail.has_changes == 1 && self.is_changed(provider_key)?;
        Ok(Some(Inserted { seq, is_changed }))
    }

    fn tail(&self) -> Result<Tail, PlatformError> {
        let sql = &self.core.sql;
        self.tail.get(sql, || {
            let tail = sql.json(
                "SELECT json_object('last_seq', coalesce(max(seq), 0), 'has_changes', EXISTS (
                   SELECT 1 FROM messages WHERE about_key IS NOT NULL)) AS json FROM messages",
                vec![],
            )?;
            tail.ok_or(PlatformError::Unreadable { operation: "messages" })
        })
    }

    fn is_changed(&self, provider_key: Option<Vec<u8>>) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Row {}
        let row: Option<Row> = self.core.sql.first(
            "SELECT 1 AS found FROM messages WHERE about_key = ? AND kind IN ('edit', 'revoke') LIMIT 1",
            params![provider_key],
        )?;
        Ok(row.is_some())
    }

    /// Our id of the message that the channel calls so; `None`: it is not here.
    pub(in crate::conversation) fn message_id_of(
        &self,
        owner: &Owner,
        provider_id: Option<&str>,
    ) -> Result<Option<MessageId>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            id: MessageId,
        }
        let Some(provider_id) = provider_id else { return Ok(None) };
        let key = provider_key(owner, provider_id);
        let row: Option<Row> =
            self.core.sql.first("SELECT id FROM messages WHERE provider_key = ?", params![key])?;
        Ok(row.map(|row| row.id))
    }

    pub(in crate::conversation) fn message(&self, seq: i64) -> Result<Option<MessageRow>, PlatformError> {
        self.core.sql.first("SELECT * FROM messages WHERE seq = ?", params![seq])
    }

    pub(in crate::conversation) fn stored(
        &self,
        owner: &Owner,
        row: &MessageRow,
    ) -> Result<Stored, ObjectError> {
        self.open_json(owner, Purpose::Message, &row.id.to_string(), "content", &row.content)
    }

    /// As [`Self::stored`]; `None` for a row that is damaged, or of a version that this one cannot read: it must not
    /// take the rest of the conversation with it.
    pub(in crate::conversation) fn readable(&self, owner: &Owner, row: &MessageRow) -> Option<Stored> {
        let stored = self.stored(owner, row);
        stored.inspect_err(|error| log::error!("a message is unreadable: {error}")).ok()
    }

    pub(in crate::conversation) fn message_view(
        &self,
        owner: &Owner,
        row: &MessageRow,
    ) -> Result<MessageView, ObjectError> {
        let readable = self.readable(owner, row);
        let kind = if readable.is_some() { row.kind.clone() } else { UNREADABLE.to_owned() };
        let stored = readable.unwrap_or_default();
        let described = || content::readable(stored.content.as_ref()?);
        Ok(MessageView {
            id: row.id,
            direction: row.direction.clone(),
            author: row.author.clone(),
            kind,
            text: stored.text.clone().or_else(described),
            content: content::fields(&stored),
            media: self.media_view(&stored)?,
            transcript: stored.transcript.clone(),
            reply_to: self.message_id_of(owner, stored.reply_to.as_deref())?,
            reactions: self.reactions(owner, row)?,
            status: row.status.clone(),
            error_code: row.error_code,
            at: row.at,
        })
    }

    /// Moves a message's status on, never back.
    pub(in crate::conversation) fn advance(
        &self,
        row: &MessageRow,
        reported: DeliveryStatus,
        error_code: Option<i64>,
        at: Timestamp,
    ) -> Result<(), PlatformError> {
        let current: DeliveryStatus = row.status.parse().unwrap_or(DeliveryStatus::Unknown);
        let next = current.advance(reported);
        if next == current {
            return Ok(());
        }
        self.core.sql.run(
            "UPDATE messages SET status = ?, error_code = ?, status_at = ? WHERE seq = ?",
            params![next.as_str(), error_code.filter(|_| next == DeliveryStatus::Failed), at, row.seq],
        )
    }
}
