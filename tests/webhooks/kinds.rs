//! Every kind of message is stored as what it is, and answered where an answer makes sense.

use serde_json::{Value, json};

use crate::support::time::PATIENCE;
use crate::support::{Person, Run, Shop, random};

crate::suite![
    every_kind_that_asks_is_stored_and_answered,
    a_reaction_is_stored_and_not_answered,
    a_system_notice_is_stored_and_not_answered,
    a_message_that_was_taken_back_loses_its_words,
];

fn media(kind: &str, mime: &str) -> Value {
    let sha256 = "y1kmt5dHdqMmXwFKyXvyEWvXH1Io3QNbBNkgQ8aXsmM=";
    json!({ "type": kind, kind: { "id": random::digits(15), "mime_type": mime, "sha256": sha256 } })
}

/// One message of each kind that wants an answer, with the kind it is stored as.
fn questions() -> Vec<(&'static str, Value)> {
    let button =
        json!({ "type": "button_reply", "button_reply": { "id": "b1", "title": "Yes, tell me more" } });
    let row =
        json!({ "type": "list_reply", "list_reply": { "id": "r1", "title": "Second row of the list" } });
    let card = json!([{ "name": { "formatted_name": "Somebody Known", "first_name": "Somebody" } }]);
    let product =
        json!({ "product_retailer_id": "sku-1", "quantity": "2", "item_price": "129", "currency": "MYR" });
    let order = json!({ "catalog_id": "9", "text": "Please reserve it", "product_items": [product] });
    vec![
        ("image", media("image", "image/jpeg")),
        ("video", media("video", "video/mp4")),
        ("audio", media("audio", "audio/ogg; codecs=opus")),
        ("document", media("document", "application/pdf")),
        ("sticker", media("sticker", "image/webp")),
        ("location", json!({ "type": "location", "location": { "latitude": 3.13, "longitude": 101.68 } })),
        ("contacts", json!({ "type": "contacts", "contacts": card })),
        ("button_reply", json!({ "type": "interactive", "interactive": button })),
        ("list_reply", json!({ "type": "interactive", "interactive": row })),
        (
            "template_button",
            json!({ "type": "button", "button": { "payload": "p", "text": "A template's button" } }),
        ),
        ("order", json!({ "type": "order", "order": order })),
        (
            "unsupported",
            json!({ "type": "unsupported", "errors": [{ "code": 131_051, "title": "Unsupported" }] }),
        ),
    ]
}

async fn every_kind_that_asks_is_stored_and_answered(run: &'static Run) {
    let shop = Shop::open(run).await;
    // One conversation each, all at once: they must not need one another.
    let asked: Vec<(&str, Person)> =
        questions().into_iter().map(|(kind, _)| (kind, Person::from(shop.customer()))).collect();
    for ((kind, message), (_, customer)) in questions().into_iter().zip(&asked) {
        assert_eq!(customer.send(message).await.http_status, Some(200), "{kind}");
    }
    for (kind, customer) in &asked {
        let answer = customer.reply_within(PATIENCE).await;
        let answer = answer.unwrap_or_else(|seen| panic!("no answer to {kind}: {seen}"));
        assert!(answer.text.len() > 20, "{kind}");
    }
    let mut kinds = Vec::new();
    for conversation in shop.api.get("/conversations?limit=200").await.items() {
        let id = crate::support::shop::text(&conversation, "id");
        let messages = shop.messages(&id).await;
        kinds.push(crate::support::shop::text(&messages[0], "kind"));
    }
    let mut expected: Vec<_> = questions().into_iter().map(|(kind, _)| kind.to_owned()).collect();
    kinds.sort();
    expected.sort();
    assert_eq!(kinds, expected);
}

/// A conversation that was answered once, then got this message.
async fn after_an_answer(shop: &Shop, message: impl FnOnce(&str) -> Value) -> (Person, Vec<Value>) {
    let customer = shop.person().await;
    let answer = customer.asks("What do you sell in this shop?").await;
    assert_eq!(customer.send(message(&answer.wamid)).await.http_status, Some(200));
    let id = shop.conversation().await;
    let fits = |messages: &[Value]| messages.len() == 3;
    let messages = shop.messages_until(&id, "the message is stored", fits).await;
    (customer, messages)
}

async fn a_reaction_is_stored_and_not_answered(run: &'static Run) {
    let shop = Shop::open(run).await;
    let reaction =
        |wamid: &str| json!({ "type": "reaction", "reaction": { "message_id": wamid, "emoji": "👍" } });
    let (customer, messages) = after_an_answer(&shop, reaction).await;
    assert_eq!(messages[2]["kind"], "reaction", "{messages:?}");
    customer.stays_at(1).await;
    assert_eq!(shop.turns(&shop.conversation().await).await.len(), 1);
}

async fn a_system_notice_is_stored_and_not_answered(run: &'static Run) {
    let shop = Shop::open(run).await;
    let new_number = format!("601{}", random::digits(9));
    let notice = |_: &str| {
        let body = format!("User Aina changed from 1 to {new_number}");
        let system = json!({ "body": body, "wa_id": new_number, "type": "user_changed_number" });
        json!({ "type": "system", "system": system })
    };
    let (customer, messages) = after_an_answer(&shop, notice).await;
    assert_eq!(messages[2]["kind"], "system", "{messages:?}");
    assert_eq!(messages[2]["author"], "system", "{messages:?}");
    customer.stays_at(1).await;
}

async fn a_message_that_was_taken_back_loses_its_words(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    let (value, wamid) =
        customer.prepare(json!({ "type": "text", "text": { "body": "Please forget these words" } }));
    assert_eq!(shop.env.post_signed(&shop.number.webhook(value)).await, 200);
    customer.reply().await;
    let revoke = json!({ "type": "revoke", "revoke": { "original_message_id": wamid } });
    assert_eq!(customer.send(revoke).await.http_status, Some(200));
    let id = shop.conversation().await;
    let is_revoked = |messages: &[Value]| messages[0]["kind"] == "revoked";
    let messages = shop.messages_until(&id, "the words are gone", is_revoked).await;
    assert_eq!(messages[0]["text"], Value::Null, "{messages:?}");
    assert!(
        !messages.iter().any(|message| message.to_string().contains("forget these words")),
        "{messages:?}"
    );
    customer.stays_at(1).await;
}
