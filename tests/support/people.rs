//! Messages under one of a person's names, as Meta sends them before and after it knows the other.

use serde_json::{Value, json};
use simulator::Customer;

use super::Shop;

/// What a webhook tells of its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// The number and the business-scoped id.
    Both,
    /// As webhooks were before April 2026.
    Phone,
    /// As of somebody who hides the number.
    Bsuid,
}

/// A signed webhook with a message that tells only these names of its sender.
pub fn webhook(shop: &Shop, customer: &Customer, names: Names, words: &str) -> Vec<u8> {
    shop.env.run.seen.add(words);
    webhook_of(shop, customer, names, json!({ "type": "text", "text": { "body": words } }))
}

/// The same with any message.
pub fn webhook_of(shop: &Shop, customer: &Customer, names: Names, message: Value) -> Vec<u8> {
    let (mut value, _) = customer.prepare(message);
    let hidden: &[(&str, &str)] = match names {
        Names::Both => &[],
        Names::Phone => &[("/contacts/0", "user_id"), ("/messages/0", "from_user_id")],
        Names::Bsuid => &[("/contacts/0", "wa_id"), ("/messages/0", "from")],
    };
    for (place, field) in hidden {
        let fields = value.pointer_mut(place).and_then(|place| place.as_object_mut());
        fields.expect("a webhook of a message").remove(*field);
    }
    shop.number.webhook(value)
}

/// The customer writes under these names only, and the webhook is acknowledged.
pub async fn writes(shop: &Shop, customer: &Customer, names: Names, words: &str) {
    let body = webhook(shop, customer, names, words);
    assert_eq!(shop.env.post_signed(&body).await, 200, "the webhook of {words:?}");
}
