//! Templates: our copy of Meta's, and what is sent of it.

mod consent;
mod create;
mod news;
pub mod send;
mod sync;
mod window;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of templates.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        consent::suite(run),
        create::suite(run),
        news::suite(run),
        send::suite(run),
        sync::suite(run),
        window::suite(run),
    ];
    suites.into_iter().flatten().collect()
}
