//! Telling the tenant how the conversation stands: once a turn, and again until it was heard.

use platform::{PlatformError, clock};

use super::Conversation;
use super::jobs::Next;
use super::store::Standing;
use crate::object::ObjectError;
use crate::tenant::protocol::Report;

impl Conversation {
    /// Reports now. The latest word wins, so it may be repeated.
    pub(super) async fn report(&self) -> Result<Next, ObjectError> {
        // Once more if the tenant has heard of an instance whose clock was ahead of this one's.
        for _ in 0..2 {
            let standing = self.standing()?.ok_or(PlatformError::Unreadable { operation: "conversation" })?;
            // Who is being erased must not come back into the index.
            if standing.moved_to.is_some() || standing.erasing.is_some() {
                return Ok(Next::Done);
            }
            let report = self.word(&standing)?;
            let newer = self.core.objects().await?.tenant(&report).await?;
            let mut revisions = self.revisions.get();
            let is_behind = newer.is_some_and(|known| revisions.is_behind(known));
            self.revisions.set(revisions);
            if !is_behind {
                break;
            }
        }
        Ok(Next::Done)
    }

    /// How it stands at this moment, with the moment's number: what is read later has a greater one.
    fn word(&self, standing: &Standing) -> Result<Report, ObjectError> {
        let (dead_ends, dead_since) = self.count_dead_ends()?;
        let mut revisions = self.revisions.get();
        let revision = revisions.next(clock::now());
        self.revisions.set(revisions);
        let conversation = standing.view(self.id()?);
        Ok(Report { conversation, next_due: self.next_due()?, dead_ends, dead_since, revision })
    }
}
