//! Channels that the business disconnected.

use domain::ids::{ChannelId, ConversationId};
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Tenant;
use super::inbox::parse_cursor;
use super::protocol::CloseChannel;
use crate::call::{Page, Refusal};
use crate::object::ObjectError;

impl Tenant {
    /// The channel begins no conversation any more. Tells which ones it has, the latest first.
    pub(super) fn close_channel(&self, close: &CloseChannel) -> Result<Page<ConversationId>, ObjectError> {
        #[derive(Deserialize)]
        struct Row {
            id: ConversationId,
            last_message_at: i64,
        }
        let channel = close.channel_id.to_string();
        self.core.sql.run(
            "INSERT INTO closed_channels (id, closed_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            params![channel.as_str(), clock::now()],
        )?;
        let (before, before_id) = parse_cursor(close.cursor.as_deref())?;
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT id, last_message_at FROM conversations
             WHERE (last_message_at, id) < (CAST(? AS INTEGER), ?) AND channel_id = ?
             ORDER BY last_message_at DESC, id DESC LIMIT ?",
            params![before, before_id, channel, close.limit],
        )?;
        let is_full = rows.len() >= usize::try_from(close.limit).unwrap_or(usize::MAX);
        let next_cursor =
            rows.last().filter(|_| is_full).map(|row| format!("{}.{}", row.last_message_at, row.id));
        Ok(Page { items: rows.into_iter().map(|row| row.id).collect(), next_cursor })
    }

    /// Refuses what is about a channel that was disconnected.
    pub(super) fn check_channel(&self, id: ChannelId) -> Result<(), ObjectError> {
        if self.is_closed(id)? { Err(Refusal::ChannelClosed.into()) } else { Ok(()) }
    }

    fn is_closed(&self, id: ChannelId) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Closed {}
        let row: Option<Closed> = self
            .core
            .sql
            .first("SELECT 1 AS closed FROM closed_channels WHERE id = ?", params![id.to_string()])?;
        Ok(row.is_some())
    }
}
