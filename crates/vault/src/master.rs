//! The operator's keys. They wrap data keys and nothing else.

use aes_gcm::Aes256Gcm;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use crate::envelope::{self, Envelope, prefixed};
use crate::error::VaultError;
use crate::key::{DataKey, cipher};

const ID_LENGTH: usize = 16;

/// The master keys in force. The first one wraps; all of them open. `Debug` prints `***`.
///
/// To rotate: put a new entry in front, re-wrap every data key for which [`is_current`](Self::is_current) is
/// false, then remove the old entry.
pub struct MasterKeys {
    current: MasterKey,
    older: Vec<MasterKey>,
}

struct MasterKey {
    id: String,
    cipher: Box<Aes256Gcm>,
}

impl MasterKeys {
    /// Reads `id:base64,id:base64`. An id is 1 to 16 of `a-z`, `0-9` and `-`; the base64 is 32 bytes, standard
    /// alphabet, padded. White space around entries is ignored.
    ///
    /// # Errors
    /// `MasterKeys`, naming the entry by its number.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let mut keys: Vec<MasterKey> = Vec::new();
        let mut secrets: Vec<Zeroizing<[u8; 32]>> = Vec::new();
        for (index, entry) in text.split(',').enumerate() {
            let refused = |problem| VaultError::MasterKeys { entry: index.saturating_add(1), problem };
            let (id, secret) = parse_entry(entry).map_err(refused)?;
            if keys.iter().any(|key| key.id == id) {
                return Err(refused("repeats the id of an earlier one"));
            }
            // A "rotation" to the same bytes would look done and change nothing.
            if secrets.contains(&secret) {
                return Err(refused("repeats the key of an earlier one"));
            }
            keys.push(MasterKey { id: id.to_owned(), cipher: Box::new(cipher(&secret, "wrap")) });
            secrets.push(secret);
        }
        let mut keys = keys.into_iter();
        let current = keys.next().ok_or(VaultError::MasterKeys { entry: 1, problem: "is missing" })?;
        Ok(Self { current, older: keys.collect() })
    }

    /// Wraps a data key under the current master key, bound to its owner (a tenant's id or `directory`).
    /// `nonce`: 12 fresh random bytes, never used twice.
    #[expect(clippy::missing_panics_doc, reason = "it cannot")]
    #[expect(clippy::expect_used, reason = "AES-GCM fails only above 64 GiB, and this is 32 bytes")]
    pub fn wrap(&self, key: &DataKey, owner: &str, nonce: [u8; 12]) -> Vec<u8> {
        let master = &self.current;
        envelope::seal(&master.cipher, master.id.as_bytes(), nonce, &context(owner), key.bytes())
            .expect("32 bytes should be within the limit of AES-GCM")
    }

    /// Opens a wrapped data key of this owner, under whichever master key wrapped it.
    ///
    /// # Errors
    /// `UnknownKey` if that master key is no longer listed; `Refused` for another owner's or changed bytes;
    /// `Truncated` and `UnknownVersion` for what is no envelope.
    pub fn unwrap(&self, wrapped: &[u8], owner: &str) -> Result<DataKey, VaultError> {
        let envelope = Envelope::parse(wrapped)?;
        let master = self.find(envelope.key_id).ok_or(VaultError::UnknownKey)?;
        let plain = Zeroizing::new(envelope.open(&master.cipher, &context(owner))?);
        let bytes = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| VaultError::Refused)?;
        Ok(DataKey::from_random(bytes))
    }

    /// Whether it is wrapped under the current master key; false: re-wrap it.
    pub fn is_current(&self, wrapped: &[u8]) -> bool {
        Envelope::parse(wrapped).is_ok_and(|envelope| envelope.key_id == self.current.id.as_bytes())
    }

    fn find(&self, id: &[u8]) -> Option<&MasterKey> {
        std::iter::once(&self.current).chain(&self.older).find(|key| key.id.as_bytes() == id)
    }
}

impl std::fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKeys(***)")
    }
}

fn context(owner: &str) -> Vec<u8> {
    prefixed(["data key", owner])
}

fn parse_entry(entry: &str) -> Result<(&str, Zeroizing<[u8; 32]>), &'static str> {
    let entry = entry.trim();
    if entry.is_empty() {
        return Err("is empty");
    }
    let (id, encoded) = entry.split_once(':').ok_or("is not written as id:base64")?;
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || id.len() > ID_LENGTH || !id.bytes().all(allowed) {
        return Err("has an id that is not 1 to 16 of a-z, 0-9 and -");
    }
    let decoded = BASE64_STANDARD.decode(encoded).map_err(|_| "is not valid base64 after the colon")?;
    let decoded = Zeroizing::new(decoded);
    let secret = <[u8; 32]>::try_from(decoded.as_slice()).map_err(|_| "is not 32 bytes long")?;
    Ok((id, Zeroizing::new(secret)))
}
