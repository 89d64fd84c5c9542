//! A Page that Messenger blocks is shown as blocked, and as well when it may write again.

use std::sync::Arc;

use crate::support::channel::Channel;
use crate::support::wait::until;
use crate::support::{Env, Run, Shop, directory};

crate::suite![a_page_that_is_blocked_says_so, what_the_directory_does_not_take_is_told_again];

const REASON: &str = "The Page broke a policy.";

async fn a_page_that_is_blocked_says_so(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Messenger).await;
    for (action, status) in [("warning", "ok"), ("block", "blocked"), ("unblock", "ok")] {
        assert_eq!(shop.number.policy_enforcement(action, REASON).await, Some(200), "{action}");
        is_shown_as(&shop, status).await;
    }
}

async fn is_shown_as(shop: &Shop, status: &str) {
    until(&format!("a channel that is {status}"), || async {
        let channels = shop.api.get("/channels").await.items();
        let health = &channels[0]["health"]["status"];
        if health == status { Ok(()) } else { Err(health.to_string()) }
    })
    .await;
}

async fn what_the_directory_does_not_take_is_told_again(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("messenger-blocked", &[]).await);
    let shop = Shop::open_on_at(&env, Channel::Messenger).await;
    changes(&env, "CREATE TRIGGER full BEFORE UPDATE ON channels BEGIN SELECT RAISE(ABORT, 'full'); END")
        .await;
    assert_eq!(shop.number.policy_enforcement("block", REASON).await, Some(503));
    is_shown_as(&shop, "ok").await;
    changes(&env, "DROP TRIGGER full").await;
    assert_eq!(shop.number.policy_enforcement("block", REASON).await, Some(200));
    is_shown_as(&shop, "blocked").await;
}

/// The Worker stops, the directory is changed, and it starts again.
async fn changes(env: &Env, sql: &str) {
    env.kill();
    directory::execute(env, sql).await;
    env.restart().await;
}
