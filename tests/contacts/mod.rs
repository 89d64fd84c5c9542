//! Contacts over the API: those that staff blocked, and those that staff joined.

mod blocked;
mod joined_consent;
mod joined_cut;
mod joined_erasure;
mod joining;
mod list;
mod pair;
mod splitting;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of contacts.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        blocked::suite(run),
        list::suite(run),
        joining::suite(run),
        splitting::suite(run),
        joined_consent::suite(run),
        joined_erasure::suite(run),
        joined_cut::suite(run),
    ];
    suites.into_iter().flatten().collect()
}
