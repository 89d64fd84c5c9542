//! HMAC-SHA-256 for keys of any length, without a way to fail.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The block size of SHA-256 in bytes; a longer key is hashed first (RFC 2104).
const BLOCK: usize = 64;

/// A fresh authenticator. Padding the key here leaves no error that a caller would have to invent an answer for.
pub(crate) fn keyed(secret: &[u8]) -> Hmac<Sha256> {
    let mut block = [0_u8; BLOCK];
    if secret.len() > BLOCK {
        fill(&mut block, &Sha256::digest(secret));
    } else {
        fill(&mut block, secret);
    }
    Hmac::new(&block.into())
}

/// Whether `tag` authenticates `message`, in constant time. An empty secret authenticates nothing: anyone has it.
pub(crate) fn verifies(secret: &[u8], message: &[u8], tag: &[u8]) -> bool {
    !secret.is_empty() && keyed(secret).chain_update(message).verify_slice(tag).is_ok()
}

/// The authentication code of `message`.
pub(crate) fn tag(secret: &[u8], message: &[u8]) -> [u8; 32] {
    keyed(secret).chain_update(message).finalize().into_bytes().into()
}

fn fill(block: &mut [u8; BLOCK], bytes: &[u8]) {
    for (slot, byte) in block.iter_mut().zip(bytes) {
        *slot = *byte;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_keys_are_hashed_as_rfc_2104_says() {
        let long = [7_u8; 200];
        let library =
            Hmac::<Sha256>::new_from_slice(&long).unwrap().chain_update(b"m").finalize().into_bytes();
        assert_eq!(tag(&long, b"m"), <[u8; 32]>::from(library));
    }

    #[test]
    fn an_empty_secret_authenticates_nothing() {
        assert!(!verifies(b"", b"m", &tag(b"", b"m")));
        assert!(verifies(b"k", b"m", &tag(b"k", b"m")));
    }
}
