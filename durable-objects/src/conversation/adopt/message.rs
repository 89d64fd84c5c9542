//! Taking over one message, with its files and its request; or what is newer of one that is here already.

use domain::delivery::DeliveryStatus;
use domain::merge::{self, Past};
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;
use vault::Purpose;

use crate::conversation::jobs::RECONCILE;
use crate::conversation::protocol::{Adopt, MovingMessage};
use crate::conversation::store::{MessageRow, Standing, Stored};
use crate::conversation::{Conversation, turn};
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// True if it waits for an answer, and was not here before.
    pub(super) fn adopt_message(
        &self,
        owner: &Owner,
        here: &Standing,
        part: &Adopt,
        message: &MovingMessage,
        now: Timestamp,
    ) -> Result<bool, ObjectError> {
        if let Some(row) = self.adopted_before(message)? {
            self.catch_up(owner, &row, message)?;
            return Ok(false);
        }
        let stored: Stored = serde_json::from_value(message.content.clone()).unwrap_or_default();
        let is_paused = here.standing().joined(part.standing.standing()).is_paused(now);
        let status = merge::arriving(&message.status, &message.author, is_paused);
        let seq = self.insert_moved(owner, message, &stored, status)?;
        for (origin, number) in &message.origins {
            self.remember_origin(origin, *number, seq)?;
        }
        let there = message.origins.first().map(|(_, number)| *number);
        self.adopt_files(part.files.iter().filter(|file| Some(file.seq) == there), seq, now)?;
        if let Some(request) = &message.request {
            self.core.sql.run(
                "INSERT INTO requests (hash, seq) VALUES (?, ?) ON CONFLICT DO NOTHING",
                params![request.clone(), seq],
            )?;
        }
        match status {
            "planned" => self.schedule_send(seq, now)?,
            "unknown" => {
                let due = now.plus(self.core.config()?.reconcile_after);
                self.schedule(&format!("{RECONCILE}{seq}"), due, None)?;
            }
            _ => {}
        }
        self.settle_early(seq, message)?;
        if let Some(provider_id) = &stored.provider_id {
            self.apply_changes(owner, provider_id)?;
        }
        let is_question = stored.content.as_ref().is_none_or(turn::is_answerable);
        Ok(Past::from_number(message.past) == Past::Waits && message.author == "customer" && is_question)
    }

    fn insert_moved(
        &self,
        owner: &Owner,
        message: &MovingMessage,
        stored: &Stored,
        status: &str,
    ) -> Result<i64, ObjectError> {
        #[derive(Deserialize)]
        struct Inserted {
            seq: i64,
        }
        let content = match &message.content {
            // It did not open there either; nothing opens as nothing here.
            serde_json::Value::Null => Vec::new(),
            _ => self.seal_json(owner, Purpose::Message, &message.id.to_string(), "content", stored)?,
        };
        let row: Option<Inserted> = self.core.sql.first(
            "INSERT INTO messages (id, provider_key, about_key, direction, author, kind, content, status, status_at,
               error_code, attempt, doubts, at, sent_at, past)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq",
            params![
                message.id.to_string(),
                message.provider_key.clone(),
                message.about_key.clone(),
                message.direction.as_str(),
                message.author.as_str(),
                message.kind.as_str(),
                content,
                status,
                message.status_at,
                message.error_code,
                message.attempt,
                message.doubts,
                message.at,
                message.sent_at,
                message.past
            ],
        )?;
        row.map(|row| row.seq).ok_or_else(|| PlatformError::Unreadable { operation: "adopt message" }.into())
    }

    /// The message here, if it came with an earlier part, or by another way.
    fn adopted_before(&self, message: &MovingMessage) -> Result<Option<MessageRow>, ObjectError> {
        for (origin, number) in &message.origins {
            if let Some(here) = self.adopted(origin, *number)? {
                return Ok(self.message(here)?);
            }
        }
        let Some(key) = &message.provider_key else { return Ok(None) };
        let row = self.by_provider_key(key)?;
        if let Some(row) = &row {
            for (origin, number) in &message.origins {
                self.remember_origin(origin, *number, row.seq)?;
            }
        }
        Ok(row)
    }

    /// What is known here already, and has come further there.
    fn catch_up(&self, owner: &Owner, row: &MessageRow, message: &MovingMessage) -> Result<(), ObjectError> {
        if message.direction == "inbound" {
            self.core.sql.run(
                "UPDATE messages SET past = max(past, ?) WHERE seq = ?",
                params![message.past, row.seq],
            )?;
            return Ok(());
        }
        let stored: Stored = serde_json::from_value(message.content.clone()).unwrap_or_default();
        let reached: DeliveryStatus = message.status.parse().unwrap_or(DeliveryStatus::Unknown);
        let Some(provider_id) = stored.provider_id.filter(|_| message.provider_key != row.provider_key)
        else {
            return Ok(self.advance(
                row,
                reached,
                message.error_code,
                message.status_at.unwrap_or(message.at),
            )?);
        };
        self.settle_row(owner, row, &provider_id, reached, message.error_code)?;
        Ok(self.cancel(&format!("{RECONCILE}{}", row.seq))?)
    }

    /// A status that came here before its message.
    fn settle_early(&self, seq: i64, message: &MovingMessage) -> Result<(), ObjectError> {
        let Some(key) = message.provider_key.as_ref().filter(|_| message.direction == "outbound") else {
            return Ok(());
        };
        let (Some((status, code)), Some(row)) = (self.early_status(key)?, self.message(seq)?) else {
            return Ok(());
        };
        self.advance(&row, status, code, clock::now())?;
        self.core.sql.run("DELETE FROM early_statuses WHERE provider_key = ?", params![key.clone()])?;
        Ok(())
    }
}
