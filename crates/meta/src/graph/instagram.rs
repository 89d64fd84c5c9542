//! Answers of Instagram's own endpoints.

use super::reply::{self, GraphError};
use crate::json::Node;

/// A token that Instagram gave for a code. Lives an hour until it is exchanged.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The token.
    pub access_token: String,
    /// Whose; perhaps scoped to the app, so not the id that webhooks carry.
    pub user_id: Option<String>,
    /// What the person granted.
    pub permissions: Vec<String>,
}

crate::json::log_safe!(AccessToken { permissions });

/// A medium on its way to being published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// Its id.
    pub id: String,
    /// `IN_PROGRESS`, `FINISHED`, `PUBLISHED`, `ERROR` or `EXPIRED`.
    pub status_code: Option<String>,
    /// Meta's text; after an error, its subcode.
    pub status: Option<String>,
}

/// How much may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishingLimit {
    /// Published in the period.
    pub used: u32,
    /// The most in the period. Meta's pages disagree, so this is what counts.
    pub total: Option<u32>,
    /// The period in seconds.
    pub period_seconds: Option<u32>,
}

/// Reads the token for a code, flat or wrapped in `data`; permissions as a list or one text.
///
/// # Errors
///
/// [`GraphError`].
pub fn read_access_token(status: u16, body: &[u8]) -> Result<AccessToken, GraphError> {
    reply::read(status, body, |node| {
        let node = node.at("data").items().next().unwrap_or(node);
        Some(AccessToken {
            access_token: node.at("access_token").text()?,
            user_id: node.at("user_id").id(),
            permissions: permissions(node.at("permissions")),
        })
    })
}

fn permissions(node: Node<'_>) -> Vec<String> {
    let one = node.text().unwrap_or_default();
    let split = one.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty());
    split.chain(node.items().filter_map(Node::text)).collect()
}

/// Reads how far a container is.
///
/// # Errors
///
/// [`GraphError`].
pub fn read_container(status: u16, body: &[u8]) -> Result<Container, GraphError> {
    reply::read(status, body, |node| {
        let (status_code, status) = (node.at("status_code").text(), node.at("status").word());
        Some(Container { id: node.at("id").id()?, status_code, status })
    })
}

/// Reads how much of the publishing limit is used.
///
/// # Errors
///
/// [`GraphError`].
pub fn read_publishing_limit(status: u16, body: &[u8]) -> Result<PublishingLimit, GraphError> {
    let count = |node: Node<'_>| node.int().and_then(|count| u32::try_from(count).ok());
    reply::read(status, body, |node| {
        let limit = node.at("data").items().next()?;
        let config = limit.at("config");
        Some(PublishingLimit {
            used: count(limit.at("quota_usage"))?,
            total: count(config.at("quota_total")),
            period_seconds: count(config.at("quota_duration")),
        })
    })
}
