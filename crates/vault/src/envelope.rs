//! The bytes of an envelope: version, key id (length-prefixed), nonce, cipher text with its tag.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

use crate::error::VaultError;

/// The only version so far. A new one must still open this one.
const VERSION: u8 = 1;
const NONCE: usize = 12;
const TAG: usize = 16;

/// An envelope taken apart, nothing verified yet.
pub(crate) struct Envelope<'a> {
    pub(crate) key_id: &'a [u8],
    nonce: &'a [u8; NONCE],
    sealed: &'a [u8],
}

impl<'a> Envelope<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, VaultError> {
        let (&version, rest) = bytes.split_first().ok_or(VaultError::Truncated)?;
        if version != VERSION {
            return Err(VaultError::UnknownVersion(version));
        }
        let (&length, rest) = rest.split_first().ok_or(VaultError::Truncated)?;
        let (key_id, rest) = rest.split_at_checked(usize::from(length)).ok_or(VaultError::Truncated)?;
        let (nonce, sealed) = rest.split_first_chunk().ok_or(VaultError::Truncated)?;
        if sealed.len() < TAG {
            return Err(VaultError::Truncated);
        }
        Ok(Self { key_id, nonce, sealed })
    }

    pub(crate) fn open(&self, cipher: &Aes256Gcm, context: &[u8]) -> Result<Vec<u8>, VaultError> {
        let aad = associated(self.key_id, context);
        let payload = Payload { msg: self.sealed, aad: &aad };
        cipher.decrypt(&Nonce::from(*self.nonce), payload).map_err(|_| VaultError::Refused)
    }
}

/// Seals `plain` under `cipher`, bound to `context`. `key_id` is at most 255 bytes.
pub(crate) fn seal(
    cipher: &Aes256Gcm,
    key_id: &[u8],
    nonce: [u8; NONCE],
    context: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let payload = Payload { msg: plain, aad: &associated(key_id, context) };
    let sealed = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| VaultError::TooLong)?;
    let mut bytes = header(key_id);
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&sealed);
    Ok(bytes)
}

fn header(key_id: &[u8]) -> Vec<u8> {
    let length = u8::try_from(key_id.len()).unwrap_or(u8::MAX);
    let mut bytes = vec![VERSION, length];
    bytes.extend_from_slice(key_id);
    bytes
}

// The header is authenticated too: a later version must not be able to reinterpret bytes of this one.
fn associated(key_id: &[u8], context: &[u8]) -> Vec<u8> {
    let mut bytes = header(key_id);
    bytes.extend_from_slice(context);
    bytes
}

/// Parts joined so that no two lists of parts give the same bytes.
pub(crate) fn prefixed<'p>(parts: impl IntoIterator<Item = &'p str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}
