//! What a member's message can be.

use domain::ids::{FileId, MessageId};
use domain::time::Timestamp;
use meta::graph::Body;
use meta::webhook::MediaKind;
use serde::{Deserialize, Serialize};

/// What a member's message can be.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Composed {
    /// As the channel gets it.
    Body(Body),
    /// A file that was stored here; Meta gets it when the message is sent.
    File {
        /// Which.
        file: FileId,
        /// What it is sent as.
        kind: MediaKind,
        /// The words below it.
        caption: Option<String>,
        /// What a document is called.
        filename: Option<String>,
        /// A sound is a voice note.
        voice: bool,
    },
    /// A reaction; the object knows what the channel calls the message.
    Reaction {
        /// To which message of this conversation.
        message_id: MessageId,
        /// None: take it back.
        emoji: Option<String>,
    },
}

impl From<Body> for Composed {
    fn from(body: Body) -> Self {
        Self::Body(body)
    }
}

/// A reaction as the API shows it, at the message that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionView {
    /// `customer`, `agent` or `member`.
    pub author: String,
    /// The emoji.
    pub emoji: String,
    /// When.
    pub at: Timestamp,
}
