//! The Send API of Messenger and Instagram, and what connecting and looking after such a channel asks of Graph.
//!
//! Both products have one wire with small differences; [`Product`] tells them apart. Sources: Messenger Platform and
//! Instagram Platform pages, read 2026-11 (meta-platform.md, section 7).

mod answers;
mod cards;
mod connect;
mod content;
mod profile;
mod recent;
#[cfg(test)]
mod tests;

use http::Request;
use serde_json::{Map, Value, json};

use super::Body;
use super::endpoint::{Endpoint, RequestError};
use content::Reaction;

pub use answers::{Accepted, read_action, read_send};
pub use cards::{Card, CardButton, cards, link};
pub use connect::{
    InstagramAccount, PageAccount, me_instagram, page, read_me_instagram, read_page_account, read_success,
    subscribe, unsubscribe,
};
pub use content::{media, quick_replies, reaction, text};
pub use profile::{ProfileAnswer, is_consent_missing, profile, read_profile};
pub use recent::{RecentMessage, read_recent, recent};

/// Which of the two products a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// A Facebook Page's Messenger.
    Messenger,
    /// An Instagram professional account's Direct.
    Instagram,
}

/// A message to send.
#[derive(Clone, Copy)]
pub struct Outgoing<'a> {
    /// To whom: an id scoped to the Page (PSID) or the account (IGSID).
    pub recipient: &'a str,
    /// What, made by this module's constructors for the same product.
    pub body: &'a Body,
    /// The provider id of the message that this one answers.
    pub reply_to: Option<&'a str>,
    /// What the message's echo repeats: how a send whose answer was lost is found again. Under 1000 characters;
    /// empty is none.
    pub metadata: &'a str,
    /// A person typed it, up to 7 days after the customer wrote. Meta forbids this for anything automated.
    pub human_agent: bool,
}

/// Sends a message from a Page or an account. A reaction is no message to Meta: it has no id, carries no metadata, and
/// is answered like an [`action`].
///
/// There is no idempotency key: never repeat one whose outcome is unknown.
///
/// `node` is the Page's id, also for an Instagram account that is reached through its Page; with Instagram Login it
/// is the account's id.
///
/// # Errors
///
/// [`RequestError`].
pub fn send(
    product: Product,
    endpoint: &Endpoint,
    token: &str,
    node: &str,
    message: &Outgoing<'_>,
) -> Result<Request<Vec<u8>>, RequestError> {
    let Some(reaction) = Reaction::of(message.body) else {
        return endpoint.post(token, &[node, "messages"], &message.json(product));
    };
    action(product, endpoint, token, node, message.recipient, reaction.action())
}

impl Outgoing<'_> {
    fn json(&self, product: Product) -> Value {
        let mut message = self.body.value.clone();
        if let Some(message) = message.as_object_mut().filter(|_| !self.metadata.is_empty()) {
            message.insert("metadata".to_owned(), self.metadata.into());
        }
        let mut request = to(self.recipient);
        let mut set = |key: &str, value: Value| request.insert(key.to_owned(), value);
        set("message", message);
        if let Some(id) = self.reply_to {
            set("reply_to", json!({"mid": id}));
        }
        // Instagram knows no type of its own for an ordinary answer.
        match (self.human_agent, product) {
            (true, _) => {
                set("messaging_type", "MESSAGE_TAG".into());
                set("tag", "HUMAN_AGENT".into());
            }
            (false, Product::Messenger) => {
                set("messaging_type", "RESPONSE".into());
            }
            (false, Product::Instagram) => {}
        }
        request.into()
    }
}

/// What the business does in a chat without saying anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action<'a> {
    /// Shows everything as read.
    MarkSeen,
    /// Shows that an answer is on its way, until it comes or for about 20 seconds.
    TypingOn,
    /// Ends [`Self::TypingOn`].
    TypingOff,
    /// Reacts to a message.
    React {
        /// The message's provider id.
        mid: &'a str,
        /// On Messenger the emoji itself; on Instagram a name of Meta's, of which only `love` is documented.
        reaction: &'a str,
    },
    /// Takes a reaction back.
    Unreact {
        /// The message's provider id.
        mid: &'a str,
    },
}

/// Does something in the customer's chat; read the answer with [`read_action`]. Both products have the same wire.
///
/// # Errors
///
/// [`RequestError`].
pub fn action(
    _product: Product,
    endpoint: &Endpoint,
    token: &str,
    node: &str,
    recipient: &str,
    action: Action<'_>,
) -> Result<Request<Vec<u8>>, RequestError> {
    let (name, payload) = match action {
        Action::MarkSeen => ("mark_seen", None),
        Action::TypingOn => ("typing_on", None),
        Action::TypingOff => ("typing_off", None),
        Action::React { mid, reaction } => ("react", Some(json!({"message_id": mid, "reaction": reaction}))),
        Action::Unreact { mid } => ("unreact", Some(json!({"message_id": mid}))),
    };
    let mut request = to(recipient);
    request.insert("sender_action".to_owned(), name.into());
    if let Some(payload) = payload {
        request.insert("payload".to_owned(), payload);
    }
    endpoint.post(token, &[node, "messages"], &request.into())
}

fn to(recipient: &str) -> Map<String, Value> {
    Map::from_iter([("recipient".to_owned(), json!({"id": recipient}))])
}
