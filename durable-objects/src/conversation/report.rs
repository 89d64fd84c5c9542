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
        if standing.erasing.is_some() {
            return Ok(Next::Done);
        }
        let report = Report { conversation: standing.view(self.id()?), next_due: self.next_due()? };
        self.core.objects().await?.tenant(&report).await?;
        Ok(Next::Done)
    }
}
