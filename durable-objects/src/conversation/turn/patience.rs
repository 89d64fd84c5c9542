//! A turn whose burst has a file on its way waits for it, once and not for long: an answer without it would be about
//! something that the customer did not mean.

use std::time::Duration;

use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::{Payload, Waiting};
use crate::conversation::Conversation;
use crate::conversation::jobs::TURN;
use crate::conversation::store::{MessageRow, Standing};
use crate::object::{ObjectError, Owner};

/// As long as a picture or a voice note takes that comes at all.
const PATIENCE: Duration = Duration::from_secs(5);
/// As much as tells somebody's language.
const EARLIER: u32 = 8;

impl Conversation {
    /// When to begin instead, if a picture or a sound is on its way for the first time. A file that failed once holds
    /// up nothing.
    pub(super) fn wait_for_files(
        &self,
        payload: &Payload,
        waiting: &[Waiting],
    ) -> Result<Option<Timestamp>, ObjectError> {
        if payload.has_waited {
            return Ok(None);
        }
        let awaited = waiting.iter().filter(|message| matches!(message.kind.as_str(), "image" | "audio"));
        let mut is_coming = false;
        for message in awaited {
            is_coming |= self.are_coming(&message.files)?;
        }
        if !is_coming {
            return Ok(None);
        }
        let payload = Payload { has_waited: true, ..*payload }.encode();
        self.core
            .sql
            .run("UPDATE jobs SET payload = ? WHERE key = ? AND claimed = 1", params![payload, TURN])?;
        Ok(Some(clock::now().plus(PATIENCE)))
    }

    /// A file came or failed: the turn that waited begins at once, if it waits for nothing else.
    pub(in crate::conversation) fn end_wait_for_files(&self, now: Timestamp) -> Result<(), PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            payload: Option<String>,
        }
        let row: Option<Row> = self.core.sql.first(
            "SELECT payload FROM jobs WHERE key = ? AND claimed = 0 AND dead IS NULL AND NOT EXISTS (
               SELECT 1 FROM files WHERE due_at IS NOT NULL AND reason IS NULL AND kind IN ('image', 'audio')
                 AND state IN ('wanted', 'stored'))",
            params![TURN],
        )?;
        let Some(payload) = row.and_then(|row| row.payload) else { return Ok(()) };
        if !Payload::decode(Some(&payload)).has_waited {
            return Ok(());
        }
        self.expect(now);
        self.core
            .sql
            .run("UPDATE jobs SET due_at = min(due_at, ?) WHERE key = ? AND claimed = 0", params![now, TURN])
    }

    /// What the customer wrote before, where nothing that waits has words.
    pub(super) fn earlier_words(
        &self,
        owner: &Owner,
        standing: &Standing,
        waiting: &[Waiting],
    ) -> Result<Vec<String>, ObjectError> {
        if waiting.iter().any(|message| message.words().is_some()) {
            return Ok(Vec::new());
        }
        let rows: Vec<MessageRow> = self.core.sql.rows(
            "SELECT * FROM messages WHERE seq <= ? AND direction = 'inbound' AND author = 'customer'
               AND kind IN ('text', 'audio') ORDER BY seq DESC LIMIT ?",
            params![standing.answered_seq, EARLIER],
        )?;
        let stored = rows.iter().rev().map(|row| self.stored(owner, row));
        stored
            .filter_map(|stored| stored.map(|stored| stored.transcript.or(stored.text)).transpose())
            .collect()
    }
}
