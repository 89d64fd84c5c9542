//! Taking over what a younger conversation of the same person had. Every part may come twice.

mod origins;

use domain::delivery::DeliveryStatus;
use domain::identity::Person;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;
use vault::Purpose;

use super::Conversation;
use super::jobs::{RECONCILE, REPORT};
use super::protocol::{Adopt, Moving, MovingMessage};
use super::store::{MessageRow, Standing, Stored};
use super::turn;
use crate::call::Refusal;
use crate::object::{ObjectError, Owner};

impl Conversation {
    /// Takes a part over. When this returns it is durable here.
    pub(super) async fn adopt(&self, owner: &Owner, part: &Adopt) -> Result<(), ObjectError> {
        let standing = self.begun()?;
        if standing.erasing.is_some() {
            return Err(Refusal::Conflict { reason: "the conversation is being erased".into() }.into());
        }
        let now = clock::now();
        let asks = self.core.sql.transaction::<_, ObjectError>(|| {
            if self.adopt_standing(owner, &standing, part, now)? {
                self.schedule(REPORT, now, None)?;
            }
            let mut asks = false;
            for message in &part.messages {
                asks |= self.adopt_message(owner, &standing, part, message, now)?;
            }
            self.adopt_turns(owner, part)?;
            for early in &part.early_statuses {
                self.core.sql.run(
                    "INSERT INTO early_statuses (provider_key, status, error_code, at) VALUES (?, ?, ?, ?)
                     ON CONFLICT DO NOTHING",
                    params![early.provider_key.clone(), early.status.as_str(), early.error_code, now],
                )?;
            }
            if asks {
                // As any newer message does: the answer that is being thought lacks these.
                self.core.sql.run("UPDATE conversation SET epoch = epoch + 1 WHERE id = 1", vec![])?;
                self.schedule_turn(&standing, self.waiting_since()?, now)?;
            }
            Ok(asks)
        })?;
        if asks {
            self.interrupt();
        }
        Ok(self.rearm().await?)
    }

    /// How the two stand together; once.
    fn adopt_standing(
        &self,
        owner: &Owner,
        here: &Standing,
        part: &Adopt,
        now: Timestamp,
    ) -> Result<bool, ObjectError> {
        if self.adopted(&part.from, 0)?.is_some() {
            return Ok(false);
        }
        self.remember_origin(&part.from, 0, 0)?;
        let there = &part.standing;
        let is_paused = there.paused_until.is_some_and(|until| until > now);
        if is_paused && there.paused_until > here.paused_until {
            // A person has it there, so a person has it.
            self.take_over()?;
        }
        self.core.sql.run(
            "UPDATE conversation SET window_closes_at = ?, paused_until = ?, last_message_at = ?, disclosed_at = ?,
               state = ?, epoch = epoch + ? WHERE id = 1",
            params![
                here.window_closes_at.max(there.window_closes_at),
                here.paused_until.max(there.paused_until),
                here.last_message_at.max(there.last_message_at),
                here.disclosed_at.max(there.disclosed_at),
                joined_state(&here.state, &there.state),
                is_paused
            ],
        )?;
        let is_newer = there.last_message_at > here.last_message_at;
        let Moving { aliases, known, .. } = there.clone();
        self.know(owner, here, |person| person.joined(Person { aliases, known }, is_newer))?;
        Ok(true)
    }

    /// True if it waits for an answer, and was not here before.
    fn adopt_message(
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
        let is_paused = here.paused_until.max(part.standing.paused_until).is_some_and(|until| until > now);
        let status = match message.status.as_str() {
            // People win: see `take_over`.
            "planned" if message.author == "agent" && is_paused => "dropped",
            status => status,
        };
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
        Ok(message.past == 0 && message.author == "customer" && is_question)
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
               error_code, attempt, at, sent_at, past) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq",
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

    fn adopt_turns(&self, owner: &Owner, part: &Adopt) -> Result<(), ObjectError> {
        for moving in &part.turns {
            let id = moving.id.to_string();
            let trace = self.seal_json(owner, Purpose::Trace, &id, "trace", &moving.trace)?;
            self.core.sql.run(
                "INSERT INTO turns (id, epoch, outcome, started_at, trace) VALUES (?, 0, ?, ?, ?)
                 ON CONFLICT DO NOTHING",
                params![id, moving.outcome.as_str(), moving.started_at, trace],
            )?;
        }
        Ok(())
    }
}

/// What still wants somebody comes before what does not.
fn joined_state(here: &str, there: &str) -> String {
    let order = ["waiting", "open", "snoozed", "resolved"];
    let found = order.into_iter().find(|state| *state == here || *state == there);
    found.unwrap_or("open").to_owned()
}
