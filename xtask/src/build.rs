//! The Worker's build: worker-build with the pinned tools, once for each state of the sources, within a size budget.
//!
//! wrangler calls this too (`[build]` in `wrangler.toml`), so that saying "nothing changed" has to be quick.

mod entry;
mod fingerprint;
mod names;
mod record;
mod size;
pub mod widget;

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context, Result, bail};

pub(crate) use fingerprint::hex;
pub use record::Built;

use crate::process::System;
use crate::tools::Tools;
use crate::ui;

/// The folder of the build, in the workspace root.
const OUT: &str = "build";
/// The feature that makes the Worker its own next version, for tests that need a second one.
const NEXT: &str = "churn";
/// The folder of that build, in the workspace root.
pub const NEXT_OUT: &str = "target/next-version";
/// Set to anything: build for trying things out, in a third of the time, large and slow, and never over the budget.
const QUICK: &str = "WORKER_QUICK";
/// What makes the compiler quick: no optimisation across crates.
const QUICK_PROFILE: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];
/// Nor of the largest crates, which `Cargo.toml` says otherwise of.
const QUICK_CRATES: [&str; 4] = [
    "--config",
    "profile.release.package.durable-objects.opt-level=1",
    "--config",
    "profile.release.package.domain.opt-level=1",
];

/// Builds the Worker unless the build at hand is of these very sources; prints its size either way.
///
/// # Errors
/// When a tool is missing, when the compiler refuses (its output has been shown by then), or when the WASM is over
/// the budget.
pub fn ensure(root: &Path) -> Result<Built> {
    let out = root.join(OUT);
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    // Before the lock: who only wants to know does not wait minutes for somebody else's build.
    if widget::is_built(root, &out)?
        && let Some(built) = up_to_date(&out, &fingerprint::of(root)?)
    {
        return Ok(built);
    }
    // Held until we return: wrangler, a second terminal and the tests may all ask at once.
    let lock = File::create(out.join(".lock")).context("cannot create build/.lock")?;
    ui::lock(&lock, "build/")?;
    widget::ensure(root, &out)?;
    // Anew: the sources may have changed during the wait.
    let wanted = fingerprint::of(root)?;
    if let Some(built) = up_to_date(&out, &wanted) {
        return Ok(built);
    }
    let tools = Tools::ensure(root)?;
    ui::step("Building the Worker (worker-build --release)", || {
        compile(&tools)?;
        names::shorten_in(&out.join(record::WASM))?;
        entry::replace_in(&out.join(record::SCRIPT))?;
        let built = record::measure(&out)?;
        ui::note(&size::describe(&built));
        if !is_quick() {
            size::check(&built)?;
        }
        record::write(&out, &wanted, &built)?;
        Ok(built)
    })
}

/// The build at hand, if it is the wanted one.
fn up_to_date(out: &Path, wanted: &str) -> Option<Built> {
    let built = record::read(out, wanted)?;
    ui::note(&format!("The Worker is up to date: {}", size::describe(&built)));
    Some(built)
}

/// Builds the Worker's next version into [`NEXT_OUT`]: quick and large, for tests that need a second one. As [`ensure`],
/// once for each state of the sources.
///
/// # Errors
/// As [`ensure`], without a budget.
pub fn ensure_next(root: &Path) -> Result<Built> {
    let main = root.join(OUT);
    let out = root.join(NEXT_OUT);
    for folder in [&main, &out] {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    // The same lock: both builds go through one file in the compiler's folder.
    let lock = File::create(main.join(".lock")).context("cannot create build/.lock")?;
    ui::lock(&lock, "build/")?;
    widget::ensure(root, &out)?;
    let wanted = format!("{NEXT}:{}", fingerprint::of(root)?);
    if let Some(built) = record::read(&out, &wanted) {
        return Ok(built);
    }
    let tools = Tools::ensure(root)?;
    ui::step("Building the Worker's next version", || {
        run_quick(&tools, &["--out-dir", NEXT_OUT], &["--features", NEXT])?;
        entry::replace_in(&out.join(record::SCRIPT))?;
        let built = record::measure(&out)?;
        record::write(&out, &wanted, &built)?;
        Ok(built)
    })
}

fn compile(tools: &Tools) -> Result<()> {
    if is_quick() { run_quick(tools, &[], &[]) } else { run(tools, &["--release", "--", "--locked"], &[]) }
}

/// `builder`: for worker-build; `compiler`: for cargo.
fn run_quick(tools: &Tools, builder: &[&str], compiler: &[&str]) -> Result<()> {
    let (builder, compiler) = ([&["--release", "--no-opt"], builder], [&["--", "--locked"], compiler]);
    run(tools, &[builder.concat(), compiler.concat(), QUICK_CRATES.to_vec()].concat(), &QUICK_PROFILE)
}

fn run(tools: &Tools, arguments: &[&str], profile: &[(&str, &str)]) -> Result<()> {
    let job = profile
        .iter()
        .fold(tools.worker_build_job(), |job, (name, value)| job.env(name, *value))
        .args(arguments)
        .env("WASM_BINDGEN_BIN", &tools.wasm_bindgen)
        .shown();
    if job.run_ok(&System).is_err() {
        bail!("the Worker does not build; the reason is in the output above");
    }
    Ok(())
}

fn is_quick() -> bool {
    std::env::var_os(QUICK).is_some()
}
