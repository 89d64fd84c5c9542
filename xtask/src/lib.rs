//! What builds, runs and tests Counterhand, shared by `cargo xtask` and by the end-to-end tests.
//!
//! Everything that is started here ends with the process that started it, however that one ends: see [`process`].

#[cfg(not(unix))]
compile_error!("cargo xtask runs on Linux and macOS; on Windows, use the Windows Subsystem for Linux");

pub mod bench;
pub mod build;
pub mod dev;
pub mod env_file;
pub mod process;
pub mod runtime;
pub mod secrets;
pub mod suite;
pub mod tools;
pub mod ui;
pub mod wrangler;

use std::path::{Path, PathBuf};

/// The root of the workspace that this program was built from.
pub fn workspace_root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}
