//! Settling a send whose outcome nobody knows: never repeated blindly.

use domain::delivery::DeliveryStatus;
use platform::{clock, params};

use super::Conversation;
use super::jobs::Next;
use crate::object::ObjectError;
use crate::tenant::protocol::StatusesSince;

impl Conversation {
    /// Meta had its time to report. If it reported on others of this channel meanwhile, this one was not taken, and
    /// is sent once more; if it was silent, nobody can tell, and staff see it as it is.
    pub(super) async fn reconcile(&self, seq: i64) -> Result<Next, ObjectError> {
        let (Some(row), Some(standing)) = (self.message(seq)?, self.standing()?) else { return Ok(Next::Done) };
        let is_settled = row.status != DeliveryStatus::Unknown.as_str();
        // The second unknown outcome in a row stays: two chances are enough.
        if is_settled || row.attempt > 1 {
            return Ok(Next::Done);
        }
        let question = StatusesSince { channel_id: standing.channel_id, since: row.at };
        if !self.core.objects().await?.tenant(&question).await? {
            return Ok(Next::Done);
        }
        self.core.sql.run(
            "UPDATE messages SET status = 'planned' WHERE seq = ? AND status = 'unknown'",
            params![seq],
        )?;
        self.schedule_send(seq, clock::now())?;
        Ok(Next::Done)
    }
}
