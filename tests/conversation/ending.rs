//! A matter ends, or is put off: what that does to the inbox, and to what the model reads.

use serde_json::{Value, json};
use simulator::Answer;

use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Begun, Run, Shop};

crate::on_every_channel![
    a_resolved_conversation_is_reopened_by_a_message,
    the_model_reads_nothing_of_a_matter_that_is_settled,
    resolving_gives_the_agent_the_conversation_again,
    resolving_leaves_nothing_to_answer,
    a_snooze_ends_by_itself_or_with_a_message,
];

/// What a person of the business does with a conversation; how it stands then.
async fn does(shop: &Shop, id: &str, what: &str, body: &Value) -> Value {
    shop.api.post(&format!("/conversations/{id}/{what}"), body).await.expect(200)
}

/// The conversation as the inbox shows it, once it is in this state.
async fn is_shown(shop: &Shop, id: &str, state: &str) -> Value {
    until(&format!("a conversation that is {state}"), || async {
        let shown = shop.api.get(&format!("/conversations/{id}")).await.expect(200);
        if shown["state"] == state { Ok(shown) } else { Err(shown.to_string()) }
    })
    .await
}

async fn a_resolved_conversation_is_reopened_by_a_message(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let id = shop.conversation().await;
    let resolved = does(&shop, &id, "resolve", &json!({})).await;
    assert_eq!(resolved["state"], "resolved", "{resolved}");
    is_shown(&shop, &id, "resolved").await;
    customer.asks("How much is the Kebaya Nyonya?").await;
    is_shown(&shop, &id, "open").await;
    assert_eq!(shop.conversation().await, id, "the same conversation goes on");
    assert_eq!(shop.messages(&id).await.len(), 4, "staff still see the whole thread");
}

async fn the_model_reads_nothing_of_a_matter_that_is_settled(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    let said = ["We talk about a wedding.", "We talk about a graduation.", "We still talk about that."];
    shop.script(said.map(Answer::text).into());
    let customer = shop.person().await;
    customer.asks("I look for something to wear in June").await;
    let id = shop.conversation().await;
    does(&shop, &id, "resolve", &json!({})).await;
    customer.asks("Now I need advice for November").await;
    customer.asks("And for my sister as well?").await;
    let asked: Vec<String> = shop.llm_requests().iter().map(|request| request.body.to_string()).collect();
    assert_eq!(asked.len(), 3, "{asked:?}");
    for request in &asked[1..] {
        assert!(!request.contains("in June") && !request.contains("a wedding"), "{request}");
        assert!(request.contains("for November"), "{request}");
    }
    assert!(asked[2].contains("a graduation"), "what came since is remembered: {}", asked[2]);
}

async fn resolving_gives_the_agent_the_conversation_again(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("I want to talk to a real person please").await;
    let id = shop.conversation().await;
    shop.turn(&id, "handed_over").await;
    let waiting = is_shown(&shop, &id, "waiting").await;
    assert!(waiting["paused_until"].is_string(), "{waiting}");
    let resolved = does(&shop, &id, "resolve", &json!({})).await;
    assert_eq!(
        (&resolved["state"], &resolved["paused_until"]),
        (&json!("resolved"), &Value::Null),
        "{resolved}"
    );
    let answer = customer.asks("How much is the Kebaya Nyonya?").await;
    assert!(answer.text.contains("Kebaya Nyonya"));
    let kinds: Vec<_> = shop.messages(&id).await.iter().map(|message| text(message, "kind")).collect();
    assert_eq!(kinds, ["text", "text", "hand_over", "resumed", "text", "text"]);
}

/// A question that nobody answered before the matter was settled belongs to it.
async fn resolving_leaves_nothing_to_answer(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let id = shop.conversation().await;
    does(&shop, &id, "pause", &json!({})).await;
    customer.says("How much is the Kebaya Nyonya?").await;
    shop.turn(&id, "gated").await;
    does(&shop, &id, "resolve", &json!({})).await;
    customer.stays_at(1).await;
    customer.asks("How much is the Baju Kurung Melur?").await;
    let turn = shop.turn(&id, "answered").await;
    assert_eq!(turn["message_ids"].as_array().map(Vec::len), Some(1), "{turn}");
}

async fn a_snooze_ends_by_itself_or_with_a_message(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    let snoozed = does(&shop, &id, "snooze", &json!({ "duration": "1s" })).await;
    assert_eq!(snoozed["state"], "snoozed", "{snoozed}");
    is_shown(&shop, &id, "open").await;
    assert_eq!(person.replies().await.len(), 1, "its end is no reason to write");
    does(&shop, &id, "snooze", &json!({ "duration": "2h" })).await;
    is_shown(&shop, &id, "snoozed").await;
    person.asks("How much is the Kebaya Nyonya?").await;
    is_shown(&shop, &id, "open").await;
    for duration in ["0s", "soon"] {
        let path = format!("/conversations/{id}/snooze");
        let refused = shop.api.post(&path, &json!({ "duration": duration })).await.problem(422);
        assert!(refused.to_string().contains("duration"), "{refused}");
    }
}
