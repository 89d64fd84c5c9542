//! Events beside messages: of the account, and of a person's ids and wishes.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::message::{contact, insert, metadata, now_seconds};
use super::{Change, batch};
use crate::config::NumberConfig;
use crate::state::CustomerState;

fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// The payload of one event of an account: its entry has a time, which those of messages have not.
pub(crate) fn account_batch(change: &Change) -> Value {
    let mut payload = batch(std::slice::from_ref(change));
    payload["entry"][0]["time"] = json!(now());
    payload
}

/// The `value` that tells a person's new user id.
pub(crate) fn user_id_update(config: &NumberConfig, customer: &CustomerState, previous: &str) -> Value {
    let mut update = Map::new();
    insert(&mut update, "wa_id", customer.phone.as_deref());
    let detail = format!("User id for {} has been updated.", customer.name);
    insert(&mut update, "detail", Some(&detail));
    update.insert("user_id".into(), json!({ "previous": previous, "current": customer.bsuid }));
    insert(&mut update, "timestamp", Some(&now_seconds()));
    let mut person = contact(customer);
    if let Some(fields) = person.as_object_mut().filter(|_| customer.phone.is_some()) {
        fields.remove("user_id");
    }
    json!({
        "messaging_product": "whatsapp",
        "metadata": metadata(config),
        "contacts": [person],
        "user_id_update": [update],
    })
}

/// The `value` that tells whether a person wants marketing messages.
pub(crate) fn user_preferences(config: &NumberConfig, customer: &CustomerState, value: &str) -> Value {
    let mut wish = Map::new();
    insert(&mut wish, "wa_id", customer.phone.as_deref());
    insert(&mut wish, "user_id", Some(&customer.bsuid));
    insert(&mut wish, "parent_user_id", customer.parent_bsuid.as_deref());
    let detail = format!("User requested to {value} marketing messages");
    insert(&mut wish, "detail", Some(&detail));
    insert(&mut wish, "category", Some("marketing_messages"));
    insert(&mut wish, "value", Some(value));
    wish.insert("timestamp".into(), json!(now()));
    json!({
        "messaging_product": "whatsapp",
        "metadata": metadata(config),
        "contacts": [contact(customer)],
        "user_preferences": [wish],
    })
}
