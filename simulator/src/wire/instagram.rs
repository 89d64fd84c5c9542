//! Instagram: texts in bytes, reading by message, and no word of arrival.

use serde_json::{Value, json};

use super::{Limit, Rules};
use crate::ids;
use crate::record::Sent;
use crate::status::Status;

pub(super) const RULES: Rules = Rules {
    object: "instagram",
    text: Limit::Bytes(1_000),
    window_subcode: 2_534_022,
    typed: false,
    receipt,
    sticker: |url| json!({ "type": "image", "payload": { "url": url } }),
    mid: || format!("aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOj{}", ids::long_token()),
};

/// `messaging_seen` names the message.
fn receipt(sent: &Sent, status: &Status) -> Option<(&'static str, Value)> {
    (*status == Status::Read).then(|| ("read", json!({ "mid": sent.wamid })))
}
