//! What connecting asked Meta for is taken back by disconnecting, unless another channel lives by it.

use std::time::Duration;

use serde_json::Value;
use simulator::{CallKind, Fault, Number, NumberConfig, Product};

use crate::support::channel::{Channel, of_meta};
use crate::support::shop::{channel, number_config, product_config, sign_up, text};
use crate::support::{Api, Run, Shop};

crate::suite![
    disconnecting_ends_the_subscription,
    numbers_of_one_account_share_a_subscription,
    businesses_on_one_account_share_a_subscription,
    a_page_and_its_linked_account_share_a_subscription,
    what_meta_does_not_let_go_of_is_told,
];

fn channels_of_meta() -> impl Iterator<Item = Channel> {
    Channel::ALL.into_iter().filter(|channel| of_meta(*channel))
}

/// Connects a channel; its address in the API.
async fn connects(api: &Api, number: &Number) -> String {
    let connected = api.post("/channels", &channel(number)).await.expect(201);
    format!("/channels/{}", text(&connected, "id"))
}

fn unsubscriptions(number: &Number) -> usize {
    let ends = |call: &&simulator::Call| call.method == "DELETE" && call.path.ends_with("/subscribed_apps");
    number.requests().iter().filter(ends).count()
}

async fn disconnecting_ends_the_subscription(run: &'static Run) {
    for channel in channels_of_meta() {
        let shop = Shop::open_on(run, channel).await;
        assert!(shop.number.is_subscribed(), "{channel:?}");
        shop.api.delete(&format!("/channels/{}", shop.channel_id)).await.expect(204);
        assert!(!shop.number.is_subscribed(), "{channel:?}");
        assert_eq!(unsubscriptions(&shop.number), 1, "{channel:?}");
        assert_eq!(shop.customer().say("Is anybody there?").await.http_status, None);
        // And begins again.
        connects(&shop.api, &shop.number).await;
        assert_eq!(shop.customer().say("Is anybody there?").await.http_status, Some(200));
    }
}

async fn numbers_of_one_account_share_a_subscription(run: &'static Run) {
    let shop = Shop::open(run).await;
    let config = NumberConfig { waba_id: shop.number.config().waba_id, ..number_config(&shop.env) };
    let second = shop.env.simulator.add_number(config);
    let path = connects(&shop.api, &second).await;
    shop.api.delete(&path).await.expect(204);
    assert!(shop.number.is_subscribed() && second.is_subscribed());
    shop.api.delete(&format!("/channels/{}", shop.channel_id)).await.expect(204);
    assert!(!shop.number.is_subscribed() && !second.is_subscribed());
}

async fn businesses_on_one_account_share_a_subscription(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (other, _) = sign_up(&shop.env).await;
    let config = NumberConfig { waba_id: shop.number.config().waba_id, ..number_config(&shop.env) };
    let second = shop.env.simulator.add_number(config);
    connects(&other, &second).await;
    shop.api.delete(&format!("/channels/{}", shop.channel_id)).await.expect(204);
    assert!(second.is_subscribed(), "the other business goes on");
    assert_eq!(unsubscriptions(&shop.number) + unsubscriptions(&second), 0);
}

async fn a_page_and_its_linked_account_share_a_subscription(run: &'static Run) {
    let env = run.shared().await;
    let (api, _) = sign_up(&env).await;
    let page = env.simulator.add_number(product_config(&env, Product::Messenger));
    let (page_id, token) = (page.config().phone_number_id, page.config().access_token);
    let own = product_config(&env, Product::Instagram);
    let linked = NumberConfig { waba_id: page_id, access_token: token, ..own };
    let account = env.simulator.add_number(linked);
    let (by_page, by_account) = (connects(&api, &page).await, connects(&api, &account).await);
    api.delete(&by_page).await.expect(204);
    assert!(account.is_subscribed(), "the account is reached through the Page");
    api.delete(&by_account).await.expect(204);
    assert!(!account.is_subscribed() && !page.is_subscribed());
}

async fn what_meta_does_not_let_go_of_is_told(run: &'static Run) {
    let refusals: [fn() -> Fault; 3] =
        [|| Fault::graph(401, 190), || Fault::Http500Html, || Fault::CutConnection];
    for (channel, refusal) in channels_of_meta().zip(refusals) {
        let shop = Shop::open_on(run, channel).await;
        // Its templates are read by calls of this kind too.
        shop.number.fault_on(CallKind::Account, refusal(), 5);
        let answer = shop.api.delete(&format!("/channels/{}", shop.channel_id)).await.expect(200);
        assert!(
            answer["left_at_meta"].as_str().is_some_and(|told| told.contains("business settings")),
            "{answer}"
        );
        assert_eq!(shop.api.get("/channels").await.items(), Vec::<Value>::new());
        // What still comes is taken by nobody.
        assert_eq!(shop.customer().say("Is anybody there?").await.http_status, Some(200));
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(shop.api.get("/conversations").await.items().is_empty());
    }
}
