//! WhatsApp Cloud API.

mod answers;

use http::{Method, Request};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::endpoint::{Endpoint, RequestError};
use super::limits::{self, LimitError, Limits};
use super::{Body, Recipient};

pub use answers::{
    Accepted, MediaFile, PhoneNumber, read_media, read_phone_number, read_phone_numbers, read_send,
    read_success,
};

/// A message to send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    /// To whom.
    pub to: Recipient,
    /// What.
    pub body: Body,
    reply_to: Option<String>,
    callback_data: Option<String>,
}

impl Outgoing {
    /// A message that answers nothing in particular.
    pub fn new(to: Recipient, body: Body) -> Self {
        Self { to, body, reply_to: None, callback_data: None }
    }

    /// Shows it as an answer to the message with this provider id. Not for reactions.
    #[must_use]
    pub fn in_reply_to(mut self, provider_id: &str) -> Self {
        self.reply_to = Some(provider_id.to_owned());
        self
    }

    /// Attaches what every status of the message repeats: how a send whose reply was lost is found again.
    ///
    /// # Errors
    ///
    /// [`LimitError`]: empty, or over 512 characters.
    pub fn with_callback_data(mut self, data: &str) -> Result<Self, LimitError> {
        self.callback_data = Some(limits::text("callback data", data, Limits::CALLBACK_DATA)?.to_owned());
        Ok(self)
    }

    fn json(&self) -> Value {
        let (key, recipient) = self.to.pair();
        let mut message = Map::new();
        let mut set = |key: &str, value: Value| message.insert(key.to_owned(), value);
        set("messaging_product", "whatsapp".into());
        set("recipient_type", "individual".into());
        set(key, recipient.into());
        set("type", self.body.kind().into());
        set(self.body.kind(), self.body.value.clone());
        if let Some(id) = self.reply_to.as_ref().filter(|_| self.body.kind() != "reaction") {
            set("context", json!({"message_id": id}));
        }
        if let Some(data) = &self.callback_data {
            set("biz_opaque_callback_data", data.as_str().into());
        }
        message.into()
    }
}

/// Sends a message from the number. There is no idempotency key: never repeat one whose outcome is unknown.
///
/// # Errors
///
/// [`RequestError`].
pub fn send(
    endpoint: &Endpoint,
    token: &str,
    phone_number_id: &str,
    message: &Outgoing,
) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.post(token, &[phone_number_id, "messages"], &message.json())
}

/// Marks a customer's message, and all before it, as read; `typing` also shows that an answer is on its way, until
/// it comes or for 25 seconds.
///
/// # Errors
///
/// [`RequestError`].
pub fn mark_read(
    endpoint: &Endpoint,
    token: &str,
    phone_number_id: &str,
    provider_id: &str,
    typing: bool,
) -> Result<Request<Vec<u8>>, RequestError> {
    let mut body = json!({"messaging_product": "whatsapp", "status": "read", "message_id": provider_id});
    if let Some(object) = body.as_object_mut().filter(|_| typing) {
        object.insert("typing_indicator".to_owned(), json!({"type": "text"}));
    }
    endpoint.post(token, &[phone_number_id, "messages"], &body)
}

const NUMBER_FIELDS: &str = "fields=id,display_phone_number,verified_name,quality_rating,throughput";

/// Asks about a number; also the way to try a token out.
///
/// # Errors
///
/// [`RequestError`].
pub fn phone_number(
    endpoint: &Endpoint,
    token: &str,
    phone_number_id: &str,
) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.get(token, &[phone_number_id], NUMBER_FIELDS)
}

/// Asks for the numbers of an account: the first page, or the one after a cursor.
///
/// # Errors
///
/// [`RequestError`].
pub fn phone_numbers(
    endpoint: &Endpoint,
    token: &str,
    waba_id: &str,
    after: Option<&str>,
) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.page(token, &[waba_id, "phone_numbers"], NUMBER_FIELDS, after)
}

/// Has Meta send the account's webhooks to the app that the token belongs to.
///
/// # Errors
///
/// [`RequestError`].
pub fn subscribe(endpoint: &Endpoint, token: &str, waba_id: &str) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.bare(Method::POST, token, &[waba_id, "subscribed_apps"], "")
}

/// Ends what [`subscribe`] began.
///
/// # Errors
///
/// [`RequestError`].
pub fn unsubscribe(
    endpoint: &Endpoint,
    token: &str,
    waba_id: &str,
) -> Result<Request<Vec<u8>>, RequestError> {
    endpoint.bare(Method::DELETE, token, &[waba_id, "subscribed_apps"], "")
}

/// Asks where a customer's file is; [`crate::graph::media`] fetches it from there. Naming the number makes Meta check that the file was sent to it.
///
/// # Errors
///
/// [`RequestError`].
pub fn media(
    endpoint: &Endpoint,
    token: &str,
    media_id: &str,
    phone_number_id: &str,
) -> Result<Request<Vec<u8>>, RequestError> {
    if !super::endpoint::is_segment(phone_number_id) {
        return Err(RequestError::Id);
    }
    endpoint.get(token, &[media_id], &format!("phone_number_id={phone_number_id}"))
}
