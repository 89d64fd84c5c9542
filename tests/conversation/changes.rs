//! What the customer corrects or takes back counts, in whichever order the two come. On the website nobody can.

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Answer, Outcome};

use crate::support::channel::Channel;
use crate::support::time::PATIENCE;
use crate::support::{Person, Run, Shop, random};

crate::on_channels![
    of_meta: [
        an_edit_before_the_answer_changes_what_is_answered,
        an_edit_while_the_model_thinks_is_answered_instead,
        an_edit_of_an_answered_message_changes_only_the_thread,
        an_edit_that_comes_before_its_original_is_applied,
        a_message_that_was_taken_back_is_not_answered,
        what_else_waits_is_answered_when_one_message_is_taken_back,
        a_model_that_thinks_about_words_taken_back_is_not_heard,
        words_taken_back_before_they_came_are_neither_kept_nor_answered,
        a_message_that_was_edited_and_then_taken_back_is_not_answered,
        the_words_of_an_edit_go_with_a_message_that_was_taken_back,
    ],
];

const KEBAYA: &str = "How much is the Kebaya Nyonya?";
const BAJU: &str = "How much is the Baju Kurung Melur?";

fn edit(original: &str, words: &str) -> Value {
    let message = json!({ "type": "text", "text": { "body": words } });
    json!({ "type": "edit", "edit": { "original_message_id": original, "message": message } })
}

fn revoke(original: &str) -> Value {
    json!({ "type": "revoke", "revoke": { "original_message_id": original } })
}

/// The id of a message that is yet to come.
fn coming() -> String {
    format!("wamid.{}", random::hex())
}

fn question(id: &str, words: &str) -> Value {
    json!({ "type": "text", "id": id, "text": { "body": words } })
}

async fn brings(customer: &Person, message: Value) {
    assert_eq!(customer.send(message.clone()).await.http_status, Some(200), "the webhook of {message}");
}

/// The thread's messages of this kind.
fn of_kind<'a>(messages: &'a [Value], kind: &str) -> Vec<&'a Value> {
    messages.iter().filter(|message| message["kind"] == kind).collect()
}

/// One answer, and it is about the first product only.
async fn is_answered_about_the_baju(shop: &Shop, customer: &Person) {
    let answer = customer.reply().await;
    let text = answer.text;
    assert!(text.contains("Baju Kurung Melur") && !text.contains("Kebaya Nyonya"), "{text}");
    customer.stays_at(1).await;
    let id = shop.conversation().await;
    let messages = shop.messages(&id).await;
    assert_eq!(of_kind(&messages, "text")[0]["text"], BAJU, "{messages:?}");
    assert!(!messages.iter().any(|message| message["text"] == KEBAYA), "{messages:?}");
    let turn = shop.turn(&id, "answered").await;
    let asked = of_kind(&messages, "text")[0]["id"].clone();
    assert_eq!(turn["message_ids"], json!([asked]), "a correction is no question of its own: {turn}");
}

async fn an_edit_before_the_answer_changes_what_is_answered(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let original = coming();
    brings(&customer, question(&original, KEBAYA)).await;
    brings(&customer, edit(&original, BAJU)).await;
    is_answered_about_the_baju(&shop, &customer).await;
}

async fn an_edit_that_comes_before_its_original_is_applied(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let original = coming();
    brings(&customer, edit(&original, BAJU)).await;
    brings(&customer, question(&original, KEBAYA)).await;
    is_answered_about_the_baju(&shop, &customer).await;
}

/// A shop whose model thinks about this message, and then has this to say at once.
async fn thinking(
    run: &'static Run,
    channel: Channel,
    words: &str,
    then: Vec<Answer>,
) -> (Shop, Person, String) {
    let shop = Shop::thinking_on(run, channel).await;
    let late = Answer::text("This answer of the model comes too late.");
    let slow = Answer::Slow(Duration::from_millis(1_500), Box::new(late));
    shop.script([vec![slow], then].concat());
    let customer = shop.person().await;
    let original = coming();
    brings(&customer, question(&original, words)).await;
    shop.is_thinking(1).await;
    (shop, customer, original)
}

async fn an_edit_while_the_model_thinks_is_answered_instead(run: &'static Run, channel: Channel) {
    let then = vec![Answer::text("I answer what you meant.")];
    let (shop, customer, original) = thinking(run, channel, "Do you open on Mondays?", then).await;
    brings(&customer, edit(&original, "Do you open on Sundays?")).await;
    let answer = customer.reply().await;
    assert!(answer.text.starts_with("I answer what you meant."));
    customer.stays_at(1).await;
    let asked = shop.llm_requests();
    assert_eq!((asked.len(), &asked[0].outcome), (2, &Outcome::Aborted));
    let second = asked[1].body["messages"].to_string();
    assert!(second.contains("on Sundays") && !second.contains("on Mondays"), "{second}");
    assert!(!second.contains("which you cannot see"), "a correction is not a message to the model: {second}");
}

async fn an_edit_of_an_answered_message_changes_only_the_thread(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let original = coming();
    brings(&customer, question(&original, KEBAYA)).await;
    customer.reply().await;
    brings(&customer, edit(&original, BAJU)).await;
    let id = shop.conversation().await;
    let messages = shop.messages_until(&id, "the new words", |messages| messages[0]["text"] == BAJU).await;
    assert_eq!(of_kind(&messages, "edit").len(), 1, "{messages:?}");
    customer.stays_at(1).await;
    assert_eq!(shop.turns(&id).await.len(), 1);
    customer.asks("What do you sell in this shop?").await;
    let turn = shop.turn(&id, "answered").await;
    assert_eq!(turn["message_ids"].as_array().map(Vec::len), Some(1), "{turn}");
}

/// The row says that there was something, and not what.
fn is_emptied(messages: &[Value], words: &str) {
    let revoked = of_kind(messages, "revoked");
    assert!(revoked.len() == 1 && revoked[0]["text"].is_null(), "{messages:?}");
    assert!(!messages.iter().any(|message| message.to_string().contains(words)), "{messages:?}");
}

async fn a_message_that_was_taken_back_is_not_answered(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let original = coming();
    brings(&customer, question(&original, KEBAYA)).await;
    brings(&customer, revoke(&original)).await;
    customer.stays_at(0).await;
    let id = shop.conversation().await;
    is_emptied(&shop.messages(&id).await, KEBAYA);
    assert!(shop.turns(&id).await.is_empty());
}

async fn what_else_waits_is_answered_when_one_message_is_taken_back(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let original = coming();
    brings(&customer, question(&original, KEBAYA)).await;
    customer.says(BAJU).await;
    brings(&customer, revoke(&original)).await;
    is_answered_about_the_baju(&shop, &customer).await;
    is_emptied(&shop.messages(&shop.conversation().await).await, KEBAYA);
}

async fn a_model_that_thinks_about_words_taken_back_is_not_heard(run: &'static Run, channel: Channel) {
    let (shop, customer, original) = thinking(run, channel, "Do you open on Mondays?", Vec::new()).await;
    brings(&customer, revoke(&original)).await;
    let gave_up = |requests: &[simulator::LlmRequest]| requests[0].outcome == Outcome::Aborted;
    let given_up = shop.env.simulator.llm().wait_until(&shop.llm_key, gave_up, PATIENCE).await;
    given_up.expect("the request to the model should be given up");
    let id = shop.conversation().await;
    shop.turn(&id, "superseded").await;
    customer.stays_at(0).await;
    is_emptied(&shop.messages(&id).await, "on Mondays");
    assert_eq!(shop.llm_requests().len(), 1);
}

async fn words_taken_back_before_they_came_are_neither_kept_nor_answered(
    run: &'static Run,
    channel: Channel,
) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let original = coming();
    brings(&customer, revoke(&original)).await;
    brings(&customer, question(&original, KEBAYA)).await;
    customer.stays_at(0).await;
    let id = shop.conversation().await;
    let messages = shop.messages(&id).await;
    assert_eq!(messages.len(), 2, "{messages:?}");
    is_emptied(&messages, KEBAYA);
    assert!(shop.turns(&id).await.is_empty());
}

async fn a_message_that_was_edited_and_then_taken_back_is_not_answered(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let original = coming();
    brings(&customer, question(&original, KEBAYA)).await;
    brings(&customer, edit(&original, BAJU)).await;
    brings(&customer, revoke(&original)).await;
    customer.stays_at(0).await;
    let id = shop.conversation().await;
    is_emptied(&shop.messages(&id).await, BAJU);
    assert!(shop.turns(&id).await.is_empty());
}

/// Whatever the order: taken back is taken back, with the words of its corrections.
async fn the_words_of_an_edit_go_with_a_message_that_was_taken_back(run: &'static Run, channel: Channel) {
    let mut found = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let shop = Shop::open_on(run, channel).await;
        let customer = shop.person().await;
        let original = coming();
        let all = [question(&original, KEBAYA), edit(&original, BAJU), revoke(&original)];
        for index in order {
            brings(&customer, all[index].clone()).await;
        }
        let id = shop.conversation().await;
        let mut messages = shop.messages(&id).await;
        messages.retain(|message| message["direction"] == "inbound");
        let leftover = messages.iter().filter(|message| message["text"].is_string()).count();
        found.push((order, messages.len(), leftover));
    }
    assert!(found.iter().all(|(_, count, leftover)| (*count, *leftover) == (3, 0)), "{found:?}");
}
