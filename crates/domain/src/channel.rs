//! The kinds of channel and of a person's identity on them.

use serde::{Deserialize, Serialize};

use crate::pacing::PairPace;
use crate::split::Limit;
use crate::window::WindowRule;

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

/// What a kind of channel allows and asks for. How it is said on the wire is not here but in its wire module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelRules {
    /// The longest text of one message.
    pub text: Limit,
    /// When the business may write what it likes.
    pub window: WindowRule,
    /// How fast it may write to one person; none: as fast as it likes.
    pub pace: Option<PairPace>,
    /// How it is found out what became of a send whose answer was lost.
    pub doubt: Doubt,
    /// Whether the channel has to be asked what a person is called: its messages carry no name.
    pub asks_profile: bool,
    /// Whether several apps may share a person's thread, one of which answers at a time.
    pub has_threads: bool,
    /// How a person who writes here is known; none: by several names, which the events tell apart.
    pub alias: Option<AliasKind>,
}

/// How it is found out what became of a send whose answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Its statuses carry our callback data; silence while others are reported on means that it was not taken.
    Statuses,
    /// The channel is asked what it has of this conversation.
    Ask,
    /// There is none: the channel is ours.
    Never,
}

impl ChannelKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::WhatsApp, Self::Instagram, Self::Messenger, Self::Website];

    /// What it allows and asks for. Limits and windows as Meta's pages had them in November 2026.
    pub const fn rules(self) -> ChannelRules {
        match self {
            Self::WhatsApp => ChannelRules {
                text: Limit::Chars(4_096),
                window: WindowRule::Service,
                pace: Some(PairPace::WHATSAPP),
                doubt: Doubt::Statuses,
                asks_profile: false,
                has_threads: false,
                alias: None,
            },
            Self::Instagram => ChannelRules {
                text: Limit::Bytes(1_000),
                window: WindowRule::ServiceThenHuman,
                pace: None,
                doubt: Doubt::Ask,
                asks_profile: true,
                has_threads: true,
                alias: Some(AliasKind::Igsid),
            },
            Self::Messenger => ChannelRules {
                text: Limit::Chars(2_000),
                window: WindowRule::ServiceThenHuman,
                pace: None,
                doubt: Doubt::Ask,
                asks_profile: true,
                has_threads: true,
                alias: Some(AliasKind::Psid),
            },
            Self::Website => ChannelRules {
                text: Limit::Chars(4_096),
                window: WindowRule::Always,
                pace: None,
                doubt: Doubt::Never,
                asks_profile: false,
                has_threads: false,
                alias: Some(AliasKind::Visitor),
            },
        }
    }

    /// As stored and as in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WhatsApp => "whatsapp",
            Self::Instagram => "instagram",
            Self::Messenger => "messenger",
            Self::Website => "website",
        }
    }

    /// As people call it, in a sentence.
    pub const fn title(self) -> &'static str {
        match self {
            Self::WhatsApp => "WhatsApp",
            Self::Instagram => "Instagram",
            Self::Messenger => "Messenger",
            Self::Website => "the website",
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
