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
        // Who is being erased must not come back into the index.
        if standing.moved_to.is_some() || standing.erasing.is_some() {
            return Ok(Next::Done);
        }
        let (dead_ends, dead_since) = self.count_dead_ends()?;
        let report = Report {
            conversation: standing.view(self.id()?),
            next_due: self.next_due()?,
            dead_ends,
            dead_since,
        };
        self.core.objects().await?.tenant(&report).await?;
        Ok(Next::Done)
    }
}
