//! The uses of a data key that are not sealing. Each has an HKDF label, and with it a key, of its own.

/// What a keyed hash stands for. The same words under two labels have unrelated hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HashLabel {
    /// A contact's alias on a channel: phone number, BSUID, PSID, IGSID, username.
    Alias,
    /// The name of a conversation's object.
    Conversation,
    /// Ids that Meta gave: of messages, numbers, accounts.
    Provider,
    /// A member's or a contact's e-mail address.
    Email,
    /// A member's Idempotency-Key.
    Request,
    /// Where somebody calls from, for a limit.
    Caller,
    /// Who must not be written to again, kept after an erasure.
    Suppression,
}

impl HashLabel {
    pub(crate) const fn info(self) -> &'static str {
        match self {
            Self::Alias => "hash alias",
            Self::Conversation => "hash conversation",
            Self::Provider => "hash provider",
            Self::Email => "hash email",
            Self::Request => "hash request",
            Self::Caller => "hash caller",
            Self::Suppression => "hash suppression",
        }
    }
}

/// What a truncated signature vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignLabel {
    /// The callback data that rides on a Graph request and comes back with its statuses.
    Callback,
    /// A link in an e-mail or a message.
    Link,
    /// The token of a visitor of the website chat.
    WebChat,
}

impl SignLabel {
    pub(crate) const fn info(self) -> &'static str {
        match self {
            Self::Callback => "sign callback",
            Self::Link => "sign link",
            Self::WebChat => "sign web chat",
        }
    }
}
