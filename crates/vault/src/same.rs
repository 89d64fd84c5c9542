//! Comparing and hashing what needs no key.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Whether two byte strings are equal, in a time that tells only their lengths.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// SHA-256 of an API token, to look it up without storing it.
///
/// Only for tokens of at least 128 random bits: a password or a phone number could be guessed from this hash.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_compares_content_and_length() {
        assert!(same(b"abc", b"abc"));
        assert!(!same(b"abc", b"abd"));
        assert!(!same(b"abc", b"ab"));
        assert!(same(b"", b""));
    }

    #[test]
    fn the_token_hash_is_sha_256() {
        // FIPS 180-4 example for the message "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(crate::tests::hex(&token_hash("abc")), expected);
    }
}
