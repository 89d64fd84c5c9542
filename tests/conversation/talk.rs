//! A customer asks, the agent answers: once, with its trace, saying what it is.

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::channel::{Channel, with_a_window};
use crate::support::shop::{PRICE, PRODUCT};
use crate::support::time::QUIET;
use crate::support::wait::until;
use crate::support::{Begun, Run, Shop};

crate::on_every_channel![
    a_question_is_answered_once_and_says_what_answers,
    what_is_said_in_several_messages_is_answered_once,
    every_message_has_a_trace,
    a_person_has_one_conversation_and_one_contact,
];

async fn a_question_is_answered_once_and_says_what_answers(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    let first = person.asks(&format!("How much is the {PRODUCT}?")).await.text;
    assert!(first.contains(PRICE), "{first}");
    assert!(first.contains("assistant"), "the disclosure is inside of the first answer: {first}");
    let second = person.asks("How much is the Kebaya Nyonya?").await.text;
    assert!(second.contains("RM 189.00") && !second.contains("assistant"), "{second}");
    person.stays_at(2).await;
}

/// Each message comes before the quiet period after the one before is over, and the last long after that of the first.
async fn what_is_said_in_several_messages_is_answered_once(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    let told = person.replies().await.len();
    for words in ["Hello again", "I have a question", "About your prices", "How much is the"] {
        person.says(words).await;
        sleep(QUIET / 2).await;
    }
    let answer = person.asks("Kebaya Nyonya?").await.text;
    assert!(answer.contains("RM 189.00"), "{answer}");
    person.stays_at(told + 1).await;
    let turns = shop.turns(&id).await;
    assert_eq!(turns.len(), 2, "{turns:?}");
    assert_eq!(turns[1]["message_ids"].as_array().map(Vec::len), Some(5), "{turns:?}");
}

async fn every_message_has_a_trace(run: &'static Run, channel: Channel) {
    let Begun { shop, id, .. } = Begun::on(run, channel).await;
    let turn = shop.turn(&id, "answered").await;
    let messages = shop.messages(&id).await;
    assert_eq!(turn["message_ids"], json!([messages[0]["id"]]), "{turn}");
    assert_eq!(turn["provider"], "offline", "{turn}");
}

async fn a_person_has_one_conversation_and_one_contact(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    person.asks("How much is the Kebaya Nyonya?").await;
    assert_eq!(shop.conversation().await, id);
    // The inbox hears of the window after the first answer.
    let shown = until("a conversation with its window", || async {
        let shown: Value = shop.api.get(&format!("/conversations/{id}")).await.expect(200);
        let fits = shown["window_closes_at"].is_string() == with_a_window(channel);
        if fits { Ok(shown) } else { Err(shown.to_string()) }
    })
    .await;
    assert_eq!(shown["channel_id"], shop.channel_id.as_str(), "{shown}");
    let contacts = shop.api.get("/contacts").await.items();
    assert_eq!(contacts.len(), 1, "{contacts:?}");
    assert_eq!(contacts[0]["id"], shown["contact_id"]);
}
