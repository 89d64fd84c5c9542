//! What no single test can plan: power cuts at random moments, deploys in the middle of turns, one poisoned conversation
//! among many.

pub mod chance;
mod churn;
mod customers;
mod kill;
mod poison;
mod story;
mod trap;
mod verdict;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of faults.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    [poison::suite(run), churn::suite(run), trap::suite(run), kill::suite(run)]
        .into_iter()
        .flatten()
        .collect()
}
