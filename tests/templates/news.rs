//! What Meta tells of templates between two syncs.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::support::objects::{TENANT, break_objects};
use crate::support::templates::{account_event, order, reminder, status_event};
use crate::support::wait::until;
use crate::support::{Env, Run, Shop, random};

crate::suite![
    an_event_changes_the_status,
    an_event_that_settles_nothing_asks_for_a_sync,
    an_event_of_an_unknown_template_asks_for_a_sync,
    an_old_event_changes_nothing,
    a_category_that_changes_is_known,
    nobody_elses_secret_changes_a_template,
    news_that_no_object_takes_is_parked_and_replayed,
];

/// The only template, once it looks like this.
async fn settles(shop: &Shop, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
    until(what, || async {
        let templates = shop.templates().await;
        templates.first().filter(|one| fits(one)).cloned().ok_or(format!("{templates:?}"))
    })
    .await
}

async fn an_event_changes_the_status(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run)]).await;
    let sets = |status| shop.number.set_template_status("order_confirmation", "en_US", status);
    assert_eq!(sets("REJECTED").await.expect("a template"), Some(200));
    let rejected = settles(&shop, "a rejected template", |one| one["status"] == "REJECTED").await;
    assert_eq!((&rejected["is_sendable"], &rejected["reason"]), (&json!(false), &json!("INVALID_FORMAT")));
    assert!(rejected["not_sendable"].as_str().is_some_and(|why| why.contains("REJECTED")));
    assert_eq!(sets("APPROVED").await.expect("a template"), Some(200));
    let approved = settles(&shop, "an approved template", |one| one["status"] == "APPROVED").await;
    assert_eq!((&approved["is_sendable"], &approved["reason"]), (&json!(true), &Value::Null));
}

async fn an_event_that_settles_nothing_asks_for_a_sync(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run)]).await;
    let mut changed = order(run);
    changed["components"] = json!([{ "type": "BODY", "text": "Another body, without any value in it." }]);
    run.seen.publish("Another body, without any value in it.");
    shop.number.add_template_json(changed);
    let event = status_event(&order(run), "UNARCHIVED");
    assert_eq!(shop.number.account_event("message_template_status_update", event).await, Some(200));
    settles(&shop, "the template as it is at Meta", |one| one["parameters"]["body"] == json!([])).await;
}

async fn an_event_of_an_unknown_template_asks_for_a_sync(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.sync_templates().await;
    shop.number.add_template_json(reminder(run));
    let event = status_event(&reminder(run), "APPROVED");
    assert_eq!(shop.number.account_event("message_template_status_update", event).await, Some(200));
    settles(&shop, "the template that was made elsewhere", |one| one["status"] == "APPROVED").await;
}

async fn an_old_event_changes_nothing(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run)]).await;
    let event = |word, ago| {
        let value = status_event(&order(run), word);
        account_event(&shop.number, "message_template_status_update", value, ago)
    };
    // Older than the sync.
    assert_eq!(shop.env.post_signed(&event("PAUSED", 3_600)).await, 200);
    assert_eq!(shop.templates().await[0]["status"], "APPROVED");
    // The newest first, and then, late, the one before.
    let later = account_event(
        &shop.number,
        "message_template_status_update",
        status_event(&order(run), "DISABLED"),
        0,
    );
    assert_eq!(shop.env.post_signed(&later).await, 200);
    assert_eq!(shop.env.post_signed(&event("PAUSED", 5)).await, 200);
    assert_eq!(shop.templates().await[0]["status"], "DISABLED");
}

async fn a_category_that_changes_is_known(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run)]).await;
    let value = json!({ "message_template_id": 1, "message_template_name": "order_confirmation",
        "message_template_language": "en-US", "previous_category": "UTILITY", "new_category": "MARKETING" });
    assert_eq!(shop.number.account_event("template_category_update", value).await, Some(200));
    let changed = settles(&shop, "the new category", |one| one["category"] == "MARKETING").await;
    assert_eq!(changed["status"], "APPROVED", "the status stays");
}

async fn nobody_elses_secret_changes_a_template(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.with_templates(&[order(run)]).await;
    let value = status_event(&order(run), "PAUSED");
    let body = account_event(&shop.number, "message_template_status_update", value, 0);
    let forged = simulator::sign(&random::hex(), &body);
    assert_eq!(shop.env.post_webhook(&body, Some(&forged)).await, 401);
    // A tenant's own app signs well, but the account is the operator's.
    let own = crate::webhooks::app::own_app(&shop.env).await;
    let url = own.number.config().webhook_url;
    let signature = own.number.sign(&body);
    let status = shop.env.simulator.post_webhook(&url, &body, Some(&signature)).await;
    assert_eq!(status.expect("an answer"), 200, "acknowledged, and nobody's");
    assert_eq!(shop.templates().await[0]["status"], "APPROVED");
    assert_eq!(shop.env.post_signed(&body).await, 200);
    assert_eq!(shop.templates().await[0]["status"], "PAUSED", "the right secret does");
}

async fn news_that_no_object_takes_is_parked_and_replayed(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("parked-news", &[]).await);
    let shop = Shop::open_at(&env).await;
    shop.with_templates(&[order(run)]).await;
    env.kill();
    let broken = break_objects(&env, TENANT);
    env.restart().await;
    let body =
        account_event(&shop.number, "message_template_status_update", status_event(&order(run), "PAUSED"), 0);
    assert_eq!(env.post_signed(&body).await, 200, "kept, if not in its place");
    env.kill();
    broken.mend();
    env.restart().await;
    assert_eq!(shop.templates().await[0]["status"], "APPROVED");
    assert_eq!(env.request("GET", "/cdn-cgi/local/scheduled").await.status, 200);
    settles(&shop, "the news, replayed", |one| one["status"] == "PAUSED").await;
}
