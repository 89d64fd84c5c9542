//! What somebody said in public goes with them, and has an end of its own.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use simulator::CommentForm;

use super::{comments, later, list, only, tells, told};
use crate::privacy::{asks_to_be_erased, cron, done, next_second};
use crate::support::channel::Channel;
use crate::support::objects::{self, TENANT};
use crate::support::shop::text;
use crate::support::{Env, Run, Shop};

crate::suite![
    an_erased_persons_comments_go_and_do_not_come_back,
    who_asks_by_word_loses_their_comments_too,
    comments_end_with_the_clock_of_conversations,
    nothing_of_a_comment_is_left_in_the_open,
];

async fn an_erased_persons_comments_go_and_do_not_come_back(run: &'static Run) {
    for product in [Channel::Instagram, Channel::Messenger] {
        let shop = Shop::open_on(run, product).await;
        let (customer, other) = (shop.person().await, shop.person().await);
        comments(&shop, &other, "By somebody else", CommentForm::Changes).await;
        comments(&shop, &customer, "By who will be erased", CommentForm::Changes).await;
        let told = told(&shop);
        customer.asks("What do you sell in this shop?").await;
        let contact = text(&shop.api.get("/contacts").await.items()[0], "id");
        let erased = shop.api.post(&format!("/contacts/{contact}/erase"), &json!({})).await.expect(202);
        done(&shop.env, &text(&erased, "confirmation_code")).await;
        assert_eq!(text(&only(&shop).await, "text"), "By somebody else");
        tells(&shop, &told).await;
        if product == Channel::Messenger {
            tells(&shop, &later(&told, 60, "hide", "By who will be erased")).await;
        }
        assert_eq!(text(&only(&shop).await, "text"), "By somebody else");
        next_second().await;
        comments(&shop, &customer, "By who came back", CommentForm::Changes).await;
        assert_eq!(list(&shop).await.len(), 2);
    }
}

async fn who_asks_by_word_loses_their_comments_too(run: &'static Run) {
    let shop = Shop::open_on(run, Channel::Instagram).await;
    let customer = shop.person().await;
    comments(&shop, &customer, "A comment to be forgotten", CommentForm::Flat).await;
    customer.asks("What do you sell in this shop?").await;
    let code = asks_to_be_erased(&customer, "delete my data").await;
    done(&shop.env, &code).await;
    assert!(list(&shop).await.is_empty());
}

async fn comments_end_with_the_clock_of_conversations(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("comments-clock", &[("CONVERSATION_RETENTION", "6s")]).await);
    let shop = Shop::open_on_at(&env, Channel::Messenger).await;
    comments(&shop, &shop.person().await, "Kept for a while", CommentForm::Changes).await;
    cron(&env).await;
    assert_eq!(list(&shop).await.len(), 1, "not before its time");
    tokio::time::sleep(Duration::from_secs(7)).await;
    cron(&env).await;
    assert!(list(&shop).await.is_empty());
    env.kill();
    let rows = objects::rows_of(&env, TENANT, "SELECT id FROM comments");
    assert_eq!(rows, Vec::<String>::new());
}

/// The rest of the run's tests are searched for what leaks as well; this one also looks at what was taken back.
async fn nothing_of_a_comment_is_left_in_the_open(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("comments-bytes", &[]).await);
    let shop = Shop::open_on_at(&env, Channel::Messenger).await;
    let customer = shop.person().await;
    let id = comments(&shop, &customer, "Words that nobody but staff may read", CommentForm::Changes).await;
    let kept = told(&shop);
    comments(&shop, &customer, "Words that were taken back", CommentForm::Changes).await;
    tells(&shop, &later(&told(&shop), 1, "remove", "")).await;
    assert_eq!(text(&only(&shop).await, "comment_id"), id);
    env.kill();
    let rows =
        objects::rows_of(&env, TENANT, "SELECT author, content IS NULL AS gone FROM comments ORDER BY gone");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[1], r#"{"author":null,"gone":1}"#);
    assert!(!rows[0].contains(&customer.scoped_id()) && rows[0].contains(r#""gone":0"#), "{rows:?}");
    assert!(kept.to_string().contains("nobody but staff"));
}
