//! What the next version does that this one does not, for the test of a deploy in the middle of turns: a column, and a
//! field of an internal message that is counted in it.

use platform::params;
use platform::sql::Step;

use super::Conversation;
use super::protocol::Ingest;
use crate::object::ObjectError;

/// After the steps of this version; it expands, so that this version can be deployed again.
pub(super) const STEP: Step =
    Step { sql: "ALTER TABLE conversation ADD COLUMN arrivals INTEGER NOT NULL DEFAULT 0", expands: true };

impl Conversation {
    /// Within the transaction that keeps the batch.
    pub(super) fn count_arrivals(&self, batch: &Ingest) -> Result<(), ObjectError> {
        self.core
            .sql
            .run("UPDATE conversation SET arrivals = arrivals + ? WHERE id = 1", params![batch.arrivals])?;
        Ok(())
    }
}
