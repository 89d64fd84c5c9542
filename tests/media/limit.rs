//! A business stores so much of files in a day, and then no more.

use serde_json::json;
use simulator::{CallKind, Media};

use super::{file_is, sends};
use crate::support::channel::{Channel, files_by_id};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Run, Shop};

crate::on_channels![
    every: [a_file_of_staff_that_has_no_room_is_refused_with_the_reason],
    of_meta: [a_file_that_has_no_room_is_not_fetched_and_staff_are_told],
];

/// More than half of what these shops store in a day.
const LARGE: usize = 600_000;

async fn shop(run: &'static Run, channel: Channel) -> Shop {
    let shop = Shop::open_on(run, channel).await;
    shop.change_settings(&json!({ "media": { "daily_megabytes": 1 } })).await;
    shop
}

async fn a_file_that_has_no_room_is_not_fetched_and_staff_are_told(run: &'static Run, channel: Channel) {
    let shop = shop(run, channel).await;
    let customer = shop.person().await;
    let plan = |name: &str, size: usize| Media::document(name, "application/pdf", vec![7; size]);
    sends(&customer, plan("first.pdf", LARGE)).await;
    file_is(&shop, "stored").await;
    assert!(shop.api.get("/alerts").await.items().is_empty());
    sends(&customer, plan("second.pdf", LARGE)).await;
    let (id, message) = file_is(&shop, "failed").await;
    assert_eq!(message["media"][0]["reason"], "daily_limit", "{message}");
    let name = files_by_id(channel).then_some("second.pdf");
    assert_eq!(message["media"][0]["filename"], json!(name), "{message}");
    let downloads = shop.number.requests().iter().filter(|call| call.kind == CallKind::Download).count();
    // Where nobody tells a file's size it is judged by what came.
    let fetched = if files_by_id(channel) { 1 } else { 2 };
    assert_eq!(downloads, fetched, "the second one is refused as soon as its size is known");
    let alerts = shop.api.get("/alerts").await.items();
    assert_eq!((&alerts[0]["kind"], &alerts[0]["files"]), (&json!("media_limit"), &json!(1)), "{alerts:?}");
    // A smaller one still has room, and more of it after the owner says so.
    sends(&customer, plan("third.pdf", LARGE / 3)).await;
    shop.change_settings(&json!({ "media": { "daily_megabytes": 2 } })).await;
    sends(&customer, plan("fourth.pdf", LARGE)).await;
    until("three files that are kept", || async {
        let messages = shop.messages(&id).await;
        let kept = messages.iter().filter(|one| one["media"][0]["state"] == "stored").count();
        if kept == 3 { Ok(()) } else { Err(format!("{messages:?}")) }
    })
    .await;
}

async fn a_file_of_staff_that_has_no_room_is_refused_with_the_reason(run: &'static Run, channel: Channel) {
    let shop = shop(run, channel).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let path = format!("/conversations/{}/media", shop.conversation().await);
    shop.api.post_file(&path, "application/pdf", &vec![7; LARGE]).await.expect(201);
    let refused = shop.api.post_file(&path, "application/pdf", &vec![7; LARGE]).await;
    assert!(refused.retry_after.is_some_and(|seconds| (1..=86_401).contains(&seconds)), "{refused:?}");
    let problem = refused.problem(429);
    assert_eq!(problem["type"], "/problems/daily-limit", "{problem}");
    assert!(text(&problem, "detail").contains("1 of 1 megabytes"), "{problem}");
    shop.api.post_file(&path, "application/pdf", &vec![7; LARGE / 3]).await.expect(201);
}
