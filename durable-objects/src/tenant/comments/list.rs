//! What was said in public, for staff.

use domain::ids::{ChannelId, ContactId};
use domain::time::Timestamp;
use platform::params;
use serde::Deserialize;

use super::sealed;
use crate::call::Page;
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::inbox::parse_cursor;
use crate::tenant::protocol::{CommentView, ListComments};

#[derive(Deserialize)]
struct Row {
    id: String,
    channel_id: ChannelId,
    contact_id: Option<ContactId>,
    at: Timestamp,
    #[serde(with = "serde_bytes")]
    content: Vec<u8>,
}

impl Row {
    fn open(self, owner: &Owner) -> Option<CommentView> {
        let content = sealed::open(owner, &self.id, &self.content)?;
        let facts = content.facts?;
        Some(CommentView {
            id: self.id,
            channel_id: self.channel_id,
            contact_id: self.contact_id,
            said: content.standing.said().clone(),
            is_edited: content.standing.is_edited(),
            is_hidden: content.standing.is_hidden(),
            facts,
            changed_at: self.at,
        })
    }
}

impl Tenant {
    /// The latest word first. The cursor is the last row's place in that order.
    pub(in crate::tenant) fn list_comments(
        &self,
        owner: &Owner,
        list: &ListComments,
    ) -> Result<Page<CommentView>, ObjectError> {
        let (before, before_id) = parse_cursor(list.cursor.as_deref())?;
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT m.id, m.channel_id, m.at, m.content, c.contact_id FROM comments m
             LEFT JOIN forwarders f ON f.id = m.author
             LEFT JOIN conversations c ON c.id = coalesce(f.home, m.author)
             WHERE (m.at, m.id) < (CAST(? AS INTEGER), ?) AND m.content IS NOT NULL
             ORDER BY m.at DESC, m.id DESC LIMIT ?",
            params![before, before_id, list.limit],
        )?;
        let is_full = rows.len() >= usize::try_from(list.limit).unwrap_or(usize::MAX);
        let next_cursor =
            rows.last().filter(|_| is_full).map(|row| format!("{}.{}", row.at.millis(), row.id));
        Ok(Page { items: rows.into_iter().filter_map(|row| row.open(owner)).collect(), next_cursor })
    }
}
