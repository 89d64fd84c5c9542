//! What can be asked of a conversation object.

mod compose;
mod live;
mod media;

use std::time::Duration;

use domain::channel::{Alias, ChannelKind};
use domain::consent::Choice;
use domain::delivery::DeliveryStatus;
use domain::ids::{ChannelId, ConversationId, MemberId, MessageId, TurnId};
use domain::time::Timestamp;
use meta::graph::templates::TemplateValues;
use meta::webhook::{Content, IdentityChange};
use serde::{Deserialize, Serialize};

use crate::call::{Call, Page};
use crate::tenant::protocol::{ConversationView, Profile};

mod dead_ends;
mod file_link;
mod identity;

pub use super::media::Kept;
pub use compose::{
    ButtonsDraft, Composed, LinkDraft, ListDraft, LocationDraft, MediaDraft, ReactionDraft, ReactionView,
    RequestDraft,
};
pub use domain::identity::Known;
pub use file_link::FileLink;
pub use live::{
    Follow, Followed, SeenByVisitor, VisitorFile, VisitorMessage, VisitorState, client_id_of,
    visitor_message_id,
};
pub use media::{BeginUpload, EndUpload, FetchMedia, FileSource, GetFile, MediaView};

pub use dead_ends::{DeadEnd, DismissDeadEnd, ListDeadEnds, ReplayDeadEnd};
pub use identity::{
    Adopt, Block, Close, MoveTo, Moving, MovingFile, MovingMessage, MovingStatus, MovingTurn, OptOut, heir_of,
};

/// What a channel brought for this conversation, in the order it came.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ingest {
    /// This conversation; an object that forwards passes it on as it is.
    pub conversation_id: ConversationId,
    /// The channel.
    pub channel_id: ChannelId,
    /// Its kind.
    pub channel_kind: ChannelKind,
    /// Who it is with.
    pub profile: Profile,
    /// What came.
    pub events: Vec<Inbound>,
    /// Names that the person gave up for others.
    #[serde(default)]
    pub changes: Vec<IdentityChange>,
    /// How often the channel brought it, as the next version counts; the version before does not say.
    #[cfg(feature = "churn")]
    #[serde(default = "once")]
    pub arrivals: u32,
}

#[cfg(feature = "churn")]
const fn once() -> u32 {
    1
}

impl Call for Ingest {
    const NAME: &'static str = "ingest";
    // What is not kept by then is parked in R2, so that Meta gets its answer.
    const LIMIT: Duration = Duration::from_secs(2);
    type Reply = Ingested;
}

/// What a batch came to.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Ingested {
    /// Kept for the first time.
    pub kept: u32,
    /// Known already.
    pub repeated: u32,
}

/// One thing that came.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inbound {
    /// The customer wrote.
    Message(IncomingMessage),
    /// A message that the business sent outside of this product: a person took over.
    Echo(IncomingMessage),
    /// How far a message of ours has come.
    Status(StatusReport),
    /// What the customer chose about marketing in the channel's own settings.
    Preference(Choice),
    /// How far the customer has come, in all that was sent until then or in what is named.
    Reached(Reached),
    /// Who may answer.
    Thread(ThreadNews),
}

impl Inbound {
    /// When somebody said something, by the channel's clock; `None` for a status.
    pub(crate) const fn said_at(&self) -> Option<Timestamp> {
        match self {
            Self::Message(message) | Self::Echo(message) => Some(message.at),
            Self::Status(_) | Self::Preference(_) | Self::Reached(_) | Self::Thread(_) => None,
        }
    }

    /// Whether it is about messages that were sent from here: nothing that a conversation begins with, and nothing to
    /// whoever has the channel next.
    pub(crate) const fn is_about_sends(&self) -> bool {
        matches!(self, Self::Status(_) | Self::Reached(_))
    }
}

/// A message as any channel brings it.
#[derive(Clone, Serialize, Deserialize)]
pub struct IncomingMessage {
    /// The channel's id of it.
    pub provider_id: String,
    /// When, by the channel's clock.
    pub at: Timestamp,
    /// What.
    pub content: Content,
    /// The channel's id of the message it answers.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// It answers a story of the business.
    #[serde(default)]
    pub on_story: bool,
    /// Another app answers the customer at the moment: it is kept, and not answered from here.
    #[serde(default)]
    pub elsewhere: bool,
}

impl IncomingMessage {
    /// A message that answers nothing in particular.
    pub const fn new(provider_id: String, at: Timestamp, content: Content) -> Self {
        Self { provider_id, at, content, reply_to: None, on_story: false, elsewhere: false }
    }
}

/// How far a customer has come, as Messenger and Instagram tell it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Reached {
    /// `delivered` or `read`.
    pub status: DeliveryStatus,
    /// Everything that was sent until then is covered.
    pub until: Option<Timestamp>,
    /// The channel's ids of messages that are named.
    pub provider_ids: Vec<String>,
}

/// Who may answer, as Messenger and Instagram tell it.
#[derive(Clone, Serialize, Deserialize)]
pub struct ThreadNews {
    /// We may; else another app.
    pub is_ours: bool,
    /// Since when, by the channel's clock.
    pub at: Timestamp,
}

/// How far a message of ours has come.
#[derive(Clone, Serialize, Deserialize)]
pub struct StatusReport {
    /// The channel's id of the message.
    pub provider_id: String,
    /// The row that our callback data named; its signature was checked.
    #[serde(default)]
    pub row: Option<i64>,
    /// How far.
    pub status: DeliveryStatus,
    /// Why it failed, as Meta's code.
    #[serde(default)]
    pub error_code: Option<i64>,
    /// When, by the channel's clock.
    pub at: Timestamp,
}

/// A part of the thread, latest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListMessages {
    /// Before this number of arrival.
    pub before: Option<i64>,
    /// At most this many.
    pub limit: u32,
}

impl Call for ListMessages {
    const NAME: &'static str = "list-messages";
    type Reply = Page<MessageView>;
}

/// A message as the API shows it.
#[derive(Clone, Serialize, Deserialize)]
pub struct MessageView {
    /// Its id.
    pub id: MessageId,
    /// `inbound` or `outbound`.
    pub direction: String,
    /// `customer`, `agent`, `member` or `system`.
    pub author: String,
    /// Such as `text`, `image`, `order`.
    pub kind: String,
    /// Its words, or in words what came instead of them.
    pub text: Option<String>,
    /// What there is to it besides words and files, by its kind.
    #[serde(default)]
    pub content: Option<serde_json::Value>,
    /// Its files.
    #[serde(default)]
    pub media: Vec<MediaView>,
    /// What is said in a voice note, as software heard it.
    #[serde(default)]
    pub transcript: Option<String>,
    /// The message of this conversation that it answers.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
    /// What the two sides have put under it.
    #[serde(default)]
    pub reactions: Vec<ReactionView>,
    /// `received` for what came in; how far it has come for what went out.
    pub status: String,
    /// Why it failed, as Meta's code.
    pub error_code: Option<i64>,
    /// When.
    pub at: Timestamp,
}

/// A member writes. Sent in this request, never behind a thinking model.
#[derive(Serialize, Deserialize)]
pub struct SendMessage {
    /// Who.
    pub member_id: MemberId,
    /// Asking twice with the same key sends once.
    pub idempotency_key: String,
    /// What.
    pub content: Composed,
    /// The message of this conversation that it answers.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
}

impl Call for SendMessage {
    const NAME: &'static str = "send-message";
    // A send takes as long as Meta does, and its file may have to be handed over first.
    const LIMIT: Duration = Duration::from_secs(70);
    type Reply = MessageView;
}

/// A member sends an approved template, in this request. The window may be closed, and stays so.
#[derive(Serialize, Deserialize)]
pub struct SendTemplate {
    /// Who.
    pub member_id: MemberId,
    /// Asking twice with the same key sends once.
    pub idempotency_key: String,
    /// The template's name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// What fills it.
    pub values: TemplateValues,
    /// The message of this conversation that it answers.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
}

impl Call for SendTemplate {
    const NAME: &'static str = "send-template";
    // A send takes as long as Meta does.
    const LIMIT: Duration = Duration::from_secs(40);
    type Reply = MessageView;
}

/// A person takes the conversation from the agent.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pause {
    /// Until when.
    pub until: Timestamp,
}

impl Call for Pause {
    const NAME: &'static str = "pause";
    type Reply = ConversationView;
}

/// The agent has it again.
#[derive(Debug, Serialize, Deserialize)]
pub struct Resume {}

impl Call for Resume {
    const NAME: &'static str = "resume";
    type Reply = ConversationView;
}

/// The matter is settled: the agent starts afresh with the next message.
#[derive(Debug, Serialize, Deserialize)]
pub struct Resolve {}

impl Call for Resolve {
    const NAME: &'static str = "resolve";
    type Reply = ConversationView;
}

/// Out of sight until then, or until the customer writes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Snooze {
    /// Until when.
    pub until: Timestamp,
}

impl Call for Snooze {
    const NAME: &'static str = "snooze";
    type Reply = ConversationView;
}

/// Erases the conversation with all that belongs to it; a conversation that is gone already is as good. What the
/// customer sent after `erased_at` is parked, to begin anew.
#[derive(Debug, Serialize, Deserialize)]
pub struct Erase {
    /// Up to when the customer asked to be erased.
    pub erased_at: Timestamp,
}

impl Call for Erase {
    const NAME: &'static str = "erase";
    type Reply = ();
}

/// Whatever is overdue is run, and the tenant told how the conversation stands.
#[derive(Debug, Serialize, Deserialize)]
pub struct Wake {}

impl Call for Wake {
    const NAME: &'static str = "wake";
    type Reply = ();
}

/// When Meta last reported on a message of this conversation.
#[derive(Debug, Serialize, Deserialize)]
pub struct LastStatus {}

impl Call for LastStatus {
    const NAME: &'static str = "last-status";
    type Reply = Option<Timestamp>;
}

/// Why it was, or was not, answered: latest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListTurns {
    /// Before this turn.
    pub before: Option<TurnId>,
    /// At most this many.
    pub limit: u32,
}

impl Call for ListTurns {
    const NAME: &'static str = "list-turns";
    type Reply = Page<TurnView>;
}

/// A turn as the API shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TurnView {
    /// Its id.
    pub id: TurnId,
    /// `thinking`, or how it ended: `answered`, `suggested`, `gated`, `superseded`, `handed_over`, `failed`.
    pub outcome: String,
    /// When it began.
    pub started_at: Timestamp,
    /// What happened in it.
    #[serde(flatten)]
    pub trace: Trace,
}

/// What happened in a turn. Sealed at rest, like the content it speaks of.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Trace {
    /// The messages it was about.
    pub message_ids: Vec<MessageId>,
    /// The gates that it passed, in order.
    pub gates: Vec<String>,
    /// Why it ended as it did, as a stable name.
    pub reason: Option<String>,
    /// The same as a sentence.
    pub explanation: Option<String>,
    /// `anthropic`, `openai` or `offline`.
    pub provider: Option<String>,
    /// The model, as the provider names it.
    pub model: Option<String>,
    /// The tools it used, in order.
    pub tools: Vec<String>,
    /// What it read and wrote.
    pub tokens: Tokens,
    /// Millionths of a US dollar; none: the model's price is not known.
    pub cost_microusd: Option<u64>,
    /// What writing down the voice notes cost that it was about, one by one.
    pub transcriptions: Vec<Transcribed>,
    /// How long its parts took.
    pub timings: Timings,
    /// What it would have said, where the agent only suggests.
    pub suggestion: Option<String>,
}

impl Trace {
    /// What its messages cost before the model read them, in millionths of a US dollar, as far as it is known.
    pub(crate) fn heard_microusd(&self) -> u64 {
        self.transcriptions.iter().filter_map(|one| one.cost_microusd).fold(0, u64::saturating_add)
    }
}

/// What a model read and wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// Read.
    pub input: u64,
    /// Written.
    pub output: u64,
}

/// What writing down a voice note cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Transcribed {
    /// The model, as it was asked for.
    pub model: String,
    /// How long the sound is, if the model is billed by the time.
    pub seconds: Option<u64>,
    /// What the model read and wrote, if it is billed by that.
    pub tokens: Tokens,
    /// Millionths of a US dollar; none: the model's price is not known.
    pub cost_microusd: Option<u64>,
}

/// How long the parts of a turn took, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timings {
    /// From the first unanswered message to the start.
    pub waited_ms: u64,
    /// The model, all rounds together.
    pub model_ms: u64,
    /// From the start to the answer's commit.
    pub total_ms: u64,
}

/// Where a message of ours is found again: what [`meta`] carries as callback data, once its signature was checked.
pub fn callback_data(key: &vault::DataKey, conversation: &ConversationId, row: i64) -> String {
    let row = row.to_string();
    let mac = key.sign(vault::SignLabel::Callback, &[conversation.as_str(), &row]);
    format!("v1.{conversation}.{row}.{:032x}", u128::from_be_bytes(mac))
}

/// Reads callback data; `None` if it is not ours or was tampered with.
pub fn parse_callback_data(key: &vault::DataKey, text: &str) -> Option<(ConversationId, i64)> {
    let mut parts = text.split('.');
    let (version, conversation, row) = (parts.next()?, parts.next()?, parts.next()?);
    let conversation: ConversationId = conversation.parse().ok()?;
    let row = row.parse().ok()?;
    let expected = callback_data(key, &conversation, row);
    (version == "v1" && vault::same(expected.as_bytes(), text.as_bytes())).then_some((conversation, row))
}

/// The names a person goes by, in the order of trust; the first one names their conversation.
pub fn ordered(mut aliases: Vec<Alias>) -> Vec<Alias> {
    aliases.sort();
    aliases.dedup();
    aliases
}
