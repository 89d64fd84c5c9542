//! Webhooks: their payloads and their way to the Worker.

mod account;
pub(crate) mod deliver;
mod message;
mod status;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use crate::fault::About;
pub(crate) use account::{account_batch, user_id_update, user_preferences};
pub(crate) use message::{complete, digits, message_value, now_seconds};
pub(crate) use status::status_value;

/// A payload on its way.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) about: About,
    pub(crate) wamid: Option<String>,
    pub(crate) body: Value,
}

/// One `value` of one account: what [`batch`] packs.
#[derive(Debug, Clone)]
pub struct Change {
    /// `entry[].id`.
    pub waba_id: String,
    /// `changes[].field`, mostly `messages`.
    pub field: String,
    /// `changes[].value`.
    pub value: Value,
}

/// The whole payload for these changes: neighbours of the same account share an entry, as in Meta's batches.
pub fn batch(changes: &[Change]) -> Value {
    let groups = changes.chunk_by(|a, b| a.waba_id == b.waba_id);
    let entries: Vec<Value> = groups.filter_map(entry).collect();
    json!({ "object": "whatsapp_business_account", "entry": entries })
}

fn entry(changes: &[Change]) -> Option<Value> {
    let id = &changes.first()?.waba_id;
    let list: Vec<Value> =
        changes.iter().map(|change| json!({ "value": change.value, "field": change.field })).collect();
    Some(json!({ "id": id, "changes": list }))
}
