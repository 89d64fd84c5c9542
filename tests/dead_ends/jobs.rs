//! A job that failed too often.

use std::sync::Arc;

use serde_json::json;

use crate::dead_ends::dead_ends_until;
use crate::support::begun::each;
use crate::support::channel::every;
use crate::support::objects::{TENANT, execute};
use crate::support::shop::text;
use crate::support::{Begun, Env, Run};

crate::suite![a_turn_that_cannot_be_is_listed_and_answers_when_it_can];

async fn a_turn_that_cannot_be_is_listed_and_answers_when_it_can(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("dead-turn", &[("RETRY_UNIT", "1ms")]).await);
    let scenes = Begun::on_each(&env, every).await;
    env.kill();
    execute(&env, TENANT, "UPDATE settings SET value = 'broken ' || value").await;
    env.restart().await;
    let found = each(&scenes, async |Begun { shop, person, id }| {
        person.says("How much is the Kebaya Nyonya?").await;
        let found = dead_ends_until(shop, 1).await.remove(0);
        assert_eq!((&found["kind"], &found["what"]), (&json!("dead_job"), &json!("turn")), "{found}");
        let turns = shop.turns(id).await;
        let failed = turns.last().expect("a turn");
        assert_eq!(
            (&failed["outcome"], &failed["reason"]),
            (&json!("failed"), &json!("gave_up")),
            "{failed}"
        );
        let messages = shop.messages(id).await;
        let unanswered = messages.last().expect("the message that has no answer");
        assert_eq!(failed["message_ids"], json!([unanswered["id"]]), "{failed}");
        format!("/dead-ends/{}/replay", text(&found, "id"))
    })
    .await;
    env.kill();
    execute(&env, TENANT, "UPDATE settings SET value = substr(value, 8)").await;
    env.restart().await;
    for (Begun { shop, .. }, path) in scenes.iter().zip(&found) {
        shop.api.post(path, &json!({})).await.expect(204);
    }
    each(&scenes, async |Begun { shop, person, id }| {
        let answer = person.reply().await.text;
        assert!(answer.contains("RM 189.00") && !answer.contains("RM 129.00"), "{answer}");
        dead_ends_until(shop, 0).await;
        person.stays_at(2).await;
        assert_eq!(shop.turn(id, "answered").await["outcome"], "answered");
    })
    .await;
}
