//! When a job runs again: after it failed, after it was cut off; and when it is given up.
//!
//! A job is claimed before it runs: its attempt is counted and its due time becomes its watchdog. So at every moment
//! the earliest due time is the alarm to set, whether jobs wait, run, or were cut off while they ran.

use std::time::Duration;

use crate::backoff;
use crate::time::Timestamp;

/// How long a claim holds: longer than the longest step (a minute of thinking), so that only what was cut off without
/// anybody noticing runs again.
pub const WATCHDOG: Duration = Duration::from_secs(90);
/// After this many attempts a job is given up and kept to be seen.
pub const MOST_ATTEMPTS: u32 = 8;
/// Cut off so often, a job is believed to be cut off by accident: a deploy, a reset of its neighbour.
const ACCIDENTS: u32 = 2;
/// What each further time costs it: it may itself be what kills the instance, and others are to run in between.
const EACH_CUT: Duration = Duration::from_secs(10);

/// What is due later than this has no alarm: the sweep knows it, and an alarm would cost every turn a row.
const FAR: Duration = Duration::from_hours(24);

/// What becomes of a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It runs again then; its attempts go on counting.
    At(Timestamp),
    /// It is given up.
    Never,
}

/// When the run that is claimed at `now` counts as cut off.
pub fn watchdog(now: Timestamp) -> Timestamp {
    now.plus(WATCHDOG)
}

/// Whether a job that was just claimed is given up instead of run: its earlier attempts neither succeeded nor failed,
/// so it was cut off each time. `attempt`: with this claim, from 1.
pub const fn is_hopeless(attempt: u32) -> bool {
    attempt > MOST_ATTEMPTS
}

/// After a failure. `attempt`: how many there were, from 1; `unit`: the unit of all waits, a second but for tests. The
/// waits are 4 units, 16, 64 and so on, at most an hour.
pub fn after_failure(attempt: u32, now: Timestamp, unit: Duration) -> Again {
    if attempt >= MOST_ATTEMPTS {
        return Again::Never;
    }
    Again::At(now.plus(backoff::exponential(unit.saturating_mul(4), attempt)))
}

/// When a claim is due that a new instance finds: nobody runs it any more, so it needs no watchdog. At once, but later
/// each time once it was cut off too often for an accident.
pub fn after_restart(attempt: u32, now: Timestamp) -> Timestamp {
    let wait = if attempt > ACCIDENTS { EACH_CUT.saturating_mul(attempt) } else { Duration::ZERO };
    now.plus(wait)
}

/// When the alarm is to go off, given everything that is due: at the earliest of it. `None`: nothing is due soon.
pub fn alarm(due: impl IntoIterator<Item = Option<Timestamp>>, now: Timestamp) -> Option<Timestamp> {
    due.into_iter().flatten().min().filter(|due| due.since(now) < FAR)
}

#[cfg(test)]
mod tests;
