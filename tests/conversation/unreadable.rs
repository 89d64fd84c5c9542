//! A row that is damaged, or of a version that is not understood, does not take the rest with it.

use std::sync::Arc;

use serde_json::json;

use crate::support::begun::each;
use crate::support::channel::every;
use crate::support::objects::execute;
use crate::support::{Begun, Env, Run};

crate::suite![an_unreadable_row_shows_as_one_and_the_talk_goes_on];

async fn an_unreadable_row_shows_as_one_and_the_talk_goes_on(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("unreadable", &[]).await);
    let scenes = Begun::on_each(&env, every).await;
    each(&scenes, async |begun| begun.person.asks("How much is the Baju Kurung Melur?").await).await;
    env.kill();
    let damage = "UPDATE messages SET content = x'0001020304' WHERE seq = 1;
        UPDATE turns SET trace = x'0001020304' WHERE id = (SELECT min(id) FROM turns);";
    execute(&env, "Conversation", damage).await;
    env.restart().await;
    each(&scenes, async |Begun { shop, person, id }| {
        let messages = shop.messages(id).await;
        assert_eq!((&messages[0]["kind"], &messages[0]["text"]), (&json!("unreadable"), &json!(null)));
        assert_eq!(messages[2]["text"], "How much is the Baju Kurung Melur?", "{messages:?}");
        let turns = shop.turns(id).await;
        assert_eq!((turns.len(), &turns[0]["reason"]), (2, &json!("unreadable")), "{turns:?}");
        person.asks("How much is the Kebaya Nyonya?").await;
        assert_eq!(shop.turn(id, "answered").await["outcome"], "answered");
        assert_eq!(shop.messages(id).await.len(), 6);
    })
    .await;
}
