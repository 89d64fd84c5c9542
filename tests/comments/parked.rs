//! Comments that the business's object does not take are kept all the same.

use std::sync::Arc;

use serde_json::json;
use simulator::CommentForm;

use super::{comments, list, only};
use crate::dead_ends::dead_ends;
use crate::privacy::{cron, done};
use crate::support::channel::Channel;
use crate::support::objects::{TENANT, break_objects, stored_keys};
use crate::support::shop::text;
use crate::support::{Env, Run, Shop};

crate::suite![comments_that_are_not_taken_wait_and_come_in_later, an_erasure_reaches_comments_that_wait,];

async fn comments_that_are_not_taken_wait_and_come_in_later(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("comments-parked", &[]).await);
    let shop = Shop::open_on_at(&env, Channel::Instagram).await;
    env.kill();
    let broken = break_objects(&env, TENANT);
    env.restart().await;
    comments(&shop, &shop.person().await, "Is anybody there?", CommentForm::Flat).await;
    cron(&env).await;
    env.kill();
    assert_eq!(stored_keys(&env, "parked/").len(), 1);
    broken.mend();
    env.restart().await;
    assert!(list(&shop).await.is_empty());
    let waiting = dead_ends(&shop).await;
    assert_eq!((waiting.len(), &waiting[0]["what"]), (1, &json!("comments")), "{waiting:?}");
    cron(&env).await;
    assert_eq!(only(&shop).await["text"], "Is anybody there?");
    cron(&env).await;
    assert_eq!(list(&shop).await.len(), 1);
    env.kill();
    assert_eq!(stored_keys(&env, "parked/"), Vec::<String>::new());
}

async fn an_erasure_reaches_comments_that_wait(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("comments-waiting", &[]).await);
    let shop = Shop::open_on_at(&env, Channel::Instagram).await;
    let (customer, other) = (shop.person().await, shop.person().await);
    customer.asks("What do you sell in this shop?").await;
    let contact = text(&shop.api.get("/contacts").await.items()[0], "id");
    env.kill();
    let broken = break_objects(&env, TENANT);
    env.restart().await;
    comments(&shop, &customer, "By who will be erased", CommentForm::Changes).await;
    comments(&shop, &other, "By somebody else", CommentForm::Changes).await;
    env.kill();
    assert_eq!(stored_keys(&env, "parked/").iter().filter(|key| key.contains("/comments.")).count(), 2);
    broken.mend();
    env.restart().await;
    let erased = shop.api.post(&format!("/contacts/{contact}/erase"), &json!({})).await.expect(202);
    done(&env, &text(&erased, "confirmation_code")).await;
    env.kill();
    assert_eq!(stored_keys(&env, "parked/").iter().filter(|key| key.contains("/comments.")).count(), 1);
    env.restart().await;
    cron(&env).await;
    assert_eq!(only(&shop).await["text"], "By somebody else");
}
