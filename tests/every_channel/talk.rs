//! A customer asks, the agent answers: once, in order, with its trace.

use serde_json::json;
use simulator::Answer;

use crate::support::Run;
use crate::support::channel::{Channel, Stand};
use crate::support::shop::{PRICE, PRODUCT};

crate::on_every_channel![
    a_question_is_answered_once_and_says_what_answers,
    a_burst_gets_one_answer,
    a_long_answer_comes_in_parts_that_fit_and_in_order,
    every_message_has_a_trace,
    a_person_has_one_conversation_and_one_contact,
];

async fn a_question_is_answered_once_and_says_what_answers(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    let first = person.asks(&format!("How much is the {PRODUCT}?")).await;
    assert!(first.contains(PRICE), "{first}");
    assert!(first.contains("assistant"), "the disclosure is inside of the first answer: {first}");
    let second = person.asks("How much is the Kebaya Nyonya?").await;
    assert!(second.contains("RM 189.00") && !second.contains("assistant"), "{second}");
    person.stays_at(2).await;
}

async fn a_burst_gets_one_answer(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    let question = format!("How much is the {PRODUCT}?");
    // At once: a burst is what comes before its quiet period is over, however busy this machine is.
    tokio::join!(
        person.says("Hello there"),
        person.says("I am looking for something"),
        person.says(&question)
    );
    let replies = person.replies_until(1).await;
    assert!(replies[0].contains(PRICE), "{replies:?}");
    person.stays_at(1).await;
}

async fn a_long_answer_comes_in_parts_that_fit_and_in_order(run: &'static Run, channel: Channel) {
    let stand = Stand::with_model(run, channel).await;
    let long: Vec<String> = (1..=240).map(|number| format!("This is sentence number {number} é.")).collect();
    let long = long.join(" ");
    stand.shop.env.simulator.llm().script(&stand.shop.llm_key, vec![Answer::text(&long)]);
    let person = stand.person().await;
    person.says("Please tell me all about your shop").await;
    let whole = |replies: &[String]| replies.join(" ").contains("sentence number 240");
    let mut replies = person.replies_until(1).await;
    while !whole(&replies) {
        replies = person.replies_until(replies.len() + 1).await;
    }
    assert!(
        replies.iter().all(|part| channel.fits(part)),
        "{:?}",
        replies.iter().map(String::len).collect::<Vec<_>>()
    );
    assert!(replies.len() > 1, "{} parts", replies.len());
    let said = replies.join(" ");
    assert!(said.starts_with(&long), "in order, and nothing is missing: {said}");
}

async fn every_message_has_a_trace(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    let id = stand.shop.conversation().await;
    let turn = stand.shop.turn(&id, "answered").await;
    let messages = stand.shop.messages(&id).await;
    assert_eq!(turn["message_ids"], json!([messages[0]["id"]]), "{turn}");
    assert_eq!(turn["provider"], "offline", "{turn}");
    stand.shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    person.says("Are you still there?").await;
    assert_eq!(stand.shop.turn(&id, "gated").await["reason"], "agent_off");
}

async fn a_person_has_one_conversation_and_one_contact(run: &'static Run, channel: Channel) {
    let stand = Stand::open(run, channel).await;
    let person = stand.person().await;
    person.asks(&format!("How much is the {PRODUCT}?")).await;
    person.asks("How much is the Kebaya Nyonya?").await;
    let id = stand.shop.conversation().await;
    let shown = stand.shop.api.get(&format!("/conversations/{id}")).await.expect(200);
    assert_eq!(shown["channel_id"], stand.channel_id(), "{shown}");
    assert_eq!(shown["window_closes_at"].is_null(), channel == Channel::Website, "{shown}");
    let contacts = stand.shop.api.get("/contacts").await.items();
    assert_eq!(contacts.len(), 1, "{contacts:?}");
    assert_eq!(contacts[0]["id"], shown["contact_id"]);
}
