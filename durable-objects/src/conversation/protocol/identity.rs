//! What can be asked of a conversation about whom it is with, and whether it goes on.

use domain::channel::{Alias, AliasKind};
use domain::identity::Known;
use domain::ids::{ChannelId, ConversationId, FileId, MessageId, TurnId};
use domain::merge;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Inbound, Ingest, Trace};
use crate::call::Call;
use crate::tenant::protocol::conversation_id;

/// Staff blocked the person, or no longer do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Block {
    /// Whether the agent leaves them unanswered.
    pub blocked: bool,
}

impl Call for Block {
    const NAME: &'static str = "block";
    type Reply = ();
}

/// The person said no in another of their conversations: nothing that the business begins is to leave here.
#[derive(Debug, Serialize, Deserialize)]
pub struct OptOut {}

impl Call for OptOut {
    const NAME: &'static str = "opt-out";
    type Reply = ();
}

/// The business disconnected the channel: nothing is taken in any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct Close {}

impl Call for Close {
    const NAME: &'static str = "close";
    type Reply = ();
}

/// An older conversation has this person too: hand everything over to it, and forward from now on.
#[derive(Debug, Serialize, Deserialize)]
pub struct MoveTo {
    /// The older one.
    pub home: ConversationId,
}

impl Call for MoveTo {
    const NAME: &'static str = "move-to";
    type Reply = ();
}

/// A part of what a younger conversation hands over. It may be repeated: what is here already is recognised.
#[derive(Serialize, Deserialize)]
pub struct Adopt {
    /// The younger one.
    pub from: ConversationId,
    /// How it stood when it began to move.
    pub standing: Moving,
    /// Messages, in their order of arrival.
    pub messages: Vec<MovingMessage>,
    /// The files of these messages. Their bytes stay where they are.
    #[serde(default)]
    pub files: Vec<MovingFile>,
    /// Turns.
    pub turns: Vec<MovingTurn>,
    /// Statuses that came before the answers to their sends.
    pub early_statuses: Vec<MovingStatus>,
}

impl Call for Adopt {
    const NAME: &'static str = "adopt";
    type Reply = ();
}

/// How a conversation stood when it began to move.
#[derive(Clone, Serialize, Deserialize)]
pub struct Moving {
    /// `open`, `waiting`, `snoozed` or `resolved`.
    pub state: String,
    /// Until when a person has it.
    pub paused_until: Option<Timestamp>,
    /// Until when a free-form reply may be sent.
    pub window_closes_at: Option<Timestamp>,
    /// When anybody last wrote.
    pub last_message_at: Timestamp,
    /// When the agent last said what it is.
    pub disclosed_at: Option<Timestamp>,
    /// The names of its person.
    pub aliases: Vec<Alias>,
    /// What else it knew of them.
    pub known: Known,
}

impl Moving {
    /// What of it is joined with the home's.
    pub(crate) fn standing(&self) -> merge::Standing {
        merge::Standing {
            state: self.state.parse().unwrap_or_default(),
            window_closes_at: self.window_closes_at,
            paused_until: self.paused_until,
            last_message_at: self.last_message_at,
            disclosed_at: self.disclosed_at,
        }
    }
}

/// A message that moves. Its content is opened where it was and sealed anew where it goes.
#[derive(Serialize, Deserialize)]
pub struct MovingMessage {
    /// Its numbers of arrival, by conversation: where it is handed over from, and where it was before.
    pub origins: Vec<(ConversationId, i64)>,
    /// Its id, which it keeps.
    pub id: MessageId,
    /// `inbound` or `outbound`.
    pub direction: String,
    /// Who wrote it.
    pub author: String,
    /// What it is.
    pub kind: String,
    /// What it says, as it is stored; null if it no longer opened.
    pub content: serde_json::Value,
    /// The keyed hash of the channel's id of it.
    #[serde(with = "serde_bytes")]
    pub provider_key: Option<Vec<u8>>,
    /// The same of the message that it changes.
    #[serde(with = "serde_bytes")]
    pub about_key: Option<Vec<u8>>,
    /// How far it has come.
    pub status: String,
    /// When Meta last reported on it.
    pub status_at: Option<Timestamp>,
    /// Why it failed.
    pub error_code: Option<i64>,
    /// How often it was sent.
    pub attempt: i64,
    /// How often nobody could say what became of that.
    #[serde(default)]
    pub doubts: i64,
    /// When.
    pub at: Timestamp,
    /// When it was last handed to Meta.
    pub sent_at: Option<Timestamp>,
    /// 0: it waits for its turn; 1: it had its turn; 2: its matter was resolved.
    pub past: i64,
    /// The keyed hash of the request that asked for it.
    #[serde(with = "serde_bytes")]
    pub request: Option<Vec<u8>>,
}

/// A file's row that moves.
#[derive(Serialize, Deserialize)]
pub struct MovingFile {
    /// Its id, which it keeps.
    pub id: FileId,
    /// The number of its message where it comes from.
    pub seq: i64,
    /// Which of the message's files it is.
    pub part: i64,
    /// The conversation under whose name the bytes are.
    pub home: ConversationId,
    /// `wanted`, `stored`, `failed` or `gone`.
    pub state: String,
    /// Such as `image`.
    pub kind: String,
    /// As it was found to be.
    pub mime_type: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// Why it failed or is gone.
    pub reason: Option<String>,
    /// What becomes of a sound as words.
    pub words: Option<String>,
    /// Tries.
    pub attempt: i64,
    /// When it is fetched, heard or deleted next.
    pub due_at: Option<Timestamp>,
    /// When it came.
    pub at: Timestamp,
}

/// A turn that moves.
#[derive(Serialize, Deserialize)]
pub struct MovingTurn {
    /// Its id, which it keeps.
    pub id: TurnId,
    /// How it ended.
    pub outcome: String,
    /// When it began.
    pub started_at: Timestamp,
    /// What happened in it.
    pub trace: Trace,
}

/// A status that moves.
#[derive(Serialize, Deserialize)]
pub struct MovingStatus {
    /// The keyed hash of the channel's id of its message.
    #[serde(with = "serde_bytes")]
    pub provider_key: Vec<u8>,
    /// How far.
    pub status: String,
    /// Why it failed.
    pub error_code: Option<i64>,
    /// When it came: moving does not prolong its life.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

impl Ingest {
    /// The name that the batch was addressed by: the one that its person gave up, if that is what it tells.
    pub fn addressee(&self) -> Option<&Alias> {
        let previous = self.changes.first().and_then(|change| change.previous.first());
        previous.or_else(|| self.profile.aliases.first())
    }

    /// The same for whoever has the channel now. What is about messages of the former owner stays behind.
    #[must_use]
    pub fn readdressed(&self, key: &vault::DataKey, channel_id: ChannelId) -> Option<Self> {
        let Alias { kind, value } = self.addressee()?;
        let is_said = |event: &&Inbound| !event.is_about_sends();
        let events: Vec<Inbound> = self.events.iter().filter(is_said).cloned().collect();
        let conversation_id = conversation_id(key, channel_id, *kind, value);
        Some(Self { conversation_id, channel_id, events, ..self.clone() })
    }

    /// How many things it brings.
    pub fn size(&self) -> u32 {
        u32::try_from(self.events.len().saturating_add(self.changes.len())).unwrap_or(u32::MAX)
    }
}

/// The conversation of whoever has a number after its former owner gave it up then, and has no other name.
pub fn heir_of(
    key: &vault::DataKey,
    channel: ChannelId,
    number: &str,
    given_up: Timestamp,
) -> ConversationId {
    conversation_id(key, channel, AliasKind::Phone, &format!("{number}/{}", given_up.millis()))
}
