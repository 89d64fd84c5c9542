//! What can be asked of a tenant object about consent and erasure.

use domain::channel::{Alias, ChannelKind};
use domain::consent::{Consent, Purpose};
use domain::ids::{ChannelId, ContactId, ConversationId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::tenant::protocol::call;

/// Somebody said whether they may be written to first. The latest word counts; telling it twice changes nothing.
#[derive(Serialize, Deserialize)]
pub struct SetConsent {
    /// Every name they go by on this kind of channel.
    pub aliases: Vec<Alias>,
    /// The kind of channel.
    pub channel_kind: ChannelKind,
    /// What they said.
    pub consent: Consent,
    /// When, by the channel's clock.
    pub at: Timestamp,
    /// How we know: `word` and the message's number, `user_preferences`, `staff`, …
    pub source: String,
    /// The conversation in which it was said; a no counts under every other name of its contact too.
    #[serde(default)]
    pub conversation_id: Option<ConversationId>,
}
call!(SetConsent, "set-consent" => ConsentSet);

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentSet {
    /// What held before.
    pub before: Consent,
    /// What holds now: something older than the last word changes nothing.
    pub now: Consent,
    /// After a no: the person's other conversations, in which something may wait to leave that they do not want.
    #[serde(default)]
    pub elsewhere: Vec<ConversationId>,
}

/// What somebody said last about being written to first.
#[derive(Serialize, Deserialize)]
pub struct GetConsent {
    /// The names they go by.
    pub aliases: Vec<Alias>,
    /// The kind of channel.
    pub channel_kind: ChannelKind,
}
call!(GetConsent, "get-consent" => Consent);

/// Whether the business may begin: asked before every template, follow-up and broadcast. Refused with
/// [`crate::Refusal::NoConsent`].
#[derive(Serialize, Deserialize)]
pub struct MayBegin {
    /// The names they go by.
    pub aliases: Vec<Alias>,
    /// The kind of channel.
    pub channel_kind: ChannelKind,
    /// What it is for.
    pub purpose: Purpose,
}
call!(MayBegin, "may-begin" => ());

/// Who is to be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A contact, with every conversation.
    Contact(ContactId),
    /// Whoever this conversation is with, with every other conversation of theirs.
    Conversation {
        /// The conversation.
        id: ConversationId,
        /// Its channel.
        channel_id: ChannelId,
    },
}

/// Begins an erasure: the tenant forgets the person at once and tells which conversations must go. With the code of
/// one that has begun, or for a contact who is being erased already, it tells the same again.
#[derive(Serialize, Deserialize)]
pub struct BeginErasure {
    /// Who.
    pub subject: Subject,
    /// Names of theirs that the tenant may not know yet.
    pub aliases: Vec<Alias>,
    /// Repeated after a restore: exactly these conversations are theirs, whatever the copy knows of contacts that were
    /// joined or taken apart since.
    #[serde(default)]
    pub conversations: Vec<ConversationId>,
    /// The confirmation code.
    pub code: String,
    /// Up to when: what they sent later is a new beginning.
    pub at: Timestamp,
    /// How it was asked for.
    pub source: String,
}
call!(BeginErasure, "begin-erasure" => Erasure);

/// An erasure that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Its confirmation code.
    pub code: String,
    /// The contact, if the tenant knew one.
    pub contact_id: Option<ContactId>,
    /// Every conversation that may hold something of them.
    pub conversations: Vec<ConversationId>,
    /// Up to when.
    pub erased_at: Timestamp,
    /// How it was asked for.
    pub source: String,
}

/// Everything of an erasure is gone.
#[derive(Debug, Serialize, Deserialize)]
pub struct FinishErasure {
    /// Its confirmation code.
    pub code: String,
}
call!(FinishErasure, "finish-erasure" => ());

/// A conversation has come to the end of its retention: it is taken out of the index, and its contact with it if that
/// was all there was. What they said about being written to stays.
#[derive(Debug, Serialize, Deserialize)]
pub struct Forget {
    /// Which.
    pub conversation_id: ConversationId,
}
call!(Forget, "forget" => ());

/// The conversations that only forward to this one.
#[derive(Debug, Serialize, Deserialize)]
pub struct GetForwarders {
    /// Where they forward to.
    pub home: ConversationId,
}
call!(GetForwarders, "get-forwarders" => Vec<ConversationId>);

/// What needs a hand: conversations whose work is overdue or whose contact changed, erasures that were cut off. Throws away what is kept only
/// as long as a recovery copy lives.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {
    /// Work that was due before this is overdue.
    pub overdue_before: Timestamp,
    /// An erasure that began before this was cut off.
    pub begun_before: Timestamp,
    /// Traces of erasures before this are thrown away.
    pub purge_before: Timestamp,
    /// What was said in public is kept no longer than since then; none: asked by a version that kept nothing of it.
    #[serde(default)]
    pub comments_before: Option<Timestamp>,
    /// At most so many conversations.
    pub limit: u32,
}
call!(Sweep, "sweep" => Swept);

/// What the sweep of one tenant found.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Swept {
    /// Conversations whose work is overdue, or who do not know yet whose they are.
    pub overdue: Vec<ConversationId>,
    /// Erasures to be brought to their end.
    pub erasures: Vec<Erasure>,
    /// Erasures whose traces were thrown away here; their log may go too.
    pub purged: Vec<Erasure>,
}
