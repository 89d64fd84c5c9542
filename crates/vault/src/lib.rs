//! Sealing, keyed hashes, truncated signatures and key rotation.
//!
//! Two layers of keys. The operator's [`MasterKeys`] (one secret, several entries) only ever wrap [`DataKey`]s; a
//! data key belongs to one owner (a tenant, or the directory) and does the daily work. Rotation therefore
//! re-wraps a few short blobs and leaves the data alone. Each use of a key has its own HKDF-SHA256 subkey, so a
//! signature in a link says nothing about a hash in a table.
//!
//! Nothing here reads a clock or makes randomness: nonces and key bytes are arguments. A nonce must be fresh random
//! bytes for every call; NIST SP 800-38D allows 2^32 of them per key before a repetition becomes likely.

mod envelope;
mod error;
mod key;
mod label;
mod master;
mod place;
mod same;
#[cfg(test)]
mod tests;

pub use error::VaultError;
pub use key::DataKey;
pub use label::{HashLabel, SignLabel};
pub use master::MasterKeys;
pub use place::{Place, Purpose};
pub use same::{same, token_hash};
