//! One contender on workerd, through `host.mjs`.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use xtask::process::Group;
use xtask::runtime::{Lines, free_port};
use xtask::tools::Tools;

use crate::contender::Contender;

const READY_LIMIT: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(20);
/// Clock ticks a second in `/proc`, the same on every Linux.
const TICKS: f64 = 100.0;

/// A running contender. Dropping it kills it.
pub struct Host {
    /// What it is, for people.
    pub name: String,
    /// The socket that workerd opened for it.
    pub address: SocketAddr,
    group: Group,
    lines: Lines,
    process: u32,
}

impl Host {
    /// Starts it and waits until it answers. Its state is kept in `folder`.
    pub fn start(tools: &Tools, folder: &Path, contender: &Contender, is_entry: bool) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let file = folder.join("configuration.json");
        fs::write(&file, configuration(contender, folder)?.to_string())?;
        let mut command = Command::new(&tools.node);
        command.arg(tools.root.join("bench/host.mjs")).arg(&file).current_dir(&tools.root);
        command.env("CLOUDFLARE_CF_FETCH_ENABLED", "false").env("NO_COLOR", "1");
        let group = Group::spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        let lines = Lines::of(&group, &folder.join("worker.log"))?;
        let (address, process) = listening(&group, &lines, is_entry)
            .with_context(|| format!("{} did not start", contender.name))?;
        let host = Self { name: contender.name.clone(), address, group, lines, process };
        host.wait_healthy()?;
        Ok(host)
    }

    /// Its address for programs that want a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All lines that it logged so far.
    pub fn log(&self) -> Vec<String> {
        self.lines.all()
    }

    /// The processor time that workerd has used, where the system tells (Linux).
    pub fn cpu(&self) -> Option<Duration> {
        let processes = fs::read_dir("/proc").ok()?.filter_map(Result::ok);
        let mut stats = processes.filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
        stats.find_map(|stat| cpu_of_child(&stat, self.process))
    }

    fn wait_healthy(&self) -> Result<()> {
        let started = Instant::now();
        let request = format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).into_bytes();
        loop {
            let Err(error) = crate::load::run(self.address, std::slice::from_ref(&request), 1) else {
                return Ok(());
            };
            if started.elapsed() > READY_LIMIT || self.group.exited()?.is_some() {
                let tail = self.lines.tail(20).join("\n");
                return Err(error).with_context(|| format!("{} is not well:\n{tail}", self.name));
            }
            std::thread::sleep(POLL);
        }
    }
}

fn configuration(contender: &Contender, folder: &Path) -> Result<Value> {
    let mut value = contender.configuration.clone();
    value["port"] = json!(free_port()?);
    value["entryPort"] = json!(free_port()?);
    value["state"] = json!(folder.join("v3"));
    Ok(value)
}

/// Waits for the line that names the sockets and the process.
fn listening(group: &Group, lines: &Lines, is_entry: bool) -> Result<(SocketAddr, u32)> {
    let started = Instant::now();
    loop {
        let found = lines.all().iter().find_map(|line| parse_listening(line, is_entry));
        if let Some(found) = found {
            return Ok(found);
        }
        if started.elapsed() > READY_LIMIT || group.exited()?.is_some() {
            bail!("{}", lines.tail(20).join("\n"));
        }
        std::thread::sleep(POLL);
    }
}

fn parse_listening(line: &str, is_entry: bool) -> Option<(SocketAddr, u32)> {
    let mut words = line.strip_prefix("listening ")?.split(' ');
    let (direct, entry, process) = (words.next()?, words.next()?, words.next()?);
    let url = if is_entry { entry } else { direct };
    Some((url.strip_prefix("http://")?.parse().ok()?, process.parse().ok()?))
}

/// The time in a line of `/proc/*/stat`, if it is of a workerd that `parent` started.
fn cpu_of_child(stat: &str, parent: u32) -> Option<Duration> {
    let (head, tail) = stat.rsplit_once(") ")?;
    let fields: Vec<&str> = tail.split(' ').collect();
    let number = |index: usize| fields.get(index)?.parse::<u32>().ok();
    // state, ppid, … utime and stime are the fields 14 and 15 of the line.
    let is_ours = head.ends_with("(workerd") && number(1) == Some(parent);
    is_ours.then_some(())?;
    Some(Duration::from_secs_f64(f64::from(number(11)? + number(12)?) / TICKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direct_socket_is_taken_unless_told_otherwise() {
        let line = "listening http://127.0.0.1:15001 http://127.0.0.1:15002 77";
        let port = |is_entry| parse_listening(line, is_entry).unwrap().0.port();
        assert_eq!((port(false), port(true)), (15001, 15002));
        assert!(parse_listening("delivery kept=1", false).is_none());
    }

    #[test]
    fn only_the_childs_time_counts() {
        let stat = "12 (workerd) S 77 1 1 0 -1 4 1 0 0 0 150 50 0 0 20 0 9 0 1 1 1";
        assert_eq!(cpu_of_child(stat, 77), Some(Duration::from_secs(2)));
        assert_eq!(cpu_of_child(stat, 78), None);
        assert_eq!(cpu_of_child(&stat.replace("workerd", "node"), 77), None);
    }
}
