//! `{"reaction": {message_id, emoji}}`; without an emoji, or with null, it is taken back.

use domain::ids::MessageId;
use durable_objects::conversation::protocol::Composed;
use meta::graph::Body;
use serde::Deserialize;

use super::{Draft, refused};
use crate::problem::Problem;

/// A reaction to a message of the conversation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReactionIn {
    message_id: MessageId,
    #[serde(default)]
    emoji: Option<String>,
}

impl ReactionIn {
    pub(super) fn compose(self) -> Result<Draft, Problem> {
        let Self { message_id, emoji } = self;
        // Only its limits: the channel's id of the message is known to the conversation.
        Body::reaction("0", emoji.as_deref())
            .map_err(|error| refused("reaction", &[("emoji", "emoji")], error))?;
        Ok(Draft::new(emoji.clone(), Composed::Reaction { message_id, emoji }))
    }
}
