//! Templates at Meta: the synced copy, what a send must give, and making and deleting them.
//!
//! A send is checked here against the synced copy before Meta sees it: a parameter too many or too few, or an empty
//! one, is refused there for the whole message (132000, 132012), long after the person who could mend it has gone.

mod check;
mod draft;
mod draft_buttons;
mod error;
mod placeholders;
mod schema;
mod stored;
#[cfg(test)]
mod tests;
mod values;
mod words;

use http::{Method, Request};

use super::endpoint::{Endpoint, RequestError};
use super::reply::{self, GraphError, Page};

pub use draft::{Draft, DraftError, Example, NewHeader, NewTemplate};
pub use draft_buttons::NewButton;
pub use error::{Place, TemplateError};
pub use schema::{ButtonNeed, HeaderNeed, Schema, Takes};
pub use stored::{Component, StoredButton, StoredTemplate};
pub use values::{ButtonValue, Filling, HeaderValue, TemplateValues};
pub use words::{ButtonKind, Category, HeaderFormat, ParameterFormat, Status};

const FIELDS: &str = "fields=id,name,language,status,category,parameter_format,components&limit=100";

/// Asks for the templates of an account, whatever their status: the first page, or the one after a cursor.
///
/// # Errors
///
/// [`RequestError`].
pub fn list(
    endpoint: &Endpoint,
    token: &str,
    waba_id: &str,
    after: Option<&str>,
) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.page(token, &[waba_id, "message_templates"], FIELDS, after)
}

/// Reads the answer to [`list`].
///
/// # Errors
///
/// [`GraphError`].
pub fn read_list(status: u16, body: &[u8]) -> Result<Page<StoredTemplate>, GraphError> {
    reply::read_page(status, body, stored::read)
}

/// Hands a template in for approval. At most 100 an hour and account.
///
/// # Errors
///
/// [`RequestError`].
pub fn create(
    endpoint: &Endpoint,
    token: &str,
    waba_id: &str,
    draft: &Draft,
) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.post(token, &[waba_id, "message_templates"], draft.json())
}

/// What Meta made of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// Meta's id.
    pub id: String,
    /// Usually `Pending`; a webhook tells the rest.
    pub status: Status,
    /// The category that Meta chose, which need not be the one asked for: it decides the price.
    pub category: Option<Category>,
}

/// Reads the answer to [`create`].
///
/// # Errors
///
/// [`GraphError`].
pub fn read_create(status: u16, body: &[u8]) -> Result<Created, GraphError> {
    reply::read(status, body, |node| {
        Some(Created {
            id: node.at("id").id()?,
            status: node.at("status").text().map_or(Status::Pending, |word| Status::from_word(&word)),
            category: node.at("category").text().map(|word| Category::from_word(&word)),
        })
    })
}

/// Deletes the template with this name in **every** language, or only the one that `id` names. Its name cannot be
/// used again for 30 days. [`super::whatsapp::read_success`] reads the answer.
///
/// # Errors
///
/// [`RequestError`].
pub fn delete(
    endpoint: &Endpoint,
    token: &str,
    waba_id: &str,
    name: &str,
    id: Option<&str>,
) -> Result<Request<Vec<u8>>, RequestError> {
    let fit = |text: &str| !text.is_empty() && text.len() <= 512 && words::is_plain(text);
    if !fit(name) || !id.is_none_or(fit) {
        return Err(RequestError::Id);
    }
    let id = id.map(|id| format!("&hsm_id={id}")).unwrap_or_default();
    endpoint.bare(Method::DELETE, token, &[waba_id, "message_templates"], &format!("name={name}{id}"))
}
