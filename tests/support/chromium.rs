//! A real browser, driven over its own protocol (CDP): JSON on a WebSocket, of which these tests need a dozen commands.
//! A crate with all of the protocol's types would take longer to compile than everything else here.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use xtask::process::Group;
use xtask::runtime::Lines;

use super::page::Page;
use super::socket::{Heard, Socket};

/// A browser on a busy machine takes seconds to start.
const START: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(50);
/// What it prints when it can be driven.
const ADDRESS: &str = "DevTools listening on ws://";

/// A running browser without a window.
pub struct Chromium {
    group: Group,
    host: String,
    path: String,
}

impl Chromium {
    /// Starts one with an empty profile in `folder`.
    pub async fn start(folder: &Path) -> Result<Self, String> {
        let group = spawn(folder).map_err(|error| {
            format!(
                "chromium does not start (apt-get install chromium, or name another in CHROMIUM): {error}"
            )
        })?;
        let lines = Lines::of(&group, &folder.join("chromium.log")).map_err(|error| format!("{error:#}"))?;
        let started = std::time::Instant::now();
        loop {
            let said = lines.all();
            if let Some(address) = said.iter().find_map(|line| line.strip_prefix(ADDRESS)) {
                let (host, path) = address.trim().split_once('/').ok_or("an address without a path")?;
                return Ok(Self { group, host: host.to_owned(), path: path.to_owned() });
            }
            if started.elapsed() > START {
                return Err(format!("chromium cannot be driven:\n{}", lines.tail(20).join("\n")));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// An empty page that shares nothing with any other: no cookie, no storage.
    pub async fn page(&self) -> Page {
        let mut browser = self.connect(&self.path).await;
        let context = call(&mut browser, "Target.createBrowserContext", &json!({})).await;
        let target = json!({ "url": "about:blank", "browserContextId": context["browserContextId"] });
        let target = call(&mut browser, "Target.createTarget", &target).await;
        let id = target["targetId"].as_str().expect("a target").to_owned();
        let page = self.connect(&format!("devtools/page/{id}")).await;
        // The context lives as long as the connection that made it.
        Page::new(page, browser).await
    }

    async fn connect(&self, path: &str) -> Socket {
        let url = format!("http://{}/{path}", self.host);
        Socket::open(&url, &[]).await.expect("the browser should take a connection")
    }

    /// Ends it.
    pub fn end(&self) {
        self.group.kill();
    }
}

fn spawn(folder: &Path) -> Result<Group, String> {
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let program = std::env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
    let mut command = Command::new(program);
    command.args([
        "--headless=new",
        // Tests run as root in containers; the pages are our own.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        "--hide-scrollbars",
        "--force-color-profile=srgb",
        "--lang=en",
        "--remote-debugging-port=0",
    ]);
    command.arg(format!("--user-data-dir={}", folder.join("profile").display()));
    let spawned = Group::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()));
    spawned.map_err(|error| format!("{error:#}"))
}

/// One command and its answer, on a connection where nothing else is under way.
async fn call(socket: &mut Socket, method: &str, params: &Value) -> Value {
    socket.say(&json!({ "id": 1, "method": method, "params": params }).to_string()).await;
    loop {
        match socket.next().await {
            Heard::Frame(frame) if frame["id"] == 1 => return frame["result"].clone(),
            Heard::Frame(_) => {}
            other => panic!("{method}: {other:?}"),
        }
    }
}
