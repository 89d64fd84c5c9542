//! `cargo xtask dev`: the product on this machine, with phones and a website to type into.

pub mod api;
mod demo;
mod provider;
mod seed;
mod shop;
mod simulator;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

pub use provider::Provider;

use crate::runtime::{Wrangler, WranglerOptions, migrate, require_free};
use crate::tools::Tools;
use crate::{build, env_file, secrets, ui};
use demo::Demo;
use simulator::Simulator;

/// Everything that a run leaves behind is in here; deleting it starts afresh.
const FOLDER: &str = ".wrangler";
/// Includes another build: an edit since ours makes wrangler ask for one.
const READY_LIMIT: Duration = Duration::from_mins(6);
/// As in `wrangler.toml`.
const CRON: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(200);

/// What the person chose.
#[derive(Clone, Copy, Debug)]
pub struct DevOptions {
    /// The Worker's port on 127.0.0.1.
    pub port: u16,
    /// The simulator's port on 127.0.0.1.
    pub simulator_port: u16,
    /// Who answers; `None`: what `.dev.vars` configures, which is nobody when it is fresh.
    pub provider: Option<Provider>,
}

impl Default for DevOptions {
    fn default() -> Self {
        Self { port: 8787, simulator_port: 8788, provider: None }
    }
}

/// Prepares, starts and seeds everything, prints the addresses and stays until something ends.
///
/// # Errors
/// One line about what is missing, busy, broken, or has ended. By then everything that was started has ended too.
pub fn run(root: &Path, options: DevOptions) -> Result<()> {
    let started = Instant::now();
    require_free(options.port, "the Worker", "--port")?;
    require_free(options.simulator_port, "the simulator", "--simulator-port")?;
    let tools = ui::step("Checking the tools", || Tools::ensure(root))?;
    let vars = ui::step("Reading .dev.vars", || prepare_vars(root, options))?;
    build::ensure(root)?;
    let state = root.join(FOLDER).join("state");
    ui::step("Applying the migrations", || migrate(&tools, &state))?;
    let program = ui::step("Building the simulator", || simulator::build(root))?;
    let demo_file = root.join(FOLDER).join("demo.json");
    let mut demo = Demo::load_or_new(&demo_file)?;
    let has_chat = demo.slug.is_some();
    let origins = simulator::origins(options.simulator_port);
    let start = |demo: &Demo| Simulator::start(&program, root, demo, &vars, options);
    let mut simulator = ui::step("Starting the simulator", || start(&demo))?;
    let worker = ui::step("Starting the Worker (wrangler dev)", || start_worker(root, options.port, &vars))?;
    ui::step("Checking the demo shop", || seed::ensure(&worker.url(), &origins, &demo_file, &mut demo))?;
    if !has_chat {
        // The shop's site embeds the chat, whose address is known only now.
        drop(simulator);
        simulator = ui::step("Starting the simulator with the chat's address", || start(&demo))?;
    }
    let answers = provider::who_answers(options.provider, &vars);
    announce(&worker, &simulator, &demo, answers, started.elapsed());
    watch(&worker, &simulator)
}

fn prepare_vars(root: &Path, options: DevOptions) -> Result<Vec<(String, String)>> {
    let file = root.join(secrets::FILE);
    let state = root.join(FOLDER).join("state/v3");
    if !file.exists() && state.exists() {
        bail!(
            ".dev.vars is missing and .wrangler/state is sealed with its keys: put it back, or delete .wrangler too"
        );
    }
    if secrets::ensure(root, &simulator::url(options.simulator_port))? {
        ui::note("made .dev.vars with fresh random secrets");
    }
    Ok(provider::vars(&env_file::read(&file)?, options))
}

fn start_worker(root: &Path, port: u16, vars: &[(String, String)]) -> Result<Wrangler> {
    let folder = root.join(FOLDER);
    let log_file = folder.join("dev.log");
    let _ = std::fs::remove_file(&log_file);
    let worker = Wrangler::start(WranglerOptions {
        root: root.to_path_buf(),
        port,
        vars: vars.to_vec(),
        state_dir: folder.join("state"),
        log_file,
    })?;
    worker.wait_ready(READY_LIMIT)?;
    Ok(worker)
}

fn announce(worker: &Wrangler, simulator: &Simulator, demo: &Demo, answers: &str, elapsed: Duration) {
    println!();
    println!("Counterhand runs ({}).", ui::seconds(elapsed));
    println!();
    println!("  Phones   {}   write as a customer", simulator.url());
    if let Some(slug) = &demo.slug {
        println!("  Website  {}/shop   a site that embeds the chat", simulator.url());
        println!("  Chat     {}/chat/{slug}   its hosted page", worker.url());
    }
    println!("  Worker   {}   answers: {answers}", worker.url());
    println!("  Log      .wrangler/dev.log       demo shop's token: .wrangler/demo.json");
    println!();
    println!("Ctrl-C ends both.");
}

/// Shows what the Worker prints and runs its cron, until one of the two ends.
fn watch(worker: &Wrangler, simulator: &Simulator) -> Result<()> {
    let mut shown = worker.log().len();
    let mut minute = Instant::now();
    loop {
        if minute.elapsed() >= CRON {
            minute = Instant::now();
            // A failure is in the Worker's own lines, and the next minute tries again.
            let _ = worker.run_cron();
        }
        let lines = worker.log();
        lines.iter().skip(shown).filter(|line| !line.trim().is_empty()).for_each(|line| println!("{line}"));
        shown = lines.len();
        if worker.exited()? {
            bail!("wrangler ended by itself, so everything was stopped; see .wrangler/dev.log");
        }
        if simulator.exited()? {
            bail!("the simulator ended by itself, so everything was stopped; see .wrangler/simulator.log");
        }
        std::thread::sleep(POLL);
    }
}
