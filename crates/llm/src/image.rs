//! A picture that a model looks at.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// The most images in one request. Ours: Anthropic takes 100 and `OpenAI` 500, but each is paid for like a page of
/// text, and a customer's question is about the last few.
pub const MOST_IMAGES: usize = 4;

/// The most bytes of one image. Anthropic takes 5 MB of base64 for each, which is this much before encoding; `OpenAI`
/// takes more.
pub const MOST_IMAGE_BYTES: usize = 3_750_000;

/// The most bytes of all images of a request, before encoding. Ours: until it is sent, a request stands in memory
/// about four times over, and an isolate has 128 MB.
pub const MOST_IMAGES_BYTES: usize = 6_000_000;

/// The formats that both providers take, by the bytes that a file begins with. `WebP` has four bytes of length in
/// the middle; see [`Format::of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "image/jpeg")]
    Jpeg,
    #[serde(rename = "image/png")]
    Png,
    #[serde(rename = "image/gif")]
    Gif,
    #[serde(rename = "image/webp")]
    Webp,
}

impl Format {
    fn of(bytes: &[u8]) -> Option<Self> {
        let begins = |signature: &[u8]| bytes.starts_with(signature);
        let is_webp = || begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
        match () {
            () if begins(b"\xFF\xD8\xFF") => Some(Self::Jpeg),
            () if begins(b"\x89PNG\r\n\x1A\n") => Some(Self::Png),
            () if begins(b"GIF87a") || begins(b"GIF89a") => Some(Self::Gif),
            () if is_webp() => Some(Self::Webp),
            () => None,
        }
    }
}

/// A picture, ready to be sent: encoded once, when it is made. `Debug` shows its format and size.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    format: Format,
    base64: String,
}

/// Why a file cannot be shown to a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Neither JPEG, PNG, GIF nor `WebP`.
    #[error("the image is not a JPEG, PNG, GIF or WebP file")]
    Format,
    /// Larger than [`MOST_IMAGE_BYTES`].
    #[error("the image is larger than {MOST_IMAGE_BYTES} bytes")]
    TooLarge,
}

impl ImageError {
    /// The machine name for the trace.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Format => "image_format",
            Self::TooLarge => "image_too_large",
        }
    }
}

impl Image {
    /// Takes a file as it came. Its format is read from its bytes, not from what it was declared as: Anthropic
    /// refuses the whole request when the two differ.
    ///
    /// # Errors
    ///
    /// [`ImageError`].
    pub fn new(bytes: &[u8]) -> Result<Self, ImageError> {
        let format = Format::of(bytes).ok_or(ImageError::Format)?;
        if bytes.len() > MOST_IMAGE_BYTES {
            return Err(ImageError::TooLarge);
        }
        Ok(Self { format, base64: STANDARD.encode(bytes) })
    }

    /// Such as `image/jpeg`.
    pub const fn mime_type(&self) -> &'static str {
        match self.format {
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::Gif => "image/gif",
            Format::Webp => "image/webp",
        }
    }

    /// Bytes before encoding, rounded up to the next multiple of three.
    pub(crate) const fn len(&self) -> usize {
        (self.base64.len() / 4).saturating_mul(3)
    }

    pub(crate) fn base64(&self) -> &str {
        &self.base64
    }

    pub(crate) fn data_url(&self) -> String {
        format!("data:{};base64,{}", self.mime_type(), self.base64)
    }
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({}, about {} bytes)", self.mime_type(), self.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_bytes_tell_the_format() {
        for (bytes, expected) in [
            (b"\xFF\xD8\xFF\xE0rest".as_slice(), "image/jpeg"),
            (b"\x89PNG\r\n\x1A\nrest", "image/png"),
            (b"GIF89arest", "image/gif"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        ] {
            let image = Image::new(bytes).unwrap();
            assert_eq!(image.mime_type(), expected);
            assert_eq!(serde_json::to_value(&image).unwrap()["format"], expected);
        }
        for bytes in [b"".as_slice(), b"<svg/>", b"%PDF-1.7", b"RIFF\x10\0\0\0WAVEfmt ", b"RIFF", b"\xFF\xD8"]
        {
            assert_eq!(Image::new(bytes), Err(ImageError::Format));
        }
    }

    #[test]
    fn a_large_file_is_refused() {
        let of_size = |size: usize| {
            let mut bytes = b"\xFF\xD8\xFF".to_vec();
            bytes.resize(size, 0);
            Image::new(&bytes)
        };
        assert!(of_size(MOST_IMAGE_BYTES).is_ok_and(|image| image.base64().len() <= 5_000_000));
        assert_eq!(of_size(MOST_IMAGE_BYTES + 1), Err(ImageError::TooLarge));
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_what_came(rest in prop::collection::vec(any::<u8>(), 0..200)) {
            let bytes = [b"\xFF\xD8\xFF".as_slice(), &rest].concat();
            let image = Image::new(&bytes).unwrap();
            prop_assert_eq!(STANDARD.decode(image.base64()).unwrap(), &bytes[..]);
            prop_assert!(image.len() == bytes.len().next_multiple_of(3));
            let shown = format!("{image:?}");
            prop_assert!(!shown.contains(image.base64()));
        }
    }
}
