//! Counting what cargo's test runners report.

use std::fmt;
use std::ops::AddAssign;

/// How many passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Tests and checks that passed.
    pub passed: u64,
    /// Tests and checks that failed.
    pub failed: u64,
}

impl Totals {
    /// One check.
    pub fn check(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed) }
    }

    /// The sum of every runner's closing line in this output. A run that failed without naming a test (it did not
    /// compile, it crashed) counts as one failure.
    pub fn of_run<'a>(lines: impl IntoIterator<Item = &'a str>, success: bool) -> Self {
        let mut totals = Self::default();
        lines.into_iter().filter_map(closing_line).for_each(|counted| totals += counted);
        if !success && totals.failed == 0 {
            totals.failed = 1;
        }
        totals
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `test result: ok. 5 passed; 1 failed; …`, of libtest and of those who imitate it.
fn closing_line(line: &str) -> Option<Totals> {
    let counts = line.trim().strip_prefix("test result: ")?;
    let number = |unit: &str| {
        let (before, _) = counts.split_once(unit)?;
        before.split_whitespace().last()?.parse().ok()
    };
    Some(Totals { passed: number(" passed")?, failed: number(" failed")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_runner_of_a_run_counts() {
        let output = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n\
                      test a ... FAILED\ntest result: FAILED. 1 passed; 2 failed; 0 ignored";
        let totals = Totals::of_run(output.lines(), false);
        assert_eq!(totals, Totals { passed: 4, failed: 2 });
        assert_eq!(totals.to_string(), "4 passed, 2 failed");
    }

    #[test]
    fn what_does_not_compile_is_a_failure() {
        assert_eq!(Totals::of_run(["error: no"], false), Totals { passed: 0, failed: 1 });
    }

    #[test]
    fn a_test_that_prints_numbers_does_not_count() {
        assert_eq!(Totals::of_run(["7 passed; 3 failed"], true), Totals::default());
    }
}
