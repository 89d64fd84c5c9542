//! What is handed over at a time, and forgotten when the home has it.

use domain::ids::{ConversationId, TurnId};
use domain::merge::Past;
use domain::time::Timestamp;
use platform::{PlatformError, params};
use serde::Deserialize;

use crate::conversation::Conversation;
use crate::conversation::protocol::{Adopt, Moving, MovingMessage, MovingStatus, MovingTurn};
use crate::conversation::store::{MessageRow, Standing};
use crate::object::{ObjectError, Owner};

/// Messages, turns and statuses in one part.
const PART: u32 = 50;
/// A part ends with the message that makes it larger than so many bytes.
const LARGEST: usize = 512 * 1024;

#[derive(Deserialize)]
struct TurnRow {
    id: TurnId,
    outcome: String,
    started_at: Timestamp,
    #[serde(with = "serde_bytes")]
    trace: Vec<u8>,
}

#[derive(Deserialize)]
struct StatusRow {
    #[serde(with = "serde_bytes")]
    provider_key: Vec<u8>,
    status: String,
    error_code: Option<i64>,
    at: Timestamp,
}

impl Conversation {
    /// The newest of what is still here: what waits for an answer goes first. `None`: nothing is left.
    pub(super) fn part(&self, owner: &Owner, standing: &Standing) -> Result<Option<Adopt>, ObjectError> {
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
            .rows("SELECT provider_key, status, error_code, at FROM early_statuses LIMIT ?", params![PART])?;
        if messages.is_empty() && turns.is_empty() && statuses.is_empty() {
            return Ok(None);
        }
        let files = self.files_of(messages.iter().map(|row| row.seq))?;
        let messages = messages.into_iter().map(|row| self.moving_message(owner, standing, row));
        Ok(Some(Adopt {
            from: self.id()?.clone(),
            standing: self.moving(owner, standing)?,
            messages: messages.collect::<Result<_, _>>()?,
            files,
            turns: turns.into_iter().map(|row| self.moving_turn(owner, row)).collect(),
            early_statuses: statuses
                .into_iter()
                .map(|StatusRow { provider_key, status, error_code, at }| MovingStatus {
                    provider_key,
                    status,
                    error_code,
                    at: Some(at),
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
        let is_outbound = row.direction == "outbound";
        let past = Past::of(row.seq, is_outbound, standing.answered_seq, standing.context_seq);
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
            doubts: row.doubts,
            at: row.at,
            sent_at: row.sent_at,
            past: past.max(Past::from_number(row.past)).number(),
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
    pub(super) fn forget(&self, part: &Adopt) -> Result<(), ObjectError> {
        self.core.sql.transaction(|| {
            for message in &part.messages {
                let Some((_, seq)) = message.origins.first() else { continue };
                self.core.sql.run(
                    "DELETE FROM messages WHERE seq = ? AND status = ? AND provider_key IS ?",
                    params![*seq, message.status.as_str(), message.provider_key.clone()],
                )?;
            }
            for file in &part.files {
                self.core.sql.run("DELETE FROM files WHERE id = ?", params![file.id.to_string()])?;
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
}
