//! wasm-bindgen's command line: the prebuilt one that worker-build downloads, else one built from source.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::Runner;
use crate::tools::{Tools, install};
use crate::ui;

/// Where the program came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was there already, at the right version.
    Present,
    /// worker-build downloaded it.
    Downloaded,
    /// cargo built it.
    Built,
}

/// A download on a slow line may take this long; without a line it fails at once.
const DOWNLOAD_LIMIT: Duration = Duration::from_secs(90);
/// worker-build tries five times with growing pauses. What fails twice is not reachable from here.
const HOPELESS: &str = "attempt 2/";
/// A flag that cargo refuses. worker-build fetches wasm-bindgen before it calls cargo and has no command for that
/// alone, so the call is made to end there.
const STOP_BEFORE_COMPILING: &str = "--message-format=stop-here";

/// Makes sure that wasm-bindgen is under `target/tools` at exactly the version `wanted`.
pub fn ensure(runner: &dyn Runner, tools: &Tools, wanted: &str) -> Result<Origin> {
    let present = || install::version(runner, &tools.wasm_bindgen, &tools.root).as_deref() == Some(wanted);
    if present() {
        return Ok(Origin::Present);
    }
    ui::step(&format!("Installing wasm-bindgen {wanted}"), || {
        match download(runner, tools, wanted) {
            Ok(()) => return Ok(Origin::Downloaded),
            Err(error) => {
                ui::note(&format!("not downloaded ({error}): building it from source, a few minutes"));
            }
        }
        let flags = ["--no-default-features", "--bin", "wasm-bindgen"];
        install::build(runner, &tools.root, "wasm-bindgen-cli", wanted, &flags)?;
        install::check(runner, &tools.root, &tools.wasm_bindgen, wanted)?;
        Ok(Origin::Built)
    })
}

/// Lets worker-build download into a cache of ours, then takes the program over if it runs here.
fn download(runner: &dyn Runner, tools: &Tools, wanted: &str) -> Result<()> {
    let work = tools.root.join("target/tools/download");
    let taken = fetch(runner, tools, &work, wanted);
    let _ = fs::remove_dir_all(&work);
    taken
}

fn fetch(runner: &dyn Runner, tools: &Tools, work: &Path, wanted: &str) -> Result<()> {
    fs::create_dir_all(work).with_context(|| format!("cannot create {}", work.display()))?;
    let job = tools
        .worker_build_job()
        .args([
            "--release",
            "--out-dir",
            "target/tools/download/out",
            "--",
            "--locked",
            STOP_BEFORE_COMPILING,
        ])
        .env("XDG_CACHE_HOME", work)
        .give_up(DOWNLOAD_LIMIT, HOPELESS);
    // It fails by design; what counts is whether the program is there now.
    runner.run(&job)?;
    let found =
        caches(work).iter().find_map(|cache| in_cache(cache, wanted)).context("no prebuilt one in reach")?;
    // A download that was cut short leaves a piece of a program behind: it has to run before it is trusted.
    install::check(runner, &tools.root, &found, wanted)
        .context("the prebuilt one does not fit this machine")?;
    take_over(&found, &tools.wasm_bindgen)
}

/// Where worker-build keeps downloads: the cache folder of the platform, which only Linux lets us choose.
fn caches(work: &Path) -> Vec<PathBuf> {
    let mut caches = vec![work.join("worker-build")];
    if cfg!(target_os = "macos") {
        caches.extend(std::env::home_dir().map(|home| home.join("Library/Caches/worker-build")));
    }
    caches
}

fn in_cache(cache: &Path, version: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(cache).ok()?;
    entries.filter_map(Result::ok).find_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let program = entry.path().join("wasm-bindgen");
        let fits = name.starts_with("wasm-bindgen-") && name.ends_with(&format!("-{version}"));
        (fits && program.is_file()).then_some(program)
    })
}

fn take_over(found: &Path, place: &Path) -> Result<()> {
    let staged = place.with_extension("new");
    let name = || format!("cannot install {}", place.display());
    fs::create_dir_all(place.parent().unwrap_or(place)).with_context(name)?;
    fs::copy(found, &staged).with_context(name)?;
    fs::rename(&staged, place).with_context(name)
}

#[cfg(test)]
mod tests;
