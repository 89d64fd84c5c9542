//! The conversation's own row, and its messages.

mod message;
mod sealed;

use std::rc::Rc;

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

pub(super) use message::{Inserted, MessageRow, NewMessage, Stored, Tail};
pub(super) use sealed::provider_key;

/// The kind that a row shows as which does not open.
pub(super) const UNREADABLE: &str = "unreadable";

/// The conversation's own row as JSON, as [`Standing`] reads it.
const STANDING: &str = "SELECT json_object(
    'contact_id', contact_id, 'channel_id', channel_id, 'channel_kind', channel_kind, 'person', hex(person),
    'moved_to', moved_to, 'state', state, 'epoch', epoch, 'agent_on', agent_on, 'answered_seq', answered_seq,
    'context_seq', context_seq, 'paused_until', paused_until, 'window_closes_at', window_closes_at,
    'last_message_at', last_message_at, 'unreported_cost', unreported_cost, 'disclosed_at', disclosed_at,
    'profile', iif(profile IS NULL, NULL, hex(profile)), 'blocked', blocked, 'closed_at', closed_at,
    'erasing', erasing, 'erased_at', erased_at, 'other_app', other_app, 'thread_at', thread_at) AS json
    FROM conversation WHERE id = 1";

/// What is sealed, in hexadecimal digits. Most of those who read the row do not open it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(super) struct Sealed(String);

impl Sealed {
    /// As it is opened.
    ///
    /// # Errors
    /// If it is not what SQLite wrote.
    pub fn bytes(&self) -> Result<Vec<u8>, PlatformError> {
        hex::decode(&self.0).map_err(|_| PlatformError::Unreadable { operation: "sealed column" })
    }
}

/// The conversation's own row.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Standing {
    pub contact_id: ContactId,
    pub channel_id: ChannelId,
    pub channel_kind: ChannelKind,
    pub person: Sealed,
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
    pub profile: Option<Sealed>,
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
    pub(super) fn standing(&self) -> Result<Option<Rc<Standing>>, PlatformError> {
        if self.core.is_blank() {
            return Ok(None);
        }
        let sql = &self.core.sql;
        self.standing.get(sql, || Ok(sql.json(STANDING, vec![])?.map(Rc::new)))
    }

    /// The names the person goes by.
    pub(super) fn person(&self, owner: &Owner, standing: &Standing) -> Result<Vec<Alias>, ObjectError> {
        self.open_json(owner, Purpose::Contact, "1", "person", &standing.person.bytes()?)
    }

    pub(super) fn seal_person(&self, owner: &Owner, aliases: &[Alias]) -> Result<Vec<u8>, ObjectError> {
        self.seal_json(owner, Purpose::Contact, "1", "person", &aliases)
    }
}
