//! How channels stand, and how fast they send.

mod health;
mod pace;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of channels.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    [health::suite(run), pace::suite(run)].into_iter().flatten().collect()
}
