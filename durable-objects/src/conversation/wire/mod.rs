//! From a message of ours to what its channel wants, and back: one file a wire. What the kinds of channel allow is a
//! table, [`domain::channel::ChannelRules`]; what a wire cannot say is refused under the name of the field in the API.

mod refused;
mod whatsapp;

use domain::channel::{Alias, ChannelKind};
use meta::errors::MetaError;
use meta::graph::{Body, Endpoint, File, GraphError, LimitError};
use platform::config::Config;
use platform::directory::channels::Channel;

use super::media::Upload;
use super::outbox::Sendable;
use super::protocol::Composed;
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
    Graph(http::Request<Vec<u8>>),
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
pub(super) struct Line<'a> {
    /// Where Graph is.
    pub config: &'a Config,
    /// Whose token it is.
    pub owner: &'a Owner,
    /// By which channel.
    pub channel: &'a Channel,
}

impl Line<'_> {
    /// What sends a message.
    pub fn send(&self, outgoing: Outgoing<'_>) -> Result<Dispatch, Unfit> {
        match self.channel.kind {
            ChannelKind::WhatsApp => whatsapp::send(self, outgoing).map(Dispatch::Graph),
            ChannelKind::Instagram | ChannelKind::Messenger | ChannelKind::Website => Err(Unfit),
        }
    }

    /// What shows that the message was read, and that somebody is typing.
    pub fn notice(&self, provider_id: &str) -> Result<Vec<http::Request<Vec<u8>>>, Unfit> {
        match self.channel.kind {
            ChannelKind::WhatsApp => Ok(vec![whatsapp::notice(self, provider_id)?]),
            ChannelKind::Instagram | ChannelKind::Messenger | ChannelKind::Website => Err(Unfit),
        }
    }

    /// The channel's token.
    pub fn token(&self) -> Result<String, Unfit> {
        self.channel.token(&self.owner.key).map_err(|_| Unfit)
    }

    /// Where its Graph is.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint::new(&self.config.graph_url, &self.config.graph_version)
    }
}

/// Reads the answer to a send.
pub(super) fn read_send(kind: ChannelKind, status: u16, body: &[u8]) -> Sent {
    let read = match kind {
        ChannelKind::WhatsApp => whatsapp::read_send(status, body),
        ChannelKind::Instagram | ChannelKind::Messenger | ChannelKind::Website => {
            Err(GraphError::Unreadable { status })
        }
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
        ChannelKind::WhatsApp => Body::text(text)?,
        ChannelKind::Instagram | ChannelKind::Messenger | ChannelKind::Website => return Err(Unfit),
    })
}

/// A stored file, as this kind of channel sends it once it can get it there.
pub(super) fn file(kind: ChannelKind, upload: &Upload, at: &File) -> Result<Body, Refusal> {
    let Upload { kind: of, caption, filename, voice, .. } = upload;
    let body = match kind {
        ChannelKind::WhatsApp => whatsapp::media(*of, at, caption.as_deref(), filename.as_deref(), *voice),
        ChannelKind::Instagram | ChannelKind::Messenger | ChannelKind::Website => {
            return Err(refused::kind("media", kind));
        }
    };
    body.map_err(|error| refused::part("media", error))
}

/// Whether a file that is stored here can be sent, before it is.
pub(super) fn check_file(kind: ChannelKind, upload: &Upload) -> Result<(), Refusal> {
    // Only its limits: where the channel finds it is known when it is sent.
    file(kind, upload, &File::Id("0".to_owned())).map(drop)
}

/// What a member composed, as this kind of channel sends it. A stored file and a reaction are not made here: they need
/// what only the conversation knows.
pub(super) fn body(kind: ChannelKind, composed: &Composed) -> Result<Body, Refusal> {
    match kind {
        ChannelKind::WhatsApp => whatsapp::body(composed),
        ChannelKind::Instagram | ChannelKind::Messenger | ChannelKind::Website => {
            Err(refused::kind(composed.field(), kind))
        }
    }
}

/// A reaction to the message that the channel calls so.
pub(super) fn reaction(kind: ChannelKind, message_id: &str, emoji: Option<&str>) -> Result<Body, Refusal> {
    match kind {
        ChannelKind::WhatsApp => {
            Body::reaction(message_id, emoji).map_err(|error| refused::part("reaction", error))
        }
        ChannelKind::Instagram | ChannelKind::Messenger | ChannelKind::Website => {
            Err(refused::kind("reaction", kind))
        }
    }
}
