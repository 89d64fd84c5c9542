//! A model that is down, slow or talks nonsense: the customer gets exactly one answer, and the turn says why it is
//! not the model's.

use std::time::Duration;

use simulator::{Answer, Wire};

use crate::support::shop::{asks, stays_at};
use crate::support::time::LLM_TIMEOUT;
use crate::support::{Run, Shop};

crate::suite![
    a_provider_that_fails_is_replaced_by_the_catalog,
    an_overloaded_provider_is_replaced_by_the_catalog,
    a_rate_limited_provider_is_replaced_by_the_catalog,
    a_slow_provider_is_replaced_by_the_catalog,
    garbage_is_replaced_by_the_catalog,
    an_answer_cut_short_is_replaced_by_the_catalog,
    a_refusal_is_replaced_by_the_catalog,
    a_wrong_key_is_replaced_by_the_catalog,
    an_openai_shaped_provider_that_fails_is_replaced_too,
    a_provider_that_recovers_answers_itself,
    a_provider_that_asks_for_patience_is_asked_again_later,
    a_model_that_only_calls_tools_is_replaced_by_the_catalog,
];

/// More answers than any turn asks for.
fn always(answer: &Answer) -> Vec<Answer> {
    vec![answer.clone(); 12]
}

/// The customer gets one answer, from the catalog; the turn's reason is this.
async fn replaced(run: &'static Run, wire: Wire, script: Vec<Answer>, reason: &str) {
    let shop = Shop::with_model(run, wire).await;
    shop.env.simulator.llm().script(&shop.llm_key, script);
    replaced_at(&shop, reason).await;
}

async fn replaced_at(shop: &Shop, reason: &str) {
    let customer = shop.customer();
    let answer = asks(&customer, "How much is the Kebaya Nyonya?").await;
    assert!(answer.text.as_deref().unwrap_or_default().contains("RM 189.00"), "{:?}", answer.text);
    stays_at(&customer, 1).await;
    let conversation = shop.conversation().await;
    let turn = shop.turn(&conversation, "answered").await;
    assert_eq!(
        (turn["reason"].as_str(), turn["provider"].as_str()),
        (Some(reason), Some("offline")),
        "{turn}"
    );
    assert_eq!(shop.turns(&conversation).await.len(), 1);
    assert!(!shop.llm_requests().is_empty(), "the model should have been asked first");
}

async fn a_provider_that_fails_is_replaced_by_the_catalog(run: &'static Run) {
    replaced(run, Wire::Anthropic, always(&Answer::status(500)), "provider_server_error").await;
}

async fn an_overloaded_provider_is_replaced_by_the_catalog(run: &'static Run) {
    replaced(run, Wire::Anthropic, always(&Answer::status(529)), "provider_overloaded").await;
}

async fn a_rate_limited_provider_is_replaced_by_the_catalog(run: &'static Run) {
    let limited = Answer::Status { http: 429, body: None, retry_after: Some(1) };
    replaced(run, Wire::Anthropic, always(&limited), "provider_rate_limited").await;
}

async fn a_slow_provider_is_replaced_by_the_catalog(run: &'static Run) {
    let slow = Answer::Slow(LLM_TIMEOUT * 2, Box::new(Answer::text("This comes too late.")));
    replaced(run, Wire::Anthropic, always(&slow), "provider_timed_out").await;
}

async fn garbage_is_replaced_by_the_catalog(run: &'static Run) {
    let garbage = Answer::Garbage("<html>It works!</html>".to_owned());
    replaced(run, Wire::Anthropic, always(&garbage), "provider_not_json").await;
}

async fn an_answer_cut_short_is_replaced_by_the_catalog(run: &'static Run) {
    replaced(run, Wire::Anthropic, always(&Answer::CutShort), "provider_unreachable").await;
}

async fn a_refusal_is_replaced_by_the_catalog(run: &'static Run) {
    replaced(run, Wire::Anthropic, always(&Answer::Refusal), "provider_refused").await;
}

async fn a_wrong_key_is_replaced_by_the_catalog(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    shop.env.simulator.llm().refuse_key(&shop.llm_key);
    replaced_at(&shop, "provider_auth").await;
    assert_eq!(shop.llm_requests().len(), 1, "a wrong key stays wrong");
}

async fn an_openai_shaped_provider_that_fails_is_replaced_too(run: &'static Run) {
    replaced(run, Wire::OpenAi, always(&Answer::status(503)), "provider_overloaded").await;
    replaced(run, Wire::OpenAi, always(&Answer::Refusal), "provider_refused").await;
}

async fn a_provider_that_recovers_answers_itself(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    let script = vec![Answer::status(500), Answer::text("Here I am again, good day.")];
    shop.env.simulator.llm().script(&shop.llm_key, script);
    let customer = shop.customer();
    let answer = asks(&customer, "Hello, is anybody there today?").await;
    assert!(answer.text.is_some_and(|text| text.starts_with("Here I am again")));
    stays_at(&customer, 1).await;
    let turn = shop.turn(&shop.conversation().await, "answered").await;
    assert_eq!(turn["provider"], "anthropic", "{turn}");
}

async fn a_provider_that_asks_for_patience_is_asked_again_later(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    let patience = Answer::Status { http: 429, body: None, retry_after: Some(1) };
    let script = vec![patience, Answer::text("Thank you for waiting, good day.")];
    shop.env.simulator.llm().script(&shop.llm_key, script);
    let customer = shop.customer();
    let answer = asks(&customer, "Hello, is anybody there today?").await;
    assert!(answer.text.is_some_and(|text| text.starts_with("Thank you for waiting")));
    let requests = shop.llm_requests();
    let waited = requests[1].at.duration_since(requests[0].at).unwrap_or_default();
    assert!(waited >= Duration::from_millis(900), "asked again after {waited:?}");
}

async fn a_model_that_only_calls_tools_is_replaced_by_the_catalog(run: &'static Run) {
    let search = Answer::tool("search_products", serde_json::json!({ "query": "kebaya" }));
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    shop.env.simulator.llm().script(&shop.llm_key, vec![search; 40]);
    let customer = shop.customer();
    let answer = asks(&customer, "How much is the Kebaya Nyonya?").await;
    assert!(answer.text.as_deref().unwrap_or_default().contains("RM 189.00"), "{:?}", answer.text);
    stays_at(&customer, 1).await;
    let turn = shop.turn(&shop.conversation().await, "answered").await;
    assert_eq!(turn["provider"], "offline", "{turn}");
    assert!(turn["reason"].is_string(), "{turn}");
    assert!(shop.llm_requests().len() <= 12, "{} requests in one turn", shop.llm_requests().len());
}
