//! The conversation's own row, and its messages.

use domain::channel::{Alias, ChannelKind};
use domain::delivery::DeliveryStatus;
use domain::ids::{ChannelId, ContactId, ConversationId, FileId, MessageId};
use domain::time::Timestamp;
use domain::window::ServiceWindow;
use meta::graph::Body;
use meta::webhook::Content;
use platform::{PlatformError, params, random};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vault::{HashLabel, Place, Purpose};

use super::Conversation;
use super::content;
use super::protocol::{MediaDraft, MessageView};
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::ConversationView;

/// The kind that a row shows as which does not open.
pub(super) const UNREADABLE: &str = "unreadable";

/// The conversation's own row.
#[derive(Debug, Deserialize)]
pub(super) struct Standing {
    pub contact_id: ContactId,
    pub channel_id: ChannelId,
    pub channel_kind: ChannelKind,
    #[serde(with = "serde_bytes")]
    pub person: Vec<u8>,
    pub moved_to: Option<ConversationId>,
    pub state: String,
    pub epoch: i64,
    pub agent_on: i64,
    pub answered_seq: i64,
    pub context_seq: i64,
    pub paused_until: Option<Timestamp>,
    pub window_closes_at: Option<Timestamp>,
    pub last_message_at: Timestamp,
    pub unreported_cost: i64,
    pub disclosed_at: Option<Timestamp>,
    #[serde(with = "serde_bytes")]
    pub profile: Option<Vec<u8>>,
    pub blocked: i64,
    pub closed_at: Option<Timestamp>,
    pub erasing: Option<Timestamp>,
    pub erased_at: Option<Timestamp>,
}

impl Standing {
    pub const fn window(&self) -> ServiceWindow {
        ServiceWindow { closes_at: self.window_closes_at }
    }

    pub fn view(&self, id: &ConversationId) -> ConversationView {
        ConversationView {
            id: id.clone(),
            contact_id: self.contact_id,
            channel_id: self.channel_id,
            state: self.state.clone(),
            paused_until: self.paused_until,
            window_closes_at: self.window_closes_at,
            last_message_at: self.last_message_at,
        }
    }
}

/// What a message says; sealed in its row.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Stored {
    /// Its words.
    pub text: Option<String>,
    /// The channel's id of it.
    pub provider_id: Option<String>,
    /// What it is, where words do not tell all.
    pub content: Option<Content>,
    /// The channel's id of the message it answers.
    pub reply_to: Option<String>,
    /// What goes out, where it is more than its words.
    pub body: Option<Body>,
    /// A file that goes out, and that Meta may not have yet.
    pub upload: Option<MediaDraft>,
    /// The channel's id of the message that it reacts to.
    pub about: Option<String>,
    /// The files that came with it.
    pub files: Vec<FileId>,
    /// What is said in it, as software heard it.
    pub transcript: Option<String>,
    /// When it may leave, if it was not at once: its number sent so much then.
    pub not_before: Option<Timestamp>,
}

impl Stored {
    /// The kind of a message that goes out.
    pub fn kind(&self) -> &str {
        match (&self.body, &self.upload) {
            (Some(body), _) => body.kind(),
            (None, Some(upload)) => upload.kind.name(),
            (None, None) => "text",
        }
    }
}

/// A message's row.
#[derive(Deserialize)]
pub(super) struct MessageRow {
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
    pub at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub status_at: Option<Timestamp>,
    pub past: i64,
}

/// A message that was just added.
#[derive(Deserialize)]
pub(super) struct Inserted {
    /// Its number of arrival.
    pub seq: i64,
    /// 1 if an edit or a revocation of it was quicker than itself.
    pub is_changed: i64,
}

/// A message to be.
pub(super) struct NewMessage<'a> {
    pub direction: &'static str,
    pub author: &'static str,
    pub kind: &'a str,
    pub stored: Stored,
    pub status: &'a str,
    pub at: Timestamp,
    /// When it is handed to the channel, if that is now.
    pub sent_at: Option<Timestamp>,
    /// The channel's id of the message that this one changes.
    pub about: Option<&'a str>,
}

impl Conversation {
    /// The conversation's row; none before its first message and after its erasure.
    pub(super) fn standing(&self) -> Result<Option<Standing>, PlatformError> {
        if self.core.is_blank() {
            return Ok(None);
        }
        self.core.sql.first("SELECT * FROM conversation WHERE id = 1", vec![])
    }

    /// The names the person goes by.
    pub(super) fn person(&self, owner: &Owner, standing: &Standing) -> Result<Vec<Alias>, ObjectError> {
        self.open_json(owner, Purpose::Contact, "1", "person", &standing.person)
    }

    pub(super) fn seal_person(&self, owner: &Owner, aliases: &[Alias]) -> Result<Vec<u8>, ObjectError> {
        self.seal_json(owner, Purpose::Contact, "1", "person", &aliases)
    }

    /// Adds a message. `None`: the channel's id is here already.
    ///
    /// After an erasure numbers begin with its second: Meta may still report on the erased messages by theirs.
    pub(super) fn insert_message(
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
        let inserted = self.core.sql.first(
            "INSERT INTO messages (seq, id, provider_key, about_key, direction, author, kind, content, status, at,
               sent_at, attempt)
             VALUES (1 + max(
                 coalesce((SELECT max(seq) FROM messages), 0),
                 coalesce((SELECT erased_at / 1000 - 1700000000 FROM conversation WHERE id = 1), 0)),
               ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (provider_key) WHERE provider_key IS NOT NULL DO NOTHING
             RETURNING seq, EXISTS (
               SELECT 1 FROM messages WHERE about_key = ?2 AND kind IN ('edit', 'revoke')) AS is_changed",
            params![
                id.to_string(),
                provider_key,
                about_key,
                message.direction,
                message.author,
                message.kind,
                content,
                message.status,
                message.at,
                message.sent_at,
                message.sent_at.is_some()
            ],
        )?;
        Ok(inserted)
    }

    /// Our id of the message that the channel calls so; `None`: it is not here.
    fn message_id_of(
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

    pub(super) fn message(&self, seq: i64) -> Result<Option<MessageRow>, PlatformError> {
        self.core.sql.first("SELECT * FROM messages WHERE seq = ?", params![seq])
    }

    pub(super) fn stored(&self, owner: &Owner, row: &MessageRow) -> Result<Stored, ObjectError> {
        self.open_json(owner, Purpose::Message, &row.id.to_string(), "content", &row.content)
    }

    /// As [`Self::stored`]; `None` for a row that is damaged, or of a version that this one cannot read: it must not
    /// take the rest of the conversation with it.
    pub(super) fn readable(&self, owner: &Owner, row: &MessageRow) -> Option<Stored> {
        let stored = self.stored(owner, row);
        stored.inspect_err(|error| log::error!("a message is unreadable: {error}")).ok()
    }

    pub(super) fn message_view(&self, owner: &Owner, row: &MessageRow) -> Result<MessageView, ObjectError> {
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
    pub(super) fn advance(
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

    pub(super) fn seal_json<T: Serialize>(
        &self,
        owner: &Owner,
        purpose: Purpose,
        row: &str,
        column: &str,
        value: &T,
    ) -> Result<Vec<u8>, ObjectError> {
        let plain =
            serde_json::to_vec(value).map_err(|_| PlatformError::Unreadable { operation: "seal content" })?;
        let (tenant, row) = (owner.tenant.tenant_id.to_string(), self.sealed_row(row)?);
        Ok(owner.key.seal(&Place { purpose, tenant: &tenant, row: &row, column }, random::bytes(), &plain)?)
    }

    pub(super) fn open_json<T: DeserializeOwned>(
        &self,
        owner: &Owner,
        purpose: Purpose,
        row: &str,
        column: &str,
        sealed: &[u8],
    ) -> Result<T, ObjectError> {
        let (tenant, row) = (owner.tenant.tenant_id.to_string(), self.sealed_row(row)?);
        let plain = owner.key.open(&Place { purpose, tenant: &tenant, row: &row, column }, sealed)?;
        serde_json::from_slice(&plain)
            .map_err(|_| PlatformError::Unreadable { operation: "open content" }.into())
    }

    /// A row's name among all objects: the rows of two conversations must not be exchangeable.
    fn sealed_row(&self, row: &str) -> Result<String, PlatformError> {
        Ok(format!("{}/{row}", self.id()?))
    }
}

/// What a channel's id of a message is found by. Meta's ids contain the phone number, so they are kept sealed and
/// found by a keyed hash.
pub(super) fn provider_key(owner: &Owner, provider_id: &str) -> Vec<u8> {
    owner.key.hash(HashLabel::Provider, &[provider_id]).into_iter().take(16).collect()
}
