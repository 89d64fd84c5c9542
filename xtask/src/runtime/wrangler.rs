//! One running `wrangler dev`.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{Lines, require_free};
use crate::env_file;
use crate::process::Group;
use crate::tools::Tools;

/// wrangler closes its objects' databases in this time; what is left after it is killed.
const GRACE: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(50);
/// How much of the log an error carries.
const TAIL: usize = 25;

/// What to run.
#[derive(Clone, Debug)]
pub struct WranglerOptions {
    /// The workspace, with `wrangler.toml`.
    pub root: PathBuf,
    /// The port on 127.0.0.1.
    pub port: u16,
    /// Variables and secrets. They override `[vars]`, and `.dev.vars` is not read beside them.
    pub vars: Vec<(String, String)>,
    /// Where D1, R2 and the objects are kept (`--persist-to`).
    pub state_dir: PathBuf,
    /// Where its output is written, line by line, appended.
    pub log_file: PathBuf,
}

/// The Worker on workerd. Dropping it kills workerd too.
#[derive(Debug)]
pub struct Wrangler {
    group: Group,
    lines: Lines,
    port: u16,
}

impl Wrangler {
    /// Starts it; [`Wrangler::wait_ready`] tells when it answers.
    ///
    /// # Errors
    /// When the port is in use, a value cannot be written to an env file, or Node does not start.
    pub fn start(options: WranglerOptions) -> Result<Self> {
        let WranglerOptions { root, port, vars, state_dir, log_file } = options;
        require_free(port, "the Worker", "--port")?;
        let vars_file = state_dir.join("vars.env");
        env_file::write(&vars_file, &vars)?;
        let mut command = Tools::paths(&root)?.wrangler();
        command.args(["dev", "--local", "--ip", "127.0.0.1", "--local-protocol", "http"]);
        command.args(["--port", &port.to_string(), "--inspector-port", "0"]);
        command.args(["--show-interactive-dev-session", "false", "--types", "false"]);
        command.arg("--persist-to").arg(&state_dir).arg("--env-file").arg(&vars_file);
        keep_apart(&mut command, &state_dir);
        let group = Group::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        let lines = Lines::of(&group, &log_file)?;
        Ok(Self { group, lines, port })
    }

    /// Waits until the Worker answers `GET /healthz` with 200.
    ///
    /// # Errors
    /// With the last lines of the log, when wrangler ends before that or `limit` runs out.
    pub fn wait_ready(&self, limit: Duration) -> Result<()> {
        let started = Instant::now();
        let url = format!("{}/healthz", self.url());
        loop {
            if self.exited()? {
                bail!("wrangler ended before the Worker answered:\n{}", self.tail());
            }
            let answer = minreq::get(&url).with_timeout(2).send();
            if answer.is_ok_and(|answer| answer.status_code == 200) {
                return Ok(());
            }
            if started.elapsed() >= limit {
                bail!("the Worker did not answer within {} s:\n{}", limit.as_secs(), self.tail());
            }
            std::thread::sleep(POLL);
        }
    }

    /// Runs what the platform runs by the clock (`[triggers]`): on this machine nobody else does.
    ///
    /// # Errors
    /// When the Worker does not take it within half a minute.
    pub fn run_cron(&self) -> Result<()> {
        let answer = minreq::get(format!("{}/cdn-cgi/local/scheduled", self.url())).with_timeout(30).send();
        let status = answer.context("the Worker did not run its cron")?.status_code;
        if status == 200 { Ok(()) } else { bail!("the Worker's cron was answered with {status}") }
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// All lines so far.
    pub fn log(&self) -> Vec<String> {
        self.lines.all()
    }

    /// The end of the log, as one text.
    pub fn tail(&self) -> String {
        self.lines.tail(TAIL).join("\n")
    }

    /// Whether it has ended.
    pub fn exited(&self) -> Result<bool> {
        self.group.exited().map(|status| status.is_some()).context("cannot watch wrangler")
    }

    /// Ends it in good order; after five seconds, whatever is left of it is killed.
    pub fn stop(&self) -> Result<()> {
        self.group.stop(GRACE)
    }

    /// Kills it and workerd at once, as a power cut would.
    pub fn kill_hard(&self) {
        self.group.kill();
    }
}

/// wrangler finds other Workers of the machine through a registry folder; several of ours have the same name.
fn keep_apart(command: &mut Command, state_dir: &std::path::Path) {
    let registry = state_dir.join("registry");
    command.env("WRANGLER_REGISTRY_PATH", &registry).env("CLOUDFLARE_DEV_REGISTRY_PATH", &registry);
    command.env("WRANGLER_LOG_PATH", state_dir.join("wrangler-logs"));
}
