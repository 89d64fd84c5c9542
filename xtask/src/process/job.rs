//! A command that runs to its end, described as data so that tests can answer in its place.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::group::Group;

/// What to run and within which limits.
#[derive(Clone, Debug)]
pub struct Job {
    /// The program: a name to look up in `PATH`, or a path.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Variables on top of our own.
    pub env: BTreeMap<String, OsString>,
    /// Where it runs.
    pub folder: PathBuf,
    /// After this it is killed.
    pub limit: Option<Duration>,
    /// A piece of an output line that means that waiting on is useless: it is killed then.
    pub give_up_on: Option<String>,
    /// Whether its output goes to our terminal; otherwise it is collected.
    pub show: bool,
}

/// How a job ended.
#[derive(Clone, Debug, Default)]
pub struct Exit {
    /// It ended by itself, with exit code 0.
    pub success: bool,
    /// Its output lines, both streams together, when they were not shown.
    pub lines: Vec<String>,
}

/// Runs jobs.
pub trait Runner {
    /// Runs one to its end.
    ///
    /// # Errors
    /// Only when it could not be run at all: a failure of the program is an [`Exit`].
    fn run(&self, job: &Job) -> Result<Exit>;
}

/// Runs jobs as child processes.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Job {
    /// A job in `folder` whose output is collected.
    pub fn new(program: impl Into<PathBuf>, folder: &Path) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            env: BTreeMap::new(),
            folder: folder.to_path_buf(),
            limit: None,
            give_up_on: None,
            show: false,
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Adds a variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.insert(name.to_owned(), value.into());
        self
    }

    /// Sets the limits after which it is given up.
    #[must_use]
    pub fn give_up(mut self, limit: Duration, line: &str) -> Self {
        self.limit = Some(limit);
        self.give_up_on = Some(line.to_owned());
        self
    }

    /// Lets the person see the output as it comes.
    #[must_use]
    pub fn shown(mut self) -> Self {
        self.show = true;
        self
    }

    /// Runs it with `runner`; a failure is an error that carries the collected output.
    pub fn run_ok(&self, runner: &dyn Runner) -> Result<Vec<String>> {
        let exit = runner.run(self)?;
        if exit.success {
            return Ok(exit.lines);
        }
        let program = self.program.file_name().unwrap_or(self.program.as_os_str()).to_string_lossy();
        if exit.lines.is_empty() {
            bail!("{program} failed");
        }
        bail!("{program} failed:\n{}", exit.lines.join("\n"));
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).envs(&self.env).current_dir(&self.folder);
        command
    }
}

impl Runner for System {
    fn run(&self, job: &Job) -> Result<Exit> {
        let mut command = job.command();
        if job.show {
            let status = Group::spawn(&mut command)?.wait(job.limit)?;
            return Ok(Exit { success: status.is_some_and(|status| status.success()), lines: Vec::new() });
        }
        collect(job, &mut command)
    }
}

fn collect(job: &Job, command: &mut Command) -> Result<Exit> {
    let group = Group::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let (stdout, stderr) = group.take_output();
    let useless = Arc::new(AtomicBool::new(false));
    let readers = [
        stdout.map(|stream| reader(stream, job.give_up_on.clone(), &useless)),
        stderr.map(|stream| reader(stream, job.give_up_on.clone(), &useless)),
    ];
    let started = Instant::now();
    let status = loop {
        let status = group.wait(Some(Duration::from_millis(100)))?;
        let late = job.limit.is_some_and(|limit| started.elapsed() >= limit);
        if status.is_some() || late || useless.load(Ordering::SeqCst) {
            break status;
        }
    };
    // Ends whatever still holds the pipes, so that the readers come to their end.
    group.kill();
    let mut lines = Vec::new();
    for reader in readers.into_iter().flatten() {
        lines.extend(reader.join().ok().context("the reader of a child's output ended badly")?);
    }
    Ok(Exit { success: status.is_some_and(|status| status.success()), lines })
}

fn reader(
    stream: impl Read + Send + 'static,
    give_up_on: Option<String>,
    useless: &Arc<AtomicBool>,
) -> std::thread::JoinHandle<Vec<String>> {
    let useless = Arc::clone(useless);
    std::thread::spawn(move || {
        let mut lines = Vec::new();
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if give_up_on.as_ref().is_some_and(|text| line.contains(text)) {
                useless.store(true, Ordering::SeqCst);
            }
            lines.push(line);
        }
        lines
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Job {
        Job::new("sh", Path::new("/")).args(["-c", script])
    }

    #[test]
    fn output_and_failure_are_told_together() {
        let error = shell("echo out; echo err >&2; exit 3").run_ok(&System).unwrap_err().to_string();
        assert_eq!(error, "sh failed:\nout\nerr");
    }

    #[test]
    fn variables_arrive() {
        assert_eq!(shell("echo $GREETING").env("GREETING", "hi").run_ok(&System).unwrap(), ["hi"]);
    }

    #[test]
    fn a_hopeless_line_ends_it_at_once() {
        let started = Instant::now();
        let job = shell("echo attempt 2 of 5; sleep 60").give_up(Duration::from_secs(30), "attempt 2");
        assert!(!System.run(&job).unwrap().success);
        assert!(started.elapsed() < Duration::from_secs(10));
    }

    #[test]
    fn the_limit_ends_it() {
        let started = Instant::now();
        let job = shell("sleep 60").give_up(Duration::from_millis(200), "never printed");
        assert!(!System.run(&job).unwrap().success);
        assert!(started.elapsed() < Duration::from_secs(10));
    }
}
