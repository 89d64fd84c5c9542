//! `/chat/{slug}`: the website's chat, by its wire.

mod details;
mod limits;
mod messages;
mod origins;
mod page;
mod pictures;
mod privacy;
mod session;
mod socket;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of the website's chat.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        details::suite(run),
        limits::suite(run),
        messages::suite(run),
        origins::suite(run),
        page::suite(run),
        pictures::suite(run),
        privacy::suite(run),
        session::suite(run),
        socket::suite(run),
    ];
    suites.into_iter().flatten().collect()
}
