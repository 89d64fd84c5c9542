//! The groups that are alive, so that a signal to us can end them all.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::alive::lives;

static ALIVE: Mutex<Vec<Pid>> = Mutex::new(Vec::new());
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How long groups get to end by themselves after a signal, before they are killed.
const GRACE: Duration = Duration::from_secs(4);
const PAUSE: Duration = Duration::from_millis(50);

pub(super) fn with_alive<T>(act: impl FnOnce(&mut Vec<Pid>) -> T) -> T {
    act(&mut ALIVE.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Whether a signal asked this process to end: what fails from then on is a consequence, not a cause.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// From now on Ctrl-C, SIGTERM and SIGHUP end every group, then this process with exit code 130.
pub fn end_all_on_signals() -> Result<()> {
    ctrlc::set_handler(|| {
        // A second Ctrl-C while the first is at work changes nothing: the grace is short.
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            return;
        }
        eprintln!("\nStopping.");
        end_all();
        std::process::exit(130);
    })
    .context("cannot listen for Ctrl-C")
}

fn end_all() {
    let groups = with_alive(|alive| alive.clone());
    for group in &groups {
        let _ = killpg(*group, Signal::SIGTERM);
    }
    let mut left = GRACE;
    while !left.is_zero() && groups.iter().any(|group| lives(*group)) {
        std::thread::sleep(PAUSE);
        left = left.saturating_sub(PAUSE);
    }
    for group in &groups {
        let _ = killpg(*group, Signal::SIGKILL);
    }
}
