//! `/api/v1`: what owners' programs call.

mod channels;
mod conversations;
mod health;
mod products;
mod roles;
mod settings;
mod signup;
mod tokens;

use libtest_mimic::Trial;

use crate::support::Run;

/// The tests of the API.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        channels::suite(run),
        conversations::suite(run),
        health::suite(run),
        products::suite(run),
        roles::suite(run),
        settings::suite(run),
        signup::suite(run),
        tokens::suite(run),
    ];
    suites.into_iter().flatten().collect()
}
