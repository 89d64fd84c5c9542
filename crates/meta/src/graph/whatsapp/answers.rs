//! What WhatsApp answers.

use crate::graph::reply::{self, GraphError, Page};
use crate::json::Node;

/// What Meta accepted. Accepted is not delivered: statuses tell.
#[derive(Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The message's id.
    pub provider_id: String,
    /// The number it really went to: digits, rewritten by Meta for some countries.
    pub wa_id: Option<String>,
    /// The business-scoped id it went to.
    pub user_id: Option<String>,
    /// For templates: `accepted`, `held_for_quality_assessment` or `paused`.
    pub message_status: Option<String>,
}

crate::json::log_safe!(Accepted { provider_id, message_status });

/// A number of the business.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber {
    /// Its phone number id.
    pub id: String,
    /// As Meta shows it, with spaces and signs.
    pub display_phone_number: Option<String>,
    /// The name that customers see.
    pub verified_name: Option<String>,
    /// `GREEN`, `YELLOW`, `RED`, `NA` or `UNKNOWN`.
    pub quality_rating: Option<String>,
    /// Messages a second that it may send, where Meta tells its level.
    pub per_second: Option<u32>,
}

/// Where a customer's file can be fetched, within 5 minutes and with the token.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// The address.
    pub url: String,
    /// The MIME type.
    pub mime_type: Option<String>,
    /// SHA-256 in lowercase hex; in webhooks it is base64.
    pub sha256: Option<String>,
    /// Bytes.
    pub file_size: Option<u64>,
}

crate::json::log_safe!(PhoneNumber { id, quality_rating });
crate::json::log_safe!(MediaFile { mime_type, file_size });

/// Reads the answer to [`super::send`].
///
/// # Errors
///
/// [`GraphError`]; look at [`GraphError::outcome_unknown`] before doing anything.
pub fn read_send(status: u16, body: &[u8]) -> Result<Accepted, GraphError> {
    reply::read(status, body, |node| {
        let message = node.at("messages").items().next()?;
        let contact = node.at("contacts").items().next();
        Some(Accepted {
            provider_id: message.at("id").id()?,
            wa_id: contact.and_then(|contact| contact.at("wa_id").id()),
            user_id: contact.and_then(|contact| contact.at("user_id").id()),
            message_status: message.at("message_status").text(),
        })
    })
}

/// Reads the answer to [`super::mark_read`], [`super::subscribe`] and [`super::unsubscribe`].
///
/// # Errors
///
/// [`GraphError`].
pub fn read_success(status: u16, body: &[u8]) -> Result<(), GraphError> {
    reply::read_success(status, body)
}

/// Reads the answer to [`super::phone_number`].
///
/// # Errors
///
/// [`GraphError`].
pub fn read_phone_number(status: u16, body: &[u8]) -> Result<PhoneNumber, GraphError> {
    reply::read(status, body, number)
}

/// Reads the answer to [`super::phone_numbers`].
///
/// # Errors
///
/// [`GraphError`].
pub fn read_phone_numbers(status: u16, body: &[u8]) -> Result<Page<PhoneNumber>, GraphError> {
    reply::read_page(status, body, number)
}

fn number(node: Node<'_>) -> Option<PhoneNumber> {
    Some(PhoneNumber {
        id: node.at("id").id()?,
        display_phone_number: node.at("display_phone_number").id(),
        verified_name: node.at("verified_name").text(),
        quality_rating: node.at("quality_rating").text(),
        per_second: node.at("throughput").at("level").text().and_then(|level| per_second(&level)),
    })
}

/// meta-platform.md, 3.2. A number that also lives in the WhatsApp Business app has the standard level too, although
/// Meta gives it 20: whoever connects it must say so.
fn per_second(level: &str) -> Option<u32> {
    match level {
        "STANDARD" => Some(80),
        "HIGH" => Some(1_000),
        _ => None,
    }
}

/// Reads the answer to [`super::media`].
///
/// # Errors
///
/// [`GraphError`].
pub fn read_media(status: u16, body: &[u8]) -> Result<MediaFile, GraphError> {
    reply::read(status, body, |node| {
        Some(MediaFile {
            url: node.at("url").text()?,
            mime_type: node.at("mime_type").text(),
            sha256: node.at("sha256").text(),
            file_size: node.at("file_size").int().and_then(|size| u64::try_from(size).ok()),
        })
    })
}
