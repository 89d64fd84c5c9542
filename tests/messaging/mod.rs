//! What only Instagram and Messenger have.

mod connecting;
mod health;
mod notice;
mod profiles;
mod reactions;
mod stories;
mod threads;
mod window;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of Instagram and Messenger.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        connecting::suite(run),
        health::suite(run),
        notice::suite(run),
        profiles::suite(run),
        reactions::suite(run),
        stories::suite(run),
        threads::suite(run),
        window::suite(run),
    ];
    suites.into_iter().flatten().collect()
}
