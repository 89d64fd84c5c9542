//! Showing the customer that the message was read and that somebody is typing.

use std::time::Duration;

use platform::PlatformError;

use crate::conversation::Conversation;
use crate::conversation::wire::{self, Notice};
use crate::object::ObjectError;

/// It is a courtesy: after this the answer matters more.
const LIMIT: Duration = Duration::from_secs(5);

impl Conversation {
    /// Best effort: an answer does not wait for its announcement.
    pub(in crate::conversation) async fn notice(&self) {
        if let Err(error) = self.try_notice().await {
            log::warn!("read and typing not shown: {error}");
        }
    }

    async fn try_notice(&self) -> Result<(), ObjectError> {
        let Some(standing) = self.standing()?.filter(|standing| standing.other_app == 0) else {
            return Ok(());
        };
        let owner = self.core.owner().await?;
        let waiting = self.waiting(&owner, &standing)?;
        let Some(provider_id) = waiting.last().and_then(|message| message.provider_id.as_deref()) else {
            return Ok(());
        };
        let Some(channel) = self.channel(&owner, &standing).await? else { return Ok(()) };
        let config = self.core.config()?;
        let person = self.whole_person(&owner, &standing)?.reachable();
        let wire = wire::Wire { config: &config, owner: &owner, channel: &channel };
        let notice = wire.notice(&person, provider_id);
        match notice.map_err(|_| PlatformError::Unreadable { operation: "show typing" })? {
            Notice::Graph(requests) => {
                for request in requests {
                    platform::fetch::send("show typing", request, LIMIT, None).await?;
                }
            }
            Notice::Here => self.live_typing(true),
        }
        Ok(())
    }
}
