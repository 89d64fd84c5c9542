//! The right to write ends some time after the person did; the website's never does.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::channel::Channel;
use crate::support::{Person, Run, Shop};

crate::on_channels![
    with_a_window: [an_old_window_lets_no_answer_out],
    with_templates: [an_old_window_lets_nothing_free_form_out],
];

/// A shop whose customer wrote more than a day ago; the conversation, with an answer that could not be sent.
async fn too_late(run: &'static Run, channel: Channel) -> (Shop, Person, String, Value) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    let yesterday = Duration::from_hours(25);
    shop.brings(vec![person.prepares("I wrote this yesterday").ago(yesterday)]).await;
    let id = shop.conversation().await;
    let failed = |messages: &[Value]| messages.last().is_some_and(|last| last["status"] == "failed");
    let mut messages = shop.messages_until(&id, "the answer cannot be sent", failed).await;
    let answer = messages.pop().expect("the answer");
    (shop, person, id, answer)
}

async fn an_old_window_lets_no_answer_out(run: &'static Run, channel: Channel) {
    let (_shop, person, _, answer) = too_late(run, channel).await;
    assert!(
        answer["error"]["explanation"].as_str().is_some_and(|text| text.contains("24 hours")),
        "{answer}"
    );
    person.stays_at(0).await;
}

/// Not even what a person typed.
async fn an_old_window_lets_nothing_free_form_out(run: &'static Run, channel: Channel) {
    let (shop, person, id, answer) = too_late(run, channel).await;
    assert_eq!(answer["error"]["code"], 131_047, "{answer}");
    let path = format!("/conversations/{id}/messages");
    shop.api.post(&path, &json!({ "text": "Too late for a free-form reply." })).await.problem(409);
    person.stays_at(0).await;
}
