//! How channels stand.

mod health;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of channels.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    health::suite(run)
}
