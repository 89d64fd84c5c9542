//! Whether a file that came is the file that was announced.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::{Digest, Sha256};

use crate::graph::whatsapp::MediaFile;
use crate::signature::unhex;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a file must not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// Cut short, or longer than announced.
    #[error("the file has {found} bytes instead of {expected}")]
    Size {
        /// Bytes announced by Graph.
        expected: u64,
        /// Bytes that came; at least so many when the file is too long.
        found: u64,
    },
    /// Other bytes than announced.
    #[error("the file's SHA-256 is not the announced one")]
    Digest,
    /// A digest was announced that is neither hex nor base64 of 32 bytes.
    #[error("the announced SHA-256 is malformed")]
    Malformed,
}

/// Checks a file as it streams in, so that a large one need not be held.
pub struct Check {
    size: Option<u64>,
    digests: Vec<[u8; 32]>,
    seen: u64,
    hasher: Sha256,
}

crate::json::log_safe!(Check { size, seen });

impl Check {
    /// Against what Graph said, and the SHA-256 in the webhook if there was one. Both may be hex or base64: Graph
    /// and the webhook differ. What neither tells is not checked.
    ///
    /// # Errors
    ///
    /// [`MediaError::Malformed`].
    pub fn new(file: &MediaFile, webhook_sha256: Option<&str>) -> Result<Self, MediaError> {
        let announced = [file.sha256.as_deref(), webhook_sha256];
        let digests = announced.into_iter().flatten().map(|text| digest(text).ok_or(MediaError::Malformed));
        let digests = digests.collect::<Result<_, _>>()?;
        Ok(Self { size: file.file_size, digests, seen: 0, hasher: Sha256::new() })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    ///
    /// [`MediaError::Size`] as soon as there are too many: stop reading.
    pub fn update(&mut self, bytes: &[u8]) -> Result<(), MediaError> {
        self.seen = self.seen.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.hasher.update(bytes);
        match self.size {
            Some(expected) if self.seen > expected => Err(MediaError::Size { expected, found: self.seen }),
            _ => Ok(()),
        }
    }

    /// Judges the whole.
    ///
    /// # Errors
    ///
    /// [`MediaError::Size`] or [`MediaError::Digest`].
    pub fn finish(self) -> Result<(), MediaError> {
        if let Some(expected) = self.size.filter(|size| *size != self.seen) {
            return Err(MediaError::Size { expected, found: self.seen });
        }
        let found: [u8; 32] = self.hasher.finalize().into();
        let same = self.digests.iter().all(|announced| *announced == found);
        same.then_some(()).ok_or(MediaError::Digest)
    }
}

/// [`Check`] over a file that is held as a whole.
///
/// # Errors
///
/// [`MediaError`].
pub fn check_media(bytes: &[u8], file: &MediaFile, webhook_sha256: Option<&str>) -> Result<(), MediaError> {
    let mut check = Check::new(file, webhook_sha256)?;
    check.update(bytes)?;
    check.finish()
}

fn digest(text: &str) -> Option<[u8; 32]> {
    let text = text.trim();
    // 64 characters of base64 would be 48 bytes: the two encodings cannot be taken for each other.
    unhex(text).or_else(|| BASE64.decode(text.replace('-', "+").replace('_', "/")).ok()?.try_into().ok())
}
