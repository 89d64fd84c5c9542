//! Programs that cargo builds from source into `target/tools`.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::{Job, Runner};
use crate::tools::cargo;
use crate::ui;

/// The version that `program` says it has; `None` when it is not there or does not run.
pub fn version(runner: &dyn Runner, program: &Path, root: &Path) -> Option<String> {
    if !program.is_file() {
        return None;
    }
    let job = Job::new(program, root).args(["--version"]).give_up(Duration::from_secs(10), "\u{0}");
    let lines = job.run_ok(runner).ok()?;
    lines.first()?.split_whitespace().last().map(str::to_owned)
}

/// Builds `krate` at `wanted` unless `program` is of that version already.
pub fn ensure(runner: &dyn Runner, root: &Path, krate: &str, wanted: &str, program: &Path) -> Result<()> {
    if version(runner, program, root).as_deref() == Some(wanted) {
        return Ok(());
    }
    ui::step(&format!("Building {krate} {wanted} from source, once (several minutes)"), || {
        build(runner, root, krate, wanted, &[])?;
        check(runner, root, program, wanted)
    })
}

/// `cargo install` at an exact version and with the crate's own lock file.
pub fn build(runner: &dyn Runner, root: &Path, krate: &str, version: &str, flags: &[&str]) -> Result<()> {
    let tools = root.join("target/tools");
    let workshop = tools.join("build");
    Job::new(cargo(), root)
        .args(["install", krate, "--version", &format!("={version}"), "--locked", "--force", "--quiet"])
        .args(flags.iter().copied())
        .args(["--root".into(), tools.into_os_string()])
        // Kept between tries, so that an interrupted build goes on where it was.
        .env("CARGO_TARGET_DIR", &workshop)
        // They run for seconds and are compiled once, while somebody waits for their first start.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .shown()
        .run_ok(runner)?;
    let _ = fs::remove_dir_all(&workshop);
    Ok(())
}

/// Fails unless `program` is there at the wanted version.
pub fn check(runner: &dyn Runner, root: &Path, program: &Path, wanted: &str) -> Result<()> {
    match version(runner, program, root) {
        Some(found) if found == wanted => Ok(()),
        Some(found) => bail!("{} is of version {found}, not {wanted}", program.display()),
        None => bail!("{} was not built or does not run on this machine", program.display()),
    }
}
