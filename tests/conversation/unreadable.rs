//! A row that is damaged, or of a version that is not understood, does not take the rest with it.

use std::sync::Arc;

use serde_json::json;

use crate::support::objects::execute;
use crate::support::shop::asks;
use crate::support::{Env, Run, Shop};

crate::suite![an_unreadable_row_shows_as_one_and_the_talk_goes_on];

async fn an_unreadable_row_shows_as_one_and_the_talk_goes_on(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("unreadable", &[]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    asks(&customer, "How much is the Baju Kurung Melur?").await;
    let id = shop.conversation().await;
    env.kill();
    let damage = "UPDATE messages SET content = x'0001020304' WHERE seq = 1;
        UPDATE turns SET trace = x'0001020304' WHERE id = (SELECT min(id) FROM turns);";
    execute(&env, "Conversation", damage).await;
    env.restart().await;
    let messages = shop.messages(&id).await;
    assert_eq!((&messages[0]["kind"], &messages[0]["text"]), (&json!("unreadable"), &json!(null)));
    assert_eq!(messages[2]["text"], "How much is the Baju Kurung Melur?", "{messages:?}");
    let turns = shop.turns(&id).await;
    assert_eq!((turns.len(), &turns[0]["reason"]), (2, &json!("unreadable")), "{turns:?}");
    let answer = asks(&customer, "How much is the Kebaya Nyonya?").await;
    drop(answer);
    assert_eq!(shop.turn(&id, "answered").await["outcome"], "answered");
    assert_eq!(shop.messages(&id).await.len(), 6);
}
