//! One type per kind of id, so that a contact is never looked up as a conversation.

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::time::Timestamp;

/// A text that is no id of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct InvalidId;

macro_rules! uuid_id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id (UUID version 7, RFC 9562): sorts by `now`, unguessable by its 10 random bytes.
            pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
                let millis = u64::try_from(now.millis()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// The moment that it was made with: the first 48 bits of a UUID of version 7.
            pub fn made_at(&self) -> Timestamp {
                Timestamp::from_millis(i64::try_from(self.0.as_u128() >> 80).unwrap_or(i64::MAX))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
            }
        }
    )+};
}

uuid_id! {
    /// A business.
    TenantId,
    /// A person of the business's team: owner, admin or agent.
    MemberId,
    /// One way to reach the business: a WhatsApp number, an Instagram account, a Page, the website.
    ChannelId,
    /// A Meta app that a tenant brought.
    AppId,
    /// A customer, whatever channels they write on.
    ContactId,
    /// A message in a conversation, inbound or outbound.
    MessageId,
    /// A file of a conversation: a customer's, or one that staff send.
    FileId,
    /// One run of the agent over unanswered messages.
    TurnId,
    /// A thing that is sold.
    ProductId,
    /// An API token.
    TokenId,
}

/// A conversation: one contact on one channel.
///
/// Not random but a keyed hash of (channel, alias), so that a webhook finds its object without a look-up:
/// 32 lowercase hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ConversationId(String);

impl ConversationId {
    /// From the first 16 bytes of a keyed hash.
    pub fn from_hash(hash: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(hash)))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ConversationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for ConversationId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 32 && text.bytes().all(hex) { Ok(Self(text.to_owned())) } else { Err(InvalidId) }
    }
}

impl TryFrom<String> for ConversationId {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<ConversationId> for String {
    fn from(id: ConversationId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_survive_text() {
        let early = ContactId::new(Timestamp::from_millis(1_000), [9; 10]);
        let late = ContactId::new(Timestamp::from_millis(2_000), [0; 10]);
        assert!(early < late);
        assert_eq!(early.made_at(), Timestamp::from_millis(1_000));
        assert_eq!(early.to_string().parse(), Ok(early));
    }

    #[test]
    fn a_conversation_id_is_32_hex_digits() {
        let id = ConversationId::from_hash([0xab; 16]);
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_eq!("AB".repeat(16).parse::<ConversationId>(), Err(InvalidId));
        assert_eq!("ab/..".parse::<ConversationId>(), Err(InvalidId));
    }
}
