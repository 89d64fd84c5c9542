//! What all measurements stand on: the tools, the built Worker, a stand-in for Meta and the model, a folder.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use simulator::{Simulator, SimulatorConfig};
use tokio::runtime::Runtime;
use xtask::tools::Tools;

use crate::options::Options;

/// Set to anything: the Worker in `build/` is measured as it is, to compare builds.
const AS_BUILT: &str = "BENCH_AS_BUILT";

/// Running programs for each processor, over the last minute, that make a machine too busy to measure on.
const BUSY: f64 = 0.5;

/// Prepared once a run.
pub struct Ground {
    /// What the person chose.
    pub options: Options,
    /// The pinned tools.
    pub tools: Tools,
    /// For what this run leaves; removed with this value.
    pub folder: PathBuf,
    /// Where the stand-in runs.
    pub runtime: Runtime,
    /// The stand-in.
    pub simulator: Simulator,
    template: PathBuf,
    _lock: File,
}

impl Ground {
    /// Builds what has to be built. Waits for another benchmark of this workspace: they would disturb each other.
    pub fn prepare(options: Options) -> Result<Self> {
        let root = xtask::workspace_root();
        let parent = root.join("target/bench");
        fs::create_dir_all(&parent)?;
        let lock = File::create(parent.join(".lock"))?;
        xtask::ui::lock(&lock, "target/bench")?;
        let tools = Tools::ensure(&root)?;
        warn_if_busy();
        if std::env::var_os(AS_BUILT).is_none() {
            xtask::build::ensure(&root)?;
        }
        let template = parent.join("template");
        xtask::runtime::migrate(&tools, &template)?;
        // A run that was cut off could not clean up.
        let folder = parent.join("run");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)?;
        let runtime = Runtime::new().context("no runtime for the stand-in")?;
        let simulator = runtime.block_on(Simulator::start(SimulatorConfig::default()))?;
        Ok(Self { options, tools, folder, runtime, simulator, template, _lock: lock })
    }

    /// A folder with the directory's schema applied.
    pub fn migrated(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join(name);
        copy(&self.template, &folder).context("the migrated state was not copied")?;
        Ok(folder)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Contenders that each use another share of the processors look more alike on a machine that has none to spare.
fn warn_if_busy() {
    let load = fs::read_to_string("/proc/loadavg").ok().and_then(|text| text.split(' ').next()?.parse().ok());
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    #[expect(clippy::cast_precision_loss, reason = "a count of processors")]
    let is_busy = load.is_some_and(|load: f64| load > BUSY * processors as f64);
    if is_busy {
        xtask::ui::note(
            "this machine is busy with something else: of the times and rates below only CPU says much",
        );
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
