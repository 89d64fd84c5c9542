//! What happens behind the doors: turns, the model, sends, people, and what survives a power cut.

mod changes;
mod cost;
mod credentials;
mod ending;
mod gates;
mod guard;
mod hand_over;
mod parked;
mod provider;
mod restart;
mod send;
mod statuses;
mod takeover;
mod talk;
mod unknown_outcome;
mod unreadable;
mod window;
mod wires;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of conversations.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        changes::suite(run),
        cost::suite(run),
        credentials::suite(run),
        ending::suite(run),
        gates::suite(run),
        guard::suite(run),
        hand_over::suite(run),
        parked::suite(run),
        provider::suite(run),
        restart::suite(run),
        send::suite(run),
        statuses::suite(run),
        takeover::suite(run),
        talk::suite(run),
        unknown_outcome::suite(run),
        unreadable::suite(run),
        window::suite(run),
        wires::suite(run),
    ];
    suites.into_iter().flatten().collect()
}
