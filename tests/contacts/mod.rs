//! Contacts over the API, and those that staff blocked.

mod blocked;
mod list;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of contacts.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    [blocked::suite(run), list::suite(run)].into_iter().flatten().collect()
}
