//! A conversation has an end: open, waiting, snoozed, resolved.

use domain::time::Timestamp;
use platform::{PlatformError, clock, params};

use super::Conversation;
use super::jobs::{Next, WAKE};
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::ConversationView;

impl Conversation {
    /// The matter is settled. The model reads nothing of it again, and the agent has the conversation: a hand-over
    /// that outlived its matter would silence it for ever.
    pub(super) async fn resolve(&self, owner: &Owner) -> Result<ConversationView, ObjectError> {
        let standing = self.begun()?;
        let now = clock::now();
        self.core.sql.transaction::<_, ObjectError>(|| {
            if standing.paused_until.is_some() {
                self.note(owner, "resumed", "The assistant has the conversation again.", now)?;
            }
            self.core.sql.run(
                "UPDATE conversation SET epoch = epoch + 1, state = 'resolved',
                   disclosed_at = CASE WHEN paused_until IS NULL THEN disclosed_at END, paused_until = NULL,
                   context_seq = (SELECT max(seq) FROM messages),
                   answered_seq = (SELECT max(seq) FROM messages) WHERE id = 1",
                vec![],
            )?;
            Ok(self.cancel(WAKE)?)
        })?;
        self.interrupt();
        self.tell().await
    }

    /// Out of sight until then, or until the customer writes.
    pub(super) async fn snooze(&self, until: Timestamp) -> Result<ConversationView, ObjectError> {
        self.begun()?;
        if until <= clock::now() {
            return Err(Refusal::invalid("until", "is not in the future").into());
        }
        self.core.sql.run("UPDATE conversation SET state = 'snoozed' WHERE id = 1", vec![])?;
        self.schedule(WAKE, until, None)?;
        self.tell().await
    }

    /// The snooze is over.
    pub(super) async fn wake_up(&self) -> Result<Next, ObjectError> {
        self.core
            .sql
            .run("UPDATE conversation SET state = 'open' WHERE id = 1 AND state = 'snoozed'", vec![])?;
        self.report().await
    }

    /// The pause ran out by itself: the end of the human stretch is marked, so that the model knows whose words are
    /// whose.
    pub(super) fn end_pause(&self, owner: &Owner, now: Timestamp) -> Result<(), ObjectError> {
        self.core.sql.transaction(|| {
            self.note(owner, "resumed", "The assistant has the conversation again.", now)?;
            let statement = "UPDATE conversation SET paused_until = NULL, disclosed_at = NULL, state = 'open' WHERE id = 1";
            Ok::<_, ObjectError>(self.core.sql.run(statement, params![])?)
        })
    }

    /// A line in the thread that is nobody's message.
    pub(super) fn note(
        &self,
        owner: &Owner,
        kind: &str,
        text: &str,
        now: Timestamp,
    ) -> Result<(), ObjectError> {
        let note = super::store::NewMessage {
            direction: "outbound",
            author: "system",
            kind,
            stored: super::store::Stored { text: Some(text.to_owned()), ..Default::default() },
            status: "noted",
            at: now,
            sent_at: None,
            about: None,
        };
        let inserted = self.insert_message(owner, &note, now)?;
        inserted.map(drop).ok_or_else(|| PlatformError::Exists { operation: "note" }.into())
    }
}
