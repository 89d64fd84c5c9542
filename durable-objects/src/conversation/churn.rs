//! What the next version does that this one does not: for the test of a deploy in the middle of turns a column, and a
//! field of an internal message that is counted in it; for the test of traps, both kinds of failure that nobody plans.

use platform::sql::Step;
use platform::{PlatformError, params};

use super::Conversation;
use super::protocol::{Inbound, Ingest};
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
        batch.events.iter().try_for_each(misbehave)
    }
}

/// After all of it was written.
#[expect(clippy::panic, reason = "the test of traps asks for one")]
fn misbehave(event: &Inbound) -> Result<(), ObjectError> {
    let Inbound::Message(message) = event else { return Ok(()) };
    match message.content.text() {
        Some("Please trap while you keep this") => panic!("asked to"),
        Some("Please fail half way through this") => {
            Err(PlatformError::Unreadable { operation: "asked to" }.into())
        }
        _ => Ok(()),
    }
}
