//! What the stand-in saw and did, for tests to look at.

use std::time::SystemTime;

use serde_json::Value;

use crate::fault::{About, CallKind};

/// A message of the business that Graph accepted.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The id that the answer carried, or would have carried if the reply was lost.
    pub wamid: String,
    /// `to` or `recipient` as the call gave it; `recipient.id` on Instagram and Messenger.
    pub recipient: String,
    /// `text`, `template`, `image`, `interactive`, `reaction`… On Instagram and Messenger a file is a `document`, and
    /// quick replies, buttons and cards are `interactive`.
    pub kind: String,
    /// The whole request body.
    pub body: Value,
    /// What the customer reads: text, caption, interactive body, the filled template.
    pub text: Option<String>,
    /// `biz_opaque_callback_data`; `message.metadata` on Instagram and Messenger.
    pub callback_data: Option<String>,
    /// The statuses that webhooks carried so far, in order. An echo is `sent`.
    pub statuses: Vec<String>,
    /// When it was accepted.
    pub at: SystemTime,
    /// The app that sent it.
    pub(crate) app_id: String,
}

/// A Graph call, accepted or not.
#[derive(Debug, Clone)]
pub struct Call {
    /// What it was for.
    pub kind: CallKind,
    /// `GET`, `POST`, `DELETE`.
    pub method: String,
    /// The path with the version, without the query.
    pub path: String,
    /// The body; null if there was none or it was not JSON.
    pub body: Value,
    /// The HTTP status of the answer; None if the connection ended without one.
    pub status: Option<u16>,
    /// `error.code` of a refusal.
    pub error_code: Option<i64>,
    /// When it arrived.
    pub at: SystemTime,
}

/// One attempt to deliver one webhook.
#[derive(Debug, Clone)]
pub struct WebhookAttempt {
    /// What it carried.
    pub about: About,
    /// The ids of the message (or of the message that the status is about).
    pub wamid: Option<String>,
    /// 1 for the first attempt, counted up by retries.
    pub attempt: u32,
    /// The whole payload.
    pub body: Value,
    /// The receiver's HTTP status; None if it did not answer.
    pub status: Option<u16>,
    /// When the attempt ended.
    pub at: SystemTime,
}

/// How the first attempt of a webhook ended. Retries go on in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The customer's message.
    pub wamid: String,
    /// The Worker's answer; None: it did not answer, or a delivery fault holds the webhook back, or the app is not
    /// subscribed.
    pub http_status: Option<u16>,
}

/// Nothing that fits arrived in time.
#[derive(Debug, thiserror::Error)]
#[error("nothing that fits within {waited:?}; seen: {seen}")]
pub struct WaitError {
    /// How long it was waited for.
    pub waited: std::time::Duration,
    /// What was there instead, in short.
    pub seen: String,
}
