//! STOP and START, in the customer's language, confirmed once; and everything that only looks like them.

use std::time::Duration;

use serde_json::json;
use simulator::{Answer, Outcome, Wire};

use crate::support::channel::Channel;
use crate::support::{Run, Shop};

crate::on_channels![
    every: [
        stop_is_confirmed_once_in_the_language_of_the_word,
        a_sentence_that_begins_with_stop_is_answered,
        a_question_after_stop_is_answered,
        start_is_confirmed_after_stop_and_is_a_message_like_any_other_before,
        stop_ends_a_turn_that_is_thinking_and_what_waited_has_its_reason,
        stop_is_obeyed_while_the_agent_is_off_and_while_a_person_has_the_conversation,
        a_button_that_says_stop_counts,
        a_stop_that_comes_twice_is_confirmed_once,
    ],
    files_by_id: [a_caption_that_says_stop_does_not_count],
];

async fn stop_is_confirmed_once_in_the_language_of_the_word(run: &'static Run, channel: Channel) {
    let words = [
        ("STOP", "START"),
        ("Berhenti!", "MULA"),
        ("baja", "INICIAR"),
        ("停止", "开始"),
        ("توقف", "ابدأ"),
        ("DURDUR", "BAŞLA"),
    ];
    let shop = Shop::thinking_on(run, channel).await;
    let mut customers = Vec::new();
    for (stop, start) in words {
        let customer = shop.person().await;
        customer.says(stop).await;
        customers.push((customer, stop, start));
    }
    for (customer, stop, start) in &customers {
        let confirmation = customer.reply().await.text;
        assert!(confirmation.contains(start), "{stop}: {confirmation}");
        customer.says(stop).await;
    }
    customers[0].0.stays_at(1).await;
    for (customer, stop, _) in &customers {
        assert_eq!(customer.replies().await.len(), 1, "{stop}: {:?}", customer.replies().await);
    }
    assert!(shop.llm_requests().is_empty(), "a lone word is nothing for a model");
}

async fn a_sentence_that_begins_with_stop_is_answered(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let answer = customer.asks("Stop, I want the Kebaya Nyonya").await;
    assert!(answer.text.contains("Kebaya Nyonya"));
    customer.stays_at(1).await;
}

async fn a_question_after_stop_is_answered(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await.ask_model(Wire::OpenAi).await;
    shop.script(vec![Answer::text("It is made of cotton.")]);
    let customer = shop.person().await;
    customer.asks("unsubscribe").await;
    let answer = customer.asks("What is the Kebaya made of?").await;
    assert!(answer.text.starts_with("It is made of cotton."));
    let asked = shop.llm_requests()[0].body.to_string();
    assert!(!asked.contains("unsubscribe"), "a word that was obeyed is nothing for a model: {asked}");
}

async fn start_is_confirmed_after_stop_and_is_a_message_like_any_other_before(
    run: &'static Run,
    channel: Channel,
) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.script(vec![Answer::text("Hello, how can I help?")]);
    let customer = shop.person().await;
    let answer = customer.asks("Start").await;
    assert!(answer.text.starts_with("Hello, how can I help?"));
    let stopped = customer.asks("Stop").await;
    assert!(stopped.text.contains("START"));
    assert_eq!(shop.api.get("/contacts").await.items()[0]["marketing"], "opted_out");
    super::next_second().await;
    let started = customer.asks("Start").await;
    assert!(started.text.contains("STOP"));
    customer.stays_at(3).await;
    assert_eq!(shop.llm_requests().len(), 1);
    assert_eq!(shop.api.get("/contacts").await.items()[0]["marketing"], "opted_in");
    let id = shop.conversation().await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "opted_in", "{turn}");
}

async fn stop_ends_a_turn_that_is_thinking_and_what_waited_has_its_reason(
    run: &'static Run,
    channel: Channel,
) {
    let shop = Shop::thinking_on(run, channel).await;
    let late = Box::new(Answer::text("This answer comes too late."));
    shop.script(vec![Answer::Slow(Duration::from_millis(1_500), late)]);
    let customer = shop.person().await;
    customer.says("Which one do you like best?").await;
    shop.is_thinking(1).await;
    let confirmation = customer.asks("STOP").await;
    assert!(confirmation.text.contains("START"));
    customer.stays_at(1).await;
    assert_eq!(shop.llm_requests()[0].outcome, Outcome::Aborted);
    let id = shop.conversation().await;
    let turns = shop.turns(&id).await;
    let stopped = turns.iter().find(|turn| turn["reason"] == "opted_out").expect("a turn for the word");
    assert_eq!(stopped["outcome"], "gated", "{stopped}");
    assert_eq!(
        stopped["message_ids"].as_array().map(Vec::len),
        Some(2),
        "the question and the word: {stopped}"
    );
}

async fn stop_is_obeyed_while_the_agent_is_off_and_while_a_person_has_the_conversation(
    run: &'static Run,
    channel: Channel,
) {
    let shop = Shop::open_on(run, channel).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let (customer, other) = (shop.person().await, shop.person().await);
    customer.asks("STOP").await;
    let id = shop.conversation().await;
    shop.api.post(&format!("/conversations/{id}/pause"), &json!({})).await.expect(200);
    super::next_second().await;
    let started = customer.asks("START").await;
    assert!(started.text.contains("STOP"));
    other.says("Is anybody there?").await;
    other.stays_at(0).await;
}

async fn a_button_that_says_stop_counts(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    person.presses("Stop promotions").await;
    let confirmation = person.reply().await.text;
    assert!(confirmation.contains("START"), "{confirmation}");
}

async fn a_caption_that_says_stop_does_not_count(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    let picture = json!({ "type": "image", "image": {
        "id": "1", "mime_type": "image/jpeg", "sha256": "x", "caption": "Stop" } });
    assert_eq!(person.send(picture).await.http_status, Some(200));
    let answer = person.reply().await.text;
    assert!(!answer.contains("START"), "{answer}");
}

async fn a_stop_that_comes_twice_is_confirmed_once(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("STOP").await;
    shop.hears_all_again().await;
    customer.stays_at(1).await;
}
