//! Becoming part of an older conversation of the same person: forward from now on, and hand over what is here.
//!
//! What was handed over is deleted only when the home has it, so a move that is cut off goes on where it was; what the
//! home has already it recognises.

mod part;

use std::time::Duration;

use domain::delivery::DeliveryStatus;
use domain::ids::ConversationId;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Conversation;
use super::jobs::{CONSENT, ERASE, MOVE, Next};
use super::protocol::{Inbound, Ingest, MoveTo};
use super::store::{MessageRow, provider_key};
use crate::call::{CallError, Refusal};
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::{GetConversation, HandedOver};

/// Parts in one step of the job.
const MOST_PARTS: u32 = 8;
/// A send that is on its way is waited for.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// A home that does not answer is asked again after so many units of retry.
const PATIENCE: u32 = 10;

impl Conversation {
    /// The tenant, by way of another conversation, says where this one belongs.
    pub(super) async fn move_to(&self, moving: &MoveTo) -> Result<(), ObjectError> {
        self.begin_move(&moving.home)?;
        Ok(self.rearm().await?)
    }

    /// A word that is being obeyed is obeyed here: its job knows the message by its number.
    fn is_obeying(&self) -> Result<bool, PlatformError> {
        #[derive(Deserialize)]
        struct Row {}
        let row: Option<Row> = self.core.sql.first(
            "SELECT 1 AS found FROM jobs WHERE key = ? OR key LIKE ? || '%' LIMIT 1",
            params![ERASE, CONSENT],
        )?;
        Ok(row.is_some())
    }

    /// From now on everything is forwarded; a refusal says that it is too early. What was about to be answered or sent
    /// here is so at home.
    pub(super) fn begin_move(&self, home: &ConversationId) -> Result<(), ObjectError> {
        if self.id.as_ref() == Some(home) || self.standing()?.is_none_or(|now| now.moved_to.is_some()) {
            return Ok(());
        }
        if self.is_obeying()? {
            return Err(Refusal::Conflict { reason: "the conversation obeys a word".into() }.into());
        }
        self.core.sql.transaction::<_, ObjectError>(|| {
            self.core.sql.run(
                "UPDATE conversation SET moved_to = ?, epoch = epoch + 1 WHERE id = 1",
                params![home.as_str()],
            )?;
            self.core.sql.run(
                "DELETE FROM jobs WHERE key IN ('turn', 'send', 'wake', 'report', 'learn', 'media', 'templates')
                   OR key LIKE 'reconcile/%'",
                vec![],
            )?;
            Ok(self.schedule(MOVE, clock::now(), None)?)
        })?;
        self.notice_at.set(None);
        self.interrupt();
        Ok(())
    }

    /// A part of the job of moving.
    pub(super) async fn hand_over_all(&self) -> Result<Next, ObjectError> {
        if self.is_sending() {
            return Ok(Next::At(clock::now().plus(LOOK_AGAIN)));
        }
        self.doubt_interrupted()?;
        let owner = self.core.owner().await?;
        for _ in 0..MOST_PARTS {
            let Some(standing) = self.standing()? else { return Ok(Next::Erased) };
            let Some(home) = &standing.moved_to else { return Ok(Next::Done) };
            let Some(part) = self.part(&owner, &standing)? else {
                return self.end_move().await;
            };
            match self.core.objects().await?.conversation(home, &part).await {
                Ok(()) if self.core.is_blank() => return Ok(Next::Erased),
                Ok(()) => self.forget(&part)?,
                Err(CallError::Refused(Refusal::NotFound { .. })) if self.is_erased(home).await? => {
                    self.core.erase().await?;
                    return Ok(Next::Erased);
                }
                Err(error) => {
                    log::warn!("home took no part of a conversation: {error}");
                    let wait = self.core.config()?.retry_unit.saturating_mul(PATIENCE);
                    return Ok(Next::At(clock::now().plus(wait)));
                }
            }
        }
        Ok(Next::At(clock::now()))
    }

    /// Whether the home is gone, and with it what is still here of the same person. An empty one that the tenant
    /// knows is not: its first message was parked, and comes.
    async fn is_erased(&self, home: &ConversationId) -> Result<bool, ObjectError> {
        let asked = self.core.objects().await?.tenant(&GetConversation { id: home.clone() }).await;
        match asked {
            Ok(_) => Ok(false),
            Err(CallError::Refused(Refusal::NotFound { .. })) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// Nothing is left but the way home.
    async fn end_move(&self) -> Result<Next, ObjectError> {
        let objects = self.core.objects().await?;
        objects.tenant(&HandedOver { conversation_id: self.id()?.clone() }).await?;
        if self.core.is_blank() {
            return Ok(Next::Erased);
        }
        for statement in ["DELETE FROM requests", "DELETE FROM adopted", "DELETE FROM early_statuses"] {
            self.core.sql.run(statement, vec![])?;
        }
        self.core.sql.run(
            "UPDATE conversation SET person = x'', profile = NULL, state = 'open', paused_until = NULL,
               window_closes_at = NULL, disclosed_at = NULL WHERE id = 1",
            vec![],
        )?;
        Ok(Next::Done)
    }

    /// What of a batch is for home. While messages are still here, what repeats them ends here, and their statuses are
    /// written down here: they go with them.
    pub(super) fn for_home(&self, owner: &Owner, batch: Ingest) -> Result<(Ingest, u32), ObjectError> {
        let mut kept: u32 = 0;
        let mut events = Vec::with_capacity(batch.events.len());
        for event in batch.events {
            if self.is_taken_here(owner, &event, &batch.conversation_id)? {
                kept = kept.saturating_add(1);
            } else {
                events.push(event);
            }
        }
        Ok((Ingest { events, ..batch }, kept))
    }

    fn is_taken_here(
        &self,
        owner: &Owner,
        event: &Inbound,
        addressed: &ConversationId,
    ) -> Result<bool, ObjectError> {
        match event {
            Inbound::Message(message) | Inbound::Echo(message) => {
                Ok(self.by_provider_key(&provider_key(owner, &message.provider_id))?.is_some())
            }
            Inbound::Preference(_) | Inbound::Thread(_) => Ok(false),
            Inbound::Reached(reached) => self.take_reached(owner, reached),
            Inbound::Status(report) => {
                let report = self.localised(report, addressed)?;
                let key = provider_key(owner, &report.provider_id);
                let Some(row) = self.reported_row(&report, &key)? else { return Ok(false) };
                let current: DeliveryStatus = row.status.parse().unwrap_or(DeliveryStatus::Unknown);
                if super::statuses::is_about(&row, current, &key) && current.advance(report.status) != current
                {
                    self.settle_row(owner, &row, &report.provider_id, report.status, report.error_code)?;
                }
                Ok(true)
            }
        }
    }

    pub(super) fn by_provider_key(&self, key: &[u8]) -> Result<Option<MessageRow>, PlatformError> {
        self.core.sql.first("SELECT * FROM messages WHERE provider_key = ?", params![key])
    }
}
