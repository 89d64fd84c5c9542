//! A queue as a conversation keeps it, in memory: the rules are the real ones, its clock and its crashes are not.

use std::collections::{BTreeMap, BTreeSet};

use crate::agenda::{Again, after_failure, after_restart, alarm, is_hopeless, watchdog};
use crate::time::Timestamp;
use std::time::Duration;

/// As many as one alarm runs.
const MOST_STEPS: usize = 16;
/// After which the platform repeats an alarm whose handler was cut off.
const PLATFORM: Duration = Duration::from_secs(2);
const UNIT: Duration = Duration::from_secs(1);

/// How a run ends; waits in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Done,
    /// More to do then.
    Later(i64),
    /// Not ready; the attempts go on counting.
    Patience(i64),
    Failed,
    /// The instance dies between the claim and the alarm.
    CutBeforeTheAlarm,
    /// The instance dies in the middle of the work.
    CutAfterTheAlarm,
    /// A call comes in meanwhile and moves this or another job.
    Rescheduled(u8, i64),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Job {
    due_at: Timestamp,
    attempt: u32,
    is_claimed: bool,
    pub(super) is_dead: bool,
}

#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) jobs: BTreeMap<u8, Job>,
    pub(super) alarm: Option<Timestamp>,
    /// The alarm is the platform's repetition.
    pub(super) is_repeated: bool,
    pub(super) done: BTreeSet<u8>,
    pub(super) last_done: Timestamp,
    /// Always kills the instance that runs it.
    pub(super) killer: Option<u8>,
    now: Timestamp,
    /// The instance has looked at the claims it found.
    knows_claims: bool,
}

impl Queue {
    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.jobs.values().filter(|job| !job.is_dead).map(|job| job.due_at).min()
    }

    /// The latest time that an alarm may have: when a job is due, or the platform repeats.
    pub(super) fn latest_excuse(&self) -> Timestamp {
        let due = self.next_due().unwrap_or(self.now);
        if self.is_repeated { due.max(self.now.plus(PLATFORM)) } else { due }
    }

    pub(super) fn waiting(&self) -> Vec<u8> {
        self.jobs.iter().filter(|(_, job)| !job.is_dead).map(|(key, _)| *key).collect()
    }

    pub(super) fn schedule(&mut self, key: u8, wait: i64) {
        self.release();
        let due_at = self.now.plus(seconds(wait));
        self.jobs.insert(key, Job { due_at, attempt: 0, is_claimed: false, is_dead: false });
        self.rearm();
    }

    /// Time passes until the alarm, and its jobs end as told; those that nothing is told about are done.
    pub(super) fn alarm_fires(&mut self, steps: &[Step]) {
        let Some(alarm) = self.alarm.take() else { return };
        self.now = self.now.max(alarm);
        let mut steps = steps.iter().copied();
        self.release();
        for _ in 0..MOST_STEPS {
            let Some(key) = self.claim() else { break };
            if is_hopeless(self.jobs[&key].attempt) {
                self.give_up(key);
                continue;
            }
            let kills = self.killer == Some(key);
            let step = if kills { Step::CutAfterTheAlarm } else { steps.next().unwrap_or(Step::Done) };
            if !self.run(key, step) {
                self.knows_claims = false;
                return;
            }
        }
        self.rearm();
    }

    /// Fires every alarm there is, until there is none.
    pub(super) fn runs_out(&mut self) {
        for _ in 0..1_000 {
            if self.alarm.is_none() {
                return;
            }
            self.alarm_fires(&[]);
        }
        panic!("it never ends: {self:?}");
    }

    /// Whether the instance lives.
    fn run(&mut self, key: u8, step: Step) -> bool {
        if matches!(step, Step::CutBeforeTheAlarm) {
            (self.alarm, self.is_repeated) = (Some(self.now.plus(PLATFORM)), true);
            return false;
        }
        self.rearm();
        self.now = self.now.plus(UNIT);
        match step {
            Step::CutBeforeTheAlarm | Step::CutAfterTheAlarm => {
                let repeated = self.now.plus(PLATFORM);
                (self.alarm, self.is_repeated) = (self.alarm.min(Some(repeated)), true);
                return false;
            }
            Step::Rescheduled(other, wait) => self.schedule(other, wait),
            _ => {}
        }
        self.settle(key, step);
        true
    }

    fn settle(&mut self, key: u8, step: Step) {
        let (now, Some(job)) = (self.now, self.jobs.get_mut(&key)) else { return };
        if !job.is_claimed {
            return;
        }
        job.is_claimed = false;
        match step {
            Step::Later(wait) => (job.due_at, job.attempt) = (now.plus(seconds(wait)), 0),
            Step::Patience(wait) => job.due_at = now.plus(seconds(wait)),
            Step::Failed => match after_failure(job.attempt, now, UNIT) {
                Again::At(due) => job.due_at = due,
                Again::Never => job.is_dead = true,
            },
            _ => {
                self.jobs.remove(&key);
                self.done.insert(key);
                self.last_done = now;
            }
        }
    }

    fn claim(&mut self) -> Option<u8> {
        let now = self.now;
        let due = self.jobs.iter_mut().filter(|(_, job)| !job.is_dead && job.due_at <= now);
        let (key, job) = due.min_by_key(|(key, job)| (job.due_at, **key))?;
        job.attempt = job.attempt.saturating_add(1);
        (job.is_claimed, job.due_at) = (true, watchdog(now));
        Some(*key)
    }

    fn give_up(&mut self, key: u8) {
        if let Some(job) = self.jobs.get_mut(&key) {
            (job.is_claimed, job.is_dead) = (false, true);
        }
    }

    fn release(&mut self) {
        if std::mem::replace(&mut self.knows_claims, true) {
            return;
        }
        for job in self.jobs.values_mut().filter(|job| job.is_claimed && !job.is_dead) {
            (job.is_claimed, job.due_at) = (false, after_restart(job.attempt, self.now));
        }
    }

    fn rearm(&mut self) {
        (self.alarm, self.is_repeated) = (alarm([self.next_due()], self.now), false);
    }
}

fn seconds(wait: i64) -> Duration {
    Duration::from_secs(wait.unsigned_abs())
}
