//! A recovery copy comes back: what was erased meanwhile is erased again.

use std::fs;
use std::sync::Arc;

use super::{asks_to_be_erased, cron, done, inbox, next_second};
use crate::support::begun::each;
use crate::support::channel::every;
use crate::support::{Begun, Env, Run, directory, folder};

crate::suite![an_erasure_is_carried_out_again_after_a_restore];

async fn an_erasure_is_carried_out_again_after_a_restore(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("restore", &[]).await);
    let scenes = Begun::on_each(&env, every).await;
    each(&scenes, async |begun| begun.shop.person().await.asks("How much is the Kebaya Nyonya?").await).await;
    env.kill();
    let (objects, copy) = (env.state_folder().join("v3/do"), env.state_folder().join("copy"));
    folder::copy(&objects, &copy).expect("the objects should be copied");
    env.restart().await;
    next_second().await;
    each(&scenes, async |Begun { person, .. }| {
        let code = asks_to_be_erased(person, "DELETE MY DATA").await;
        done(&env, &code).await;
    })
    .await;
    env.kill();
    fs::remove_dir_all(&objects).expect("the objects should be removed");
    folder::copy(&copy, &objects).expect("the objects should come back");
    directory::execute(&env, "INSERT INTO cursors (name, value) VALUES ('erase-again', 'start')").await;
    env.restart().await;
    each(&scenes, async |Begun { shop, id, .. }| {
        assert_eq!(shop.messages(id).await.len(), 2, "the copy brought them back");
    })
    .await;
    cron(&env).await;
    each(&scenes, async |Begun { shop, id, .. }| {
        shop.api.get(&format!("/conversations/{id}/messages")).await.problem(404);
        assert_eq!(inbox(shop).await.len(), 1, "the neighbour is still there");
    })
    .await;
    // Who writes again after that is not erased by the next run.
    next_second().await;
    each(&scenes, async |begun| begun.person.asks("How much is the Baju Kurung Melur?").await).await;
    env.kill();
    directory::execute(&env, "UPDATE cursors SET value = 'start' WHERE name = 'erase-again'").await;
    env.restart().await;
    cron(&env).await;
    each(&scenes, async |Begun { shop, id, .. }| {
        assert_eq!(shop.messages(id).await.len(), 2);
    })
    .await;
}
