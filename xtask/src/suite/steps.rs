//! The steps of `cargo xtask test`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::{Part, Totals};
use crate::process::{Group, Job, Runner as _, System};
use crate::tools::{Tools, cargo};
use crate::{build, ui};

/// One step, in the order in which they run: what fails fast comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The sources are formatted.
    Format,
    /// No lint speaks up on this machine's own target.
    Clippy,
    /// Nor on the Worker's.
    ClippyWasm,
    /// Tests without a runtime.
    Unit,
    /// The Worker builds within its budget.
    Build,
    /// Tests on workerd.
    EndToEnd,
}

const CLIPPY: [&str; 5] = ["clippy", "--workspace", "--all-targets", "--locked", "--quiet"];
const CLIPPY_WASM: [&str; 5] = ["clippy", "--target", "wasm32-unknown-unknown", "--locked", "--quiet"];
const UNIT: [&str; 6] = ["test", "--workspace", "--exclude", "e2e", "--locked", "--no-fail-fast"];
const END_TO_END: [&str; 4] = ["test", "--package", "e2e", "--locked"];
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

impl Step {
    /// The steps of a part.
    pub fn of(part: Part) -> Vec<Self> {
        match part {
            Part::All => {
                vec![Self::Format, Self::Clippy, Self::ClippyWasm, Self::Unit, Self::Build, Self::EndToEnd]
            }
            Part::Lint => vec![Self::Format, Self::Clippy, Self::ClippyWasm],
            Part::Unit => vec![Self::Unit],
            Part::EndToEnd => vec![Self::Build, Self::EndToEnd],
        }
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "Format (cargo fmt)",
            Self::Clippy => "Lints (cargo clippy)",
            Self::ClippyWasm => "Lints of the Worker (cargo clippy for wasm32)",
            Self::Unit => "Unit tests",
            Self::Build => "Build of the Worker",
            Self::EndToEnd => "End-to-end tests on workerd",
        }
    }

    /// What runs this step alone: `cargo xtask test …`.
    pub fn part_name(self) -> &'static str {
        match self {
            Self::Format | Self::Clippy | Self::ClippyWasm => "lint",
            Self::Unit => "unit",
            Self::Build | Self::EndToEnd => "e2e",
        }
    }

    /// Runs it; what it prints is shown.
    pub fn run(self, root: &Path, filter: Option<&str>) -> Result<Totals> {
        match self {
            Self::Format => check(root, &["fmt", "--all", "--check"], &[]),
            Self::Clippy => check(root, &CLIPPY, &DENY_WARNINGS),
            Self::ClippyWasm => check_wasm(root),
            Self::Unit => tests(root, &UNIT, filter),
            Self::Build => Ok(built(root, filter)),
            Self::EndToEnd => tests(root, &END_TO_END, filter),
        }
    }
}

fn check(root: &Path, command: &[&str], rest: &[&str]) -> Result<Totals> {
    let job = Job::new(cargo(), root).args(command).args(rest).shown();
    Ok(Totals::check(System.run(&job)?.success))
}

/// The target may be missing on a fresh machine: the tools add it.
fn check_wasm(root: &Path) -> Result<Totals> {
    match Tools::ensure(root) {
        Ok(_) => check(root, &CLIPPY_WASM, &DENY_WARNINGS),
        Err(error) => Ok(failure(&error)),
    }
}

/// With all tests the next version too: a compiler beside them would take their time.
fn built(root: &Path, filter: Option<&str>) -> Totals {
    let next = || if filter.is_none() { build::ensure_next(root).map(drop) } else { Ok(()) };
    match build::ensure(root).and_then(|_| next()) {
        Ok(()) => Totals::check(true),
        Err(error) => failure(&error),
    }
}

fn failure(error: &anyhow::Error) -> Totals {
    ui::note(&format!("{error:#}"));
    Totals::check(false)
}

/// Shows the output as it comes and counts what the runners report in it.
fn tests(root: &Path, flags: &[&str], filter: Option<&str>) -> Result<Totals> {
    let mut command = Command::new(cargo());
    command.args(flags).args(filter).current_dir(root).stdout(Stdio::piped());
    let group = Group::spawn(&mut command)?;
    let stdout = group.take_output().0.context("cargo has no output")?;
    let mut lines = Vec::new();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = String::from_utf8_lossy(&line.context("cannot read cargo's output")?).into_owned();
        println!("{line}");
        lines.push(line);
    }
    let success = group.wait(None)?.is_some_and(|status| status.success());
    Ok(Totals::of_run(lines.iter().map(String::as_str), success))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_the_sum_of_the_parts() {
        let parts = [Part::Lint, Part::Unit, Part::EndToEnd];
        assert_eq!(Step::of(Part::All), parts.map(Step::of).concat());
    }

    #[test]
    fn each_step_can_be_run_by_the_name_it_gives() {
        for step in Step::of(Part::All) {
            let part = Part::from_name(step.part_name()).unwrap();
            assert!(Step::of(part).contains(&step));
        }
    }
}
