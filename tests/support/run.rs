//! One run of the suite: its folder, its stand-in, and the Worker that most tests share.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use simulator::{Simulator, SimulatorConfig};
use tokio::runtime::Runtime;
use tokio::sync::{OnceCell, Semaphore};
use xtask::tools::Tools;

use super::chromium::Chromium;
use super::env::{Env, Runner, Vars};
use super::folder;
use super::seen::Seen;

/// Workers beside the shared one at the same time: each is a Node and a workerd, and mostly waits for a clock.
const OWN_WORKERS: usize = 3;

/// Set to anything: the Worker in `build/` is tested as it is, whatever became of its sources since.
const AS_BUILT: &str = "E2E_AS_BUILT";

/// What all tests have in common.
pub struct Run {
    /// Where the tests and the stand-in run.
    pub runtime: Runtime,
    /// What no log may hold.
    pub seen: Seen,
    root: PathBuf,
    folder: PathBuf,
    simulator: OnceCell<Simulator>,
    ground: OnceCell<Result<Ground, String>>,
    next: OnceCell<Result<PathBuf, String>>,
    shared: OnceCell<Result<Arc<Env>, String>>,
    browser: OnceCell<Result<Chromium, String>>,
    states: Mutex<Vec<PathBuf>>,
    own_workers: Arc<Semaphore>,
}

/// What a Worker starts from.
#[derive(Clone)]
pub struct Ground {
    /// The pinned tools.
    pub tools: Tools,
    /// The Worker as it was built for this run.
    pub worker: PathBuf,
    /// A state with the directory's schema, to be copied.
    pub template: PathBuf,
}

impl Run {
    /// Nothing is started before a test asks for it.
    pub fn new() -> Self {
        let root = xtask::workspace_root();
        let runs = root.join("target/e2e");
        folder::sweep(&runs);
        Self {
            runtime: Runtime::new().expect("a runtime should start"),
            seen: Seen::default(),
            folder: runs.join(std::process::id().to_string()),
            root,
            simulator: OnceCell::new(),
            ground: OnceCell::new(),
            next: OnceCell::new(),
            shared: OnceCell::new(),
            browser: OnceCell::new(),
            states: Mutex::default(),
            own_workers: Arc::new(Semaphore::new(OWN_WORKERS)),
        }
    }

    /// The Worker that tests share, each with its own tenant.
    pub async fn shared(&'static self) -> Arc<Env> {
        let start = || async {
            let vars = Vars::new(&[]);
            Env::start(self, "shared", vars, None, Runner::Wrangler).await.map(Arc::new)
        };
        let shared = self.shared.get_or_init(start).await;
        shared.clone().unwrap_or_else(|error| panic!("the shared Worker did not start: {error}"))
    }

    /// The browser that tests share, each with its own pages.
    pub async fn browser(&'static self) -> &'static Chromium {
        let start = || async { Chromium::start(&self.folder.join("browser")).await };
        let started = self.browser.get_or_init(start).await.as_ref();
        started.unwrap_or_else(|error| panic!("{error}"))
    }

    /// A Worker of the test's own, to restart, to kill, or to configure in its own way.
    pub async fn own(&'static self, name: &str, vars: &[(&str, &str)]) -> Env {
        self.start(name, vars, Runner::Bare).await
    }

    /// As [`Self::own`], with all that `wrangler.toml` says: static files and rate limits.
    pub async fn wrangler(&'static self, name: &str, vars: &[(&str, &str)]) -> Env {
        self.start(name, vars, Runner::Wrangler).await
    }

    async fn start(&'static self, name: &str, vars: &[(&str, &str)], runner: Runner) -> Env {
        let slot = Arc::clone(&self.own_workers).acquire_owned().await.expect("nobody closes this semaphore");
        let started = Env::start(self, name, Vars::new(vars), Some(slot), runner).await;
        started.unwrap_or_else(|error| panic!("the Worker {name} did not start: {error}"))
    }

    /// The stand-in for Meta and the model.
    pub async fn simulator(&self) -> Simulator {
        let start = || async { Simulator::start(SimulatorConfig::default()).await };
        self.simulator.get_or_try_init(start).await.expect("the stand-in should start").clone()
    }

    /// The tools and the migrated state, prepared by the first who asks.
    pub async fn ground(&self) -> Result<Ground, String> {
        self.ground.get_or_init(|| self.prepare()).await.clone()
    }

    async fn prepare(&self) -> Result<Ground, String> {
        let root = self.root.clone();
        let (worker, template) = (self.folder.join("worker"), self.folder.join("template"));
        blocking(move || {
            let tools = Tools::ensure(&root).map_err(|error| format!("{error:#}"))?;
            if std::env::var_os(AS_BUILT).is_none() {
                xtask::build::ensure(&root).map_err(|error| format!("{error:#}"))?;
            }
            folder::freeze(&root, "build", &worker)
                .map_err(|error| format!("the Worker was not copied: {error}"))?;
            xtask::runtime::migrate(&tools, &template).map_err(|error| format!("{error:#}"))?;
            Ok(Ground { tools, worker, template })
        })
        .await
    }

    /// The Worker of the next version, built by the first who asks.
    pub async fn next_version(&self) -> PathBuf {
        let (root, worker) = (self.root.clone(), self.folder.join("next"));
        let build = || async {
            blocking(move || {
                xtask::build::ensure_next(&root).map_err(|error| format!("{error:#}"))?;
                folder::freeze(&root, xtask::build::NEXT_OUT, &worker).map_err(|error| error.to_string())?;
                Ok(worker)
            })
            .await
        };
        let version = self.next.get_or_init(build).await.clone();
        version.unwrap_or_else(|error: String| panic!("the next version was not built: {error}"))
    }

    /// A new folder for one Worker's state, searched at the end.
    pub fn state_folder(&self, name: &str) -> PathBuf {
        let folder = self.folder.join(name);
        self.states.lock().unwrap_or_else(PoisonError::into_inner).push(folder.clone());
        folder
    }

    /// The states of all Workers of this run, with their logs.
    pub fn states(&self) -> Vec<PathBuf> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether any Worker was started.
    pub fn has_started(&self) -> bool {
        self.ground.initialized()
    }

    /// Ends what the run started. The folder stays if something failed, for who wants to look.
    pub fn end(&self, is_green: bool) {
        if let Some(Ok(browser)) = self.browser.get() {
            browser.end();
        }
        if let Some(Ok(env)) = self.shared.get() {
            env.kill();
        }
        if is_green {
            let _ = std::fs::remove_dir_all(&self.folder);
        } else if self.has_started() {
            eprintln!("the logs and states of this run are in {}", self.folder.display());
        }
    }

    /// Waits for what the stand-in recorded meanwhile.
    pub fn collect_seen(&self) {
        if let Some(simulator) = self.simulator.get() {
            self.seen.add_traffic(simulator);
        }
    }
}

/// Where a Worker's output is written.
pub fn log_file(state: &Path) -> PathBuf {
    state.join("worker.log")
}

/// Runs what blocks beside the tests.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("blocking work should not panic")
}

/// How long a Worker may take to answer for the first time.
pub const START: Duration = Duration::from_secs(90);
