//! The file types that WhatsApp takes, and what a file is by its first bytes.

const MB: usize = 1 << 20;
/// Of the largest kind, documents.
pub(crate) const LARGEST: usize = 100 * MB;

/// The message type for a MIME type, and the most bytes; None for what WhatsApp does not take.
pub(crate) fn kind_of(mime_type: &str) -> Option<(&'static str, usize)> {
    Some(match essence(mime_type).as_str() {
        "image/jpeg" | "image/png" => ("image", 5 * MB),
        "image/webp" => ("sticker", 500 * 1024),
        "video/mp4" | "video/3gpp" => ("video", 16 * MB),
        "audio/aac" | "audio/amr" | "audio/mpeg" | "audio/mp4" | "audio/ogg" => ("audio", 16 * MB),
        "text/plain" | "application/pdf" => ("document", LARGEST),
        office => {
            let office = office.strip_prefix("application/")?;
            let old = ["msword", "vnd.ms-excel", "vnd.ms-powerpoint"].contains(&office);
            let new = office.starts_with("vnd.openxmlformats-officedocument.");
            return (old || new).then_some(("document", LARGEST));
        }
    })
}

/// Whether a file of this type can be sent as this kind. Any type that WhatsApp takes can be sent as a document.
pub(crate) fn fits(kind: &str, mime_type: &str) -> bool {
    kind_of(mime_type).is_some_and(|(own, _)| own == kind || kind == "document")
}

/// Without parameters, in lowercase.
pub(crate) fn essence(mime_type: &str) -> String {
    mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// What the bytes say; None where they say nothing that this knows.
pub(crate) fn sniff(bytes: &[u8]) -> Option<&'static str> {
    let at = |place: usize, mark: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(mark));
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if at(0, b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    if at(0, b"GIF8") {
        return Some("image/gif");
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Some("image/webp");
    }
    if at(0, b"%PDF-") {
        return Some("application/pdf");
    }
    at(0, b"OggS").then_some("audio/ogg")
}

/// Whether the bytes contradict their announced type.
pub(crate) fn contradicts(bytes: &[u8], mime_type: &str) -> bool {
    sniff(bytes).is_some_and(|found| found != essence(mime_type))
}
