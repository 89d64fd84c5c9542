//! What holds on every kind of channel: one table of kinds, and each test once for each.

mod ends;
mod meta;
mod people;
mod talk;
mod words;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of every kind of channel.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    [talk::suite(run), people::suite(run), words::suite(run), ends::suite(run), meta::suite(run)]
        .into_iter()
        .flatten()
        .collect()
}
