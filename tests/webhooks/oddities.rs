//! Signed, and yet not what any document says: nothing is answered with an error, nothing stops what comes after.

use serde_json::{Value, json};
use simulator::meta_json;

use crate::support::{Run, Shop, random};

crate::suite![odd_messages_are_acknowledged_and_the_next_one_is_answered, odd_payloads_are_acknowledged];

fn text(fields: &Value) -> Value {
    let mut message = json!({ "type": "text", "text": { "body": "An odd message of a customer" } });
    for (name, value) in fields.as_object().into_iter().flatten() {
        message[name] = value.clone();
    }
    message
}

/// Messages that Meta would hardly send.
fn messages() -> Vec<Value> {
    vec![
        text(&json!({ "timestamp": "99999999999999999999" })),
        text(&json!({ "timestamp": "-5" })),
        text(&json!({ "timestamp": 1_760_000_000 })),
        text(&json!({ "timestamp": "yesterday" })),
        text(&json!({ "timestamp": Value::Null })),
        text(&json!({ "id": "" })),
        text(&json!({ "id": 7 })),
        text(&json!({ "id": "x".repeat(5_000) })),
        text(&json!({ "text": { "body": "" } })),
        text(&json!({ "text": { "body": "\u{0}\u{1}\u{feff}" } })),
        text(&json!({ "text": { "body": "x".repeat(100_000) } })),
        text(&json!({ "text": { "body": ["not", "a", "text"] } })),
        text(&json!({ "text": "a text" })),
        text(&json!({ "text": Value::Null })),
        text(&json!({ "type": "a_kind_of_next_year" })),
        text(&json!({ "type": 7 })),
        text(&json!({ "type": "image", "image": {} })),
        text(&json!({ "type": "location", "location": { "latitude": "north", "longitude": 1e308 } })),
        text(&json!({ "type": "interactive", "interactive": { "type": "of_next_year" } })),
        text(&json!({ "type": "order", "order": { "product_items": [{ "item_price": "free" }] } })),
        text(&json!({ "type": "reaction", "reaction": {} })),
        text(&json!({ "type": "system", "system": {} })),
        text(&json!({ "type": "contacts", "contacts": [] })),
        text(&json!({ "context": { "id": 7 } })),
    ]
}

async fn odd_messages_are_acknowledged_and_the_next_one_is_answered(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let customer = shop.person().await;
    for message in messages() {
        let (value, _) = customer.prepare(message.clone());
        let status = shop.env.post_signed(&shop.number.webhook(value)).await;
        let shown: String = message.to_string().chars().take(200).collect();
        assert_eq!(status, 200, "{shown}");
    }
    // The same from a person with odd names.
    for fields in [
        json!({ "from": "" }),
        json!({ "from": Value::Null, "from_user_id": Value::Null }),
        json!({ "from_user_id": "" }),
    ] {
        let (value, _) = customer.prepare(text(&fields));
        assert_eq!(shop.env.post_signed(&shop.number.webhook(value)).await, 200, "{fields}");
    }
    customer.stays_at(0).await;
    let id = shop.conversation().await;
    assert!(shop.messages(&id).await.len() > 10);
    assert!(!shop.turns(&id).await.is_empty());
    shop.change_settings(&json!({ "agent": { "mode": "on" } })).await;
    let answer = customer.asks("How much is the Kebaya Nyonya?").await;
    assert!(answer.text.contains("RM 189.00"));
}

async fn odd_payloads_are_acknowledged(run: &'static Run) {
    let env = run.shared().await;
    let number = json!({ "phone_number_id": random::digits(15) });
    let value = |value: Value| json!({ "id": "1", "changes": [{ "field": "messages", "value": value }] });
    let entries = [
        json!([]),
        json!([{}]),
        json!([{ "changes": "none" }]),
        json!([Value::Null, 7, "entry"]),
        json!([value(Value::Null)]),
        json!([value(json!([1, 2]))]),
        json!([value(json!({ "metadata": number }))]),
        json!([value(json!({ "metadata": number, "messages": [Value::Null, 7, {}] }))]),
        json!([value(json!({ "metadata": number, "statuses": [{}, { "id": 1, "status": "flown" }] }))]),
        json!([value(json!({ "metadata": { "phone_number_id": 7 }, "messages": [{ "type": "text" }] }))]),
        json!([{ "id": "1", "messaging": [{}, Value::Null, { "message": 7 }] }]),
        json!("not a list"),
    ];
    for entry in entries {
        for object in ["whatsapp_business_account", "page", "instagram", "permissions", "of_next_year"] {
            let payload = json!({ "object": object, "entry": entry });
            assert_eq!(env.post_signed(&meta_json(&payload)).await, 200, "{payload}");
        }
    }
    for payload in [json!({}), json!([]), json!(7), json!("text"), Value::Null, json!({ "entry": 1 })] {
        assert_eq!(env.post_signed(&meta_json(&payload)).await, 200, "{payload}");
    }
}
