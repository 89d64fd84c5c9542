//! Rust's standard library for WebAssembly.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::process::{Job, Runner};
use crate::tools::in_path;
use crate::ui;

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target with rustup unless the compiler has it, wherever the compiler came from.
pub fn ensure(runner: &dyn Runner, root: &Path) -> Result<()> {
    let lines =
        Job::new("rustc", root).args(["--print", "target-libdir", "--target", TARGET]).run_ok(runner)?;
    if lines.last().is_some_and(|folder| Path::new(folder).is_dir()) {
        return Ok(());
    }
    add(runner, root, in_path("rustup"))
}

fn add(runner: &dyn Runner, root: &Path, has_rustup: bool) -> Result<()> {
    if !has_rustup {
        bail!(
            "the Rust target {TARGET} is missing and there is no rustup to add it: install Rust from rustup.rs"
        );
    }
    ui::step(&format!("Adding the Rust target {TARGET}"), || {
        Job::new(PathBuf::from("rustup"), root).args(["target", "add", TARGET]).run_ok(runner).map(drop)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Exit, System};

    #[test]
    fn without_rustup_the_way_out_is_named() {
        let error = add(&System, Path::new("/"), false).unwrap_err().to_string();
        assert!(error.contains("rustup.rs"), "{error}");
        assert!(!error.contains('\n'));
    }

    #[test]
    fn a_missing_target_is_added() {
        struct Fake(std::cell::RefCell<Vec<Job>>);
        impl Runner for Fake {
            fn run(&self, job: &Job) -> Result<Exit> {
                self.0.borrow_mut().push(job.clone());
                Ok(Exit { success: true, lines: vec!["/no/such/folder".to_owned()] })
            }
        }
        let fake = Fake(std::cell::RefCell::default());
        ensure(&fake, Path::new("/"))
            .or_else(|error| if in_path("rustup") { Err(error) } else { Ok(()) })
            .unwrap();
        let jobs = fake.0.into_inner();
        assert_eq!(jobs.len(), if in_path("rustup") { 2 } else { 1 });
        assert!(jobs[0].args.iter().any(|arg| arg == TARGET));
    }
}
