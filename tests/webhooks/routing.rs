//! Whose an event is: by its number, never by its neighbours in the payload.

use serde_json::json;
use simulator::{Change, batch, meta_json};

use crate::support::shop::stays_at;
use crate::support::time::PATIENCE;
use crate::support::{Run, Shop, random};

crate::suite![
    a_payload_with_two_tenants_numbers_reaches_each,
    an_unknown_number_is_acknowledged_and_not_answered,
    a_known_number_is_answered_beside_an_unknown_one,
    a_disconnected_number_sends_nothing_more,
];

fn words(text: &str) -> serde_json::Value {
    json!({ "type": "text", "text": { "body": text } })
}

async fn a_payload_with_two_tenants_numbers_reaches_each(run: &'static Run) {
    let (first, second) = (Shop::open(run).await, Shop::open(run).await);
    second.add_product("Songket Bunga Tanjung", 45_000, None).await;
    let (ana, ben) = (first.customer(), second.customer());
    let (to_first, _) = ana.prepare(words("Do you have the Songket Bunga Tanjung?"));
    let (to_second, _) = ben.prepare(words("Do you have the Songket Bunga Tanjung?"));
    let payload = batch(&[first.number.change(to_first), second.number.change(to_second)]);
    assert_eq!(first.env.post_signed(&meta_json(&payload)).await, 200);
    let to_ana = ana.wait_for_reply(PATIENCE).await.expect("an answer of the first shop");
    let to_ben = ben.wait_for_reply(PATIENCE).await.expect("an answer of the second shop");
    assert!(!to_ana.text.unwrap_or_default().contains("RM 450.00"), "the first shop does not sell it");
    assert!(to_ben.text.unwrap_or_default().contains("RM 450.00"), "the second shop sells it");
    for shop in [&first, &second] {
        let conversation = shop.conversation().await;
        let inbound = shop.messages(&conversation).await.into_iter().filter(|m| m["direction"] == "inbound");
        assert_eq!(inbound.count(), 1);
        assert_eq!(shop.number.sent().len(), 1);
    }
}

/// A payload of a number that the stand-in knows and the Worker does not.
fn stranger(shop: &Shop) -> (Change, simulator::Customer) {
    let config = simulator::NumberConfig {
        phone_number_id: random::digits(15),
        waba_id: random::digits(15),
        ..shop.number.config()
    };
    let number = shop.env.simulator.add_number(config);
    let phone = format!("601{}", random::digits(9));
    let customer = number.add_customer(simulator::CustomerConfig::with_phone("Stranger Customer", &phone));
    let (value, _) = customer.prepare(words("Hello to a number that nobody has"));
    (number.change(value), customer)
}

async fn an_unknown_number_is_acknowledged_and_not_answered(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (change, customer) = stranger(&shop);
    assert_eq!(shop.env.post_signed(&meta_json(&batch(&[change]))).await, 200);
    stays_at(&customer, 0).await;
    assert!(shop.api.get("/conversations").await.items().is_empty());
}

async fn a_known_number_is_answered_beside_an_unknown_one(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (unknown, customer) = stranger(&shop);
    let known = shop.customer();
    let (value, _) = known.prepare(words("What do you sell in this shop?"));
    assert_eq!(shop.env.post_signed(&meta_json(&batch(&[unknown, shop.number.change(value)]))).await, 200);
    known.wait_for_reply(PATIENCE).await.expect("an answer beside the unknown number");
    assert!(customer.replies().is_empty());
}

async fn a_disconnected_number_sends_nothing_more(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    crate::support::shop::asks(&customer, "What do you sell in this shop?").await;
    shop.api.delete(&format!("/channels/{}", shop.channel_id)).await.expect(204);
    // What Meta had under way.
    shop.number.deliver_all_the_same();
    let status = customer.say("And are you still there afterwards?").await.http_status;
    assert_eq!(status, Some(200));
    stays_at(&customer, 1).await;
    assert!(shop.api.get("/channels").await.items().is_empty());
}
