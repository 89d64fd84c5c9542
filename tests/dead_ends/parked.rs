//! A delivery that its conversation did not take.

use std::sync::Arc;

use serde_json::json;
use simulator::StatusMode;

use crate::dead_ends::{dead_ends, dead_ends_until};
use crate::support::objects::break_conversations;
use crate::support::shop::{asks, stays_at, text};
use crate::support::time::PATIENCE;
use crate::support::{Env, Run, Shop};

crate::suite![a_parked_delivery_is_listed_and_replayed_or_dismissed];

async fn a_parked_delivery_is_listed_and_replayed_or_dismissed(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("dead-parked", &[]).await);
    let shop = Shop::open_at(&env).await;
    let neighbour = Shop::open_at(&env).await;
    // Statuses would be parked as well.
    shop.number.status_mode(StatusMode::Off);
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    env.kill();
    let broken = break_conversations(&env);
    env.restart().await;
    for words in ["How much is the Kebaya Nyonya?", "Forget what I asked"] {
        assert_eq!(customer.say(words).await.http_status, Some(200));
    }
    let found = dead_ends_until(&shop, 2).await;
    for one in &found {
        assert_eq!((&one["kind"], &one["what"]), (&json!("parked_event"), &json!("delivery")), "{one}");
    }
    let path = |index: usize, what: &str| format!("/dead-ends/{}/{what}", text(&found[index], "id"));
    assert!(dead_ends(&neighbour).await.is_empty());
    neighbour.api.post(&path(0, "replay"), &json!({})).await.problem(404);
    neighbour.api.post(&path(0, "dismiss"), &json!({})).await.problem(404);
    // Still broken: nothing is lost by trying.
    shop.api.post(&path(0, "replay"), &json!({})).await.problem(503);
    shop.api.post(&path(1, "dismiss"), &json!({})).await.expect(204);
    assert_eq!(dead_ends(&shop).await.len(), 1);
    env.kill();
    broken.mend();
    env.restart().await;
    shop.api.post(&path(0, "replay"), &json!({})).await.expect(204);
    let answered = |text: Option<String>| text.is_some_and(|text| text.contains("costs RM 189.00"));
    let mut answer = customer.wait_for_reply(PATIENCE).await.expect("an answer");
    if !answered(answer.text.clone()) {
        answer = customer.wait_for_reply(PATIENCE).await.expect("an answer after the replay");
    }
    assert!(answered(answer.text));
    assert!(dead_ends(&shop).await.is_empty());
    stays_at(&customer, 2).await;
}
