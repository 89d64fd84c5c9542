//! What a message of ours holds. Every constructor checks Meta's limits.
//!
//! Those here are WhatsApp's; [`super::messaging`] has those of Messenger and Instagram.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::limits::{self, LimitError, Limits};
use crate::webhook::MediaKind;

/// The content of an outgoing message as its channel's wire wants it, within Meta's limits because only the
/// constructors make one.
///
/// Serialises for the outbox. `Debug` prints the kind only.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub(super) kind: Cow<'static, str>,
    pub(super) value: Value,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({})", self.kind)
    }
}

/// Where a file that is sent comes from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum File {
    /// Uploaded to Meta before; kept there for 30 days.
    Id(String),
    /// A public https address. Meta fetches it, and keeps it 10 minutes by address.
    Link(String),
}

crate::json::log_safe_unit!(File);

impl File {
    pub(super) fn object(&self) -> Result<Map<String, Value>, LimitError> {
        let (key, value) = match self {
            Self::Id(id) => ("id", id),
            Self::Link(link) if link.starts_with("https://") => ("link", link),
            Self::Link(_) => return Err(LimitError::NotAllowed("a link that is not https")),
        };
        if value.is_empty() {
            return Err(LimitError::Empty("file"));
        }
        Ok(Map::from_iter([(key.to_owned(), Value::from(value.as_str()))]))
    }
}

impl Body {
    /// A message of the product's own website chat; its page shows what it holds.
    pub fn of_site(kind: &'static str, value: Value) -> Self {
        Self::new(kind, value)
    }

    pub(super) fn new(kind: &'static str, value: Value) -> Self {
        Self { kind: Cow::Borrowed(kind), value }
    }

    /// WhatsApp's `type` of the message; on Messenger and Instagram `text`, a file's kind, `quick_replies`, `link` or
    /// `cards`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Words. Links in them are not previewed: a preview would make Meta fetch whatever the text names.
    ///
    /// # Errors
    ///
    /// [`LimitError`]: empty, or over 4096 characters.
    pub fn text(text: &str) -> Result<Self, LimitError> {
        let body = limits::text("text", text, Limits::TEXT)?;
        Ok(Self::new("text", json!({"preview_url": false, "body": body})))
    }

    /// A file. `caption` goes with pictures, videos and documents, `filename` with documents, `voice` makes a sound
    /// a voice note.
    ///
    /// # Errors
    ///
    /// [`LimitError`]: the caption is too long, or something does not go with this kind of file.
    pub fn media(
        kind: MediaKind,
        file: &File,
        caption: Option<&str>,
        filename: Option<&str>,
        voice: bool,
    ) -> Result<Self, LimitError> {
        let captioned = !matches!(kind, MediaKind::Audio | MediaKind::Sticker);
        require(captioned || caption.is_none(), "a caption")?;
        require(kind == MediaKind::Document || filename.is_none(), "a file name")?;
        require(kind == MediaKind::Audio || !voice, "a voice note")?;
        let mut object = file.object()?;
        if let Some(caption) = limits::optional("caption", caption, Limits::CAPTION)? {
            object.insert("caption".to_owned(), caption.into());
        }
        if let Some(filename) = filename {
            object.insert("filename".to_owned(), filename.into());
        }
        if voice {
            object.insert("voice".to_owned(), true.into());
        }
        Ok(Self::new(kind.name(), object.into()))
    }

    /// A place, in degrees.
    ///
    /// # Errors
    ///
    /// [`LimitError::NotAllowed`] off the globe.
    pub fn location(latitude: f64, longitude: f64, name: &str, address: &str) -> Result<Self, LimitError> {
        let on_globe = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        require(on_globe, "a place off the globe")?;
        let value = json!({"latitude": latitude, "longitude": longitude, "name": name, "address": address});
        Ok(Self::new("location", value))
    }

    /// A reaction to a message of the customer's; `None` takes it back. Its only status is `sent`.
    ///
    /// # Errors
    ///
    /// [`LimitError::Empty`] without a message or with an empty emoji.
    pub fn reaction(message_id: &str, emoji: Option<&str>) -> Result<Self, LimitError> {
        let message_id = limits::text("message id", message_id, usize::MAX)?;
        let emoji = limits::optional("emoji", emoji, Limits::EMOJI)?.unwrap_or_default();
        Ok(Self::new("reaction", json!({"message_id": message_id, "emoji": emoji})))
    }
}

pub(super) fn require(fine: bool, what: &'static str) -> Result<(), LimitError> {
    fine.then_some(()).ok_or(LimitError::NotAllowed(what))
}
