//! People win on every channel, and what they send arrives.

use serde_json::{Value, json};
use simulator::Sent;

use crate::support::channel::{Channel, Person, Stand};
use crate::support::shop::{PRICE, PRODUCT};
use crate::support::time::PATIENCE;
use crate::support::{Run, random};

crate::on_every_channel![
    a_reply_of_staff_arrives_and_silences_the_agent_until_it_is_resumed,
    a_blocked_person_is_kept_and_not_answered,
    buttons_arrive,
    products_arrive_with_what_they_cost_now,
    what_a_channel_cannot_send_is_refused_by_field,
];

async fn a_reply_of_staff_arrives_and_silences_the_agent_until_it_is_resumed(
    run: &'static Run,
    channel: Channel,
) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    let path = format!("/conversations/{id}");
    let reply = json!({ "text": "Aishah here, I look after you." });
    let sent =
        stand.shop.api.post_once(&format!("{path}/messages"), &random::hex(), &reply).await.expect(201);
    assert_ne!(sent["status"], "failed", "{sent}");
    assert_eq!(person.replies_until(2).await[1], "Aishah here, I look after you.");
    person.says("Thank you very much, Aishah").await;
    assert_eq!(stand.shop.turn(&id, "gated").await["reason"], "paused");
    person.stays_at(2).await;
    stand.shop.api.post(&format!("{path}/resume"), &json!({})).await.expect(200);
    assert!(!person.replies_until(3).await[2].is_empty());
}

async fn a_blocked_person_is_kept_and_not_answered(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    let contacts = stand.shop.api.get("/contacts").await.items();
    let path = format!("/contacts/{}", contacts[0]["id"].as_str().expect("an id"));
    stand.shop.api.patch(&path, &json!({ "blocked": true })).await.expect(200);
    person.says("Are you ignoring me on purpose?").await;
    assert_eq!(stand.shop.turn(&id, "gated").await["reason"], "blacklisted");
    assert_eq!(stand.shop.messages(&id).await.len(), 3);
    person.stays_at(1).await;
}

async fn buttons_arrive(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    let buttons = json!([{ "id": "s", "title": "Small" }, { "id": "m", "title": "Medium" }]);
    let body = json!({ "buttons": { "text": "Which size do you wear?", "buttons": buttons } });
    let path = format!("/conversations/{id}/messages");
    let sent = stand.shop.api.post_once(&path, &random::hex(), &body).await.expect(201);
    assert_ne!(sent["status"], "failed", "{sent}");
    assert_eq!(person.replies_until(2).await[1], "Which size do you wear?");
}

async fn products_arrive_with_what_they_cost_now(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    let products = stand.shop.api.get("/products").await.items();
    let ids: Vec<_> = products.iter().map(|product| product["id"].clone()).collect();
    let path = format!("/conversations/{id}/messages");
    let sent = stand.shop.api.post(&path, &json!({ "products": ids })).await.expect(201);
    assert_ne!(sent["status"], "failed", "{sent}");
    assert!(sent["text"].as_str().is_some_and(|text| text.contains(PRICE)), "{sent}");
    match &person {
        Person::Customer(_) => {
            let shows = |sent: &[Sent]| {
                sent.iter().filter(|sent| sent.body.to_string().contains("RM 189.00")).count() > 0
            };
            let came = stand.shop.number.wait_until(|sent, _, _| shows(sent), PATIENCE).await;
            came.expect("the products at the customer");
        }
        Person::Visitor(visitor) => {
            let shows = |message: &Value| message["content"]["products"][0]["subtitle"].is_string();
            visitor.thread_until("the products on the page", |thread| thread.iter().any(shows)).await;
        }
    }
    stand.shop.api.post(&path, &json!({ "products": [] })).await.blames("products");
}

async fn what_a_channel_cannot_send_is_refused_by_field(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    let too_many: Vec<_> = (0..14).map(|n| json!({ "id": n.to_string(), "title": n.to_string() })).collect();
    let path = format!("/conversations/{id}/messages");
    for (field, body) in [
        ("text", json!({ "text": "x".repeat(4_097) })),
        ("buttons.buttons", json!({ "buttons": { "text": "Choose", "buttons": too_many } })),
        ("media", json!({ "media": { "kind": "image" } })),
    ] {
        stand.shop.api.post_once(&path, &random::hex(), &body).await.blames(field);
    }
    person.stays_at(1).await;
}
