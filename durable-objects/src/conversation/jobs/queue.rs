//! The rows of the queue: put there, moved, claimed, and the alarm that follows them.

use std::time::Duration;

use domain::agenda;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::{Job, Next, REPORT, SEND};
use crate::conversation::Conversation;
use crate::object::ObjectError;

impl Conversation {
    /// Schedules a job, or moves it: the latest word counts, and a run under way no longer settles it.
    pub(in crate::conversation) fn schedule(
        &self,
        key: &str,
        due_at: Timestamp,
        payload: Option<&str>,
    ) -> Result<(), PlatformError> {
        self.expect(due_at);
        self.core.sql.run(
            "INSERT INTO jobs (key, due_at, payload) VALUES (?, ?, ?)
             ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload,
               attempt = 0, claimed = 0, dead = NULL",
            params![key, due_at, payload],
        )
    }

    /// Schedules sending. A sender at work finds what is new by itself, and the wait of an earlier message that Meta
    /// put off is not cut short.
    pub(in crate::conversation) fn schedule_send(
        &self,
        seq: i64,
        due_at: Timestamp,
    ) -> Result<(), PlatformError> {
        self.expect(due_at);
        self.core.sql.run(
            "INSERT INTO jobs (key, due_at) VALUES (?, ?)
             ON CONFLICT (key) DO UPDATE SET dead = NULL, due_at = CASE
               WHEN claimed = 1 OR EXISTS (
                 SELECT 1 FROM messages WHERE seq >= (SELECT outbox_from FROM conversation WHERE id = 1)
                   AND seq < CAST(? AS INTEGER) AND direction = 'outbound' AND status = 'planned')
               THEN due_at ELSE excluded.due_at END",
            params![SEND, due_at, seq],
        )
    }

    /// Moves the sending job after a sender outside of the queue has done its part.
    pub(in crate::conversation) fn settle_send_job(&self, next: Next) -> Result<(), PlatformError> {
        match next {
            Next::Done => self.core.sql.run(
                "DELETE FROM jobs WHERE key = ? AND claimed = 0 AND NOT EXISTS (
                   SELECT 1 FROM messages WHERE seq >= (SELECT outbox_from FROM conversation WHERE id = 1)
                     AND direction = 'outbound' AND status = 'planned')",
                params![SEND],
            ),
            Next::At(due) | Next::Retry(due) => self
                .core
                .sql
                .run("UPDATE jobs SET due_at = ? WHERE key = ? AND claimed = 0", params![due, SEND]),
            Next::Erased | Next::GiveUp(_) => Ok(()),
        }
    }

    pub(in crate::conversation) fn cancel(&self, key: &str) -> Result<(), PlatformError> {
        self.core.sql.run("DELETE FROM jobs WHERE key = ?", params![key])
    }

    /// A new instance is alone: what is still claimed was interrupted, and is due now rather than at its watchdog; what
    /// was being sent is in doubt. First of all the tenant hears that work is due here: should the next run end this
    /// instance as well, and the platform give up, the sweep knows.
    pub(in crate::conversation) fn recover(&self) -> Result<(), ObjectError> {
        if self.is_recovered.replace(true) {
            return Ok(());
        }
        self.doubt_interrupted()?;
        self.recover_fetching()?;
        let (now, sql) = (clock::now(), &self.core.sql);
        let claimed: Vec<Job> =
            sql.rows("SELECT key, attempt, payload FROM jobs WHERE claimed = 1", vec![])?;
        for job in &claimed {
            sql.run(
                "UPDATE jobs SET claimed = 0, due_at = ? WHERE key = ?",
                params![agenda::after_restart(job.attempt, now), job.key.as_str()],
            )?;
        }
        if !claimed.is_empty() {
            self.schedule(REPORT, now.minus(Duration::from_millis(1)), None)?;
        }
        Ok(())
    }

    pub(super) fn claim_due(&self) -> Result<Option<Job>, PlatformError> {
        let now = clock::now();
        self.core.sql.first(
            "UPDATE jobs SET attempt = attempt + 1, claimed = 1, due_at = ?
             WHERE key = (SELECT key FROM jobs WHERE due_at <= CAST(? AS INTEGER) AND dead IS NULL
                          ORDER BY due_at, key LIMIT 1)
             RETURNING key, attempt, payload",
            params![agenda::watchdog(now), now],
        )
    }

    pub(super) fn retry(&self, key: &str, due: Timestamp) -> Result<(), PlatformError> {
        self.core
            .sql
            .run("UPDATE jobs SET due_at = ?, claimed = 0 WHERE key = ? AND claimed = 1", params![due, key])
    }

    /// When the next job is due.
    pub(in crate::conversation) fn next_due(&self) -> Result<Option<Timestamp>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            due: Option<Timestamp>,
        }
        if self.core.is_blank() {
            return Ok(None);
        }
        let row: Option<Row> =
            self.core.sql.first("SELECT min(due_at) AS due FROM jobs WHERE dead IS NULL", vec![])?;
        Ok(row.and_then(|row| row.due))
    }

    /// Sets the alarm to the next job. What is far off, such as the end of what is kept, is left to the sweep, which
    /// knows it from the report.
    pub(in crate::conversation) async fn rearm(&self) -> Result<(), PlatformError> {
        let earliest = || Ok(agenda::alarm([self.next_due()?, self.notice_at.get()], clock::now()));
        self.core.move_alarm(earliest).await
    }

    /// Something is to be done then: the alarm must not ring later.
    pub(in crate::conversation) fn expect(&self, due: Timestamp) {
        if !self.core.alarm.covers(due) {
            self.is_early.set(true);
        }
    }

    /// As [`Self::rearm`], if anything was scheduled that the alarm may come too late for. Most messages of a burst only
    /// put off what waits already, and looking for the earliest job takes a statement.
    pub(in crate::conversation) async fn rearm_if_early(&self) -> Result<(), PlatformError> {
        if !self.is_early.replace(false) {
            return Ok(());
        }
        // Whoever comes next tries again.
        self.rearm().await.inspect_err(|_| self.is_early.set(true))
    }
}
