//! What the Send API answers.

use crate::graph::reply::{self, GraphError};

/// What Meta accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The message's id, a `mid`: its echo, deliveries and reactions name it.
    pub provider_id: String,
}

/// Reads the answer to [`super::send`].
///
/// # Errors
///
/// [`GraphError`]; look at [`GraphError::outcome_unknown`] before doing anything.
pub fn read_send(status: u16, body: &[u8]) -> Result<Accepted, GraphError> {
    reply::read(status, body, |node| Some(Accepted { provider_id: node.at("message_id").id()? }))
}

/// Reads the answer to [`super::action`], which says nothing but whom it was about.
///
/// # Errors
///
/// [`GraphError`].
pub fn read_action(status: u16, body: &[u8]) -> Result<(), GraphError> {
    reply::read(status, body, |node| node.is_object().then_some(()))
}
