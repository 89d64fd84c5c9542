//! Answers and reactions hang together with what they are about, both ways; structured messages are readable.

use serde_json::{Value, json};

use crate::support::shop::text;
use crate::support::time::PATIENCE;
use crate::support::{Person, Run, Shop};

crate::suite![
    an_answer_names_the_message_that_it_answers,
    a_customers_reactions_are_shown_and_taken_back,
    a_members_reaction_arrives_and_leaves_the_agent_in_charge,
    structured_messages_are_text_and_fields,
];

async fn answered(shop: &Shop) -> (Person, String, String) {
    let customer = shop.person().await;
    let answer = customer.asks("What do you sell in this shop?").await;
    (customer, shop.conversation().await, answer.wamid.clone())
}

async fn an_answer_names_the_message_that_it_answers(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (customer, id, wamid) = answered(&shop).await;
    let reply =
        json!({ "type": "text", "text": { "body": "Tell me more about this" }, "context": { "id": wamid } });
    let asked = customer.send(reply).await;
    customer.reply().await;
    let messages = shop.messages(&id).await;
    assert_eq!(messages[2]["reply_to"], messages[1]["id"], "{messages:?}");
    let path = format!("/conversations/{id}/messages");
    let message = json!({ "text": "Gladly.", "reply_to": messages[2]["id"] });
    let shown = shop.api.post(&path, &message).await.expect(201);
    assert_eq!(shown["reply_to"], messages[2]["id"], "{shown}");
    let sent = customer.reply().await;
    assert_eq!(sent.body["context"]["message_id"], json!(asked.wamid), "{}", sent.body);
    let unknown = json!({ "text": "Gladly.", "reply_to": "01890000-0000-7000-8000-000000000000" });
    shop.api.post(&path, &unknown).await.blames("reply_to");
}

/// The reactions that are shown at our answer.
async fn shown(shop: &Shop, id: &str, expected: Value) {
    let emoji = |message: &Value| -> Value {
        message["reactions"].as_array().into_iter().flatten().map(|one| one["emoji"].clone()).collect()
    };
    let is_shown = |messages: &[Value]| emoji(&messages[1]) == expected;
    shop.messages_until(id, &format!("reactions {expected}"), is_shown).await;
}

async fn a_customers_reactions_are_shown_and_taken_back(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (customer, id, wamid) = answered(&shop).await;
    customer.react(&wamid, "👍").await;
    shown(&shop, &id, json!(["👍"])).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    customer.react(&wamid, "🎉").await;
    shown(&shop, &id, json!(["🎉"])).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    customer.react(&wamid, "").await;
    shown(&shop, &id, json!([])).await;
    customer.stays_at(1).await;
}

async fn a_members_reaction_arrives_and_leaves_the_agent_in_charge(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (customer, id, _) = answered(&shop).await;
    let question = text(&shop.messages(&id).await[0], "id");
    let path = format!("/conversations/{id}/messages");
    let react = |emoji: Value| json!({ "reaction": { "message_id": question, "emoji": emoji } });
    shop.api.post(&path, &react(json!("❤️"))).await.expect(201);
    let sent = shop.number.wait_for(|sent| sent.kind == "reaction", PATIENCE).await.expect("the reaction");
    assert_eq!(
        (sent.kind.as_str(), &sent.body["reaction"]["emoji"]),
        ("reaction", &json!("❤️")),
        "{}",
        sent.body
    );
    let message = shop.messages(&id).await[0].clone();
    assert_eq!(message["reactions"][0]["emoji"], "❤️", "{message}");
    assert_eq!(message["reactions"][0]["author"], "member", "{message}");
    shop.api.post(&path, &react(Value::Null)).await.expect(201);
    assert_eq!(shop.messages(&id).await[0]["reactions"], json!([]));
    customer.says("How much is the Kebaya Nyonya?").await;
    let answer = customer.reply().await;
    assert!(answer.text.contains("RM 189.00"));
}

async fn structured_messages_are_text_and_fields(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (customer, id, _) = answered(&shop).await;
    let product =
        json!({ "product_retailer_id": "BKM-01", "quantity": 2, "item_price": 129, "currency": "MYR" });
    let order = json!({ "catalog_id": "9", "text": "For Sunday", "product_items": [product] });
    let place = json!({ "latitude": 3.139, "longitude": 101.687, "name": "Pasar Seni", "address": "Jalan Hang Kasturi" });
    let card =
        json!([{ "name": { "formatted_name": "Puan Siti" }, "phones": [{ "phone": "+60 12-345 6789" }] }]);
    let press = json!({ "type": "button_reply", "button_reply": { "id": "yes", "title": "Yes, please" } });
    for (kind, value) in [("order", order), ("location", place), ("contacts", card), ("interactive", press)] {
        assert_eq!(
            customer.send(json!({ "type": kind, kind: value })).await.http_status,
            Some(200),
            "{kind}"
        );
    }
    let messages = shop.messages_until(&id, "all four", |messages| messages.len() >= 6).await;
    let of_kind = |kind: &str| messages.iter().find(|message| message["kind"] == kind).expect(kind).clone();
    let order = of_kind("order");
    assert_eq!(order["content"]["items"][0]["product_retailer_id"], "BKM-01", "{order}");
    assert_eq!(order["content"]["items"][0]["quantity"], 2, "{order}");
    let place = of_kind("location");
    assert_eq!(
        (&place["text"], &place["content"]["latitude"]),
        (&json!("Pasar Seni"), &json!(3.139)),
        "{place}"
    );
    let card = of_kind("contacts");
    assert_eq!(card["text"], "Puan Siti, +60 12-345 6789", "{card}");
    assert_eq!(card["content"]["contacts"][0]["phones"][0]["phone"], "+60 12-345 6789", "{card}");
    let press = of_kind("button_reply");
    assert_eq!((&press["text"], &press["content"]["id"]), (&json!("Yes, please"), &json!("yes")), "{press}");
}
