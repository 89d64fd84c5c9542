//! Whoever staff blocked is heard, and not answered.

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Answer, CallKind};

use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::{Person, Run, Shop};

crate::on_every_channel![
    a_blocked_person_is_stored_and_not_answered_and_staff_may_write,
    blocking_ends_an_answer_that_is_being_thought,
];

async fn block(shop: &Shop, blocked: bool) {
    let contact = shop.api.get("/contacts").await.items().remove(0);
    let path = format!("/contacts/{}", text(&contact, "id"));
    let changed = shop.api.patch(&path, &json!({ "blocked": blocked })).await.expect(200);
    assert_eq!(changed["blocked"], blocked, "{changed}");
}

async fn begun(shop: &Shop) -> (Person, String) {
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    (customer, shop.conversation().await)
}

async fn a_blocked_person_is_stored_and_not_answered_and_staff_may_write(
    run: &'static Run,
    channel: Channel,
) {
    let shop = Shop::open_on(run, channel).await;
    let (customer, id) = begun(&shop).await;
    let reads = || shop.calls(CallKind::Read).len();
    block(&shop, true).await;
    let before = reads();
    customer.says("How much is the Kebaya Nyonya?").await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "blacklisted", "{turn}");
    assert!(turn["explanation"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{turn}");
    customer.stays_at(1).await;
    assert_eq!(reads(), before, "neither ticks nor typing");
    let messages = shop.messages(&id).await;
    assert_eq!(messages[2]["text"], "How much is the Kebaya Nyonya?", "{messages:?}");
    // Staff decide for themselves.
    let path = format!("/conversations/{id}/messages");
    shop.api.post(&path, &json!({ "text": "Please write to our office" })).await.expect(201);
    customer.stays_at(2).await;
    shop.api.post(&format!("/conversations/{id}/resume"), &json!({})).await.expect(200);
    block(&shop, false).await;
    customer.stays_at(2).await;
    let answer = customer.asks("And the Baju Kurung Melur?").await;
    assert!(!answer.text.is_empty());
}

async fn blocking_ends_an_answer_that_is_being_thought(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    let slow = Answer::Slow(Duration::from_millis(1_500), Box::new(Answer::text("Much too late.")));
    let script = vec![Answer::text("We sell clothes for feasts."), slow];
    shop.script(script);
    let (customer, id) = begun(&shop).await;
    customer.says("Which of them is your favourite?").await;
    shop.is_thinking(2).await;
    block(&shop, true).await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "blacklisted", "{turn}");
    customer.stays_at(1).await;
    block(&shop, false).await;
    customer.stays_at(1).await;
    let turns = shop.turns(&id).await;
    let outcomes: Vec<&Value> = turns.iter().map(|turn| &turn["outcome"]).collect();
    assert_eq!(outcomes, ["answered", "superseded", "gated"], "{turns:?}");
}
