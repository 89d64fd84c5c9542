//! A signed body that tells more than Meta ever does at once.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Run, Shop};

crate::suite![a_body_full_of_tiny_messages_is_refused_and_the_next_one_is_taken];

/// What Meta sends at most, in bytes.
const LARGEST: usize = 3 * 1024 * 1024;
/// The Worker refuses it within milliseconds; the rest is the way there on a busy machine.
const SOON: Duration = Duration::from_secs(5);

async fn a_body_full_of_tiny_messages_is_refused_and_the_next_one_is_taken(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let id = shop.conversation().await;
    let before = shop.messages(&id).await.len();
    let (value, _) = customer.prepare(json!({ "type": "text", "text": { "body": "x" } }));
    let one = value["messages"][0].to_string();
    for item in ["{}", "0", r#"{"id":"m","from":"1","type":"text"}"#, &one] {
        let mut value: Value = value.clone();
        value["messages"] = json!(["here"]);
        let body = String::from_utf8(shop.number.webhook(value)).expect("a payload is text");
        let count = (LARGEST - body.len()) / (item.len() + 1);
        let body = body.replace("\"here\"", &vec![item; count].join(","));
        let begun = Instant::now();
        assert_eq!(shop.env.post_signed(body.as_bytes()).await, 413, "{count} times {item}");
        assert!(begun.elapsed() < SOON, "{count} times {item}: {:?}", begun.elapsed());
    }
    customer.says("How much is the Kebaya Nyonya?").await;
    let is_answered = |messages: &[Value]| messages.len() == before + 2;
    shop.messages_until(&id, "nothing of those, and the answer to the next", is_answered).await;
}
