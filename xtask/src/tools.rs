//! The pinned tools that the build and the runtime need, installed once.
//!
//! From npm (exact in `package-lock.json`): wrangler with workerd, Node, esbuild, binaryen. From crates.io, under
//! `target/tools`: worker-build and wasm-bindgen at the versions that `Cargo.lock` demands. Nothing is looked up in
//! the person's own installations except `cargo` and `npm`.

mod bindgen;
mod install;
mod lockfile;
mod npm;
mod target;

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

pub use bindgen::Origin;

use crate::process::{Job, System};
use crate::ui;

/// Where each tool is. All exist once [`Tools::ensure`] has returned.
#[derive(Clone, Debug)]
pub struct Tools {
    /// The root of the workspace.
    pub root: PathBuf,
    /// The Node that runs wrangler and wasm-opt.
    pub node: PathBuf,
    /// wrangler's program, for [`Tools::node`].
    pub wrangler: PathBuf,
    /// worker-build, as the `worker` crate in `Cargo.lock` wants it.
    pub worker_build: PathBuf,
    /// wasm-bindgen at the version in `Cargo.lock`.
    pub wasm_bindgen: PathBuf,
    /// binaryen's optimizer.
    pub wasm_opt: PathBuf,
    /// The bundler that worker-build calls.
    pub esbuild: PathBuf,
}

impl Tools {
    /// Installs what is missing and returns the paths; takes milliseconds when everything is there.
    ///
    /// # Errors
    /// One sentence that says what is missing and how to get it.
    pub fn ensure(root: &Path) -> Result<Self> {
        let tools = Self::paths(root)?;
        let folder = root.join("target/tools");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        // Two installations at once would overwrite each other; the second finds the work done.
        let lock = File::create(folder.join(".lock")).context("cannot create target/tools/.lock")?;
        ui::lock(&lock, "target/tools")?;
        target::ensure(&System, root)?;
        npm::ensure(&System, root)?;
        let versions = lockfile::Versions::read(&root.join("Cargo.lock"))?;
        install::ensure(&System, root, "worker-build", &versions.worker, &tools.worker_build)?;
        bindgen::ensure(&System, &tools, &versions.wasm_bindgen)?;
        Ok(tools)
    }

    /// Where the tools are, installed or not.
    pub fn paths(root: &Path) -> Result<Self> {
        let modules = root.join("node_modules");
        let bin = root.join("target/tools/bin");
        Ok(Self {
            root: root.to_path_buf(),
            node: modules.join(npm::node_package()?).join("bin/node"),
            wrangler: modules.join("wrangler/bin/wrangler.js"),
            worker_build: bin.join("worker-build"),
            wasm_bindgen: bin.join("wasm-bindgen"),
            wasm_opt: modules.join("binaryen/bin/wasm-opt"),
            esbuild: modules.join("esbuild/bin/esbuild"),
        })
    }

    /// A command that runs wrangler in the workspace, silent towards the outside: no telemetry, no update check, no
    /// question, no account.
    pub fn wrangler(&self) -> Command {
        let mut command = Command::new(&self.node);
        command.arg(&self.wrangler).current_dir(&self.root).env("PATH", self.path());
        command.envs([
            ("CI", "1"),
            ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
            ("NO_COLOR", "1"),
            ("NO_UPDATE_NOTIFIER", "1"),
            ("WRANGLER_HIDE_BANNER", "true"),
            ("WRANGLER_NO_SKILLS_UPDATE_PROMPTS", "true"),
            ("WRANGLER_SEND_ERROR_REPORTS", "false"),
            ("WRANGLER_SEND_METRICS", "false"),
        ]);
        for name in [
            "CLOUDFLARE_ACCOUNT_ID",
            "CLOUDFLARE_API_KEY",
            "CLOUDFLARE_API_TOKEN",
            "CLOUDFLARE_EMAIL",
            "CLOUDFLARE_ENV",
        ] {
            command.env_remove(name);
        }
        command
    }

    /// `PATH` with the pinned Node first, for programs that ask the environment for `node`.
    pub fn path(&self) -> OsString {
        let own = self.node.parent().map(Path::to_path_buf);
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let folders = own.into_iter().chain(std::env::split_paths(&inherited));
        std::env::join_paths(folders).unwrap_or(inherited)
    }

    /// worker-build in the workspace, with every download of its own replaced by a pinned tool but wasm-bindgen's.
    pub(crate) fn worker_build_job(&self) -> Job {
        Job::new(&self.worker_build, &self.root)
            .env("PATH", self.path())
            // Its own stack is of no use to the person whose code does not compile.
            .env("RUST_BACKTRACE", "0")
            .env("ESBUILD_BIN", &self.esbuild)
            .env("WASM_OPT_BIN", &self.wasm_opt)
    }
}

/// The `cargo` that runs us, else the one in `PATH`.
pub(crate) fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// Whether a program of this name is in `PATH`.
pub(crate) fn in_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
