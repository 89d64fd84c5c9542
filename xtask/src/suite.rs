//! `cargo xtask test`: every check and every test, and one closing line with their sum.

mod count;
mod steps;

use std::path::Path;
use std::time::Instant;

use anyhow::Result;

pub use count::Totals;

use crate::ui;
use steps::Step;

/// What to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything.
    All,
    /// Format and lints.
    Lint,
    /// The tests that need no runtime.
    Unit,
    /// The tests on workerd.
    EndToEnd,
}

impl Part {
    /// The part of this name, as the command line spells it.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "lint" => Some(Self::Lint),
            "unit" => Some(Self::Unit),
            "e2e" => Some(Self::EndToEnd),
            _ => None,
        }
    }
}

/// Runs a part, the tests among it only where `filter` is in their name; goes on after a failure, so that one run
/// tells everything. Prints the closing line `N passed, M failed`; a check (format, a lint, a build) counts as one.
pub fn run(root: &Path, part: Part, filter: Option<&str>) -> Result<Totals> {
    let mut totals = Totals::default();
    let mut broken = Vec::new();
    for step in Step::of(part) {
        println!("▸ {}", step.name());
        let started = Instant::now();
        let counted = step.run(root, filter)?;
        println!("  {counted} in {}", ui::seconds(started.elapsed()));
        totals += counted;
        if counted.failed > 0 {
            broken.push(step);
        }
    }
    println!();
    for step in &broken {
        println!("failed: {}; again with cargo xtask test {}", step.name(), step.part_name());
    }
    println!("{totals}");
    Ok(totals)
}
