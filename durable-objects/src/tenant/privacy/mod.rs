//! People's rights: consent, and being erased.

mod consents;
mod erasures;
pub mod protocol;
mod sweep;
mod tombstones;
mod traces;
