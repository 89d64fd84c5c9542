//! From a message of ours to a request of the channel's, and back.

use domain::channel::{Alias, AliasKind};
use meta::errors::MetaError;
use meta::graph::whatsapp;
use meta::graph::{Endpoint, GraphError, Recipient};
use platform::config::Config;
use platform::directory::channels::Channel;

use super::outbox::Sendable;
use crate::object::Owner;

/// A message cannot be put on this wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message does not fit the channel")]
pub(super) struct Unfit;

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

/// The request that sends a message.
pub(super) fn send(
    config: &Config,
    owner: &Owner,
    channel: &Channel,
    outgoing: Outgoing<'_>,
) -> Result<http::Request<Vec<u8>>, Unfit> {
    let recipient = recipient(outgoing.person).ok_or(Unfit)?;
    let message = whatsapp::Outgoing::new(recipient, outgoing.sendable.body);
    let message = message.with_callback_data(outgoing.callback).map_err(|_| Unfit)?;
    let message = match outgoing.reply_to {
        Some(id) => message.in_reply_to(id),
        None => message,
    };
    let token = token(owner, channel)?;
    whatsapp::send(&endpoint(config), &token, &channel.external_id, &message).map_err(|_| Unfit)
}

/// The blue ticks, and that somebody is typing.
pub(super) fn notice(
    config: &Config,
    owner: &Owner,
    channel: &Channel,
    provider_id: &str,
) -> Result<http::Request<Vec<u8>>, Unfit> {
    let token = token(owner, channel)?;
    whatsapp::mark_read(&endpoint(config), &token, &channel.external_id, provider_id, true).map_err(|_| Unfit)
}

/// Reads the answer to [`send`].
pub(super) fn read_send(status: u16, body: &[u8]) -> Sent {
    match whatsapp::read_send(status, body) {
        Ok(accepted) => Sent::Accepted { provider_id: accepted.provider_id },
        Err(GraphError::Refused { error, .. }) => Sent::Refused(error),
        Err(error) if error.outcome_unknown() => Sent::Unreadable,
        // Turned away before Meta's application saw it: no code of Meta's, so the status decides.
        Err(_) => Sent::Refused(MetaError { code: -1, ..MetaError::default() }),
    }
}

/// The number where the channel still tells it, the business-scoped id where it does not.
fn recipient(person: &[Alias]) -> Option<Recipient> {
    let named = |kind| person.iter().find(|alias| alias.kind == kind).map(|alias| alias.value.as_str());
    let phone = named(AliasKind::Phone).and_then(|number| Recipient::phone(number).ok());
    phone.or_else(|| named(AliasKind::Bsuid).and_then(|id| Recipient::bsuid(id).ok()))
}

pub(super) fn token(owner: &Owner, channel: &Channel) -> Result<String, Unfit> {
    channel.token(&owner.key).map_err(|_| Unfit)
}

pub(super) fn endpoint(config: &Config) -> Endpoint {
    Endpoint::new(&config.graph_url, &config.graph_version)
}
