//! How far a customer has come in what was sent, as Messenger and Instagram tell it: by a moment, or by name.

use domain::delivery::DeliveryStatus;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};

use super::Conversation;
use super::protocol::Reached;
use super::store::{MessageRow, provider_key};
use crate::object::{ObjectError, Owner};

/// As many messages back as anybody has not seen yet.
const LOOK_BACK: u32 = 200;

impl Conversation {
    /// Takes the word. False if it told nothing new.
    pub(super) fn take_reached(&self, owner: &Owner, reached: &Reached) -> Result<bool, ObjectError> {
        let mut rows = match reached.until {
            Some(until) => self.sent_until(until)?,
            None => Vec::new(),
        };
        for id in &reached.provider_ids {
            let key = provider_key(owner, id);
            rows.extend(self.by_provider_key(&key)?.filter(|row| row.direction == "outbound"));
        }
        let mut is_new = false;
        for row in rows {
            let current: DeliveryStatus = row.status.parse().unwrap_or(DeliveryStatus::Unknown);
            // Only what the channel has said that it took: the rest is settled by its own answer first.
            if current < DeliveryStatus::Accepted || current.advance(reached.status) == current {
                continue;
            }
            self.advance(&row, reached.status, None, clock::now())?;
            is_new = true;
        }
        Ok(is_new)
    }

    fn sent_until(&self, until: Timestamp) -> Result<Vec<MessageRow>, PlatformError> {
        self.core.sql.rows(
            "SELECT * FROM messages WHERE seq > (SELECT max(seq) FROM messages) - ? AND direction = 'outbound'
               AND coalesce(sent_at, at) <= CAST(? AS INTEGER) AND status IN ('accepted', 'sent', 'delivered')",
            params![LOOK_BACK, until],
        )
    }
}
