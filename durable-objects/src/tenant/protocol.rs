//! What can be asked of a tenant object.

use domain::catalog::{Product, StockedProduct};
use domain::channel::{Alias, AliasKind};
use domain::ids::{ChannelId, ContactId, ConversationId, ProductId};
use domain::settings::{Provider, Settings, Transcription};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call::{Call, Page};

/// Ties a question to its answer.
macro_rules! call {
    ($question:ty, $name:literal => $reply:ty) => {
        impl Call for $question {
            const NAME: &'static str = $name;
            type Reply = $reply;
        }
    };
}
pub(crate) use call;

mod accounts;
mod comments;
mod templates;

pub use accounts::{
    AccountEvent, AccountNews, ForgetChannel, GetNumbers, HealthNote, NoteConnected, NumberView,
    SetThroughput, TemplateNews,
};
pub use comments::{
    CommentEvent, CommentFacts, CommentKind, CommentPlace, CommentView, DeleteComment, GetCommentPlace,
    ListComments, TakeComments, parked_author, parked_comments,
};
pub use templates::{
    FailedSync, ForgetTemplate, GetFailedSyncs, GetTemplates, ListTemplates, PrepareTemplate,
    PreparedTemplate, PutTemplate, SyncTemplates, Synced, TemplateView, WantSync,
};

mod contacts;
mod media;

pub use media::{GetMediaUse, MediaRoom, MediaUse};

pub use contacts::{
    Admission, Admit, ContactView, FindHome, GetContact, HandedOver, JoinContacts, Joined, Learn, Learned,
    LeaveDetails, ListContacts, PatchContact, Profile, SplitContact,
};

/// A business signed up: its first settings.
#[derive(Debug, Serialize, Deserialize)]
pub struct Found {
    /// Its name.
    pub company: String,
    /// ISO 3166-1 alpha-2; gives the first currency and time zone.
    pub country: String,
    /// What it does.
    pub business_type: String,
}
call!(Found, "found" => SettingsView);

/// The settings in force.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetSettings {}
call!(GetSettings, "get-settings" => SettingsView);

/// Changes settings; all or none.
#[derive(Debug, Serialize, Deserialize)]
pub struct PatchSettings {
    /// What changes, as the API takes it; read where it is applied, so that a refusal names the field.
    pub patch: serde_json::Value,
    /// A new key for the model provider; empty: forget it.
    pub llm_key: Option<String>,
}
call!(PatchSettings, "patch-settings" => SettingsView);

/// Settings as the API shows them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettingsView {
    /// The settings.
    pub settings: Settings,
    /// Whether the tenant brought a key; the key itself is never read back.
    pub llm_key_set: bool,
}

/// A part of the catalog, in order of creation.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListProducts {
    /// After this product.
    pub after: Option<ProductId>,
    /// At most this many.
    pub limit: u32,
}
call!(ListProducts, "list-products" => Page<StockedProduct>);

/// One product, with its floor price: for owners.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetProduct {
    /// Which.
    pub id: ProductId,
}
call!(GetProduct, "get-product" => StockedProduct);

/// Products as customers may know them, without floors. What is not in the catalog is not in the answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct ShowProducts {
    /// Which, in this order.
    pub ids: Vec<ProductId>,
}
call!(ShowProducts, "show-products" => Vec<Product>);

/// Adds a product.
#[derive(Debug, Serialize, Deserialize)]
pub struct CreateProduct {
    /// As given.
    pub product: serde_json::Value,
}
call!(CreateProduct, "create-product" => StockedProduct);

/// Changes a product.
#[derive(Debug, Serialize, Deserialize)]
pub struct PatchProduct {
    /// Which.
    pub id: ProductId,
    /// What changes.
    pub patch: serde_json::Value,
}
call!(PatchProduct, "patch-product" => StockedProduct);

/// Removes a product.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeleteProduct {
    /// Which.
    pub id: ProductId,
}
call!(DeleteProduct, "delete-product" => ());

/// What a turn needs to begin, in one call.
#[derive(Debug, Serialize, Deserialize)]
pub struct OpenTurn {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Its channel; none from a version that did not tell.
    #[serde(default)]
    pub channel_id: Option<ChannelId>,
    /// Its contact.
    pub contact_id: ContactId,
    /// The customer's unanswered words, to look for in the catalog.
    pub words: String,
    /// Now.
    pub now: Timestamp,
    /// What the conversation's turn before this one cost, in millionths of a US dollar: told here, where a row is
    /// written anyway.
    #[serde(default)]
    pub cost_before: i64,
}
call!(OpenTurn, "open-turn" => Brief);

/// What a turn begins with.
#[derive(Serialize, Deserialize)]
pub struct Brief {
    /// The settings in force.
    pub settings: Settings,
    /// The tenant's own key for its provider, sealed.
    #[serde(with = "serde_bytes")]
    pub llm_key: Option<Vec<u8>>,
    /// What matches the customer's words, best first; the first of the catalog if nothing does and `matched` is false.
    pub products: Vec<Product>,
    /// Whether `products` match the words.
    pub matched: bool,
    /// How many products there are.
    pub total_products: u32,
    /// Turns begun today before this one.
    pub turns_before: u32,
    /// What models cost today before this turn, in millionths of a US dollar.
    #[serde(default)]
    pub cost_before: u64,
    /// Staff blocked the person: what they write is kept and not answered.
    #[serde(default)]
    pub blocked: bool,
    /// Meta keeps the number from answering.
    #[serde(default)]
    pub restricted: bool,
    /// When the answer may leave, if not at once: the number sends so much now.
    #[serde(default)]
    pub send_not_before: Option<Timestamp>,
}

/// Who writes voice notes down for this business.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetTranscription {}
call!(GetTranscription, "get-transcription" => TranscriptionBrief);

/// Who writes voice notes down for this business.
#[derive(Serialize, Deserialize)]
pub struct TranscriptionBrief {
    /// The settings in force.
    pub transcription: Transcription,
    /// Whose wire the tenant's own key is for.
    pub provider: Provider,
    /// The tenant's own key, sealed.
    #[serde(with = "serde_bytes")]
    pub llm_key: Option<Vec<u8>>,
}

/// Looks into the catalog for the model.
#[derive(Debug, Serialize, Deserialize)]
pub struct SearchProducts {
    /// In the customer's or the model's words.
    pub words: String,
}
call!(SearchProducts, "search-products" => Vec<Product>);

/// A conversation tells how it stands; the latest word wins, so it may be repeated.
#[derive(Debug, Serialize, Deserialize)]
pub struct Report {
    /// How it stands.
    pub conversation: ConversationView,
    /// When its alarm is due.
    pub next_due: Option<Timestamp>,
    /// Jobs and sends that were given up and wait for staff.
    #[serde(default)]
    pub dead_ends: u32,
    /// Since when the oldest of them.
    #[serde(default)]
    pub dead_since: Option<Timestamp>,
    /// Greater than that of every earlier word; 0: of a version that has no numbers.
    #[serde(default)]
    pub revision: i64,
}
// The number of a later word that came before this one, and holds.
call!(Report, "report" => Option<i64>);

/// A conversation in the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationView {
    /// Its id.
    pub id: ConversationId,
    /// With whom.
    pub contact_id: ContactId,
    /// On what.
    pub channel_id: ChannelId,
    /// `open`, `waiting`, `snoozed` or `resolved`.
    pub state: String,
    /// Until when a person has it.
    pub paused_until: Option<Timestamp>,
    /// Until when a free-form reply may be sent.
    pub window_closes_at: Option<Timestamp>,
    /// When anybody last wrote.
    pub last_message_at: Timestamp,
}

/// A part of the inbox, latest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListConversations {
    /// From the last part.
    pub cursor: Option<String>,
    /// At most this many.
    pub limit: u32,
}
call!(ListConversations, "list-conversations" => Page<ConversationView>);

/// One conversation of the inbox.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetConversation {
    /// Which.
    pub id: ConversationId,
}
call!(GetConversation, "get-conversation" => ConversationView);

/// The conversations of a channel with messages since then, latest first, a handful.
#[derive(Debug, Serialize, Deserialize)]
pub struct RecentConversations {
    /// The channel.
    pub channel_id: ChannelId,
    /// The moment.
    pub since: Timestamp,
}
call!(RecentConversations, "recent-conversations" => Vec<ConversationId>);

/// The business disconnects a channel. Answers with a part of its conversations, latest first, who are to be told.
#[derive(Debug, Serialize, Deserialize)]
pub struct CloseChannel {
    /// The channel.
    pub channel_id: ChannelId,
    /// From the last part.
    pub cursor: Option<String>,
    /// At most this many.
    pub limit: u32,
}
call!(CloseChannel, "close-channel" => Page<ConversationId>);

/// The conversations where something was given up.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConversationsWithDeadEnds {
    /// After this one.
    pub after: Option<ConversationId>,
    /// At most this many.
    pub limit: u32,
}
call!(ConversationsWithDeadEnds, "conversations-with-dead-ends" => Page<ConversationId>);

/// How much was given up before that moment and still waits for staff.
#[derive(Debug, Serialize, Deserialize)]
pub struct OverdueDeadEnds {
    /// The moment.
    pub before: Timestamp,
}
call!(OverdueDeadEnds, "overdue-dead-ends" => Overdue);

/// What waits too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overdue {
    /// In how many conversations.
    pub conversations: u32,
    /// Since when the oldest.
    pub since: Option<Timestamp>,
}

/// What an alias is found by: keyed, so the index tells nobody's number.
pub fn alias_hash(key: &vault::DataKey, alias: &Alias) -> [u8; 32] {
    key.hash(vault::HashLabel::Alias, &[alias.kind.as_str(), &alias.value])
}

/// The conversation that a person's most trusted name leads to.
pub fn conversation_id(
    key: &vault::DataKey,
    channel: ChannelId,
    kind: AliasKind,
    value: &str,
) -> ConversationId {
    let hash = key.hash(vault::HashLabel::Conversation, &[&channel.to_string(), kind.as_str(), value]);
    let mut id = [0; 16];
    id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    ConversationId::from_hash(id)
}
