//! People win: whoever of the business writes or asks has the conversation, whatever the agent was about to say.

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Answer, Call, CallKind, LlmRequest, Outcome};

use crate::support::channel::{Channel, refusals};
use crate::support::shop::text;
use crate::support::time::PATIENCE;
use crate::support::{Begun, Person, Run, Shop, random};

crate::on_channels![
    every: [
        a_reply_of_staff_takes_over_and_the_agents_late_answer_is_dropped,
        one_idempotency_key_sends_once_and_another_one_again,
        a_paused_conversation_is_not_answered_until_it_is_resumed,
        a_pause_drops_the_answer_of_a_thinking_model,
        a_newer_message_supersedes_a_thinking_model,
    ],
    of_meta: [
        an_answer_that_waits_to_be_sent_again_is_dropped_when_staff_reply,
        a_message_from_the_business_itself_pauses_the_agent,
    ],
];

const LATE: &str = "This answer of the model comes too late.";

/// A shop whose model takes its time, after a first exchange, with a second question that it thinks about.
async fn thinking(run: &'static Run, channel: Channel) -> (Shop, Person, String) {
    let shop = Shop::thinking_on(run, channel).await;
    let slow = Answer::Slow(Duration::from_millis(1_500), Box::new(Answer::text(LATE)));
    shop.script(vec![Answer::text("Good day to you, how are you?"), slow]);
    let Begun { shop, person, id } = Begun::at(shop).await;
    person.says("What do you think of my outfit?").await;
    shop.is_thinking(2).await;
    (shop, person, id)
}

/// The second question's turn is superseded, its request was given up, and its answer reaches nobody.
async fn is_dropped(shop: &Shop, person: &Person, id: &str) {
    shop.turn(id, "superseded").await;
    let gave_up = |requests: &[LlmRequest]| requests[1].outcome == Outcome::Aborted;
    let given_up = shop.env.simulator.llm().wait_until(&shop.llm_key, gave_up, PATIENCE).await;
    given_up.expect("the request to the model should be given up");
    let replies = person.replies().await;
    assert!(!replies.iter().any(|reply| reply.contains(LATE)), "{replies:?}");
}

async fn staff_say(shop: &Shop, id: &str, words: &str, key: &str) -> Value {
    let path = format!("/conversations/{id}/messages");
    shop.api.post_once(&path, key, &json!({ "text": words })).await.expect(201)
}

async fn a_reply_of_staff_takes_over_and_the_agents_late_answer_is_dropped(
    run: &'static Run,
    channel: Channel,
) {
    let (shop, person, id) = thinking(run, channel).await;
    let sent = staff_say(&shop, &id, "Aishah here, let me look at it.", &random::hex()).await;
    assert_eq!((&sent["author"], &sent["direction"]), (&json!("member"), &json!("outbound")), "{sent}");
    assert_ne!(sent["status"], "failed", "{sent}");
    assert_eq!(person.reply().await.text, "Aishah here, let me look at it.");
    is_dropped(&shop, &person, &id).await;
    let shown = shop.api.get(&format!("/conversations/{id}")).await.expect(200);
    assert!(shown["paused_until"].is_string(), "{shown}");
    person.says("Thank you very much, Aishah").await;
    assert_eq!(shop.turn(&id, "gated").await["reason"], "paused");
    person.stays_at(2).await;
}

async fn one_idempotency_key_sends_once_and_another_one_again(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    let key = random::hex();
    let (first, second) = tokio::join!(
        staff_say(&shop, &id, "A person says this only once.", &key),
        staff_say(&shop, &id, "A person says this only once.", &key)
    );
    let third = staff_say(&shop, &id, "A person says this only once.", &key).await;
    assert_eq!((&first["id"], &first["id"]), (&second["id"], &third["id"]));
    staff_say(&shop, &id, "A person says this second.", &random::hex()).await;
    person.stays_at(3).await;
    let said = ["A person says this only once.", "A person says this second."];
    assert_eq!(person.replies().await[1..], said);
}

async fn a_paused_conversation_is_not_answered_until_it_is_resumed(run: &'static Run, channel: Channel) {
    let begun = Begun::on(run, channel).await;
    let (pause, resume) = (begun.path("/pause"), begun.path("/resume"));
    let Begun { shop, person, id } = begun;
    let paused = shop.api.post(&pause, &json!({ "duration": "2h" })).await.expect(200);
    assert!(paused["paused_until"].is_string(), "{paused}");
    person.says("How much is the Kebaya Nyonya?").await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "paused", "{turn}");
    assert!(turn["explanation"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{turn}");
    person.stays_at(1).await;
    let resumed = shop.api.post(&resume, &json!({})).await.expect(200);
    assert_eq!(resumed["paused_until"], Value::Null, "{resumed}");
    // The first one was the greeting's.
    let answer = person.reply().await.text;
    assert!(answer.contains("Kebaya Nyonya"), "what nobody answered meanwhile is answered: {answer}");
    assert!(answer.contains("assistant"), "and it says again what answers, after a person did: {answer}");
    person.stays_at(2).await;
}

async fn a_pause_drops_the_answer_of_a_thinking_model(run: &'static Run, channel: Channel) {
    let (shop, person, id) = thinking(run, channel).await;
    shop.api.post(&format!("/conversations/{id}/pause"), &json!({})).await.expect(200);
    is_dropped(&shop, &person, &id).await;
    person.stays_at(1).await;
}

/// The state is looked at once more before anything is sent, not only after the model has answered.
async fn an_answer_that_waits_to_be_sent_again_is_dropped_when_staff_reply(
    run: &'static Run,
    channel: Channel,
) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    // The wait after the third refusal leaves time for a person.
    shop.number.fault_on(CallKind::Send, refusals(channel).passing, 3);
    person.says("How much is the Kebaya Nyonya?").await;
    let is_refused = |calls: &[Call]| {
        let refused = calls.iter().filter(|call| call.kind == CallKind::Send && call.error_code.is_some());
        refused.count() == 3
    };
    let refused = shop.number.wait_until(|_, calls, _| is_refused(calls), PATIENCE).await;
    refused.expect("three refusals");
    staff_say(&shop, &id, "A person answers this instead.", &random::hex()).await;
    assert_eq!(person.reply().await.text, "A person answers this instead.");
    person.stays_at_for(2, Duration::from_secs(4)).await;
    let messages = shop.messages(&id).await;
    assert!(messages.iter().all(|message| message["status"] != "planned"), "{messages:?}");
}

/// From the phone with the same number, from Meta's own inbox: its echo has nothing of ours.
async fn a_message_from_the_business_itself_pauses_the_agent(run: &'static Run, channel: Channel) {
    let (shop, person, id) = thinking(run, channel).await;
    let words = "I answer from the phone in the shop.";
    run.seen.add(words);
    let written = shop.number.person_writes(&person, words).await;
    assert_eq!(written.http_status, Some(200));
    is_dropped(&shop, &person, &id).await;
    let echoed = |messages: &[Value]| messages.iter().any(|message| message["text"] == words);
    let messages = shop.messages_until(&id, "the echo is in the thread", echoed).await;
    let message = messages.iter().find(|message| message["text"] == words).expect("the echo");
    assert_eq!(
        (&message["author"], &message["direction"]),
        (&json!("member"), &json!("outbound")),
        "{message}"
    );
    person.says("Thank you, see you in the shop").await;
    assert_eq!(shop.turn(&id, "gated").await["reason"], "paused");
    person.stays_at(1).await;
}

async fn a_newer_message_supersedes_a_thinking_model(run: &'static Run, channel: Channel) {
    let (shop, person, id) = thinking(run, channel).await;
    shop.script(vec![Answer::text("I answer both of your questions.")]);
    let answer = person.asks("And what of my shoes, please?").await.text;
    assert!(answer.starts_with("I answer both"), "{answer}");
    person.stays_at(2).await;
    let turns = shop.turns(&id).await;
    let outcomes: Vec<_> = turns.iter().map(|turn| text(turn, "outcome")).collect();
    assert_eq!(outcomes, ["answered", "superseded", "answered"]);
    assert_eq!(turns[2]["message_ids"].as_array().map(Vec::len), Some(2), "{turns:?}");
    assert_eq!(shop.llm_requests()[1].outcome, Outcome::Aborted);
}
