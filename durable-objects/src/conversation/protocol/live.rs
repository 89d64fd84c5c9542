//! The website chat, as its visitor follows it.

use domain::ids::{FileId, MessageId};
use serde::{Deserialize, Serialize};

use super::MediaView;
use crate::call::Call;

/// What a visitor has not seen yet, oldest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct Follow {
    /// The cursor of the last answer; 0: from the beginning; negative: so many of the latest.
    pub after: i64,
    /// At most this many messages.
    pub limit: u32,
}

impl Call for Follow {
    const NAME: &'static str = "follow";
    type Reply = Followed;
}

/// A part of the thread as the visitor sees it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Followed {
    /// In the order of the thread.
    pub messages: Vec<VisitorMessage>,
    /// To be sent back as `after`. What comes later has a higher one, so nothing is missed and nothing seen twice.
    pub cursor: i64,
    /// How the conversation stands.
    pub state: VisitorState,
    /// There is more after this already.
    pub more: bool,
}

/// How a conversation stands, as far as it concerns the visitor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitorState {
    /// A person of the shop has taken over.
    pub person: bool,
    /// The visitor's messages up to this cursor were dealt with.
    pub seen: i64,
}

/// A message as the visitor sees it: no member's name, no reason, nothing of the channel's.
#[derive(Clone, Serialize, Deserialize)]
pub struct VisitorMessage {
    /// Its place in the thread.
    pub seq: i64,
    /// Its id.
    pub id: MessageId,
    /// The id that the visitor's browser gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// `you`, `agent`, `person` or `shop`.
    pub from: String,
    /// Such as `text`, `image`, `interactive`, `reaction`.
    pub kind: String,
    /// Its words; of a reaction the emoji, none: it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What there is to it besides words and files, by its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<serde_json::Value>,
    /// Its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<VisitorFile>,
    /// The message that it answers, or that a reaction is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<MessageId>,
    /// When, RFC 3339.
    pub at: String,
}

/// A file as the visitor sees it.
#[derive(Clone, Serialize, Deserialize)]
pub struct VisitorFile {
    /// Its id.
    pub id: FileId,
    /// `image`, `video`, `audio`, `document` or `sticker`.
    pub kind: String,
    /// As its sender declared it.
    pub mime_type: Option<String>,
    /// In bytes.
    pub size: Option<u64>,
    /// What its sender called it.
    pub filename: Option<String>,
    /// `stored`, or why it is not to be had: `wanted`, `failed`, `gone`.
    pub state: String,
}

impl From<MediaView> for VisitorFile {
    fn from(view: MediaView) -> Self {
        let MediaView { id, kind, mime_type, size, filename, state, reason: _ } = view;
        Self { id, kind, mime_type, size, filename, state }
    }
}

/// The visitor has seen the thread up to here.
#[derive(Debug, Serialize, Deserialize)]
pub struct SeenByVisitor {
    /// The cursor of what was shown.
    pub cursor: i64,
}

impl Call for SeenByVisitor {
    const NAME: &'static str = "seen-by-visitor";
    type Reply = ();
}

/// The website's id of a message: it is the one that the visitor's browser gave it, so that sending twice keeps once.
pub fn visitor_message_id(client_id: &str) -> String {
    format!("{VISITOR}{client_id}")
}

/// Reads back what [`visitor_message_id`] wrote.
pub fn client_id_of(provider_id: &str) -> Option<String> {
    provider_id.strip_prefix(VISITOR).map(str::to_owned)
}

const VISITOR: &str = "web.";
