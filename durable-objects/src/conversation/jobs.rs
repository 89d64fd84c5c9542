//! The queue: what is due, in the conversation's own database, driven by its one alarm.
//!
//! A job runs in three writes: it is claimed (the attempt counted, its due time moved to a watchdog), does one step,
//! and is settled. Whatever kills it in between, the watchdog's alarm or the next instance runs it again.

use std::time::Duration;

use domain::backoff;
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Conversation;
use crate::object::ObjectError;

/// Longer than the longest step, and well under the platform's limit for an alarm.
const WATCHDOG: Duration = Duration::from_secs(130);
/// After this many failures a job is given up and kept to be seen.
const MOST_ATTEMPTS: u32 = 8;
/// Steps in one alarm; what is left gets the next one.
const MOST_STEPS: usize = 16;

/// Answers the customer.
pub(super) const TURN: &str = "turn";
/// Sends what is planned, in order.
pub(super) const SEND: &str = "send";
/// Tells the tenant how the conversation stands.
pub(super) const REPORT: &str = "report";
/// Ends a snooze.
pub(super) const WAKE: &str = "wake";
/// Settles a send whose outcome is unknown; the message's number follows.
pub(super) const RECONCILE: &str = "reconcile/";

#[derive(Debug, Deserialize)]
pub(super) struct Job {
    pub key: String,
    pub attempt: u32,
    pub payload: Option<String>,
}

impl Job {
    /// The number in its payload; 0 if it has none.
    fn number(&self) -> i64 {
        self.payload.as_deref().and_then(|payload| payload.parse().ok()).unwrap_or(0)
    }
}

/// What becomes of a job that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It is done.
    Done,
    /// There is more to do then, as a first attempt.
    At(Timestamp),
    /// Try again then; the attempts go on counting.
    Retry(Timestamp),
}

impl Conversation {
    /// Schedules a job, or moves it: the latest word counts, and a run under way no longer settles it.
    pub(super) fn schedule(
        &self,
        key: &str,
        due_at: Timestamp,
        payload: Option<&str>,
    ) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO jobs (key, due_at, payload) VALUES (?, ?, ?)
             ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload,
               attempt = 0, claimed = 0, dead = NULL",
            params![key, due_at, payload],
        )
    }

    /// Schedules sending from a message on; what is planned before it goes first. A sender at work finds it by
    /// itself, and the wait of an earlier message that Meta put off is not cut short.
    pub(super) fn schedule_send(&self, seq: i64, due_at: Timestamp) -> Result<(), PlatformError> {
        self.core.sql.run(
            "INSERT INTO jobs (key, due_at, payload) VALUES ('send', ?, ?)
             ON CONFLICT (key) DO UPDATE SET dead = NULL,
               due_at = CASE
                 WHEN claimed = 1 OR EXISTS (
                   SELECT 1 FROM messages WHERE direction = 'outbound' AND status = 'planned'
                     AND seq >= CAST(jobs.payload AS INTEGER) AND seq < CAST(excluded.payload AS INTEGER))
                 THEN due_at ELSE excluded.due_at END,
               payload = min(CAST(payload AS INTEGER), CAST(excluded.payload AS INTEGER))",
            params![due_at, seq.to_string()],
        )
    }

    /// Moves the sending job after a sender outside of the queue has done its part.
    pub(super) fn settle_send_job(&self, next: Next) -> Result<(), PlatformError> {
        match next {
            Next::Done => self.core.sql.run("DELETE FROM jobs WHERE key = 'send' AND claimed = 0", vec![]),
            Next::At(due) | Next::Retry(due) => self
                .core
                .sql
                .run("UPDATE jobs SET due_at = ? WHERE key = 'send' AND claimed = 0", params![due]),
        }
    }

    pub(super) fn cancel(&self, key: &str) -> Result<(), PlatformError> {
        self.core.sql.run("DELETE FROM jobs WHERE key = ?", params![key])
    }

    /// Runs what is due. Never fails: the platform would give up after six tries.
    pub(super) async fn run_due(&self) {
        if let Err(error) = self.run_steps().await {
            log::error!("alarm failed: {error}");
        }
        if let Err(error) = self.rearm().await {
            log::error!("alarm not set: {error}");
        }
    }

    async fn run_steps(&self) -> Result<(), ObjectError> {
        self.core.check()?;
        self.release_claims_of_the_dead()?;
        for _ in 0..MOST_STEPS {
            let Some(job) = self.claim_due()? else { break };
            // The watchdog is durable before the step begins.
            self.rearm().await?;
            let outcome = self.run(&job).await;
            self.settle(&job, outcome)?;
        }
        Ok(())
    }

    async fn run(&self, job: &Job) -> Result<Next, ObjectError> {
        match job.key.as_str() {
            TURN => self.turn(job).await,
            SEND => self.send_planned(job.number()).await,
            REPORT => self.report().await,
            WAKE => self.wake_up().await,
            key => match key.strip_prefix(RECONCILE).and_then(|seq| seq.parse().ok()) {
                Some(seq) => self.reconcile(job, seq).await,
                None => Err(PlatformError::Unreadable { operation: "unknown job" }.into()),
            },
        }
    }

    /// A new instance is alone: what is still claimed was interrupted, and is due now rather than at its watchdog.
    pub(super) fn release_claims_of_the_dead(&self) -> Result<(), PlatformError> {
        if self.knows_its_claims.replace(true) {
            return Ok(());
        }
        let now = clock::now();
        self.core.sql.run("UPDATE jobs SET due_at = ?, claimed = 0 WHERE claimed = 1", params![now])
    }

    fn claim_due(&self) -> Result<Option<Job>, PlatformError> {
        let now = clock::now();
        self.core.sql.first(
            "UPDATE jobs SET attempt = attempt + 1, claimed = 1, due_at = ?
             WHERE key = (SELECT key FROM jobs WHERE due_at <= CAST(? AS INTEGER) AND dead IS NULL
                          ORDER BY due_at, key LIMIT 1)
             RETURNING key, attempt, payload",
            params![now.plus(WATCHDOG), now],
        )
    }

    /// Only a job that is still claimed is settled: one that was scheduled anew meanwhile stays.
    fn settle(&self, job: &Job, outcome: Result<Next, ObjectError>) -> Result<(), PlatformError> {
        let key = job.key.as_str();
        match outcome {
            Ok(Next::Done) => {
                self.core.sql.run("DELETE FROM jobs WHERE key = ? AND claimed = 1", params![key])
            }
            Ok(Next::At(due)) => self.core.sql.run(
                "UPDATE jobs SET due_at = ?, attempt = 0, claimed = 0 WHERE key = ? AND claimed = 1",
                params![due, key],
            ),
            Ok(Next::Retry(due)) => self.retry(key, due),
            Err(error) if job.attempt >= MOST_ATTEMPTS => {
                log::error!("job {} given up after {} attempts: {error}", kind(key), job.attempt);
                if key == TURN {
                    self.core
                        .sql
                        .run("UPDATE turns SET outcome = 'failed' WHERE outcome = 'thinking'", vec![])?;
                }
                self.core.sql.run(
                    "UPDATE jobs SET claimed = 0, dead = ? WHERE key = ? AND claimed = 1",
                    params![error.to_string(), key],
                )
            }
            Err(error) => {
                log::warn!("job {} failed, attempt {}: {error}", kind(key), job.attempt);
                let base = self.core.config()?.retry_unit.saturating_mul(4);
                self.retry(key, clock::now().plus(backoff::exponential(base, job.attempt)))
            }
        }
    }

    fn retry(&self, key: &str, due: Timestamp) -> Result<(), PlatformError> {
        self.core
            .sql
            .run("UPDATE jobs SET due_at = ?, claimed = 0 WHERE key = ? AND claimed = 1", params![due, key])
    }

    /// When the next job is due.
    pub(super) fn next_due(&self) -> Result<Option<Timestamp>, PlatformError> {
        #[derive(Deserialize)]
        struct Row {
            due: Option<Timestamp>,
        }
        let row: Option<Row> =
            self.core.sql.first("SELECT min(due_at) AS due FROM jobs WHERE dead IS NULL", vec![])?;
        Ok(row.and_then(|row| row.due))
    }

    /// Sets the alarm to the next job.
    pub(super) async fn rearm(&self) -> Result<(), PlatformError> {
        platform::sql::move_alarm(&self.core.state.storage(), self.next_due()?).await
    }
}

/// A job's key without the number of its message.
fn kind(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}
