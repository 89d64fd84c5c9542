//! What staff send arrives, whatever the channel makes of it; what it cannot send is refused by its field.

use serde_json::{Value, json};
use simulator::{SAMPLE_PICTURE, Sent};

use crate::support::channel::Channel;
use crate::support::shop::{PRICE, text};
use crate::support::time::PATIENCE;
use crate::support::{Begun, Person, Run, random};

crate::on_every_channel![
    buttons_arrive,
    products_arrive_with_what_they_cost_now,
    a_picture_arrives,
    what_a_channel_cannot_send_is_refused_by_field,
];

async fn buttons_arrive(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    let buttons = json!([{ "id": "s", "title": "Small" }, { "id": "m", "title": "Medium" }]);
    let body = json!({ "buttons": { "text": "Which size do you wear?", "buttons": buttons } });
    let path = format!("/conversations/{id}/messages");
    let sent = shop.api.post_once(&path, &random::hex(), &body).await.expect(201);
    assert_ne!(sent["status"], "failed", "{sent}");
    assert_eq!(person.reply().await.text, "Which size do you wear?");
}

async fn products_arrive_with_what_they_cost_now(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    let products = shop.api.get("/products").await.items();
    let ids: Vec<_> = products.iter().map(|product| product["id"].clone()).collect();
    let path = format!("/conversations/{id}/messages");
    let sent = shop.api.post(&path, &json!({ "products": ids })).await.expect(201);
    assert_ne!(sent["status"], "failed", "{sent}");
    assert!(sent["text"].as_str().is_some_and(|text| text.contains(PRICE)), "{sent}");
    match &person {
        Person::Customer(_) => {
            let shows = |sent: &[Sent]| {
                sent.iter().filter(|sent| sent.body.to_string().contains("RM 189.00")).count() > 0
            };
            let came = shop.number.wait_until(|sent, _, _| shows(sent), PATIENCE).await;
            came.expect("the products at the customer");
        }
        Person::Visitor(visitor) => {
            let shows = |message: &Value| message["content"]["products"][0]["subtitle"].is_string();
            visitor.thread_until("the products on the page", |thread| thread.iter().any(shows)).await;
        }
    }
    shop.api.post(&path, &json!({ "products": [] })).await.blames("products");
}

async fn what_a_channel_cannot_send_is_refused_by_field(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    let too_many: Vec<_> = (0..14).map(|n| json!({ "id": n.to_string(), "title": n.to_string() })).collect();
    let path = format!("/conversations/{id}/messages");
    for (field, body) in [
        ("text", json!({ "text": "x".repeat(4_097) })),
        ("buttons.buttons", json!({ "buttons": { "text": "Choose", "buttons": too_many } })),
        ("media", json!({ "media": { "kind": "image" } })),
    ] {
        shop.api.post_once(&path, &random::hex(), &body).await.blames(field);
    }
    person.stays_at(1).await;
}

async fn a_picture_arrives(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    let path = format!("/conversations/{id}/media");
    let stored = shop.api.post_file(&path, "image/png", SAMPLE_PICTURE).await.expect(201);
    let message = json!({ "media": { "kind": "image", "file": stored["id"] } });
    let sent = shop.api.post(&format!("/conversations/{id}/messages"), &message).await.expect(201);
    assert_ne!(sent["status"], "failed", "{sent}");
    person.reply().await;
    let Person::Visitor(visitor) = &person else {
        let uploads = shop.number.uploads();
        assert_eq!(uploads.last().map(|upload| upload.bytes.as_slice()), Some(SAMPLE_PICTURE));
        return;
    };
    let shown = visitor.thread().await.pop().expect("the picture");
    let read = visitor.door.fetch(&format!("/files/{}", text(&shown["media"][0], "id"))).await;
    assert_eq!(read.body.as_ref(), SAMPLE_PICTURE);
}
