//! Whose an event is: by its number, never by its neighbours in the payload.

use serde_json::json;
use simulator::{Change, batch, meta_json};

use crate::support::channel::Channel;
use crate::support::shop::product_config;
use crate::support::{Person, Run, Shop, random};

crate::on_channels![
    of_meta: [
        a_payload_with_two_tenants_numbers_reaches_each,
        an_unknown_number_is_acknowledged_and_not_answered,
        a_known_number_is_answered_beside_an_unknown_one,
    ],
];

fn words(text: &str) -> serde_json::Value {
    json!({ "type": "text", "text": { "body": text } })
}

async fn a_payload_with_two_tenants_numbers_reaches_each(run: &'static Run, channel: Channel) {
    let (first, second) = (Shop::open_on(run, channel).await, Shop::open_on(run, channel).await);
    second.add_product("Songket Bunga Tanjung", 45_000, None).await;
    let (ana, ben) = (first.person().await, second.person().await);
    let (to_first, _) = ana.prepare(words("Do you have the Songket Bunga Tanjung?"));
    let (to_second, _) = ben.prepare(words("Do you have the Songket Bunga Tanjung?"));
    let payload = batch(&[first.number.change(to_first), second.number.change(to_second)]);
    assert_eq!(first.env.post_signed(&meta_json(&payload)).await, 200);
    let to_ana = ana.reply().await;
    let to_ben = ben.reply().await;
    assert!(!to_ana.text.contains("RM 450.00"), "the first shop does not sell it");
    assert!(to_ben.text.contains("RM 450.00"), "the second shop sells it");
    for shop in [&first, &second] {
        let conversation = shop.conversation().await;
        let inbound = shop.messages(&conversation).await.into_iter().filter(|m| m["direction"] == "inbound");
        assert_eq!(inbound.count(), 1);
        assert_eq!(shop.number.sent().len(), 1);
    }
}

/// A payload of a number that the stand-in knows and the Worker does not.
fn stranger(shop: &Shop) -> (Change, Person) {
    let config = product_config(&shop.env, shop.number.config().product);
    let number = shop.env.simulator.add_number(config);
    let phone = format!("601{}", random::digits(9));
    let customer = number.add_customer(simulator::CustomerConfig::with_phone("Stranger Customer", &phone));
    let (value, _) = customer.prepare(words("Hello to a number that nobody has"));
    (number.change(value), customer.into())
}

async fn an_unknown_number_is_acknowledged_and_not_answered(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (change, customer) = stranger(&shop);
    assert_eq!(shop.env.post_signed(&meta_json(&batch(&[change]))).await, 200);
    customer.stays_at(0).await;
    assert!(shop.api.get("/conversations").await.items().is_empty());
}

async fn a_known_number_is_answered_beside_an_unknown_one(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let (unknown, customer) = stranger(&shop);
    let known = shop.person().await;
    let (value, _) = known.prepare(words("What do you sell in this shop?"));
    assert_eq!(shop.env.post_signed(&meta_json(&batch(&[unknown, shop.number.change(value)]))).await, 200);
    known.reply().await;
    assert!(customer.replies().await.is_empty());
}
