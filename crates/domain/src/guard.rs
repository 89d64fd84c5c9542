//! The money guard: a text may name an amount only if the shop stands behind it.
//!
//! An amount is a number with a sign of a currency beside it: `RM129`, `129 ringgit`, `1.290,00 €`, `٥٠ ريال`,
//! `Rp 129rb`. A bare number is a quantity or a size and passes. Where the writing is ambiguous, all its readings are
//! considered and one that is backed suffices; a number that cannot be read as money never passes.

mod number;
mod pair;
mod scan;
mod signs;
mod table;
#[cfg(test)]
mod tests;

use crate::money::{Currency, Money};

/// An amount in a text that nothing backs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the amount {written} is backed by nothing")]
pub struct UnbackedAmount {
    /// How the text writes the number: digits of any script as `0-9`, without the currency.
    pub written: String,
}

/// A number with a sign of a currency.
struct Found {
    written: String,
    /// What it can mean; empty if nothing.
    readings: Vec<Money>,
}

/// The amounts of money that a text names, in order; an ambiguous one with each of its readings. A sign that
/// several currencies share (`$`) means the shop's currency if that is one of them.
pub fn amounts(text: &str, shop: Currency) -> Vec<Money> {
    find(text, shop).into_iter().flat_map(|found| found.readings).collect()
}

/// Checks that every amount of the text is one of `backed`.
///
/// # Errors
/// The first amount that is not, or that cannot be read.
pub fn check(text: &str, backed: &[Money], shop: Currency) -> Result<(), UnbackedAmount> {
    let is_backed = |found: &Found| found.readings.iter().any(|reading| backed.contains(reading));
    match find(text, shop).into_iter().find(|found| !is_backed(found)) {
        Some(found) => Err(UnbackedAmount { written: found.written }),
        None => Ok(()),
    }
}

fn find(text: &str, shop: Currency) -> Vec<Found> {
    pair::amounts(&scan::tokens(text, shop))
}
