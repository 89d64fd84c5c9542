//! The kinds of channel and of a person's identity on them.

use serde::{Deserialize, Serialize};

/// A way to reach the business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelKind {
    /// A WhatsApp Business number.
    WhatsApp,
    /// An Instagram professional account.
    Instagram,
    /// A Facebook Page.
    Messenger,
    /// The chat on the business's own site.
    Website,
}

impl ChannelKind {
    /// As stored and as in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsapp",
            Self::Instagram => "instagram",
            Self::Messenger => "messenger",
            Self::Website => "website",
        }
    }
}

/// What kind of name a person goes by. The order is the order of trust: the first one present names the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AliasKind {
    /// WhatsApp's business-scoped user id, which every event carries since April 2026.
    Bsuid,
    /// A phone number; may be absent, may change.
    Phone,
    /// Messenger's page-scoped id.
    Psid,
    /// Instagram's scoped id.
    Igsid,
    /// A website visitor's token.
    Visitor,
}

impl AliasKind {
    /// As stored and hashed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bsuid => "bsuid",
            Self::Phone => "phone",
            Self::Psid => "psid",
            Self::Igsid => "igsid",
            Self::Visitor => "visitor",
        }
    }

    /// The kind of channel on which a name of this kind is heard.
    pub const fn channel(self) -> ChannelKind {
        match self {
            Self::Bsuid | Self::Phone => ChannelKind::WhatsApp,
            Self::Psid => ChannelKind::Messenger,
            Self::Igsid => ChannelKind::Instagram,
            Self::Visitor => ChannelKind::Website,
        }
    }
}

/// A name that a person goes by on a channel. `Debug` does not tell it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alias {
    /// Its kind.
    pub kind: AliasKind,
    /// The identifier itself.
    pub value: String,
}

impl std::fmt::Debug for Alias {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:***", self.kind.as_str())
    }
}
