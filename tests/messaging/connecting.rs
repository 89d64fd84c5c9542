//! An account or a Page is connected once Meta has confirmed it, and events of others never count.

use serde_json::json;
use simulator::{NumberConfig, Product};

use crate::support::channel::Channel;
use crate::support::shop::{channel, product_config, sign_up};
use crate::support::{Person, Run, Shop, random};

crate::suite![
    an_account_is_confirmed_subscribed_and_shown_without_its_token,
    an_account_that_is_reached_through_its_page_answers_there,
    what_meta_does_not_confirm_is_not_connected,
];

async fn an_account_is_confirmed_subscribed_and_shown_without_its_token(run: &'static Run) {
    for product in [Channel::Instagram, Channel::Messenger] {
        let shop = Shop::open_on(run, product).await;
        let channels = shop.api.get("/channels").await.items();
        let shown = channels[0].to_string();
        assert!(!shown.contains(&shop.number.config().access_token), "{shown}");
        let fields = shop.number.subscribed_fields();
        for field in ["messages", "messaging_postbacks", "message_echoes", "standby"] {
            assert!(fields.iter().any(|subscribed| subscribed == field), "{field} in {fields:?}");
        }
        let name = if product == Channel::Instagram { "@kedai.seri" } else { "Kedai Seri" };
        assert_eq!(channels[0]["name"], name);
    }
}

async fn an_account_that_is_reached_through_its_page_answers_there(run: &'static Run) {
    let env = run.shared().await;
    let (api, _) = sign_up(&env).await;
    let page = random::digits(15);
    let own = product_config(&env, Product::Instagram);
    let config = NumberConfig { waba_id: page.clone(), ..own };
    let number = env.simulator.add_number(config);
    let shown = api.post("/channels", &channel(&number)).await.expect(201);
    assert_eq!(shown["page_id"], page.as_str(), "{shown}");
    api.patch("/settings", &json!({ "llm": { "provider": "offline" } })).await.expect(200);
    let config = simulator::CustomerConfig::with_phone("Aina by the Page", "60123456789");
    Person::from(number.add_customer(config)).asks("What do you sell in this shop?").await;
    let sends = number.requests();
    let to_page = sends.iter().any(|call| call.path.contains(&format!("/{page}/messages")));
    assert!(to_page, "{:?}", sends.iter().map(|call| &call.path).collect::<Vec<_>>());
}

async fn what_meta_does_not_confirm_is_not_connected(run: &'static Run) {
    let env = run.shared().await;
    let (api, _) = sign_up(&env).await;
    let number = env.simulator.add_number(product_config(&env, Product::Instagram));
    let good = channel(&number);
    for (field, value) in [
        ("instagram_id", json!("12a")),
        ("instagram_id", json!("17841400000000001")),
        ("page_id", json!("x")),
        ("access_token", json!("not the token")),
        ("access_token", json!(format!("EAA{}", random::hex()))),
        ("app_id", json!("123")),
    ] {
        let mut wrong = good.clone();
        wrong[field] = value;
        let blamed = if field == "app_id" { "app_secret" } else { field };
        api.post("/channels", &wrong).await.blames(blamed);
    }
    assert!(api.get("/channels").await.items().is_empty());
}
