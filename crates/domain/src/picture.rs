//! What a file is by its first bytes: what a visitor's browser says of it is only a claim.

/// The pictures that the website chat takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// JPEG: ISO/IEC 10918.
    Jpeg,
    /// PNG: RFC 2083.
    Png,
    /// WebP, in RIFF: RFC 9649.
    WebP,
    /// GIF 87a or 89a.
    Gif,
}

impl Picture {
    /// What these bytes are; `None`: none of them.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            _ => None,
        }
    }

    /// Its media type.
    pub const fn mime_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes() {
        for (bytes, picture) in [
            (&b"\xff\xd8\xff\xe0 more"[..], Some(Picture::Jpeg)),
            (b"\x89PNG\r\n\x1a\n more", Some(Picture::Png)),
            (b"RIFF\x01\x02\x03\x04WEBP more", Some(Picture::WebP)),
            (b"GIF89a more", Some(Picture::Gif)),
            (b"GIF87a", Some(Picture::Gif)),
            (b"RIFF\x01\x02\x03\x04WAVE", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"<html>", None),
            (b"", None),
        ] {
            assert_eq!(Picture::of(bytes), picture);
        }
    }

    proptest! {
        #[test]
        fn no_page_passes_for_a_picture(text in "[ \t\r\n]{0,4}<[!a-z?].{0,40}") {
            prop_assert_eq!(Picture::of(text.as_bytes()), None);
        }
    }
}
