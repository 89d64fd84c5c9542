//! `/webhooks/meta` and `/webhooks/meta/{app}`.

mod acknowledge;
pub mod app;
mod bounds;
mod fixtures;
mod kinds;
mod moved;
mod oddities;
mod replay;
mod routing;
mod signature;
mod verify;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of the webhooks.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        acknowledge::suite(run),
        app::suite(run),
        bounds::suite(run),
        fixtures::suite(run),
        kinds::suite(run),
        moved::suite(run),
        oddities::suite(run),
        replay::suite(run),
        routing::suite(run),
        signature::suite(run),
        verify::suite(run),
    ];
    suites.into_iter().flatten().collect()
}
