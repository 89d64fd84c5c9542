//! Acknowledged means kept, also when the conversation's own object cannot take it.

use std::sync::Arc;

use serde_json::json;
use simulator::{Change, Customer, batch, meta_json};

use crate::support::objects::break_conversations;
use crate::support::shop::{asks, stays_at};
use crate::support::time::PATIENCE;
use crate::support::{Env, Run, Shop};

crate::suite![a_broken_conversation_is_parked_and_replayed_and_holds_up_nobody];

fn question(shop: &Shop, customer: &Customer) -> Change {
    let words = json!({ "type": "text", "text": { "body": "How much is the Kebaya Nyonya?" } });
    shop.number.change(customer.prepare(words).0)
}

/// What the runtime does each minute where it is deployed.
async fn cron(env: &Env) {
    assert_eq!(env.request("GET", "/cdn-cgi/local/scheduled").await.status, 200);
}

async fn a_broken_conversation_is_parked_and_replayed_and_holds_up_nobody(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("parked", &[]).await);
    let shop = Shop::open_at(&env).await;
    let (unlucky, neighbour) = (shop.customer(), shop.customer());
    asks(&unlucky, "What do you sell in this shop?").await;
    env.kill();
    let broken = break_conversations(&env);
    env.restart().await;
    let payload = batch(&[question(&shop, &unlucky), question(&shop, &neighbour)]);
    assert_eq!(env.post_signed(&meta_json(&payload)).await, 200, "kept, if not in its place");
    neighbour.wait_for_reply(PATIENCE).await.expect("an answer beside the broken conversation");
    cron(&env).await;
    stays_at(&unlucky, 1).await;
    env.kill();
    broken.mend();
    env.restart().await;
    cron(&env).await;
    let answer = unlucky.wait_for_reply(PATIENCE).await.expect("an answer after the replay");
    assert!(answer.text.is_some_and(|text| text.contains("costs RM 189.00")));
    cron(&env).await;
    stays_at(&unlucky, 2).await;
    stays_at(&neighbour, 1).await;
}
