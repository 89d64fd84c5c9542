//! A job that failed too often.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::dead_ends::dead_ends_until;
use crate::support::objects::execute;
use crate::support::shop::{asks, says, stays_at, text};
use crate::support::time::PATIENCE;
use crate::support::{Env, Run, Shop};

crate::suite![a_turn_that_cannot_be_is_listed_and_answers_when_it_can];

async fn a_turn_that_cannot_be_is_listed_and_answers_when_it_can(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("dead-turn", &[("RETRY_UNIT", "1ms")]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    let id = shop.conversation().await;
    env.kill();
    execute(&env, "Tenant", "UPDATE settings SET value = 'broken ' || value").await;
    env.restart().await;
    says(&customer, "How much is the Kebaya Nyonya?").await;
    let found = dead_ends_until(&shop, 1).await.remove(0);
    assert_eq!((&found["kind"], &found["what"]), (&json!("dead_job"), &json!("turn")), "{found}");
    let turns = shop.turns(&id).await;
    let failed = turns.last().expect("a turn");
    assert_eq!((&failed["outcome"], &failed["reason"]), (&json!("failed"), &json!("gave_up")), "{failed}");
    let messages = shop.messages(&id).await;
    let unanswered = messages.last().expect("the message that has no answer");
    assert_eq!(failed["message_ids"], json!([unanswered["id"]]), "{failed}");
    env.kill();
    execute(&env, "Tenant", "UPDATE settings SET value = substr(value, 8)").await;
    env.restart().await;
    let path = format!("/dead-ends/{}/replay", text(&found, "id"));
    shop.api.post(&path, &json!({})).await.expect(204);
    let answer = customer.wait_for_reply(PATIENCE).await;
    let answer = answer.expect("the first answer");
    let answer = match answer.text.as_deref() {
        Some(text) if text.contains("RM 189.00") && !text.contains("RM 129.00") => answer,
        _ => customer.wait_for_reply(PATIENCE).await.expect("an answer to the replayed turn"),
    };
    assert!(answer.text.is_some_and(|text| text.contains("RM 189.00")));
    dead_ends_until(&shop, 0).await;
    stays_at(&customer, 2).await;
    let last: Value = shop.turns(&id).await.pop().expect("a turn");
    assert_eq!(last["outcome"], "answered", "{last}");
}
