//! Where something was given up: what the conversations told, for staff to look at.

use domain::ids::ConversationId;
use domain::time::Timestamp;
use platform::params;
use serde::Deserialize;

use super::Tenant;
use super::protocol::{ConversationsWithDeadEnds, Overdue, OverdueDeadEnds};
use crate::call::Page;
use crate::object::ObjectError;

impl Tenant {
    pub(super) fn conversations_with_dead_ends(
        &self,
        list: &ConversationsWithDeadEnds,
    ) -> Result<Page<ConversationId>, ObjectError> {
        #[derive(Deserialize)]
        struct Row {
            id: ConversationId,
        }
        let after = list.after.as_ref().map_or("", ConversationId::as_str);
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT id FROM conversations WHERE dead_ends > 0 AND id > ? ORDER BY id LIMIT ?",
            params![after, list.limit],
        )?;
        let is_full = rows.len() >= usize::try_from(list.limit).unwrap_or(usize::MAX);
        let next_cursor = rows.last().filter(|_| is_full).map(|row| row.id.to_string());
        Ok(Page { items: rows.into_iter().map(|row| row.id).collect(), next_cursor })
    }

    pub(super) fn overdue_dead_ends(&self, question: &OverdueDeadEnds) -> Result<Overdue, ObjectError> {
        #[derive(Deserialize)]
        struct Row {
            conversations: u32,
            since: Option<Timestamp>,
        }
        let row: Option<Row> = self.core.sql.first(
            "SELECT count(*) AS conversations, min(dead_since) AS since FROM conversations
             WHERE dead_ends > 0 AND dead_since < CAST(? AS INTEGER)",
            params![question.before],
        )?;
        let row = row.unwrap_or(Row { conversations: 0, since: None });
        Ok(Overdue { conversations: row.conversations, since: row.since })
    }
}
