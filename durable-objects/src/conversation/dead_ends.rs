//! What was given up here: a job that failed too often, and a send of which nobody knows what became. Each stays as
//! its job's row, with the reason, until staff decide.

use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Conversation;
use super::jobs::{RECONCILE, SEND, UNAVAILABLE, kind};
use super::protocol::DeadEnd;
use crate::call::Refusal;
use crate::object::ObjectError;

/// More than this are not looked at one by one.
const MOST: u32 = 50;

#[derive(Deserialize)]
struct Row {
    key: String,
    due_at: Timestamp,
    dead: String,
}

impl Conversation {
    pub(super) fn list_dead_ends(&self) -> Result<Vec<DeadEnd>, ObjectError> {
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT key, due_at, dead FROM jobs WHERE dead IS NOT NULL ORDER BY due_at, key LIMIT ?",
            params![MOST],
        )?;
        Ok(rows.into_iter().map(shown).collect())
    }

    /// How many there are, and since when the oldest.
    pub(super) fn count_dead_ends(&self) -> Result<(u32, Option<Timestamp>), PlatformError> {
        #[derive(Deserialize)]
        struct Count {
            count: u32,
            since: Option<Timestamp>,
        }
        let row: Option<Count> = self.core.sql.first(
            "SELECT count(*) AS count, min(due_at) AS since FROM jobs WHERE dead IS NOT NULL",
            vec![],
        )?;
        Ok(row.map_or((0, None), |row| (row.count, row.since)))
    }

    /// Tries it again as for the first time. Of an unknown send that is a person's decision: Meta may have it.
    pub(super) async fn replay_dead_end(&self, key: &str) -> Result<(), ObjectError> {
        self.dead_end(key)?;
        let now = clock::now();
        self.core.sql.transaction::<_, ObjectError>(|| {
            if let Some(seq) = key.strip_prefix(RECONCILE).and_then(|seq| seq.parse().ok()) {
                self.send_again(seq)?;
                return Ok(self.cancel(key)?);
            }
            if key == SEND {
                self.core.sql.run(
                    "UPDATE messages SET status = 'planned', error_code = NULL
                     WHERE seq >= (SELECT outbox_from FROM conversation WHERE id = 1)
                       AND status = 'failed' AND error_code = ?",
                    params![UNAVAILABLE],
                )?;
            }
            Ok(self.core.sql.run(
                "UPDATE jobs SET dead = NULL, attempt = 0, claimed = 0, due_at = ? WHERE key = ?",
                params![now, key],
            )?)
        })?;
        self.tell().await.map(drop)
    }

    /// It stays as it is: a message as unknown, what waited for an answer unanswered.
    pub(super) async fn dismiss_dead_end(&self, key: &str) -> Result<(), ObjectError> {
        self.dead_end(key)?;
        self.cancel(key)?;
        self.tell().await.map(drop)
    }

    fn dead_end(&self, key: &str) -> Result<Row, ObjectError> {
        let row: Option<Row> = self
            .core
            .sql
            .first("SELECT key, due_at, dead FROM jobs WHERE key = ? AND dead IS NOT NULL", params![key])?;
        row.ok_or_else(|| Refusal::not_found("dead end").into())
    }
}

fn shown(row: Row) -> DeadEnd {
    let is_send = row.key.starts_with(RECONCILE);
    DeadEnd {
        kind: if is_send { "unknown_send" } else { "dead_job" }.to_owned(),
        what: if is_send { "send" } else { kind(&row.key) }.to_owned(),
        key: row.key,
        reason: row.dead,
        since: row.due_at,
    }
}
