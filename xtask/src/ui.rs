//! Lines for the person at the terminal: one a step, with the time that it took.

use std::fs::File;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Announces a step, runs it, and says how long it took; a failure names the step.
pub fn step<T>(name: &str, run: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("▸ {name}");
    let started = Instant::now();
    let result = run().with_context(|| format!("{name} failed"))?;
    println!("  done in {}", seconds(started.elapsed()));
    Ok(result)
}

/// Locks `file` against other runs of ours; says so when one of them has to be waited for.
pub fn lock(file: &File, what: &str) -> Result<()> {
    if file.try_lock().is_ok() {
        return Ok(());
    }
    note(&format!("waiting for another run that works on {what}"));
    file.lock().with_context(|| format!("cannot lock {what}"))
}

/// A detail under the current step.
pub fn note(text: &str) {
    println!("  {text}");
}

/// A duration as people read it: `0.4 s`, `2 min 40 s`.
pub fn seconds(elapsed: Duration) -> String {
    let whole = elapsed.as_secs();
    if whole >= 60 {
        return format!("{} min {} s", whole / 60, whole % 60);
    }
    format!("{:.1} s", elapsed.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(160)), "2 min 40 s");
    }

    #[test]
    fn a_failed_step_is_named() {
        let error = step("Building", || -> Result<()> { anyhow::bail!("no compiler") }).unwrap_err();
        assert_eq!(format!("{error:#}"), "Building failed: no compiler");
    }
}
