//! The visitor has seen it: the website's own receipt.

use platform::{clock, params};

use crate::conversation::Conversation;
use crate::object::ObjectError;

/// As many messages back as anybody has not seen yet: whoever has not for longer than this has seen the rest anyway.
const LOOK_BACK: u32 = 200;

impl Conversation {
    /// What of ours was shown counts as read.
    pub(in crate::conversation) fn seen_by_visitor(&self, cursor: i64) -> Result<(), ObjectError> {
        self.begun()?;
        Ok(self.core.sql.run(
            "UPDATE messages SET status = 'read', status_at = ?1
             WHERE seq > CAST(?2 AS INTEGER) - ?3 AND seq <= CAST(?2 AS INTEGER) AND direction = 'outbound' AND status IN ('accepted', 'sent', 'delivered')",
            params![clock::now(), cursor, LOOK_BACK],
        )?)
    }
}
