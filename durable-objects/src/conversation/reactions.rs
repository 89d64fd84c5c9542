//! Reactions, shown at the message that they are about: each side has one at a time, and can take it back.

use platform::params;

use super::Conversation;
use super::protocol::ReactionView;
use super::store::{MessageRow, Stored};
use crate::object::{ObjectError, Owner};

impl Conversation {
    pub(super) fn reactions(
        &self,
        owner: &Owner,
        row: &MessageRow,
    ) -> Result<Vec<ReactionView>, ObjectError> {
        let Some(key) = row.provider_key.clone() else { return Ok(Vec::new()) };
        let rows: Vec<MessageRow> = self.core.sql.rows(
            "SELECT * FROM messages WHERE about_key = ? AND kind = 'reaction'
               AND status NOT IN ('failed', 'dropped', 'planned') ORDER BY at, seq",
            params![key],
        )?;
        let mut last: Vec<(String, ReactionView)> = Vec::new();
        for row in rows {
            // Staff and agent react with the business's one voice.
            last.retain(|(direction, _)| *direction != row.direction);
            let stored = self.stored(owner, &row)?;
            if let Some(emoji) = stored.emoji() {
                let view = ReactionView { author: row.author, emoji: emoji.to_owned(), at: row.at };
                last.push((row.direction, view));
            }
        }
        Ok(last.into_iter().map(|(_, view)| view).collect())
    }
}

impl Stored {
    /// The emoji of a reaction; `None`: it was taken back.
    fn emoji(&self) -> Option<&str> {
        match &self.content {
            Some(meta::webhook::Content::Reaction { emoji, .. }) => emoji.as_deref(),
            _ => self.text.as_deref(),
        }
    }
}
