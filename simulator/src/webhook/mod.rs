//! Webhooks: their payloads and their way to the Worker.

mod account;
pub(crate) mod deliver;
mod message;
mod status;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use std::time::SystemTime;

use crate::fault::About;
use crate::thread::millis;
use crate::wire::Product;
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
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// What it is about: decides `object`, and the form of the entry.
    pub product: Product,
    /// `entry[].id`.
    pub waba_id: String,
    /// `changes[].field`, mostly `messages`. With `messaging` and `standby` (Instagram, Messenger) the value is an item
    /// of that list.
    pub field: String,
    /// `changes[].value`, or the item.
    pub value: Value,
}

/// The whole payload for these changes: neighbours of the same account share an entry, as in Meta's batches. All are of
/// one product, as in any payload of Meta's.
pub fn batch(changes: &[Change]) -> Value {
    let groups = changes.chunk_by(|a, b| a.waba_id == b.waba_id && a.list() == b.list());
    let entries: Vec<Value> = groups.filter_map(entry).collect();
    let product = changes.first().map(|change| change.product).unwrap_or_default();
    json!({ "object": product.object(), "entry": entries })
}

impl Change {
    /// The list of an entry that it stands in.
    fn list(&self) -> &str {
        if matches!(self.field.as_str(), "messaging" | "standby") { &self.field } else { "changes" }
    }
}

fn entry(changes: &[Change]) -> Option<Value> {
    let first = changes.first()?;
    let id = &first.waba_id;
    if first.list() != "changes" {
        let items: Vec<&Value> = changes.iter().map(|change| &change.value).collect();
        return Some(json!({ "id": id, "time": millis(SystemTime::now()), first.list(): items }));
    }
    let list: Vec<Value> =
        changes.iter().map(|change| json!({ "value": change.value, "field": change.field })).collect();
    Some(json!({ "id": id, "changes": list }))
}
