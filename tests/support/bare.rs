//! The Worker on workerd without wrangler, which takes many times longer to start: `bare.mjs` keeps everything but
//! workerd alive.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use xtask::process::Group;
use xtask::runtime::{Lines, WranglerOptions};
use xtask::tools::Tools;

use super::client;

const POLL: Duration = Duration::from_millis(20);

/// A running Worker. Dropping it ends workerd and what keeps it alive.
pub struct Bare {
    group: Arc<Group>,
    lines: Arc<Lines>,
    port: u16,
}

/// A look at a Worker that starts.
pub struct Watch {
    group: Arc<Group>,
    lines: Arc<Lines>,
    port: u16,
    starts: usize,
}

impl Bare {
    /// Starts it with what wrangler would be started with.
    pub fn start(tools: &Tools, options: &WranglerOptions) -> Result<Self, String> {
        let file = options.state_dir.join("bare.json");
        let text = configuration(options).map_err(|error| format!("wrangler.toml: {error}"))?.to_string();
        fs::write(&file, text).map_err(|error| error.to_string())?;
        let mut command = Command::new(&tools.node);
        command.arg(tools.root.join("tests/support/bare.mjs")).arg(&file).current_dir(&tools.root);
        command.env("CLOUDFLARE_CF_FETCH_ENABLED", "false").env("NO_COLOR", "1");
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let started = Group::spawn(&mut command).and_then(|group| {
            let lines = Lines::of(&group, &options.log_file)?;
            Ok(Self { group: Arc::new(group), lines: Arc::new(lines), port: options.port })
        });
        started.map_err(|error| format!("{error:#}"))
    }

    /// Kills workerd, as a power cut would, unless it is just being started. It is started again by itself.
    pub fn cut_power(&self) {
        if let Some(workerd) = self.starts().last() {
            let killed = Command::new("kill").args(["-s", "KILL", workerd]).status();
            assert!(killed.is_ok_and(|status| status.success()), "workerd was not running");
        }
    }

    /// Ends it with all that keeps it alive.
    pub fn kill_hard(&self) {
        self.group.kill();
    }

    /// How often workerd was started, and as which processes.
    pub fn starts(&self) -> Vec<String> {
        starts(&self.lines)
    }

    /// What waits until workerd was started so often.
    pub fn watch(&self, starts: usize) -> Watch {
        Watch { group: Arc::clone(&self.group), lines: Arc::clone(&self.lines), port: self.port, starts }
    }
}

impl Watch {
    /// Waits until workerd was started so often and the Worker is well.
    pub async fn wait_ready(&self, limit: Duration) -> Result<(), String> {
        let started = Instant::now();
        let url = format!("http://127.0.0.1:{}/healthz", self.port);
        loop {
            if starts(&self.lines).len() >= self.starts {
                let answer = client::send("GET", &url, &[], Vec::new()).await;
                if answer.is_ok_and(|answer| answer.status == 200) {
                    return Ok(());
                }
            }
            let has_ended = self.group.exited().map_err(|error| format!("{error:#}"))?.is_some();
            if has_ended || started.elapsed() > limit {
                return Err(format!("the Worker is not well:\n{}", self.lines.tail(25).join("\n")));
            }
            tokio::time::sleep(POLL).await;
        }
    }
}

fn starts(lines: &Lines) -> Vec<String> {
    let lines = lines.all();
    lines.iter().filter_map(|line| line.strip_prefix("listening ")).map(str::to_owned).collect()
}

fn configuration(options: &WranglerOptions) -> std::io::Result<Value> {
    let toml = fs::read_to_string(options.root.join("wrangler.toml"))?;
    let setting = |name| xtask::wrangler::setting(&options.root, name).map_err(std::io::Error::other);
    let mut vars = variables(&toml);
    vars.extend(options.vars.iter().map(|(name, value)| (name.clone(), json!(value))));
    Ok(json!({
        "port": options.port,
        "state": options.state_dir.join("v3"),
        "build": options.root.join("build"),
        "compatibilityDate": setting("compatibility_date")?,
        "compatibilityFlags": setting("compatibility_flags")?,
        "vars": vars,
    }))
}

/// The table `[vars]`, as wrangler reads it.
fn variables(toml: &str) -> Map<String, Value> {
    let (_, table) = toml.split_once("[vars]\n").unwrap_or_default();
    let lines = table.lines().take_while(|line| !line.starts_with('['));
    let pairs = lines.filter_map(|line| line.split_once(" = "));
    pairs.map(|(name, value)| (name.to_owned(), json!(value.trim_matches('"')))).collect()
}
