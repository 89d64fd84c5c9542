//! Settling a send whose outcome nobody knows: never repeated blindly.

use domain::delivery::DeliveryStatus;
use domain::time::Timestamp;
use platform::{clock, params};

use super::Conversation;
use super::jobs::{Job, Next};
use super::protocol::LastStatus;
use super::store::Standing;
use crate::object::ObjectError;
use crate::tenant::protocol::RecentConversations;

/// How often Meta's silence is questioned before the send stays unknown, for staff to see.
const MOST_QUESTIONS: u32 = 6;

impl Conversation {
    /// Meta had its time to report. If it reported on others of this channel meanwhile, this one was not taken, and
    /// is sent once more; while it is silent on all, nobody can tell.
    pub(super) async fn reconcile(&self, job: &Job, seq: i64) -> Result<Next, ObjectError> {
        let (Some(row), Some(standing)) = (self.message(seq)?, self.standing()?) else {
            return Ok(Next::Done);
        };
        let is_settled = row.status != DeliveryStatus::Unknown.as_str();
        if is_settled {
            return Ok(Next::Done);
        }
        // What Meta refused before came to nothing for certain.
        if row.doubts > 1 {
            return Ok(Next::GiveUp("It was sent twice, and both times nobody said what became of it."));
        }
        if self.reported_on_others(&standing, row.sent_at.unwrap_or(row.at)).await? {
            self.send_again(seq)?;
            return Ok(Next::Done);
        }
        if job.attempt >= MOST_QUESTIONS {
            return Ok(Next::GiveUp("Meta has not said whether it has the message."));
        }
        Ok(Next::Retry(clock::now().plus(self.core.config()?.reconcile_after)))
    }

    /// Whether Meta has reported on anybody else's message of this channel since then. Asked only here, so that no
    /// status has to be told to the tenant on its way.
    async fn reported_on_others(&self, standing: &Standing, since: Timestamp) -> Result<bool, ObjectError> {
        let objects = self.core.objects().await?;
        let recent = RecentConversations { channel_id: standing.channel_id, since };
        for id in objects.tenant(&recent).await? {
            if Some(&id) == self.id.as_ref() {
                continue;
            }
            // A neighbour that does not answer tells nothing.
            let heard = objects.conversation(&id, &LastStatus {}).await.unwrap_or(None);
            if heard.is_some_and(|at| at >= since.to_the_second()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn send_again(&self, seq: i64) -> Result<(), ObjectError> {
        self.core.sql.run(
            "UPDATE messages SET status = 'planned' WHERE seq = ? AND status = 'unknown'",
            params![seq],
        )?;
        self.core.sql.run(
            "UPDATE conversation SET outbox_from = min(outbox_from, CAST(? AS INTEGER)) WHERE id = 1",
            params![seq],
        )?;
        Ok(self.schedule_send(seq, clock::now())?)
    }
}
