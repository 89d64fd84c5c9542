//! The simulator program as a child.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::DevOptions;
use super::demo::{
    DISPLAY_PHONE_NUMBER, Demo, INSTAGRAM_ID, INSTAGRAM_USERNAME, PAGE_ID, PAGE_NAME, PHONE_NUMBER_ID,
    WABA_ID,
};
use super::shop;
use crate::process::{Group, Job, Runner as _, System};
use crate::runtime::Lines;
use crate::tools::cargo;

const READY_LIMIT: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(50);

/// Its address on this machine.
pub fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// The names under which a browser on this machine may open it; each is an origin of its own.
pub fn origins(port: u16) -> [String; 2] {
    [url(port), format!("http://localhost:{port}")]
}

/// Where the shop's chat is served.
pub fn chat_url(port: u16, slug: &str) -> String {
    format!("http://127.0.0.1:{port}/chat/{slug}")
}

/// Builds the program and returns where cargo put it.
pub fn build(root: &Path) -> Result<PathBuf> {
    let flags = ["build", "--package", "simulator", "--locked", "--message-format=json-render-diagnostics"];
    let exit = System.run(&Job::new(cargo(), root).args(flags))?;
    if !exit.success {
        let words: Vec<_> =
            exit.lines.iter().filter(|line| !line.starts_with('{')).map(String::as_str).collect();
        bail!("the simulator does not build:\n{}", words.join("\n"));
    }
    exit.lines.iter().find_map(|line| executable(line)).context("cargo named no simulator program")
}

/// The program that one of cargo's messages names.
fn executable(line: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    let named = message.pointer("/target/name")?.as_str()? == "simulator";
    let path = message.get("executable")?.as_str()?;
    named.then(|| PathBuf::from(path))
}

/// The running program. Dropping it ends it.
pub struct Simulator {
    group: Group,
    lines: Lines,
    port: u16,
}

impl Simulator {
    /// Starts it with the demo's number, account and Page and waits until the phone's page is served.
    pub fn start(
        program: &Path,
        root: &Path,
        demo: &Demo,
        vars: &[(String, String)],
        options: DevOptions,
    ) -> Result<Self> {
        let secret =
            |name: &str| vars.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let app_secret = secret("META_APP_SECRET").context(".dev.vars has no META_APP_SECRET")?;
        let mut command = Command::new(program);
        command.current_dir(root).args(["--port", &options.simulator_port.to_string()]);
        command.args(["--webhook-url", &format!("http://127.0.0.1:{}/webhooks/meta", options.port)]);
        command.args(["--phone-number-id", PHONE_NUMBER_ID, "--waba-id", WABA_ID]);
        command.args(["--display-phone-number", DISPLAY_PHONE_NUMBER]);
        command.args(["--instagram-id", INSTAGRAM_ID, "--instagram-username", INSTAGRAM_USERNAME]);
        command.args(["--page-id", PAGE_ID, "--page-name", PAGE_NAME]);
        if let Some(slug) = &demo.slug {
            command.args(["--chat-url", &chat_url(options.port, slug)]);
            command.arg("--shop-file").arg(root.join(shop::FILE));
        }
        command.env("SIMULATOR_ACCESS_TOKEN", &demo.access_token).env("SIMULATOR_APP_SECRET", app_secret);
        command.env("SIMULATOR_VERIFY_TOKEN", secret("META_VERIFY_TOKEN").unwrap_or_default());
        let group = Group::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        let lines = Lines::of(&group, &root.join(".wrangler/simulator.log"))?;
        let simulator = Self { group, lines, port: options.simulator_port };
        simulator.wait_ready()?;
        Ok(simulator)
    }

    fn wait_ready(&self) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < READY_LIMIT {
            if self.exited()? {
                bail!("the simulator ended: {}", self.lines.tail(5).join("\n"));
            }
            let page = minreq::get(format!("{}/", self.url())).with_timeout(2).send();
            if page.is_ok_and(|page| page.status_code == 200) {
                return Ok(());
            }
            std::thread::sleep(POLL);
        }
        bail!("the simulator did not answer within {} s", READY_LIMIT.as_secs())
    }

    /// The phone's address.
    pub fn url(&self) -> String {
        url(self.port)
    }

    /// Whether it has ended.
    pub fn exited(&self) -> Result<bool> {
        self.group.exited().map(|status| status.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_among_cargos_messages() {
        let artifact =
            r#"{"reason":"compiler-artifact","target":{"name":"simulator"},"executable":"/x/simulator"}"#;
        let library = r#"{"reason":"compiler-artifact","target":{"name":"simulator"},"executable":null}"#;
        assert_eq!(executable(artifact), Some(PathBuf::from("/x/simulator")));
        assert_eq!(executable(library), None);
        assert_eq!(executable("   Compiling simulator"), None);
    }
}
