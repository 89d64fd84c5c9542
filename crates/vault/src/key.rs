//! The key of one owner, and what is done with it.

use aes_gcm::{Aes256Gcm, KeyInit};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::envelope::{self, Envelope, prefixed};
use crate::error::VaultError;
use crate::label::{HashLabel, SignLabel};
use crate::place::Place;
use crate::same::same;

/// HMAC-SHA256 takes keys of one block without hashing them first.
type MacKey = Zeroizing<[u8; 64]>;

/// The key of one owner: a tenant or the directory. Its memory is overwritten on drop; `Debug` prints `***`.
///
/// Making one derives all subkeys; keep it rather than unwrapping it again for every use.
#[derive(Clone)]
pub struct DataKey {
    bytes: Zeroizing<[u8; 32]>,
    id: [u8; 4],
    cipher: Box<Aes256Gcm>,
    hashes: Hashes,
    signatures: Signatures,
}

#[derive(Clone)]
struct Hashes {
    alias: MacKey,
    conversation: MacKey,
    provider: MacKey,
    email: MacKey,
    request: MacKey,
    caller: MacKey,
    suppression: MacKey,
}

#[derive(Clone)]
struct Signatures {
    callback: MacKey,
    link: MacKey,
    web_chat: MacKey,
}

impl DataKey {
    /// From 32 bytes of a cryptographic random source.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        let bytes = Zeroizing::new(bytes);
        let hash = |label: HashLabel| subkey(&bytes, label.info());
        let sign = |label: SignLabel| subkey(&bytes, label.info());
        let hashes = Hashes {
            alias: hash(HashLabel::Alias),
            conversation: hash(HashLabel::Conversation),
            provider: hash(HashLabel::Provider),
            email: hash(HashLabel::Email),
            request: hash(HashLabel::Request),
            caller: hash(HashLabel::Caller),
            suppression: hash(HashLabel::Suppression),
        };
        let signatures = Signatures {
            callback: sign(SignLabel::Callback),
            link: sign(SignLabel::Link),
            web_chat: sign(SignLabel::WebChat),
        };
        let cipher = Box::new(cipher(&bytes, "seal"));
        // Not secret: it tells a wrong key from damaged bytes.
        let id = *subkey::<4>(&bytes, "key id");
        Self { bytes, id, cipher, hashes, signatures }
    }

    /// Seals `plain` for one place. `nonce`: 12 fresh random bytes, never used twice.
    ///
    /// The result is 34 bytes longer than `plain`.
    ///
    /// # Errors
    /// `TooLong` above the limit of AES-GCM.
    pub fn seal(&self, place: &Place<'_>, nonce: [u8; 12], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        envelope::seal(&self.cipher, &self.id, nonce, &place.context(), plain)
    }

    /// Opens what was sealed for exactly this place under this key.
    ///
    /// # Errors
    /// `UnknownKey` for another owner's bytes; `Refused` for changed bytes or another place; `Truncated` and
    /// `UnknownVersion` for what is no envelope.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let envelope = Envelope::parse(sealed)?;
        if envelope.key_id != self.id {
            return Err(VaultError::UnknownKey);
        }
        envelope.open(&self.cipher, &place.context())
    }

    /// A keyed hash of `parts`, for looking up what must not be stored in plain. Two lists of parts that differ
    /// in any way, even in where one part ends, have different hashes.
    pub fn hash(&self, label: HashLabel, parts: &[&str]) -> [u8; 32] {
        let key = match label {
            HashLabel::Alias => &self.hashes.alias,
            HashLabel::Conversation => &self.hashes.conversation,
            HashLabel::Provider => &self.hashes.provider,
            HashLabel::Email => &self.hashes.email,
            HashLabel::Request => &self.hashes.request,
            HashLabel::Caller => &self.hashes.caller,
            HashLabel::Suppression => &self.hashes.suppression,
        };
        mac(key, parts)
    }

    /// A signature of `parts`: HMAC-SHA256 cut to 128 bits, short enough for callback data and links.
    pub fn sign(&self, label: SignLabel, parts: &[&str]) -> [u8; 16] {
        let key = match label {
            SignLabel::Callback => &self.signatures.callback,
            SignLabel::Link => &self.signatures.link,
            SignLabel::WebChat => &self.signatures.web_chat,
        };
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(mac(key, parts)) {
            *to = from;
        }
        short
    }

    /// Whether `signature` is what [`sign`](Self::sign) gives for these parts; in constant time.
    pub fn verify(&self, label: SignLabel, parts: &[&str], signature: &[u8]) -> bool {
        same(&self.sign(label, parts), signature)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(***)")
    }
}

fn mac(key: &MacKey, parts: &[&str]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new((&**key).into());
    mac.update(&prefixed(parts.iter().copied()));
    mac.finalize().into_bytes().into()
}

pub(crate) fn cipher(secret: &[u8; 32], info: &str) -> Aes256Gcm {
    let key = subkey::<32>(secret, info);
    Aes256Gcm::new((&*key).into())
}

fn subkey<const N: usize>(secret: &[u8; 32], info: &str) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32, "HKDF-SHA256 gives at most 255 blocks") };
    let info = format!("counterhand v1 {info}");
    let mut key = Zeroizing::new([0; N]);
    #[expect(clippy::expect_used, reason = "the only failure is the length ruled out at compile time above")]
    Hkdf::<Sha256>::new(None, secret)
        .expand(info.as_bytes(), key.as_mut_slice())
        .expect("the length should be within the limit of HKDF");
    key
}
