//! `cargo xtask bench`: the benchmark is a program of its own, so that nothing else waits for what it is made of.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::process::Group;
use crate::tools::cargo;

/// Builds and runs it with these arguments; its exit code is ours.
///
/// # Errors
/// If cargo does not start.
pub fn run(root: &Path, arguments: &[OsString]) -> Result<ExitCode> {
    let mut command = Command::new(cargo());
    command
        .args(["run", "--package", "bench", "--locked", "--quiet", "--"])
        .args(arguments)
        .current_dir(root);
    let status = Group::spawn(&mut command)?.wait(None)?;
    let code = status.and_then(|status| status.code()).and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
