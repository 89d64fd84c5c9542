//! The `value` of something that a customer sent.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use crate::config::NumberConfig;
use crate::state::CustomerState;

/// Seconds since 1970 as the string that WhatsApp sends.
pub(crate) fn now_seconds() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    now.as_secs().to_string()
}

/// The number part of every value.
pub(super) fn metadata(config: &NumberConfig) -> Value {
    json!({
        "display_phone_number": digits(&config.display_phone_number),
        "phone_number_id": config.phone_number_id,
    })
}

/// The person part. `wa_id` and the other ids that this person does not have stay out.
pub(super) fn contact(customer: &CustomerState) -> Value {
    let mut profile = Map::new();
    profile.insert("name".into(), json!(customer.name));
    insert(&mut profile, "username", customer.username.as_deref());
    let mut contact = Map::new();
    contact.insert("profile".into(), Value::Object(profile));
    insert(&mut contact, "wa_id", customer.phone.as_deref());
    insert(&mut contact, "user_id", Some(&customer.bsuid));
    insert(&mut contact, "parent_user_id", customer.parent_bsuid.as_deref());
    Value::Object(contact)
}

/// A `value` with these message objects; each must be complete (see [`complete`]). A `system` message comes without
/// `contacts`.
pub(crate) fn message_value(config: &NumberConfig, customer: &CustomerState, messages: &[Value]) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": metadata(config),
        "messages": messages,
    });
    if messages.iter().any(|message| message["type"] != "system") {
        value["contacts"] = json!([contact(customer)]);
    }
    value
}

/// Fills in what the sender's phone and Meta add to a message: who, when and the id. What is there already stays.
pub(crate) fn complete(customer: &CustomerState, mut message: Map<String, Value>, wamid: &str) -> Value {
    insert_new(&mut message, "from", customer.phone.as_deref());
    insert_new(&mut message, "from_user_id", Some(&customer.bsuid));
    insert_new(&mut message, "from_parent_user_id", customer.parent_bsuid.as_deref());
    insert_new(&mut message, "id", Some(wamid));
    insert_new(&mut message, "timestamp", Some(&now_seconds()));
    Value::Object(message)
}

/// Digits of a number written for people.
pub(crate) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

pub(super) fn insert(map: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        map.insert(key.to_owned(), json!(text));
    }
}

/// A null says that the field stays out.
fn insert_new(map: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    if map.get(key).is_some_and(Value::is_null) {
        map.remove(key);
    } else if !map.contains_key(key) {
        insert(map, key, text);
    }
}
