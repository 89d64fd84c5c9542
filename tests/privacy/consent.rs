//! STOP and START, in the customer's language, confirmed once; and everything that only looks like them.

use std::time::Duration;

use serde_json::json;
use simulator::{Answer, Outcome, Wire};

use crate::support::shop::{asks, says, stays_at};
use crate::support::time::PATIENCE;
use crate::support::{Run, Shop};

crate::suite![
    stop_is_confirmed_once_in_the_language_of_the_word,
    a_sentence_that_begins_with_stop_is_answered,
    a_question_after_stop_is_answered,
    start_is_confirmed_after_stop_and_is_a_message_like_any_other_before,
    stop_ends_a_turn_that_is_thinking_and_what_waited_has_its_reason,
    stop_is_obeyed_while_the_agent_is_off_and_while_a_person_has_the_conversation,
    a_button_that_says_stop_counts_and_a_caption_does_not,
    a_stop_that_comes_twice_is_confirmed_once,
];

async fn stop_is_confirmed_once_in_the_language_of_the_word(run: &'static Run) {
    let words = [
        ("STOP", "START"),
        ("Berhenti!", "MULA"),
        ("baja", "INICIAR"),
        ("停止", "开始"),
        ("توقف", "ابدأ"),
        ("DURDUR", "BAŞLA"),
    ];
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    let mut customers = Vec::new();
    for (stop, start) in words {
        let customer = shop.customer();
        says(&customer, stop).await;
        customers.push((customer, stop, start));
    }
    for (customer, stop, start) in &customers {
        let confirmation =
            customer.wait_for_reply(PATIENCE).await.expect("a confirmation").text.unwrap_or_default();
        assert!(confirmation.contains(start), "{stop}: {confirmation}");
        says(customer, stop).await;
    }
    stays_at(&customers[0].0, 1).await;
    for (customer, stop, _) in &customers {
        assert_eq!(customer.replies().len(), 1, "{stop}: {:?}", customer.replies());
    }
    assert!(shop.llm_requests().is_empty(), "a lone word is nothing for a model");
}

async fn a_sentence_that_begins_with_stop_is_answered(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    let answer = asks(&customer, "Stop, I want the Kebaya Nyonya").await;
    assert!(answer.text.is_some_and(|text| text.contains("Kebaya Nyonya")));
    stays_at(&customer, 1).await;
}

async fn a_question_after_stop_is_answered(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::OpenAi).await;
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::text("It is made of cotton.")]);
    let customer = shop.customer();
    asks(&customer, "unsubscribe").await;
    let answer = asks(&customer, "What is the Kebaya made of?").await;
    assert!(answer.text.is_some_and(|text| text.starts_with("It is made of cotton.")));
    let asked = shop.llm_requests()[0].body.to_string();
    assert!(!asked.contains("unsubscribe"), "a word that was obeyed is nothing for a model: {asked}");
}

async fn start_is_confirmed_after_stop_and_is_a_message_like_any_other_before(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::text("Hello, how can I help?")]);
    let customer = shop.customer();
    let answer = asks(&customer, "Start").await;
    assert!(answer.text.is_some_and(|text| text.starts_with("Hello, how can I help?")));
    let stopped = asks(&customer, "Stop").await;
    assert!(stopped.text.is_some_and(|text| text.contains("START")));
    super::next_second().await;
    let started = asks(&customer, "Start").await;
    assert!(started.text.is_some_and(|text| text.contains("STOP")));
    stays_at(&customer, 3).await;
    assert_eq!(shop.llm_requests().len(), 1);
    let id = shop.conversation().await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "opted_in", "{turn}");
}

async fn stop_ends_a_turn_that_is_thinking_and_what_waited_has_its_reason(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    let late = Box::new(Answer::text("This answer comes too late."));
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::Slow(Duration::from_millis(1_500), late)]);
    let customer = shop.customer();
    says(&customer, "Which one do you like best?").await;
    let asked = shop.env.simulator.llm().wait_for_requests(&shop.llm_key, 1, PATIENCE).await;
    asked.expect("the model should be asked");
    let confirmation = asks(&customer, "STOP").await;
    assert!(confirmation.text.is_some_and(|text| text.contains("START")));
    stays_at(&customer, 1).await;
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

async fn stop_is_obeyed_while_the_agent_is_off_and_while_a_person_has_the_conversation(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let (customer, other) = (shop.customer(), shop.customer());
    asks(&customer, "STOP").await;
    let id = shop.conversation().await;
    shop.api.post(&format!("/conversations/{id}/pause"), &json!({})).await.expect(200);
    super::next_second().await;
    let started = asks(&customer, "START").await;
    assert!(started.text.is_some_and(|text| text.contains("STOP")));
    says(&other, "Is anybody there?").await;
    stays_at(&other, 0).await;
}

async fn a_button_that_says_stop_counts_and_a_caption_does_not(run: &'static Run) {
    let shop = Shop::open(run).await;
    let (presses, shows) = (shop.customer(), shop.customer());
    let button = json!({ "type": "button", "button": { "payload": "x", "text": "Stop promotions" } });
    assert_eq!(presses.send(button).await.http_status, Some(200));
    let confirmation = presses.wait_for_reply(PATIENCE).await.expect("a confirmation");
    assert!(confirmation.text.is_some_and(|text| text.contains("START")));
    let picture = json!({ "type": "image", "image": {
        "id": "1", "mime_type": "image/jpeg", "sha256": "x", "caption": "Stop" } });
    assert_eq!(shows.send(picture).await.http_status, Some(200));
    let answer = shows.wait_for_reply(PATIENCE).await.expect("an answer to the picture");
    assert!(answer.text.is_some_and(|text| !text.contains("START")));
}

async fn a_stop_that_comes_twice_is_confirmed_once(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "STOP").await;
    super::brings_all_again(&shop).await;
    stays_at(&customer, 1).await;
}
