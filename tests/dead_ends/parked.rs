//! A delivery that its conversation did not take.

use std::sync::Arc;

use serde_json::json;
use simulator::StatusMode;

use crate::dead_ends::{dead_ends, dead_ends_until};
use crate::support::begun::each;
use crate::support::channel::{every, of_meta};
use crate::support::objects::break_conversations;
use crate::support::shop::text;
use crate::support::{Begun, Env, Run, Shop};

crate::suite![a_parked_delivery_is_listed_and_replayed_or_dismissed];

async fn a_parked_delivery_is_listed_and_replayed_or_dismissed(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("dead-parked", &[]).await);
    let neighbour = Shop::open_at(&env).await;
    let scenes = Begun::on_each(&env, every).await;
    for begun in scenes.iter().filter(|begun| of_meta(begun.shop.channel)) {
        // Statuses would be parked as well.
        begun.shop.number.status_mode(StatusMode::Off);
    }
    // And those of the first answers are told by now.
    tokio::time::sleep(crate::support::time::QUIET).await;
    env.kill();
    let broken = break_conversations(&env);
    env.restart().await;
    let found = each(&scenes, async |Begun { shop, person, .. }| {
        for words in ["How much is the Kebaya Nyonya?", "Forget what I asked"] {
            person.says(words).await;
        }
        let mut found = dead_ends_until(shop, 2).await;
        for one in &found {
            assert_eq!((&one["kind"], &one["what"]), (&json!("parked_event"), &json!("delivery")), "{one}");
        }
        found.sort_by_key(|one| text(one, "since"));
        found.into_iter().map(|one| format!("/dead-ends/{}", text(&one, "id"))).collect::<Vec<_>>()
    })
    .await;
    assert!(dead_ends(&neighbour).await.is_empty());
    for (Begun { shop, .. }, found) in scenes.iter().zip(&found) {
        neighbour.api.post(&format!("{}/replay", found[0]), &json!({})).await.problem(404);
        neighbour.api.post(&format!("{}/dismiss", found[0]), &json!({})).await.problem(404);
        // Still broken: nothing is lost by trying.
        shop.api.post(&format!("{}/replay", found[0]), &json!({})).await.problem(503);
        shop.api.post(&format!("{}/dismiss", found[1]), &json!({})).await.expect(204);
        assert_eq!(dead_ends(shop).await.len(), 1);
    }
    env.kill();
    broken.mend();
    env.restart().await;
    for (Begun { shop, .. }, found) in scenes.iter().zip(&found) {
        shop.api.post(&format!("{}/replay", found[0]), &json!({})).await.expect(204);
    }
    each(&scenes, async |Begun { shop, person, .. }| {
        let answer = person.reply().await.text;
        assert!(answer.contains("costs RM 189.00"), "{answer}");
        assert!(dead_ends(shop).await.is_empty());
        person.stays_at(2).await;
    })
    .await;
}
