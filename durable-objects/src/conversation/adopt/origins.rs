//! The numbers that messages had in younger conversations: what is out in the world still names them.

use domain::ids::ConversationId;
use platform::{PlatformError, params};
use serde::Deserialize;

use crate::conversation::Conversation;
use crate::conversation::protocol::StatusReport;
use crate::object::ObjectError;

impl Conversation {
    /// The number here of a message that had another one in a younger conversation.
    pub(super) fn adopted(&self, origin: &ConversationId, seq: i64) -> Result<Option<i64>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            here: i64,
        }
        let row: Option<Row> = self
            .core
            .sql
            .first("SELECT here FROM adopted WHERE origin = ? AND seq = ?", params![origin.as_str(), seq])?;
        Ok(row.map(|row| row.here))
    }

    pub(super) fn remember_origin(
        &self,
        origin: &ConversationId,
        seq: i64,
        here: i64,
    ) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO adopted (origin, seq, here) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            params![origin.as_str(), seq, here],
        )
    }

    /// Whether messages of younger conversations came here.
    pub(in crate::conversation) fn has_adopted(&self) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Row {}
        let row: Option<Row> = self.core.sql.first("SELECT 1 AS found FROM adopted LIMIT 1", vec![])?;
        Ok(row.is_some())
    }

    /// A report whose row's number, if it has one, is of this conversation: callback data names the one that sent.
    pub(in crate::conversation) fn localised(
        &self,
        report: &StatusReport,
        addressed: &ConversationId,
    ) -> Result<StatusReport, ObjectError> {
        let row = match report.row {
            Some(row) if addressed != self.id()? => self.adopted(addressed, row)?,
            row => row,
        };
        Ok(StatusReport { row, ..report.clone() })
    }
}
