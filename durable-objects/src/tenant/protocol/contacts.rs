//! What can be asked about people: who somebody is, and what staff see and decide of them.

use domain::channel::{Alias, ChannelKind};
use domain::consent::Consent;
use domain::details::Details;
use domain::ids::{ChannelId, ContactId, ConversationId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call::{Call, Page};

/// Who somebody is, as their channel tells.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name they gave themselves.
    pub name: Option<String>,
    /// Their username.
    pub username: Option<String>,
    /// Every identifier known, to send to and to show to staff.
    #[serde(default)]
    pub aliases: Vec<Alias>,
}

/// A conversation that is about to take its first message asks who it is with.
#[derive(Serialize, Deserialize)]
pub struct Admit {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Its channel.
    pub channel_id: ChannelId,
    /// The channel's kind.
    pub channel_kind: ChannelKind,
    /// Who writes.
    pub profile: Profile,
    /// When.
    pub at: Timestamp,
    /// The latest thing that it brings, by the channel's clock: who was erased after that does not come back by it.
    #[serde(default)]
    pub newest_at: Option<Timestamp>,
}
call!(Admit, "admit" => Admission);

/// What the tenant knows of a newcomer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Admission {
    /// The contact, new or known.
    pub contact_id: ContactId,
    /// The conversation that has this person already under another name; the newcomer then only forwards to it.
    pub moved_to: Option<ConversationId>,
    /// Whether the agent answers at once, so that the customer may see typing.
    pub agent_on: bool,
    /// This person was erased: what they sent up to then is not to be kept.
    #[serde(default)]
    pub erased_at: Option<Timestamp>,
    /// Everything the newcomer brings is of before the erasure: nothing begins, and nothing was written.
    #[serde(default)]
    pub is_refused: bool,
    /// Staff blocked the person.
    #[serde(default)]
    pub blocked: bool,
    /// Conversations that turned out to be this person's too, and have not heard that they move yet.
    #[serde(default)]
    pub movers: Vec<ConversationId>,
}

/// A conversation tells the names that its person goes by from now on. It may be repeated.
#[derive(Serialize, Deserialize)]
pub struct Learn {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Its channel.
    pub channel_id: ChannelId,
    /// Who they are now.
    pub profile: Profile,
    /// The names that the channel said they gave up.
    pub left: Vec<Alias>,
    /// When.
    pub at: Timestamp,
}
call!(Learn, "learn" => Learned);

/// Whose names they are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Learned {
    /// The contact.
    pub contact_id: ContactId,
    /// The conversation that has all of this person on the channel: the one that asked, or an older one.
    pub home: ConversationId,
    /// Younger ones of the same person, which have not heard that they move to `home` yet.
    pub movers: Vec<ConversationId>,
}

/// The conversation that somebody's names lead to; none: nobody known. Creates nothing.
#[derive(Serialize, Deserialize)]
pub struct FindHome {
    /// The channel.
    pub channel_id: ChannelId,
    /// The names.
    pub aliases: Vec<Alias>,
}
call!(FindHome, "find-home" => Option<ConversationId>);

/// A conversation has handed all it had to its home.
#[derive(Debug, Serialize, Deserialize)]
pub struct HandedOver {
    /// The one that only forwards from now on.
    pub conversation_id: ConversationId,
}
call!(HandedOver, "handed-over" => ());

/// A contact as staff see it.
#[derive(Clone, Serialize, Deserialize)]
pub struct ContactView {
    /// Its id.
    pub id: ContactId,
    /// What staff call them, else what they call themselves.
    pub name: Option<String>,
    /// Their username.
    pub username: Option<String>,
    /// How they can be reached elsewhere, as they left it in the website's chat.
    #[serde(default)]
    pub details: Details,
    /// The names they go by.
    pub aliases: Vec<Alias>,
    /// Whether the agent leaves them unanswered.
    pub blocked: bool,
    /// What they said about being written to first.
    #[serde(default)]
    pub marketing: Consent,
    /// Their conversations, on all channels.
    pub conversations: Vec<ConversationId>,
    /// The channels of these conversations.
    #[serde(default)]
    pub channels: Vec<ChannelId>,
    /// When they first wrote.
    pub created_at: Timestamp,
}

/// A part of the contacts, latest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListContacts {
    /// Before this one.
    pub before: Option<ContactId>,
    /// At most this many.
    pub limit: u32,
}
call!(ListContacts, "list-contacts" => Page<ContactView>);

/// One contact.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetContact {
    /// Which.
    pub id: ContactId,
}
call!(GetContact, "get-contact" => ContactView);

/// Staff change what they decide about a contact.
#[derive(Serialize, Deserialize)]
pub struct PatchContact {
    /// Which.
    pub id: ContactId,
    /// What changes, as the API takes it.
    pub patch: serde_json::Value,
}
call!(PatchContact, "patch-contact" => ContactView);

/// Staff say that two contacts are one person. Asked again, it tells the same.
#[derive(Debug, Serialize, Deserialize)]
pub struct JoinContacts {
    /// The one that stays.
    pub id: ContactId,
    /// The one that becomes part of it.
    pub other: ContactId,
}
call!(JoinContacts, "join-contacts" => Joined);

/// Staff say that one of a contact's conversations is somebody else's: it gets a contact of its own, with its names.
/// Asked again, it tells the same.
#[derive(Debug, Serialize, Deserialize)]
pub struct SplitContact {
    /// The contact.
    pub id: ContactId,
    /// The conversation.
    pub conversation_id: ConversationId,
}
call!(SplitContact, "split-contact" => Joined);

/// A contact after it was joined, or taken out of another one.
#[derive(Serialize, Deserialize)]
pub struct Joined {
    /// The contact.
    pub contact: ContactView,
    /// Conversations that have not asked yet whose they are now. The sweep wakes those that nobody else does.
    pub unaware: Vec<ConversationId>,
}
/// Somebody leaves word in the website's chat how they can be reached elsewhere. What they left before and do not
/// mention stays.
#[derive(Serialize, Deserialize)]
pub struct LeaveDetails {
    /// Their conversation.
    pub conversation_id: ConversationId,
    /// What they left.
    pub details: Details,
}
call!(LeaveDetails, "leave-details" => Details);
