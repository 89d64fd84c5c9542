//! What can go wrong, without a word of what was sealed.

/// Why a key list was refused or an envelope did not open. Never holds key bytes, plain text or cipher text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The list of master keys is malformed. Meant for the operator: says where, never what was written there.
    #[error("entry {entry} of the master keys {problem}")]
    MasterKeys {
        /// Which entry, counted from 1.
        entry: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Shorter than any envelope of its version.
    #[error("the sealed bytes are cut short")]
    Truncated,
    /// Written by a newer version of the product, or no envelope at all.
    #[error("the sealed bytes have the unknown version {0}")]
    UnknownVersion(u8),
    /// Sealed under another key: a retired master key, or the data key of another owner.
    #[error("the sealed bytes belong to another key")]
    UnknownKey,
    /// The right key, but the bytes were changed, or moved from the place that they were sealed for.
    #[error("the sealed bytes were changed or moved")]
    Refused,
    /// More than AES-GCM can seal in one piece (64 GiB).
    #[error("too long to seal")]
    TooLong,
}
