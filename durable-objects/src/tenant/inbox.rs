//! The index of conversations: how each one stands, as it last told.

use domain::ids::{ChannelId, ContactId, ConversationId};
use domain::time::Timestamp;
use platform::params;
use serde::Deserialize;

use super::Tenant;
use super::protocol::{ConversationView, ListConversations, RecentConversations, Report};
use crate::call::{Page, Refusal};
use crate::object::ObjectError;

#[derive(Deserialize)]
struct Row {
    id: ConversationId,
    contact_id: ContactId,
    channel_id: ChannelId,
    state: String,
    paused_until: Option<Timestamp>,
    window_closes_at: Option<Timestamp>,
    last_message_at: Timestamp,
}

impl From<Row> for ConversationView {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            contact_id: row.contact_id,
            channel_id: row.channel_id,
            state: row.state,
            paused_until: row.paused_until,
            window_closes_at: row.window_closes_at,
            last_message_at: row.last_message_at,
        }
    }
}

impl Tenant {
    /// Takes a conversation's word on itself; the latest holds, and the answer is its number if this one is older. One
    /// that is not in the index, and about somebody who is being erased, is not heard: it would bring them back. Whose a
    /// conversation is, the index knows better.
    pub(super) fn report(&self, report: &Report) -> Result<Option<i64>, ObjectError> {
        #[derive(Deserialize)]
        struct Heard {}
        let view = &report.conversation;
        if self.home_of(&view.id)? != view.id {
            // A late word of one that only forwards by now.
            return Ok(None);
        }
        let heard: Option<Heard> = self.core.sql.first(
            "INSERT INTO conversations (id, contact_id, channel_id, state, paused_until, window_closes_at,
               last_message_at, next_due, dead_ends, dead_since, revision)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
               WHERE EXISTS (SELECT 1 FROM conversations WHERE id = ?1)
                 OR NOT EXISTS (SELECT 1 FROM erasures WHERE contact_id = ?2
                                  OR (done_at IS NULL AND instr(conversations, ?1) > 0))
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, paused_until = excluded.paused_until,
               window_closes_at = excluded.window_closes_at, last_message_at = excluded.last_message_at,
               next_due = excluded.next_due, dead_ends = excluded.dead_ends, dead_since = excluded.dead_since,
               revision = max(revision, excluded.revision)
             WHERE excluded.revision = 0 OR excluded.revision >= revision RETURNING 1 AS heard",
            params![
                view.id.as_str(),
                self.current(view.contact_id)?.to_string(),
                view.channel_id.to_string(),
                view.state.as_str(),
                view.paused_until,
                view.window_closes_at,
                view.last_message_at,
                report.next_due,
                report.dead_ends,
                report.dead_since,
                report.revision
            ],
        )?;
        match heard {
            Some(_) => Ok(None),
            None => self.revision_of(&view.id),
        }
    }

    fn revision_of(&self, id: &ConversationId) -> Result<Option<i64>, ObjectError> {
        #[derive(Deserialize)]
        struct Known {
            revision: i64,
        }
        let sql = "SELECT revision FROM conversations WHERE id = ?";
        let known: Option<Known> = self.core.sql.first(sql, params![id.as_str()])?;
        Ok(known.map(|known| known.revision))
    }

    /// The inbox, latest first. The cursor is the last row's place in that order.
    pub(super) fn list_conversations(
        &self,
        list: &ListConversations,
    ) -> Result<Page<ConversationView>, ObjectError> {
        let (before, before_id) = parse_cursor(list.cursor.as_deref())?;
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT id, contact_id, channel_id, state, paused_until, window_closes_at, last_message_at
             FROM conversations WHERE (last_message_at, id) < (CAST(? AS INTEGER), ?)
             ORDER BY last_message_at DESC, id DESC LIMIT ?",
            params![before, before_id, list.limit],
        )?;
        let is_full = rows.len() >= usize::try_from(list.limit).unwrap_or(usize::MAX);
        let next_cursor =
            rows.last().filter(|_| is_full).map(|row| format!("{}.{}", row.last_message_at.millis(), row.id));
        Ok(Page { items: rows.into_iter().map(ConversationView::from).collect(), next_cursor })
    }

    pub(super) fn conversation(&self, id: &ConversationId) -> Result<ConversationView, ObjectError> {
        let id = self.home_of(id)?;
        let row: Option<Row> = self.core.sql.first(
            "SELECT id, contact_id, channel_id, state, paused_until, window_closes_at, last_message_at
             FROM conversations WHERE id = ?",
            params![id.as_str()],
        )?;
        row.map(ConversationView::from).ok_or_else(|| Refusal::not_found("conversation").into())
    }

    pub(super) fn recent_conversations(
        &self,
        question: &RecentConversations,
    ) -> Result<Vec<ConversationId>, ObjectError> {
        #[derive(Deserialize)]
        struct Found {
            id: ConversationId,
        }
        let found: Vec<Found> = self.core.sql.rows(
            "SELECT id FROM conversations WHERE last_message_at >= CAST(? AS INTEGER) AND channel_id = ?
             ORDER BY last_message_at DESC LIMIT 6",
            params![question.since.to_the_second(), question.channel_id.to_string()],
        )?;
        Ok(found.into_iter().map(|row| row.id).collect())
    }
}

/// A place in the order of the inbox; none: before the latest.
pub(super) fn parse_cursor(cursor: Option<&str>) -> Result<(i64, String), Refusal> {
    let Some(cursor) = cursor else { return Ok((i64::MAX >> 10, String::new())) };
    let parsed = cursor.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.to_owned())));
    parsed.ok_or_else(|| Refusal::invalid("cursor", "is not one of ours"))
}
