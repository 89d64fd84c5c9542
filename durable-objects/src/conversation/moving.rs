//! Becoming part of an older conversation of the same person: forward from now on, and hand over what is here.
//!
//! What was handed over is deleted only when the home has it, so a move that is cut off goes on where it was; what the
//! home has already it recognises.

use std::time::Duration;

use domain::delivery::DeliveryStatus;
use domain::ids::ConversationId;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Conversation;
use super::jobs::{CONSENT, ERASE, MOVE, Next};
use super::protocol::{Adopt, Inbound, Ingest, MoveTo, Moving, MovingMessage, MovingStatus, MovingTurn};
use super::store::{MessageRow, Standing, provider_key};
use crate::call::{CallError, Refusal};
use crate::object::{ObjectError, Owner};
use crate::tenant::protocol::{GetConversation, HandedOver};

/// Messages, turns and statuses in one part.
const PART: u32 = 50;
/// A part ends with the message that makes it larger than so many bytes.
const LARGEST: usize = 512 * 1024;
/// Parts in one step of the job.
const MOST_PARTS: u32 = 8;
/// A send that is on its way is waited for.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// A home that does not answer is asked again after so many units of retry.
const PATIENCE: u32 = 10;

#[derive(Deserialize)]
struct TurnRow {
    id: domain::ids::TurnId,
    outcome: String,
    started_at: domain::time::Timestamp,
    #[serde(with = "serde_bytes")]
    trace: Vec<u8>,
}

#[derive(Deserialize)]
struct StatusRow {
    #[serde(with = "serde_bytes")]
    provider_key: Vec<u8>,
    status: String,
    error_code: Option<i64>,
}

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

    /// From now on everything is forwarded; a refusal says that it is too early. What was about to be answered or sent here is so at home.
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
                "DELETE FROM jobs WHERE key IN ('turn', 'send', 'wake', 'report', 'learn') OR key LIKE 'reconcile/%'",
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

    /// The newest of what is still here: what waits for an answer goes first. `None`: nothing is left.
    fn part(&self, owner: &Owner, standing: &Standing) -> Result<Option<Adopt>, ObjectError> {
        let mut messages: Vec<MessageRow> =
            self.core.sql.rows("SELECT * FROM messages ORDER BY seq DESC LIMIT ?", params![PART])?;
        let mut size = 0_usize;
        messages.retain(|row| {
            let fits = size < LARGEST;
            size = size.saturating_add(row.content.len());
            fits
        });
        messages.reverse();
        let turns: Vec<TurnRow> = self.core.sql.rows(
            "SELECT id, outcome, started_at, trace FROM turns ORDER BY id DESC LIMIT ?",
            params![PART],
        )?;
        let statuses: Vec<StatusRow> = self
            .core
            .sql
            .rows("SELECT provider_key, status, error_code FROM early_statuses LIMIT ?", params![PART])?;
        if messages.is_empty() && turns.is_empty() && statuses.is_empty() {
            return Ok(None);
        }
        let messages = messages.into_iter().map(|row| self.moving_message(owner, standing, row));
        Ok(Some(Adopt {
            from: self.id()?.clone(),
            standing: self.moving(owner, standing)?,
            messages: messages.collect::<Result<_, _>>()?,
            turns: turns.into_iter().map(|row| self.moving_turn(owner, row)).collect(),
            early_statuses: statuses
                .into_iter()
                .map(|StatusRow { provider_key, status, error_code }| MovingStatus {
                    provider_key,
                    status,
                    error_code,
                })
                .collect(),
        }))
    }

    fn moving(&self, owner: &Owner, standing: &Standing) -> Result<Moving, ObjectError> {
        let person = self.whole_person(owner, standing)?;
        Ok(Moving {
            state: standing.state.clone(),
            paused_until: standing.paused_until,
            window_closes_at: standing.window_closes_at,
            last_message_at: standing.last_message_at,
            disclosed_at: standing.disclosed_at,
            aliases: person.aliases,
            known: person.known,
        })
    }

    fn moving_message(
        &self,
        owner: &Owner,
        standing: &Standing,
        row: MessageRow,
    ) -> Result<MovingMessage, ObjectError> {
        let stored = self.readable(owner, &row);
        let past = match row.seq {
            seq if seq <= standing.context_seq => 2,
            seq if seq <= standing.answered_seq || row.direction == "outbound" => row.past.max(1),
            _ => row.past,
        };
        Ok(MovingMessage {
            origins: self.origins(row.seq)?,
            request: self.request_of(row.seq)?,
            content: stored.map(|stored| serde_json::json!(stored)).unwrap_or_default(),
            id: row.id,
            direction: row.direction,
            author: row.author,
            kind: row.kind,
            provider_key: row.provider_key,
            about_key: row.about_key,
            status: row.status,
            status_at: row.status_at,
            error_code: row.error_code,
            attempt: row.attempt,
            at: row.at,
            sent_at: row.sent_at,
            past,
        })
    }

    fn moving_turn(&self, owner: &Owner, row: TurnRow) -> MovingTurn {
        let TurnRow { id, outcome, started_at, trace } = row;
        let trace = self.trace(owner, id, &trace).unwrap_or_default();
        MovingTurn { id, outcome, started_at, trace }
    }

    /// The message's number here, and those that it had in conversations that became part of this one.
    fn origins(&self, seq: i64) -> Result<Vec<(ConversationId, i64)>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            origin: ConversationId,
            seq: i64,
        }
        // Without an index: conversations that join twice are rarer than messages.
        let earlier: Vec<Row> =
            self.core.sql.rows("SELECT origin, seq FROM adopted WHERE here = ? AND seq > 0", params![seq])?;
        let earlier = earlier.into_iter().map(|row| (row.origin, row.seq));
        Ok(std::iter::once((self.id()?.clone(), seq)).chain(earlier).collect())
    }

    fn request_of(&self, seq: i64) -> Result<Option<Vec<u8>>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            #[serde(with = "serde_bytes")]
            hash: Vec<u8>,
        }
        let row: Option<Row> =
            self.core.sql.first("SELECT hash FROM requests WHERE seq = ? LIMIT 1", params![seq])?;
        Ok(row.map(|row| row.hash))
    }

    /// The home has this part. A message that a status changed meanwhile stays, to be handed over as it is now.
    fn forget(&self, part: &Adopt) -> Result<(), ObjectError> {
        self.core.sql.transaction(|| {
            for message in &part.messages {
                let Some((_, seq)) = message.origins.first() else { continue };
                self.core.sql.run(
                    "DELETE FROM messages WHERE seq = ? AND status = ? AND provider_key IS ?",
                    params![*seq, message.status.as_str(), message.provider_key.clone()],
                )?;
            }
            for turn in &part.turns {
                self.core.sql.run("DELETE FROM turns WHERE id = ?", params![turn.id.to_string()])?;
            }
            for early in &part.early_statuses {
                self.core.sql.run(
                    "DELETE FROM early_statuses WHERE provider_key = ? AND status = ?",
                    params![early.provider_key.clone(), early.status.as_str()],
                )?;
            }
            Ok(())
        })
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
            Inbound::Preference(_) => Ok(false),
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
