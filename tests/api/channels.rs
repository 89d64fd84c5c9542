//! `/channels`.

use serde_json::json;

use crate::support::shop::{channel, number_config, sign_up, text};
use crate::support::{Run, Shop, random};

crate::suite![
    a_connected_number_is_listed_without_its_token,
    a_token_that_meta_refuses_connects_nothing,
    every_bad_field_is_named,
    a_number_belongs_to_one_business,
    a_number_is_reconnected_with_a_new_token,
    another_business_cannot_disconnect_it,
];

async fn a_connected_number_is_listed_without_its_token(run: &'static Run) {
    let shop = Shop::open(run).await;
    let channels = shop.api.get("/channels").await.items();
    let config = shop.number.config();
    assert_eq!(channels.len(), 1);
    assert_eq!(text(&channels[0], "id"), shop.channel_id);
    assert_eq!((&channels[0]["kind"], &channels[0]["health"]["status"]), (&json!("whatsapp"), &json!("ok")));
    assert_eq!(channels[0]["phone_number_id"], config.phone_number_id);
    assert!(!channels[0].to_string().contains(&config.access_token));
}

async fn a_token_that_meta_refuses_connects_nothing(run: &'static Run) {
    let env = run.shared().await;
    let (api, _) = sign_up(&env).await;
    let number = env.simulator.add_number(number_config(&env));
    let mut body = channel(&number);
    let wrong = format!("EAA{}", random::hex());
    run.seen.add(&wrong);
    body["access_token"] = json!(wrong);
    api.post("/channels", &body).await.blames("access_token");
    assert!(api.get("/channels").await.items().is_empty());
}

async fn every_bad_field_is_named(run: &'static Run) {
    let env = run.shared().await;
    let (api, _) = sign_up(&env).await;
    let number = env.simulator.add_number(number_config(&env));
    let bad = [
        ("phone_number_id", json!("12a")),
        ("waba_id", json!("")),
        ("display_phone_number", json!("")),
        ("access_token", json!("two words")),
        ("app_secret", json!("0123456789abcdef0123")),
        ("app_id", json!("123456")),
    ];
    for (field, value) in bad {
        let mut body = channel(&number);
        body[field] = value;
        // An app needs both its id and its secret: the missing one is named.
        let blamed = match field {
            "app_secret" => "app_id",
            "app_id" => "app_secret",
            other => other,
        };
        api.post("/channels", &body).await.blames(blamed);
    }
    let mut body = channel(&number);
    body["kind"] = json!("pigeon");
    api.post("/channels", &body).await.problem(422);
}

async fn a_number_belongs_to_one_business(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (other, _) = sign_up(&shop.env).await;
    other.post("/channels", &channel(&shop.number)).await.problem(409);
    assert!(other.get("/channels").await.items().is_empty());
}

async fn a_number_is_reconnected_with_a_new_token(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.number.set_access_token(&format!("EAA{}", random::hex()));
    let again = shop.api.post("/channels", &channel(&shop.number)).await.expect(200);
    assert_eq!(text(&again, "id"), shop.channel_id);
    assert_eq!(shop.api.get("/channels").await.items().len(), 1);
    shop.person().await.asks("What do you sell in this shop?").await;
}

async fn another_business_cannot_disconnect_it(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (other, _) = sign_up(&shop.env).await;
    other.delete(&format!("/channels/{}", shop.channel_id)).await.problem(404);
    assert_eq!(shop.api.get("/channels").await.items().len(), 1);
}
