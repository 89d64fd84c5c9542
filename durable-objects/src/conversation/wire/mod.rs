//! From a message of ours to what its channel wants, and back: one file a wire. What the kinds of channel allow is a
//! table, [`domain::channel::ChannelRules`]; what a wire cannot say is refused under the name of the field in the API.

pub(super) mod messaging;
mod refused;
mod website;
mod whatsapp;

use domain::catalog;
use domain::channel::{Alias, ChannelKind};
use meta::errors::MetaError;
use meta::graph::messaging::{self as graph, Product};
use meta::graph::{Body, Endpoint, File, GraphError, LimitError};
use platform::config::Config;
use platform::directory::channels::Channel;

use super::outbox::Sendable;
use super::protocol::{ButtonsDraft, Composed, MediaDraft};
use crate::call::Refusal;
use crate::object::Owner;

/// A message cannot be put on this wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message does not fit the channel")]
pub(super) struct Unfit;

impl From<LimitError> for Unfit {
    fn from(_: LimitError) -> Self {
        Self
    }
}

/// How a message leaves.
pub(super) enum Dispatch {
    /// By a call to Graph.
    Graph(Box<http::Request<Vec<u8>>>),
    /// It is where it has to be: the channel is ours. Known under this id.
    Here(String),
}

/// How a customer sees that they were read and that somebody is typing.
pub(super) enum Notice {
    /// By calls to Graph, one after the other.
    Graph(Vec<http::Request<Vec<u8>>>),
    /// On their open page.
    Here,
}

/// What the channel said to a send.
pub(super) enum Sent {
    /// It has it, under this id.
    Accepted { provider_id: String },
    /// It declined, and nothing was sent.
    Refused(MetaError),
    /// No usable answer: it may have it.
    Unreadable,
}

/// A message to a person.
pub(super) struct Outgoing<'a> {
    /// The names to write to the person.
    pub person: &'a [Alias],
    /// What may leave.
    pub sendable: Sendable,
    /// The channel's id of the message it answers.
    pub reply_to: Option<&'a str>,
    /// What comes back with its statuses.
    pub callback: &'a str,
}

/// A wire and what it needs to write.
pub(super) struct Wire<'a> {
    /// Where Graph is.
    pub config: &'a Config,
    /// Whose token it is.
    pub owner: &'a Owner,
    /// By which channel.
    pub channel: &'a Channel,
}

impl Wire<'_> {
    /// What sends a message.
    pub fn send(&self, outgoing: Outgoing<'_>) -> Result<Dispatch, Unfit> {
        match self.channel.kind {
            ChannelKind::WhatsApp => whatsapp::send(self, outgoing).map(Box::new).map(Dispatch::Graph),
            ChannelKind::Instagram | ChannelKind::Messenger => {
                messaging::send(self, &outgoing).map(Box::new).map(Dispatch::Graph)
            }
            // Its callback data names its row, and no other channel has such ids.
            ChannelKind::Website => Ok(Dispatch::Here(outgoing.callback.to_owned())),
        }
    }

    /// What shows the person that their message was read, and that somebody is typing.
    pub fn notice(&self, person: &[Alias], provider_id: &str) -> Result<Notice, Unfit> {
        match self.channel.kind {
            ChannelKind::WhatsApp => Ok(Notice::Graph(vec![whatsapp::notice(self, provider_id)?])),
            ChannelKind::Instagram | ChannelKind::Messenger => {
                messaging::notice(self, person).map(Notice::Graph)
            }
            ChannelKind::Website => Ok(Notice::Here),
        }
    }

    /// The channel's token.
    pub fn token(&self) -> Result<String, Unfit> {
        self.channel.token(&self.owner.key).map_err(|_| Unfit)
    }

    /// Where its Graph is.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint::new(self.channel.graph_url(self.config), &self.config.graph_version)
    }
}

/// Reads the answer to a send.
pub(super) fn read_send(kind: ChannelKind, status: u16, body: &[u8]) -> Sent {
    let read = match kind {
        ChannelKind::WhatsApp => whatsapp::read_send(status, body),
        ChannelKind::Instagram | ChannelKind::Messenger => messaging::read_send(status, body),
        ChannelKind::Website => Err(GraphError::Unreadable { status }),
    };
    match read {
        Ok(provider_id) => Sent::Accepted { provider_id },
        Err(GraphError::Refused { error, .. }) => Sent::Refused(error),
        Err(error) if error.outcome_unknown() => Sent::Unreadable,
        // Turned away before Meta's application saw it: no code of Meta's, so the status decides.
        Err(_) => Sent::Refused(MetaError { code: -1, ..MetaError::default() }),
    }
}

/// Words, as this kind of channel sends them.
pub(super) fn text(kind: ChannelKind, text: &str) -> Result<Body, Unfit> {
    Ok(match kind {
        ChannelKind::WhatsApp | ChannelKind::Website => Body::text(text)?,
        ChannelKind::Instagram => graph::text(Product::Instagram, text)?,
        ChannelKind::Messenger => graph::text(Product::Messenger, text)?,
    })
}

/// A stored file, or a question below it, as this kind of channel sends it once it can get it there.
pub(super) fn file(
    kind: ChannelKind,
    upload: &MediaDraft,
    question: Option<&ButtonsDraft>,
    at: &File,
) -> Result<Body, Refusal> {
    match (kind, question) {
        (_, None) => {}
        (ChannelKind::WhatsApp, Some(question)) => {
            let body = whatsapp::below_file(upload, at, question);
            return body.map_err(|error| refused::part("buttons", error));
        }
        (_, Some(_)) => return Err(refused::kind("buttons.media", kind)),
    }
    let body = match kind {
        ChannelKind::WhatsApp | ChannelKind::Website => whatsapp::media(upload, at),
        ChannelKind::Instagram => messaging::media(Product::Instagram, upload, at),
        ChannelKind::Messenger => messaging::media(Product::Messenger, upload, at),
    };
    body.map_err(|error| refused::part("media", error))
}

/// Whether a file that is stored here can be sent, before it is.
pub(super) fn check_file(
    kind: ChannelKind,
    upload: &MediaDraft,
    question: Option<&ButtonsDraft>,
) -> Result<(), Refusal> {
    // Only its limits: where the channel finds it is known when it is sent.
    let at = match kind {
        ChannelKind::WhatsApp | ChannelKind::Website => File::Id("0".to_owned()),
        ChannelKind::Instagram | ChannelKind::Messenger => File::Link("https://shop.example".to_owned()),
    };
    file(kind, upload, question, &at).map(drop)
}

/// What a member composed, as this kind of channel sends it. A stored file and a reaction are not made here: they need
/// what only the conversation knows.
pub(super) fn body(kind: ChannelKind, composed: &Composed) -> Result<Body, Refusal> {
    match kind {
        ChannelKind::WhatsApp => whatsapp::body(composed),
        ChannelKind::Instagram => messaging::body(Product::Instagram, composed),
        ChannelKind::Messenger => messaging::body(Product::Messenger, composed),
        ChannelKind::Website => website::body(composed),
    }
}

/// Products with what they cost now: side by side where the channel has cards, else in these words.
pub(super) fn products(
    kind: ChannelKind,
    products: &[catalog::Product],
    words: &str,
) -> Result<Body, Refusal> {
    let body = match kind {
        ChannelKind::WhatsApp => Body::text(words),
        ChannelKind::Instagram => graph::cards(Product::Instagram, &messaging::cards(products)),
        ChannelKind::Messenger => graph::cards(Product::Messenger, &messaging::cards(products)),
        ChannelKind::Website => Ok(website::products(products)),
    };
    body.map_err(|error| refused::part("products", error))
}

/// A reaction to the message that the channel calls so.
pub(super) fn reaction(kind: ChannelKind, message_id: &str, emoji: Option<&str>) -> Result<Body, Refusal> {
    let body = match kind {
        ChannelKind::WhatsApp | ChannelKind::Website => Body::reaction(message_id, emoji),
        ChannelKind::Instagram => graph::reaction(Product::Instagram, message_id, emoji),
        ChannelKind::Messenger => graph::reaction(Product::Messenger, message_id, emoji),
    };
    body.map_err(|error| refused::part("reaction", error))
}
