//! The conversation's own row, and its messages.

mod message;
mod sealed;

use domain::channel::{Alias, ChannelKind};
use domain::ids::{ChannelId, ContactId, ConversationId};
use domain::merge;
use domain::time::Timestamp;
use domain::window::ServiceWindow;
use platform::PlatformError;
use serde::Deserialize;
use vault::Purpose;

use super::Conversation;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::ConversationView;

pub(super) use message::{Inserted, MessageRow, NewMessage, Stored};
pub(super) use sealed::provider_key;

/// The kind that a row shows as which does not open.
pub(super) const UNREADABLE: &str = "unreadable";

/// The conversation's own row.
#[derive(Debug, Deserialize)]
pub(super) struct Standing {
    pub contact_id: ContactId,
    pub channel_id: ChannelId,
    pub channel_kind: ChannelKind,
    #[serde(with = "serde_bytes")]
    pub person: Vec<u8>,
    pub moved_to: Option<ConversationId>,
    pub state: String,
    pub epoch: i64,
    pub agent_on: i64,
    pub answered_seq: i64,
    pub context_seq: i64,
    pub paused_until: Option<Timestamp>,
    pub window_closes_at: Option<Timestamp>,
    pub last_message_at: Timestamp,
    pub unreported_cost: i64,
    pub disclosed_at: Option<Timestamp>,
    #[serde(with = "serde_bytes")]
    pub profile: Option<Vec<u8>>,
    pub blocked: i64,
    pub closed_at: Option<Timestamp>,
    pub erasing: Option<Timestamp>,
    pub erased_at: Option<Timestamp>,
    pub other_app: i64,
    pub thread_at: Option<Timestamp>,
}

impl Standing {
    pub const fn window(&self) -> ServiceWindow {
        ServiceWindow { closes_at: self.window_closes_at }
    }

    /// What of it survives if it becomes part of another one.
    pub fn standing(&self) -> merge::Standing {
        merge::Standing {
            state: self.state.parse().unwrap_or_default(),
            window_closes_at: self.window_closes_at,
            paused_until: self.paused_until,
            last_message_at: self.last_message_at,
            disclosed_at: self.disclosed_at,
        }
    }

    pub fn view(&self, id: &ConversationId) -> ConversationView {
        ConversationView {
            id: id.clone(),
            contact_id: self.contact_id,
            channel_id: self.channel_id,
            state: self.state.clone(),
            paused_until: self.paused_until,
            window_closes_at: self.window_closes_at,
            last_message_at: self.last_message_at,
        }
    }
}

impl Conversation {
    /// The conversation's row; none before its first message and after its erasure.
    pub(super) fn standing(&self) -> Result<Option<Standing>, PlatformError> {
        if self.core.is_blank() {
            return Ok(None);
        }
        self.core.sql.first("SELECT * FROM conversation WHERE id = 1", vec![])
    }

    /// The names the person goes by.
    pub(super) fn person(&self, owner: &Owner, standing: &Standing) -> Result<Vec<Alias>, ObjectError> {
        self.open_json(owner, Purpose::Contact, "1", "person", &standing.person)
    }

    pub(super) fn seal_person(&self, owner: &Owner, aliases: &[Alias]) -> Result<Vec<u8>, ObjectError> {
        self.seal_json(owner, Purpose::Contact, "1", "person", &aliases)
    }
}
