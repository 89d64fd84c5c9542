//! Acknowledged means kept, also when the conversation's own object cannot take it.

use std::sync::Arc;

use crate::support::begun::each;
use crate::support::channel::every;
use crate::support::objects::break_conversations;
use crate::support::{Begun, Env, Run};

crate::suite![a_broken_conversation_is_parked_and_replayed_and_holds_up_nobody];

const QUESTION: &str = "How much is the Kebaya Nyonya?";

/// What the runtime does each minute where it is deployed.
async fn cron(env: &Env) {
    assert_eq!(env.request("GET", "/cdn-cgi/local/scheduled").await.status, 200);
}

async fn a_broken_conversation_is_parked_and_replayed_and_holds_up_nobody(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("parked", &[]).await);
    let scenes = Begun::on_each(&env, every).await;
    let neighbours = each(&scenes, async |unlucky| unlucky.shop.person().await).await;
    env.kill();
    let broken = break_conversations(&env);
    env.restart().await;
    for (Begun { shop, person, .. }, neighbour) in scenes.iter().zip(&neighbours) {
        // Kept, if not in its place.
        shop.brings(vec![person.prepares(QUESTION), neighbour.prepares(QUESTION)]).await;
    }
    for neighbour in &neighbours {
        neighbour.reply().await;
    }
    cron(&env).await;
    each(&scenes, async |unlucky| unlucky.hears_nothing_after(1).await).await;
    env.kill();
    broken.mend();
    env.restart().await;
    cron(&env).await;
    each(&scenes, async |Begun { person, .. }| {
        let answer = person.reply().await.text;
        assert!(answer.contains("costs RM 189.00"), "{answer}");
    })
    .await;
    cron(&env).await;
    each(&scenes, async |unlucky| unlucky.person.stays_at(2).await).await;
    for neighbour in &neighbours {
        assert_eq!(neighbour.replies().await.len(), 1);
    }
}
