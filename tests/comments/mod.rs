//! Comments and mentions on Pages and Instagram accounts: kept, shown, and not answered.

mod authority;
mod changes;
mod erasing;
mod kept;
mod parked;
mod privacy;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use simulator::CommentForm;

use crate::support::channel::Channel;
use crate::support::{Person, Run, Shop};

/// The tests of comments.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        authority::suite(run),
        changes::suite(run),
        erasing::suite(run),
        kept::suite(run),
        parked::suite(run),
        privacy::suite(run),
    ];
    suites.into_iter().flatten().collect()
}

/// Each way in which Meta tells of a comment.
const FORMS: [(Channel, CommentForm); 3] = [
    (Channel::Instagram, CommentForm::Changes),
    (Channel::Instagram, CommentForm::Flat),
    (Channel::Messenger, CommentForm::Changes),
];

/// The customer comments, and the webhook is acknowledged. Meta's id of the comment.
async fn comments(shop: &Shop, customer: &Person, words: &str, form: CommentForm) -> String {
    shop.env.run.seen.add(words);
    let commented = shop.number.comment(customer, words, form).await;
    assert_eq!(commented.http_status, Some(200), "the webhook of {words:?}");
    shop.env.run.seen.add(&commented.wamid);
    commented.wamid
}

/// The webhook that told of the latest comment.
fn told(shop: &Shop) -> Value {
    let is_told =
        |body: &Value| !body["entry"][0]["changes"].is_null() || body["entry"][0]["field"].is_string();
    let mut bodies = shop.number.webhooks().into_iter().map(|webhook| webhook.body);
    bodies.rfind(is_told).expect("a webhook of a comment")
}

/// The value of a change, wherever this form of a webhook has it.
fn value(body: &mut Value) -> &mut Value {
    let entry = &mut body["entry"][0];
    if entry["changes"].is_array() { &mut entry["changes"][0]["value"] } else { &mut entry["value"] }
}

/// Meta tells it as the operator's app signs it.
async fn tells(shop: &Shop, body: &Value) {
    assert_eq!(shop.env.post_signed(body.to_string().as_bytes()).await, 200, "{body}");
}

/// The same comment, so many seconds later, with another verb and these words.
fn later(body: &Value, seconds: i64, verb: &str, words: &str) -> Value {
    let mut body = body.clone();
    body["entry"][0]["time"] = json!(body["entry"][0]["time"].as_i64().expect("a stamp") + seconds);
    let value = value(&mut body);
    value["verb"] = json!(verb);
    value["message"] = json!(words);
    body
}

/// What the business sees, the latest word first.
async fn list(shop: &Shop) -> Vec<Value> {
    shop.api.get("/comments").await.items()
}

/// Its only comment.
async fn only(shop: &Shop) -> Value {
    let mut found = list(shop).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}
