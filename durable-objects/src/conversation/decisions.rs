//! What staff decided elsewhere, and this conversation has to know: the person is blocked, the channel is gone.

use platform::{clock, params};

use super::Conversation;
use super::jobs::TURN;
use super::turn;
use crate::object::ObjectError;

impl Conversation {
    /// Blocked: what is being thought, and what waits to be sent of the agent's, is not said. What waits for an answer
    /// gets its reason instead, so that nothing old is answered when the person is no longer blocked.
    pub(super) async fn block(&self, blocked: bool) -> Result<(), ObjectError> {
        self.begun()?;
        let now = clock::now();
        self.core.sql.transaction::<_, ObjectError>(|| {
            self.core.sql.run(
                "UPDATE conversation SET blocked = ?1, epoch = epoch + ?1 WHERE id = 1",
                params![blocked],
            )?;
            if blocked {
                self.take_over()?;
                if let Some(first_at) = self.waiting_since()? {
                    self.schedule(TURN, now, Some(&turn::Payload::new(now, first_at).encode()))?;
                }
            }
            Ok(())
        })?;
        if blocked {
            self.notice_at.set(None);
            self.interrupt();
        }
        Ok(self.rearm().await?)
    }

    /// Nothing is taken in from now on: the number may be another business's next.
    pub(super) fn close_for_good(&self) -> Result<(), ObjectError> {
        self.core.sql.run(
            "UPDATE conversation SET closed_at = coalesce(closed_at, ?) WHERE id = 1",
            params![clock::now()],
        )?;
        self.channel.take();
        Ok(())
    }
}
