//! The queue: what is due, in the conversation's own database, driven by its one alarm.
//!
//! A job is claimed (the attempt counted, its due time moved to a watchdog), does one step, and is settled. Whatever
//! kills it in between, the next instance runs it again: the platform repeats an alarm that did not come to its end,
//! so the watchdog needs no alarm, and no row, of its own.

mod queue;

use std::time::Duration;

use domain::agenda::{self, Again};
use domain::time::Timestamp;
use platform::{PlatformError, clock, params};
use serde::Deserialize;

use super::Conversation;
use crate::object::ObjectError;

/// The wait after an alarm that could not even look at its jobs.
const OUT_OF_ORDER: Duration = Duration::from_secs(30);
/// Meta's code for a service that is down, for what we could not send either.
pub(super) const UNAVAILABLE: i64 = 131_016;
/// Steps in one alarm; what is left gets the next one.
const MOST_STEPS: usize = 16;

/// Answers the customer.
pub(super) const TURN: &str = "turn";
/// Sends what is left in the outbox, in order.
pub(super) const SEND: &str = "send";
/// Tells the tenant how the conversation stands.
pub(super) const REPORT: &str = "report";
/// Has the templates synced.
pub(super) const TEMPLATES: &str = "templates";
/// Ends a snooze.
pub(super) const WAKE: &str = "wake";
/// Tells the tenant the names that the person goes by.
pub(super) const LEARN: &str = "learn";
/// Asks the channel what the person is called.
pub(super) const PROFILE: &str = "profile";
/// Hands everything over to an older conversation of the same person.
pub(super) const MOVE: &str = "move";
/// Tells the tenant what somebody said about being written to; the message's number follows.
pub(super) const CONSENT: &str = "consent/";
/// Erases the person.
pub(super) const ERASE: &str = "erase";
/// Erases what has been kept long enough.
pub(super) const RETENTION: &str = "retention";
/// Fetches files.
pub(super) const MEDIA: &str = "media";
/// Deletes the bytes of files that are gone.
pub(super) const PURGE: &str = "purge";
/// Settles a send whose outcome is unknown; the message's number follows.
pub(super) const RECONCILE: &str = "reconcile/";

#[derive(Debug, Deserialize)]
pub(super) struct Job {
    pub key: String,
    pub attempt: u32,
    pub payload: Option<String>,
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
    /// It erased the conversation, and itself with it.
    Erased,
    /// There is nothing more that it can do; it stays, to be seen, for this reason.
    GiveUp(&'static str),
}

impl Conversation {
    /// Runs what is due. Never fails: the platform would give up after six tries.
    ///
    /// # Errors
    /// Only if no alarm could be set: then the platform's own retry is all there is.
    pub(super) async fn run_due(&self) -> Result<(), PlatformError> {
        self.core.alarm.forget();
        if self.core.is_blank() {
            return Ok(());
        }
        let Err(error) = self.run_steps().await else { return self.rearm().await };
        if self.core.is_blank() {
            return Ok(());
        }
        log::error!("alarm failed: {error}");
        // Not at once: what keeps an object from its jobs, such as a schema of a newer version, does not pass soon.
        let later = clock::now().plus(OUT_OF_ORDER);
        self.core.move_alarm(|| Ok(Some(later))).await
    }

    async fn run_steps(&self) -> Result<(), ObjectError> {
        self.core.check()?;
        self.recover()?;
        for _ in 0..MOST_STEPS {
            // Before each: a job, such as asking for a name, may last until the turn is due.
            if self.notice_at.get().is_some_and(|at| at <= clock::now()) {
                self.notice_at.set(None);
                self.notice().await;
            }
            let Some(job) = self.claim_due()? else { break };
            if agenda::is_hopeless(job.attempt) {
                // It never came to an end: it kills the instance that runs it.
                self.give_up(&job, "cut off each time").await?;
                continue;
            }
            platform::meter::name(kind(&job.key));
            let life = self.life.get();
            let outcome = self.run(&job).await;
            // Whoever erased it, its jobs are gone; those of a life that began since have alarms of their own.
            if matches!(outcome, Ok(Next::Erased)) || self.life.get() != life {
                break;
            }
            // One that is put off has said nothing yet.
            let has_ended = !matches!(outcome, Ok(Next::At(_)));
            self.settle(&job, outcome).await?;
            self.push_live();
            if job.key == TURN && has_ended {
                self.live_typing(false);
            }
        }
        Ok(())
    }

    async fn run(&self, job: &Job) -> Result<Next, ObjectError> {
        match job.key.as_str() {
            TURN => self.turn(job).await,
            SEND => self.send_planned().await,
            REPORT => self.report().await,
            TEMPLATES => self.sync_templates().await,
            WAKE => self.wake_up().await,
            LEARN => self.learn().await,
            PROFILE => self.ask_profile(job).await,
            MOVE => self.hand_over_all().await,
            ERASE => self.erase_person(job).await,
            RETENTION => self.retain().await,
            MEDIA => self.begin_fetching().await,
            PURGE => self.delete_files().await,
            key => match (number(key, RECONCILE), number(key, CONSENT)) {
                (Some(seq), _) => self.reconcile(job, seq).await,
                (_, Some(seq)) => self.tell_consent(job, seq).await,
                _ => Err(PlatformError::Unreadable { operation: "unknown job" }.into()),
            },
        }
    }

    /// Only a job that is still claimed is settled: one that was scheduled anew meanwhile stays.
    async fn settle(&self, job: &Job, outcome: Result<Next, ObjectError>) -> Result<(), PlatformError> {
        let key = job.key.as_str();
        match outcome {
            Ok(Next::Done | Next::Erased) => {
                self.core.sql.run("DELETE FROM jobs WHERE key = ? AND claimed = 1", params![key])
            }
            Ok(Next::At(due)) => self.core.sql.run(
                "UPDATE jobs SET due_at = ?, attempt = 0, claimed = 0 WHERE key = ? AND claimed = 1",
                params![due, key],
            ),
            Ok(Next::Retry(due)) => self.retry(key, due),
            Ok(Next::GiveUp(reason)) => self.give_up(job, reason).await,
            Err(error) => {
                let unit = self.core.config()?.retry_unit;
                match agenda::after_failure(job.attempt, clock::now(), unit) {
                    Again::Never => self.give_up(job, &error.to_string()).await,
                    Again::At(due) => {
                        log::warn!("job {} failed, attempt {}: {error}", kind(key), job.attempt);
                        self.retry(key, due)
                    }
                }
            }
        }
    }

    /// Stops trying. The job stays with its reason; what it leaves undone says so too.
    async fn give_up(&self, job: &Job, reason: &str) -> Result<(), PlatformError> {
        log::error!("job {} given up after {} attempts: {reason}", kind(&job.key), job.attempt);
        match job.key.as_str() {
            TURN => self.fail_turn(job).await?,
            MEDIA => self.give_up_files()?,
            SEND => self.core.sql.run(
                "UPDATE messages SET status = 'failed', error_code = ? WHERE status = 'planned'
                   AND seq >= (SELECT outbox_from FROM conversation WHERE id = 1)",
                params![UNAVAILABLE],
            )?,
            _ => {}
        }
        let now = clock::now();
        self.core.sql.run(
            "UPDATE jobs SET claimed = 0, dead = ?, due_at = ? WHERE key = ? AND claimed = 1",
            params![reason, now, job.key.as_str()],
        )?;
        // Staff find it by what the tenant knows.
        if job.key == REPORT { Ok(()) } else { self.schedule(REPORT, now, None) }
    }
}

/// The number of the message in a key of this kind.
fn number(key: &str, kind: &str) -> Option<i64> {
    key.strip_prefix(kind)?.parse().ok()
}

/// A job's key without the number of its message.
pub(super) fn kind(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}
