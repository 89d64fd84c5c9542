//! What else happens in a chat.

use domain::time::Timestamp;

use super::{Echo, InboundMessage, Referral, Sender};
use crate::errors::MetaError;

/// How far a customer's device or eyes have come (Messenger, Instagram).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Watermark {
    /// Whose.
    pub customer: Sender,
    /// When this was reported.
    pub at: Option<Timestamp>,
    /// Everything sent until then is covered (Messenger).
    pub until: Option<Timestamp>,
    /// The messages that are named.
    pub message_ids: Vec<String>,
}

/// A reaction on Messenger or Instagram.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageReaction {
    /// Whose.
    pub customer: Sender,
    /// When.
    pub at: Timestamp,
    /// The message it is about.
    pub message_id: String,
    /// `None`: taken back.
    pub emoji: Option<String>,
}

/// A changed message on Messenger or Instagram; at most five times a message.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageEdit {
    /// Whose.
    pub customer: Sender,
    /// When.
    pub at: Timestamp,
    /// The message.
    pub message_id: String,
    /// What it says now.
    pub text: String,
    /// How often it was changed.
    pub edits: Option<u32>,
}

/// A message taken back on Messenger or Instagram.
#[derive(Clone, PartialEq, Eq)]
pub struct Unsend {
    /// The customer of the thread.
    pub customer: Sender,
    /// When.
    pub at: Timestamp,
    /// The message.
    pub message_id: String,
}

/// A customer opened an existing thread through a link or ad.
#[derive(Clone, PartialEq, Eq)]
pub struct ReferralOpened {
    /// Who.
    pub customer: Sender,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub referral: Referral,
}

/// A customer agreed to be written to.
#[derive(Clone, PartialEq, Eq)]
pub struct Optin {
    /// Who.
    pub customer: Sender,
    /// When.
    pub at: Timestamp,
    /// The parameter that we put behind the button.
    pub reference: Option<String>,
}

/// Who may answer a thread changes.
#[derive(Clone, PartialEq, Eq)]
pub struct ThreadControl {
    /// What changes.
    pub kind: ThreadControlKind,
    /// The customer of the thread.
    pub customer: Sender,
    /// When.
    pub at: Timestamp,
    /// The app that could answer before.
    pub previous_app_id: Option<String>,
    /// The app that can now, or that asks to.
    pub new_app_id: Option<String>,
    /// What the other app says about it.
    pub metadata: Option<String>,
}

/// The ways control of a thread changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreadControlKind {
    /// Given to an app.
    Pass,
    /// Taken by an app.
    Take,
    /// An app asks for it.
    Request,
    /// The roles of apps on the Page changed.
    Roles,
}

/// Messenger stops or warns a Page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyEnforcement {
    /// `warning`, `block` or `unblock`.
    pub action: Option<String>,
    /// Meta's text.
    pub reason: Option<String>,
}

/// A customer stops or resumes marketing on WhatsApp.
#[derive(Clone, PartialEq, Eq)]
pub struct UserPreference {
    /// Who.
    pub customer: Sender,
    /// When.
    pub at: Option<Timestamp>,
    /// `marketing_messages`.
    pub category: Option<String>,
    /// `stop`, `resume` or `signup`.
    pub value: Option<String>,
}

/// A customer's business-scoped id changed, usually with their number.
#[derive(Clone, PartialEq, Eq)]
pub struct UserIdUpdate {
    /// The number, where it is told.
    pub wa_id: Option<String>,
    /// The id before.
    pub previous: Option<String>,
    /// The id from now on.
    pub current: String,
    /// The id over several portfolios, before.
    pub previous_parent: Option<String>,
    /// The id over several portfolios, from now on.
    pub current_parent: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

/// What a customer did with a message.
#[derive(Clone, PartialEq, Eq)]
pub struct UserAction {
    /// Such as `marketing_messages_link_click`.
    pub kind: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// A part of the history of a number that also lives in the WhatsApp Business app.
#[derive(Clone, Default, PartialEq)]
pub struct History {
    /// 0 the last day, 1 up to 90 days, 2 up to 180 days.
    pub phase: Option<i64>,
    /// The place of this part.
    pub chunk_order: Option<i64>,
    /// Percent of the whole.
    pub progress: Option<i64>,
    /// Chats, one per customer.
    pub threads: Vec<HistoryThread>,
    /// Why there is none, such as 2593109: the business did not share it.
    pub errors: Vec<MetaError>,
}

/// A chat in the history.
#[derive(Clone, PartialEq)]
pub struct HistoryThread {
    /// The customer's number: digits.
    pub wa_id: Option<String>,
    /// Its messages; media come later, in a part of their own.
    pub messages: Vec<HistoryMessage>,
}

/// A message in the history.
#[derive(Clone, PartialEq)]
pub enum HistoryMessage {
    /// The customer's.
    Inbound(Box<InboundMessage>),
    /// The business's.
    Outbound(Box<Echo>),
}

/// Changes of the address book of the WhatsApp Business app.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AppStateSync {
    /// Each change.
    pub entries: Vec<PhoneBookEntry>,
}

/// A change of an address book.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PhoneBookEntry {
    /// `add` or `remove`.
    pub action: Option<String>,
    /// The name the business gave.
    pub name: Option<String>,
    /// Digits.
    pub phone_number: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
}

crate::json::log_safe! {
    Watermark { at, until }
    MessageReaction { at }
    MessageEdit { at, edits }
    Unsend { at }
    ReferralOpened { at, referral }
    Optin { at }
    ThreadControl { kind, at, previous_app_id, new_app_id }
    UserPreference { at, category, value }
    UserIdUpdate { at }
    UserAction { kind, at }
    History { phase, chunk_order, progress, errors }
    HistoryThread {}
    AppStateSync {}
    PhoneBookEntry { action, at }
}

impl std::fmt::Debug for HistoryMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Inbound(message) => message.fmt(f),
            Self::Outbound(echo) => echo.fmt(f),
        }
    }
}
