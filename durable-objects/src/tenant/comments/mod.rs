//! What is said in public on the business's Pages and Instagram accounts.

mod list;
mod sealed;

use domain::channel::ChannelKind;
use domain::comments::Verb;
use domain::ids::{ChannelId, ConversationId};
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Tenant;
use super::protocol::{CommentEvent, CommentPlace, TakeComments, conversation_id};
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};

/// A comment that is there already.
#[derive(Deserialize)]
struct Known {
    author: Option<String>,
    #[serde(with = "serde_bytes")]
    content: Option<Vec<u8>>,
}

impl Tenant {
    /// Keeps what was said, each comment once.
    pub(super) fn take_comments(&self, owner: &Owner, news: &TakeComments) -> Result<(), ObjectError> {
        self.check_channel(news.channel_id)?;
        self.core.sql.transaction(|| {
            let mut events = news.events.iter();
            events.try_for_each(|event| self.take_comment(owner, news, event))
        })
    }

    fn take_comment(
        &self,
        owner: &Owner,
        news: &TakeComments,
        event: &CommentEvent,
    ) -> Result<(), ObjectError> {
        let id = sealed::id_of(owner, news.channel_id, event.about.kind, &event.about.comment_id);
        let known = self.known_comment(&id)?;
        if event.verb == Verb::Removed {
            return Ok(self.take_back(&id, news.channel_id, event.at)?);
        }
        let (before, known_author) = match known {
            Some(Known { content: None, .. }) => return Ok(()),
            Some(Known { content: Some(content), author }) => (sealed::open(owner, &id, &content), author),
            None => (None, None),
        };
        let author = author(owner, news.channel_id, news.channel_kind, event).map(|id| id.to_string());
        let author = author.or(known_author);
        if self.was_said_before_erasure(author.as_deref(), event)? {
            return Ok(());
        }
        let mut after = before.clone().unwrap_or_default();
        if after.facts.is_none() && matches!(event.verb, Verb::Added | Verb::Edited) {
            after.facts = Some(event.about.clone());
        }
        after.standing.hear(event.verb, event.at, event.said.clone());
        if before.as_ref() == Some(&after) {
            return Ok(());
        }
        let content = sealed::seal(owner, &id, &after)?;
        Ok(self.core.sql.run(
            "INSERT INTO comments (id, channel_id, author, at, content) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET author = excluded.author, at = max(at, excluded.at),
               content = excluded.content",
            params![id, news.channel_id.to_string(), author, event.at, content],
        )?)
    }

    fn known_comment(&self, id: &str) -> Result<Option<Known>, PlatformError> {
        self.core.sql.first("SELECT author, content FROM comments WHERE id = ?", params![id])
    }

    /// Who was erased is not brought back by what they said until then: Meta repeats events for days.
    fn was_said_before_erasure(
        &self,
        author: Option<&str>,
        event: &CommentEvent,
    ) -> Result<bool, PlatformError> {
        let Some(author) = author else { return Ok(false) };
        let said_at = if event.verb == Verb::Edited { event.at } else { event.about.written_at };
        Ok(self.buried_at(author)?.is_some_and(|erased_at| said_at <= erased_at))
    }

    /// Staff take it from here. It does not come back, however late Meta repeats it.
    pub(super) fn delete_comment(&self, id: &str) -> Result<(), ObjectError> {
        self.core.sql.transaction(|| {
            let place = self.place_of_comment(id)?;
            Ok(self.take_back(id, place.channel_id, clock::now())?)
        })
    }

    /// Where a comment was said, and by whom.
    pub(super) fn place_of_comment(&self, id: &str) -> Result<CommentPlace, ObjectError> {
        let place: Option<CommentPlace> = self.core.sql.first(
            "SELECT channel_id, author FROM comments WHERE id = ? AND content IS NOT NULL",
            params![id],
        )?;
        place.ok_or_else(|| Refusal::not_found("comment").into())
    }

    /// Overwritten first: what SQLite frees stays in its pages until something else needs the place. The row stays, or
    /// a word that comes late would bring the comment back.
    fn take_back(&self, id: &str, channel: ChannelId, at: Timestamp) -> Result<(), PlatformError> {
        let sql = &self.core.sql;
        sql.run("UPDATE comments SET content = zeroblob(length(content)) WHERE id = ?", params![id])?;
        sql.run(
            "INSERT INTO comments (id, channel_id, at) VALUES (?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET author = NULL, at = max(at, excluded.at), content = NULL
             WHERE content IS NOT NULL",
            params![id, channel.to_string(), at],
        )
    }

    /// Somebody is erased: everything that they said in public goes from here. At Meta it stays theirs.
    pub(super) fn erase_comments(&self, author: &ConversationId) -> Result<(), PlatformError> {
        let sql = &self.core.sql;
        sql.run(
            "UPDATE comments SET content = zeroblob(length(content)) WHERE author = ?",
            params![author.as_str()],
        )?;
        sql.run("DELETE FROM comments WHERE author = ?", params![author.as_str()])
    }

    /// The retention of what nobody has said anything about since then has ended.
    pub(super) fn purge_comments(&self, before: Timestamp) -> Result<(), PlatformError> {
        let sql = &self.core.sql;
        sql.run(
            "UPDATE comments SET content = zeroblob(length(content)) WHERE at < CAST(? AS INTEGER)",
            params![before],
        )?;
        sql.run("DELETE FROM comments WHERE at < CAST(? AS INTEGER)", params![before])
    }
}

/// The conversation that an author's name leads to, if they ever write to the business.
fn author(
    owner: &Owner,
    channel: ChannelId,
    kind: ChannelKind,
    event: &CommentEvent,
) -> Option<ConversationId> {
    let id = event.author_id.as_deref()?;
    Some(conversation_id(&owner.key, channel, kind.rules().alias?, id))
}
