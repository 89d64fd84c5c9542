//! Showing the customer that the message was read and that somebody is typing.

use std::time::Duration;

use platform::PlatformError;

use crate::conversation::store::Standing;
use crate::conversation::{Conversation, wire};
use crate::object::{ObjectError, Owner};

/// It is a courtesy: after this the answer matters more.
const LIMIT: Duration = Duration::from_secs(5);

impl Conversation {
    /// Best effort: an answer does not wait for its announcement.
    pub(super) async fn notice(&self, owner: &Owner, standing: &Standing) {
        if let Err(error) = self.try_notice(owner, standing).await {
            log::warn!("read and typing not shown: {error}");
        }
    }

    async fn try_notice(&self, owner: &Owner, standing: &Standing) -> Result<(), ObjectError> {
        let waiting = self.waiting(owner, standing)?;
        let Some(provider_id) = waiting.last().and_then(|message| message.provider_id.as_deref()) else {
            return Ok(());
        };
        let channel = self.core.directory()?.channel(owner.tenant.tenant_id, standing.channel_id).await?;
        let Some(channel) = channel else { return Ok(()) };
        let request = wire::notice(&*self.core.config()?, owner, &channel, provider_id)
            .map_err(|_| PlatformError::Unreadable { operation: "show typing" })?;
        platform::fetch::send("show typing", request, LIMIT, None).await?;
        Ok(())
    }
}
