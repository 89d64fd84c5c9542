//! How channels stand, how fast they send, and how they end.

mod disconnecting;
mod health;
mod pace;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of channels.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    [disconnecting::suite(run), health::suite(run), pace::suite(run)].into_iter().flatten().collect()
}
