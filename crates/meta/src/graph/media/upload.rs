//! Handing a file to WhatsApp.

use http::Request;

use crate::graph::{Endpoint, GraphError, RequestError, reply};
use crate::webhook::MediaKind;

const KB: usize = 1024;
const MB: usize = 1024 * KB;

/// What WhatsApp takes: MIME type, what it is sent as, most bytes. A sticker that does not move must stay under
/// 100 KB, which its type does not tell.
const TYPES: [(&str, MediaKind, usize); 18] = [
    ("audio/aac", MediaKind::Audio, 16 * MB),
    ("audio/amr", MediaKind::Audio, 16 * MB),
    ("audio/mpeg", MediaKind::Audio, 16 * MB),
    ("audio/mp4", MediaKind::Audio, 16 * MB),
    ("audio/ogg", MediaKind::Audio, 16 * MB),
    ("image/jpeg", MediaKind::Image, 5 * MB),
    ("image/png", MediaKind::Image, 5 * MB),
    ("image/webp", MediaKind::Sticker, 500 * KB),
    ("video/mp4", MediaKind::Video, 16 * MB),
    ("video/3gpp", MediaKind::Video, 16 * MB),
    ("text/plain", MediaKind::Document, 100 * MB),
    ("application/pdf", MediaKind::Document, 100 * MB),
    ("application/msword", MediaKind::Document, 100 * MB),
    ("application/vnd.ms-excel", MediaKind::Document, 100 * MB),
    ("application/vnd.ms-powerpoint", MediaKind::Document, 100 * MB),
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        MediaKind::Document,
        100 * MB,
    ),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", MediaKind::Document, 100 * MB),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        MediaKind::Document,
        100 * MB,
    ),
];

/// The shortest boundary: long enough that a random one stands in no file.
const BOUNDARY: std::ops::RangeInclusive<usize> = 24..=70;

/// A file to hand over.
#[derive(Clone, Copy)]
pub struct Upload<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// Its MIME type; parameters such as `; codecs=opus` are allowed.
    pub mime_type: &'a str,
    /// What it is called.
    pub filename: &'a str,
}

impl std::fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upload({} bytes)", self.bytes.len())
    }
}

/// Why a file cannot be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UploadError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// WhatsApp takes no files of this type.
    #[error("WhatsApp does not take files of this type")]
    Type,
    /// Too large for its type.
    #[error("the file is larger than {max} bytes")]
    TooLarge {
        /// Bytes.
        max: usize,
    },
    /// Not 24 to 70 letters, digits, `-` and `_`.
    #[error("the boundary is malformed")]
    Boundary,
    /// The request cannot be made.
    #[error(transparent)]
    Request(#[from] RequestError),
}

/// What a file of this type is sent as, and the most bytes that WhatsApp takes; `None` for types it does not take.
pub fn kind_and_limit(mime_type: &str) -> Option<(MediaKind, usize)> {
    let essence = mime_type.split(';').next().unwrap_or_default().trim();
    let row = TYPES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(essence));
    row.map(|(_, kind, max)| (*kind, *max))
}

/// Uploads a file, to be sent by its id within 30 days. `boundary` parts the form and must be random.
///
/// # Errors
///
/// [`UploadError`].
pub fn upload(
    graph: &Endpoint,
    token: &str,
    phone_number_id: &str,
    file: &Upload<'_>,
    boundary: &str,
) -> Result<Request<Vec<u8>>, UploadError> {
    let (_, max) = kind_and_limit(file.mime_type).ok_or(UploadError::Type)?;
    let plain = |byte: u8| (b' '..=b'~').contains(&byte);
    if !file.mime_type.bytes().all(plain) {
        return Err(UploadError::Type);
    }
    match file.bytes.len() {
        0 => return Err(UploadError::Empty),
        size if size > max => return Err(UploadError::TooLarge { max }),
        _ => {}
    }
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if !BOUNDARY.contains(&boundary.len()) || !boundary.bytes().all(safe) {
        return Err(UploadError::Boundary);
    }
    let kind = format!("multipart/form-data; boundary={boundary}");
    Ok(graph.upload(token, &[phone_number_id, "media"], &kind, form(file, boundary))?)
}

/// Reads the file's id from the answer to [`upload`].
///
/// # Errors
///
/// [`GraphError`].
pub fn read_upload(status: u16, body: &[u8]) -> Result<String, GraphError> {
    reply::read(status, body, |node| node.at("id").id())
}

fn form(file: &Upload<'_>, boundary: &str) -> Vec<u8> {
    let Upload { bytes, mime_type, filename } = *file;
    let name = field_name(filename);
    let field = |name: &str, value: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let head = format!(
        "{}{}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: {mime_type}\r\n\r\n",
        field("messaging_product", "whatsapp"),
        field("type", mime_type),
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    [head.as_bytes(), bytes, tail.as_bytes()].concat()
}

/// As browsers write a file's name: what would end the quotes or the line is percent-encoded.
fn field_name(filename: &str) -> String {
    let name = filename.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    if name.is_empty() { "file".to_owned() } else { name }
}
