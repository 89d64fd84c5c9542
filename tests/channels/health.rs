//! What Meta tells of a number: shown, warned of, and obeyed.

use serde_json::{Value, json};

use crate::support::shop::{channel, number_config};
use crate::support::templates::account_event;
use crate::support::{Run, Shop};

crate::suite![
    a_warning_is_shown_and_open_until_it_is_over,
    an_event_of_one_number_leaves_the_other_alone,
    a_number_that_may_not_answer_does_not_and_says_why,
    a_restriction_ends_by_itself,
    an_old_event_does_not_replace_a_newer_one,
    connecting_again_ends_what_was_unlinked,
    the_quality_is_asked_for_when_a_number_is_connected,
    the_throughput_of_a_number_can_be_set,
];

async fn tells(shop: &Shop, field: &str, value: Value) {
    assert_eq!(shop.number.account_event(field, value).await, Some(200));
}

fn item<'a>(channel: &'a Value, topic: &str) -> &'a Value {
    let items = channel["health"]["items"].as_array().expect("items");
    items.iter().find(|item| item["topic"] == topic).unwrap_or(&Value::Null)
}

fn quality(shop: &Shop, event: &str) -> Value {
    let number: String =
        shop.number.config().display_phone_number.chars().filter(char::is_ascii_digit).collect();
    json!({ "display_phone_number": number, "event": event, "current_limit": "TIER_2K" })
}

fn restriction(kind: &str, until: i64) -> Value {
    json!({ "event": "ACCOUNT_RESTRICTION", "restriction_info": [{ "restriction_type": kind, "expiration": until }] })
}

fn in_seconds(seconds: i64) -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or_default() + seconds
}

async fn a_warning_is_shown_and_open_until_it_is_over(run: &'static Run) {
    let shop = Shop::open(run).await;
    assert!(shop.api.get("/alerts").await.items().is_empty());
    tells(&shop, "phone_number_quality_update", quality(&shop, "FLAGGED")).await;
    let shown = shop.channel().await;
    assert_eq!(shown["health"]["status"], "quality_low");
    assert_eq!(item(&shown, "quality")["severity"], "warning");
    assert!(item(&shown, "quality")["sentence"].as_str().is_some_and(|text| text.ends_with('.')));
    assert_eq!(shop.api.get("/channels").await.items()[0]["health"], shown["health"]);
    let alerts = shop.api.get("/alerts").await.items();
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert_eq!((&alerts[0]["kind"], &alerts[0]["code"]), (&json!("channel_health"), &json!("quality_low")));
    assert_eq!(alerts[0]["channel_id"], shop.channel_id.as_str());
    // It can still send.
    shop.person().await.asks("What do you sell in this shop?").await;
    assert_eq!(shop.channel().await["health"]["status"], "quality_low", "a send that works ends no warning");
    tells(&shop, "phone_number_quality_update", quality(&shop, "UNFLAGGED")).await;
    assert_eq!(shop.channel().await["health"]["status"], "ok");
    assert!(shop.api.get("/alerts").await.items().is_empty());
}

async fn an_event_of_one_number_leaves_the_other_alone(run: &'static Run) {
    let shop = Shop::open(run).await;
    let config =
        simulator::NumberConfig { waba_id: shop.number.config().waba_id, ..number_config(&shop.env) };
    let second = shop.env.simulator.add_number(config);
    let second = shop.api.post("/channels", &channel(&second)).await.expect(201);
    let path = format!("/channels/{}", second["id"].as_str().unwrap_or_default());
    tells(&shop, "phone_number_quality_update", quality(&shop, "FLAGGED")).await;
    assert_eq!(shop.channel().await["health"]["status"], "quality_low");
    assert_eq!(shop.api.get(&path).await.expect(200)["health"]["status"], "ok");
    // The account's own events are about both.
    tells(
        &shop,
        "account_update",
        json!({ "event": "ACCOUNT_VIOLATION", "violation_info": { "violation_type": "SPAM" } }),
    )
    .await;
    assert_eq!(item(&shop.api.get(&path).await.expect(200), "violation")["severity"], "warning");
    assert_eq!(item(&shop.channel().await, "violation")["severity"], "warning");
}

async fn a_number_that_may_not_answer_does_not_and_says_why(run: &'static Run) {
    let shop = Shop::open(run).await;
    let until = in_seconds(3_600);
    tells(&shop, "account_update", restriction("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", until)).await;
    let shown = shop.channel().await;
    assert_eq!(shown["health"]["status"], "cannot_answer");
    assert!(item(&shown, "answering_restriction")["until"].is_string());
    let customer = shop.person().await;
    customer.says("Is anybody there this evening?").await;
    let id = shop.conversation().await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "number_restricted", "{turn}");
    assert!(turn["explanation"].as_str().is_some_and(|text| text.contains("Meta")));
    customer.stays_at(0).await;
}

async fn a_restriction_ends_by_itself(run: &'static Run) {
    let shop = Shop::open(run).await;
    tells(&shop, "account_update", restriction("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", in_seconds(-5)))
        .await;
    assert_eq!(shop.channel().await["health"]["status"], "ok");
    shop.person().await.asks("What do you sell in this shop?").await;
}

async fn an_old_event_does_not_replace_a_newer_one(run: &'static Run) {
    let shop = Shop::open(run).await;
    tells(&shop, "phone_number_quality_update", quality(&shop, "UNFLAGGED")).await;
    let old = account_event(&shop.number, "phone_number_quality_update", quality(&shop, "FLAGGED"), 60);
    assert_eq!(shop.env.post_signed(&old).await, 200);
    assert_eq!(shop.channel().await["health"]["status"], "ok");
    assert_eq!(item(&shop.channel().await, "quality")["code"], "quality_recovered");
}

async fn connecting_again_ends_what_was_unlinked(run: &'static Run) {
    let shop = Shop::open(run).await;
    let config = shop.number.config();
    let event = json!({ "event": "PARTNER_REMOVED",
        "waba_info": { "waba_id": config.waba_id, "owner_business_id": "1234567890123" } });
    tells(&shop, "account_update", event.clone()).await;
    assert_eq!(shop.channel().await["health"]["status"], "access_removed");
    shop.api.post("/channels", &channel(&shop.number)).await.expect(200);
    assert_eq!(shop.channel().await["health"]["status"], "ok");
    // Meta repeats the event of before.
    let repeated = account_event(&shop.number, "account_update", event, 30);
    assert_eq!(shop.env.post_signed(&repeated).await, 200);
    assert_eq!(shop.channel().await["health"]["status"], "ok");
    let customer = shop.person().await;
    customer.says("And now?").await;
    customer.reply().await;
}

async fn the_quality_is_asked_for_when_a_number_is_connected(run: &'static Run) {
    let shop = Shop::open(run).await;
    let shown = shop.channel().await;
    assert_eq!(item(&shown, "quality")["code"], "quality_high", "{shown}");
    assert_eq!(shown["throughput"], 80);
}

async fn the_throughput_of_a_number_can_be_set(run: &'static Run) {
    let shop = Shop::open(run).await;
    tells(&shop, "phone_number_quality_update", quality(&shop, "THROUGHPUT_UPGRADE")).await;
    assert_eq!(shop.channel().await["throughput"], 1_000);
    let path = format!("/channels/{}", shop.channel_id);
    assert_eq!(shop.api.patch(&path, &json!({ "throughput": 20 })).await.expect(200)["throughput"], 20);
    for wrong in [json!(0), json!(1_001), json!("many")] {
        shop.api.patch(&path, &json!({ "throughput": wrong })).await.blames("throughput");
    }
    // What the owner chose stays when Meta tells its usual number.
    shop.api.post("/channels", &channel(&shop.number)).await.expect(200);
    assert_eq!(shop.channel().await["throughput"], 20);
}
