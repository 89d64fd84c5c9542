//! The agent gives a conversation to a person, and keeps quiet then.

use serde_json::{Value, json};
use simulator::{Answer, Wire};

use crate::support::channel::Channel;
use crate::support::{Person, Run, Shop};

crate::on_every_channel![who_asks_for_a_person_is_handed_over, the_model_may_hand_over];

/// A person is called: the thread has a note, the inbox waits for staff, the agent keeps quiet.
async fn is_handed_over(shop: &Shop, customer: &Person) -> Value {
    let id = shop.conversation().await;
    let turn = shop.turn(&id, "handed_over").await;
    let shown = shop.api.get(&format!("/conversations/{id}")).await.expect(200);
    assert_eq!(shown["state"], "waiting", "{shown}");
    assert!(shown["paused_until"].is_string(), "{shown}");
    let messages = shop.messages(&id).await;
    let note = messages.iter().find(|message| message["kind"] == "hand_over");
    assert!(note.is_some_and(|note| note["author"] == "system"), "{messages:?}");
    customer.says("Hello? Is somebody coming soon?").await;
    assert_eq!(shop.turn(&id, "gated").await["reason"], "paused");
    customer.stays_at(1).await;
    turn
}

async fn who_asks_for_a_person_is_handed_over(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("I want to talk to a real person please").await;
    is_handed_over(&shop, &customer).await;
}

async fn the_model_may_hand_over(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::OpenAi).await;
    let call = Answer::tool("hand_over", json!({ "reason": "The customer complains about a seam." }));
    let said = Answer::text("I am sorry. A colleague will go on from here.");
    shop.script(vec![call, said]);
    let customer = shop.person().await;
    let answer = customer.asks("The seam of my shirt is broken already!").await;
    assert!(answer.text.starts_with("I am sorry."));
    let turn = is_handed_over(&shop, &customer).await;
    assert_eq!(turn["tools"], json!(["hand_over"]), "{turn}");
}
