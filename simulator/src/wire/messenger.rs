//! Messenger: texts in characters, and everything up to a moment is delivered or read.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::{Limit, Rules};
use crate::ids;
use crate::record::Sent;
use crate::status::Status;
use crate::thread::millis;

pub(super) const RULES: Rules = Rules {
    object: "page",
    text: Limit::Characters(2_000),
    window_subcode: 2_018_278,
    typed: true,
    receipt,
    sticker: |url| json!({ "type": "sticker", "payload": { "url": url, "sticker_id": 369_239_263_222_822_u64 } }),
    mid: || format!("m_{}", ids::long_token()),
};

/// A watermark, and the ids that a delivery may name.
fn receipt(sent: &Sent, status: &Status) -> Option<(&'static str, Value)> {
    let watermark = millis(SystemTime::now());
    match status {
        Status::Delivered => Some(("delivery", json!({ "mids": [sent.wamid], "watermark": watermark }))),
        Status::Read => Some(("read", json!({ "watermark": watermark }))),
        Status::Sent | Status::Failed { .. } => None,
    }
}
