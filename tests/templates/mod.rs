//! Templates: our copy of Meta's, and what is sent of it.

mod create;
mod news;
mod sync;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of templates.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [create::suite(run), news::suite(run), sync::suite(run)];
    suites.into_iter().flatten().collect()
}
