//! WhatsApp: what is inside is what goes over the wire.

use serde_json::{Map, Value, json};

use super::Heard;
use crate::config::NumberConfig;
use crate::state::{CustomerState, text_at};
use crate::thread::{Bubble, Choice};
use crate::webhook::{complete, digits, message_value};

pub(super) fn value(
    config: &NumberConfig,
    customer: &CustomerState,
    message: Map<String, Value>,
    fresh: &str,
) -> Heard {
    let shown = complete(customer, message, fresh);
    let id = text_at(&shown, "/id").unwrap_or(fresh).to_owned();
    Heard { value: message_value(config, customer, std::slice::from_ref(&shown)), id, shown }
}

/// What pressing sends: a template's button, a list's row and a reply button differ.
pub(super) fn press(config: &NumberConfig, offer: &Bubble, choice: &Choice) -> Value {
    let mut message = answer(offer, choice);
    message["context"] = json!({ "from": digits(&config.display_phone_number), "id": offer.wamid });
    message
}

fn answer(offer: &Bubble, choice: &Choice) -> Value {
    if offer.kind == "template" {
        return json!({ "type": "button", "button": { "payload": choice.id, "text": choice.title } });
    }
    let kind = if offer.list_label.is_some() { "list_reply" } else { "button_reply" };
    let mut reply = json!({ "id": choice.id, "title": choice.title });
    if let Some(description) = &choice.description {
        reply["description"] = json!(description);
    }
    json!({ "type": "interactive", "interactive": { "type": kind, kind: reply } })
}
