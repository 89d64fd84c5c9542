//! One child with everything that it starts.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::alive::lives;
use super::registry::{interrupted, with_alive};

const PAUSE: Duration = Duration::from_millis(20);
/// What a killed group gets to vanish; the kernel needs a few milliseconds.
const BURIAL: Duration = Duration::from_secs(2);

/// A running child and its process group. Dropping it kills the group.
#[derive(Debug)]
pub struct Group {
    id: Pid,
    state: Mutex<State>,
    watchdog: Mutex<Child>,
}

#[derive(Debug)]
struct State {
    child: Child,
    status: Option<ExitStatus>,
}

impl Group {
    /// Starts `command` as the leader of a new group, without standard input.
    ///
    /// # Errors
    /// When the program is missing or cannot be started, or when we are already being stopped.
    pub fn spawn(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).process_group(0);
        with_alive(|alive| {
            if interrupted() {
                bail!("stopped before {program} was started");
            }
            let child = command.spawn().with_context(|| format!("cannot start {program}"))?;
            let id = Pid::from_raw(i32::try_from(child.id()).context("a process id out of range")?);
            alive.push(id);
            let state = Mutex::new(State { child, status: None });
            match watchdog(id) {
                Ok(watchdog) => Ok(Self { id, state, watchdog: Mutex::new(watchdog) }),
                Err(error) => {
                    let _ = killpg(id, Signal::SIGKILL);
                    alive.retain(|known| *known != id);
                    Err(error)
                }
            }
        })
    }

    /// The child's standard output and error, where they are pipes; each is given once.
    pub fn take_output(&self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        let mut state = self.state();
        (state.child.stdout.take(), state.child.stderr.take())
    }

    /// How the child ended, if it has.
    pub fn exited(&self) -> Result<Option<ExitStatus>> {
        let mut state = self.state();
        if state.status.is_none() {
            state.status = state.child.try_wait().context("cannot watch a child process")?;
        }
        Ok(state.status)
    }

    /// Waits for the child to end, at most `limit` (for ever without one). `None`: it is still running.
    pub fn wait(&self, limit: Option<Duration>) -> Result<Option<ExitStatus>> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.exited()? {
                return Ok(Some(status));
            }
            if limit.is_some_and(|limit| started.elapsed() >= limit) {
                return Ok(None);
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Asks the group to end, and kills what is left of it after `grace`.
    pub fn stop(&self, grace: Duration) -> Result<()> {
        if self.exited()?.is_none() {
            let _ = killpg(self.id, Signal::SIGTERM);
            self.wait(Some(grace))?;
        }
        self.kill();
        Ok(())
    }

    /// Kills the group at once and waits until nothing of it is left.
    pub fn kill(&self) {
        // A group that was reaped must not be signalled: its number may belong to somebody else by now.
        if !with_alive(|alive| alive.contains(&self.id)) {
            return;
        }
        let _ = killpg(self.id, Signal::SIGKILL);
        let _ = self.wait(Some(BURIAL));
        let started = Instant::now();
        while lives(self.id) && started.elapsed() < BURIAL {
            std::thread::sleep(PAUSE);
        }
        with_alive(|alive| alive.retain(|known| *known != self.id));
        let mut watchdog = self.watchdog.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = watchdog.kill();
        let _ = watchdog.wait();
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits for the end of its input, which comes when we are gone, and kills the group. It leads its own group, so
/// that the Ctrl-C of a terminal does not end it first.
fn watchdog(group: Pid) -> Result<Child> {
    Command::new("sh")
        .args(["-c", r#"read -r _; kill -s KILL -- "-$1""#, "watchdog", &group.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .context("cannot start sh")
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader};

    use super::*;

    /// A shell with a child of its own in the same group; prints the child's id.
    fn family() -> (Group, Pid) {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 300 & echo $!; wait"]).stdout(Stdio::piped());
        let group = Group::spawn(&mut command).unwrap();
        let mut line = String::new();
        BufReader::new(group.take_output().0.unwrap()).read_line(&mut line).unwrap();
        (group, Pid::from_raw(line.trim().parse().unwrap()))
    }

    fn alive(process: Pid) -> bool {
        nix::sys::signal::kill(process, None).is_ok()
    }

    fn gone_soon(process: Pid) -> bool {
        (0..100).any(|_| {
            std::thread::sleep(PAUSE);
            !alive(process)
        })
    }

    #[test]
    fn grandchildren_end_with_a_drop() {
        let (group, grandchild) = family();
        assert!(alive(grandchild));
        drop(group);
        assert!(gone_soon(grandchild));
    }

    #[test]
    fn grandchildren_end_with_a_stop() {
        let (group, grandchild) = family();
        group.stop(Duration::from_secs(2)).unwrap();
        assert!(gone_soon(grandchild));
        assert!(group.exited().unwrap().is_some());
    }

    #[test]
    fn the_watchdog_kills_when_its_pipe_closes() {
        let (group, grandchild) = family();
        // What the kernel does to the pipe of a process that was killed.
        drop(group.watchdog.lock().unwrap().stdin.take());
        assert!(gone_soon(grandchild));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = Group::spawn(&mut Command::new("no-such-program-here")).unwrap_err();
        assert_eq!(error.to_string(), "cannot start no-such-program-here");
    }

    #[test]
    fn waiting_is_bounded() {
        let group = Group::spawn(Command::new("sleep").arg("300")).unwrap();
        assert!(group.wait(Some(Duration::from_millis(50))).unwrap().is_none());
    }
}
