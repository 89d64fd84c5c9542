//! What needs a hand, and what has been kept long enough.

use domain::ids::ConversationId;
use platform::params;
use serde::Deserialize;

use super::erasures::Row;
use super::protocol::{Sweep, Swept};
use crate::object::ObjectError;
use crate::tenant::Tenant;

impl Tenant {
    /// Looks through the tenant once.
    pub(in crate::tenant) fn sweep(&self, sweep: &Sweep) -> Result<Swept, ObjectError> {
        #[derive(Deserialize)]
        struct Overdue {
            id: ConversationId,
        }
        let overdue: Vec<Overdue> = self.core.sql.rows(
            "SELECT id FROM conversations WHERE next_due < CAST(? AS INTEGER) OR unaware = 1
             ORDER BY next_due LIMIT ?",
            params![sweep.overdue_before, sweep.limit],
        )?;
        let erasures: Vec<Row> = self.core.sql.rows(
            "SELECT * FROM erasures WHERE done_at IS NULL AND erased_at < CAST(? AS INTEGER)",
            params![sweep.begun_before],
        )?;
        let purged: Vec<Row> = self.core.sql.rows(
            "DELETE FROM erasures WHERE done_at < CAST(? AS INTEGER) RETURNING *",
            params![sweep.purge_before],
        )?;
        self.core
            .sql
            .run("DELETE FROM erased WHERE erased_at < CAST(? AS INTEGER)", params![sweep.purge_before])?;
        // Whom they lead to is gone, and so is whatever could still name them.
        self.core.sql.run(
            "DELETE FROM joined WHERE contact_id NOT IN (SELECT id FROM contacts)
               AND contact_id NOT IN (SELECT contact_id FROM erasures WHERE contact_id IS NOT NULL)",
            vec![],
        )?;
        if let Some(before) = sweep.comments_before {
            self.purge_comments(before)?;
        }
        Ok(Swept {
            overdue: overdue.into_iter().map(|row| row.id).collect(),
            erasures: erasures.into_iter().map(Into::into).collect(),
            purged: purged.into_iter().map(Into::into).collect(),
        })
    }
}
