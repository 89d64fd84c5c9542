//! Whose comments they are: those of the channel's business now, told by the channel's app.

use serde_json::json;
use simulator::CommentForm;

use super::{comments, list, only, tells, told};
use crate::support::channel::Channel;
use crate::support::shop::{channel, text};
use crate::support::{Run, Shop};
use crate::webhooks::app::own_app;

crate::suite![
    comments_on_a_channel_that_moved_come_to_its_new_business,
    comments_on_a_channel_that_was_disconnected_come_to_nobody,
    another_apps_secret_brings_no_comment,
];

async fn comments_on_a_channel_that_moved_come_to_its_new_business(run: &'static Run) {
    let env = run.shared().await;
    let (old, new) =
        (Shop::open_on_at(&env, Channel::Instagram).await, Shop::open_on_at(&env, Channel::Instagram).await);
    let customer = old.person().await;
    comments(&old, &customer, "Said to the first business", CommentForm::Flat).await;
    old.api.delete(&format!("/channels/{}", old.channel_id)).await.expect(204);
    let moved = new.api.post("/channels", &channel(&old.number)).await.expect(201);
    comments(&old, &customer, "Said to the second business", CommentForm::Flat).await;
    let comment = only(&new).await;
    assert_eq!(comment["text"], "Said to the second business", "{comment}");
    assert_eq!(comment["channel_id"], moved["id"], "{comment}");
    assert_eq!(text(&only(&old).await, "text"), "Said to the first business");
}

async fn comments_on_a_channel_that_was_disconnected_come_to_nobody(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Messenger).await;
    let customer = shop.person().await;
    comments(&shop, &customer, "Said while it was connected", CommentForm::Changes).await;
    shop.api.delete(&format!("/channels/{}", shop.channel_id)).await.expect(204);
    // What Meta had under way.
    shop.number.deliver_all_the_same();
    comments(&shop, &customer, "Said after it was disconnected", CommentForm::Changes).await;
    assert_eq!(text(&only(&shop).await, "text"), "Said while it was connected");
}

async fn another_apps_secret_brings_no_comment(run: &'static Run) {
    let env = run.shared().await;
    let (shop, own) = (Shop::open_on_at(&env, Channel::Instagram).await, own_app(&env).await);
    comments(&shop, &shop.person().await, "As Meta told it", CommentForm::Flat).await;
    let mut forged = told(&shop);
    super::value(&mut forged)["id"] = json!(crate::support::random::digits(17));
    let body = forged.to_string().into_bytes();
    let (url, signature) = (own.number.config().webhook_url, own.number.sign(&body));
    assert_eq!(env.simulator.post_webhook(&url, &body, Some(&signature)).await.expect("an answer"), 200);
    assert_eq!(env.post_webhook(&body, Some(&signature)).await, 401);
    assert_eq!(list(&shop).await.len(), 1);
    // What was forged is a comment when Meta tells it.
    tells(&shop, &forged).await;
    assert_eq!(list(&shop).await.len(), 2);
}
