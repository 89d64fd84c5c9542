//! What Messenger and Instagram tell of a message of the business: its echo, that it arrived, that it was read.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::Rules;
use crate::config::NumberConfig;
use crate::record::Sent;
use crate::status::Status;
use crate::thread::millis;

/// The app of Meta's own inbox for Pages.
pub(crate) const PAGE_INBOX: &str = "26390203743090";

pub(super) fn value(
    rules: &Rules,
    config: &NumberConfig,
    sent: &Sent,
    status: &Status,
) -> Option<(&'static str, Value)> {
    if *status == Status::Sent {
        return (sent.kind != "reaction").then(|| ("messaging", echo(config, sent)));
    }
    let (key, body) = (rules.receipt)(sent, status)?;
    let mut item = json!({
        "sender": { "id": sent.recipient },
        "recipient": { "id": config.phone_number_id },
        "timestamp": millis(SystemTime::now()),
    });
    item[key] = body;
    Some(("messaging", item))
}

/// The business is the sender. What the sending app attached comes back, and which app it was.
fn echo(config: &NumberConfig, sent: &Sent) -> Value {
    let mut message = json!({ "mid": sent.wamid, "is_echo": true, "app_id": app(&sent.app_id) });
    for part in ["text", "attachments", "metadata"] {
        if let Some(value) = sent.body["message"].get(part) {
            message[part] = value.clone();
        }
    }
    if let Some(one) = sent.body["message"].get("attachment") {
        message["attachments"] = json!([one]);
    }
    if let Some(answered) = sent.body.get("reply_to") {
        message["reply_to"] = answered.clone();
    }
    json!({
        "sender": { "id": config.phone_number_id },
        "recipient": { "id": sent.recipient },
        "timestamp": millis(sent.at),
        "message": message,
    })
}

/// A number in JSON, as in the payload files.
fn app(id: &str) -> Value {
    id.parse::<u64>().map_or_else(|_| json!(id), |number| json!(number))
}
