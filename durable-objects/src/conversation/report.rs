//! Telling the tenant how the conversation stands: once a turn, and again until it was heard.

use platform::PlatformError;

use super::Conversation;
use super::jobs::Next;
use crate::object::ObjectError;
use crate::tenant::protocol::Report;

impl Conversation {
    /// Reports now. The latest word wins, so it may be repeated.
    pub(super) async fn report(&self) -> Result<Next, ObjectError> {
        let standing = self.standing()?.ok_or(PlatformError::Unreadable { operation: "conversation" })?;
        let report = Report {
            conversation: standing.view(self.id()?),
            next_due: self.next_due()?,
            dead_ends: 0,
            dead_since: None,
        };
        self.core.objects().await?.tenant(&report).await?;
        Ok(Next::Done)
    }
}
