//! A model that is down, slow or talks nonsense: the customer gets exactly one answer, and the turn says why it is
//! not the model's.

use std::time::Duration;

use futures_util::future::join_all;
use simulator::{Answer, Wire};

use crate::support::channel::Channel;
use crate::support::time::LLM_TIMEOUT;
use crate::support::{Run, Shop};

crate::on_every_channel![
    a_provider_that_does_not_answer_is_replaced_by_the_catalog,
    a_provider_whose_answer_is_no_use_is_replaced_by_the_catalog,
    a_wrong_key_is_replaced_by_the_catalog,
    a_provider_that_recovers_answers_itself,
    a_provider_that_asks_for_patience_is_asked_again_later,
    a_model_that_only_calls_tools_is_replaced_by_the_catalog,
];

const QUESTION: &str = "How much is the Kebaya Nyonya?";

/// The person gets one answer, from the catalog; the turn's reason is this. All of these at once, each in a shop of
/// its own: more answers are at hand than any turn asks for.
async fn replaced(run: &'static Run, channel: Channel, cases: Vec<(Wire, Answer, &str)>) {
    let tests = cases.into_iter().map(async |(wire, answer, reason)| {
        let shop = Shop::open_on(run, channel).await.ask_model(wire).await;
        shop.script(vec![answer; 12]);
        replaced_at(&shop, reason).await;
    });
    join_all(tests).await;
}

async fn replaced_at(shop: &Shop, reason: &str) {
    let person = shop.person().await;
    let answer = person.asks(QUESTION).await.text;
    assert!(answer.contains("RM 189.00"), "{answer}");
    person.stays_at(1).await;
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

async fn a_provider_that_does_not_answer_is_replaced_by_the_catalog(run: &'static Run, channel: Channel) {
    let limited = Answer::Status { http: 429, body: None, retry_after: Some(1) };
    let slow = Answer::Slow(LLM_TIMEOUT * 2, Box::new(Answer::text("This comes too late.")));
    let cases = vec![
        (Wire::Anthropic, Answer::status(500), "provider_server_error"),
        (Wire::Anthropic, Answer::status(529), "provider_overloaded"),
        (Wire::OpenAi, Answer::status(503), "provider_overloaded"),
        (Wire::Anthropic, limited, "provider_rate_limited"),
        (Wire::Anthropic, slow, "provider_timed_out"),
    ];
    replaced(run, channel, cases).await;
}

async fn a_provider_whose_answer_is_no_use_is_replaced_by_the_catalog(run: &'static Run, channel: Channel) {
    let garbage = Answer::Garbage("<html>It works!</html>".to_owned());
    let cases = vec![
        (Wire::Anthropic, garbage, "provider_not_json"),
        (Wire::Anthropic, Answer::CutShort, "provider_unreachable"),
        (Wire::Anthropic, Answer::Refusal, "provider_refused"),
        (Wire::OpenAi, Answer::Refusal, "provider_refused"),
    ];
    replaced(run, channel, cases).await;
}

async fn a_wrong_key_is_replaced_by_the_catalog(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.env.simulator.llm().refuse_key(&shop.llm_key);
    replaced_at(&shop, "provider_auth").await;
    assert_eq!(shop.llm_requests().len(), 1, "a wrong key stays wrong");
}

async fn a_provider_that_recovers_answers_itself(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    let script = vec![Answer::status(500), Answer::text("Here I am again, good day.")];
    shop.script(script);
    let customer = shop.person().await;
    let answer = customer.asks("Hello, is anybody there today?").await;
    assert!(answer.text.starts_with("Here I am again"));
    customer.stays_at(1).await;
    let turn = shop.turn(&shop.conversation().await, "answered").await;
    assert_eq!(turn["provider"], "anthropic", "{turn}");
}

async fn a_provider_that_asks_for_patience_is_asked_again_later(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    let patience = Answer::Status { http: 429, body: None, retry_after: Some(1) };
    let script = vec![patience, Answer::text("Thank you for waiting, good day.")];
    shop.script(script);
    let customer = shop.person().await;
    let answer = customer.asks("Hello, is anybody there today?").await;
    assert!(answer.text.starts_with("Thank you for waiting"));
    let requests = shop.llm_requests();
    let waited = requests[1].at.duration_since(requests[0].at).unwrap_or_default();
    assert!(waited >= Duration::from_millis(900), "asked again after {waited:?}");
}

async fn a_model_that_only_calls_tools_is_replaced_by_the_catalog(run: &'static Run, channel: Channel) {
    let search = Answer::tool("search_products", serde_json::json!({ "query": "kebaya" }));
    let shop = Shop::thinking_on(run, channel).await;
    shop.script(vec![search; 40]);
    let customer = shop.person().await;
    let answer = customer.asks("How much is the Kebaya Nyonya?").await;
    assert!(answer.text.contains("RM 189.00"), "{:?}", answer.text);
    customer.stays_at(1).await;
    let turn = shop.turn(&shop.conversation().await, "answered").await;
    assert_eq!(turn["provider"], "offline", "{turn}");
    assert!(turn["reason"].is_string(), "{turn}");
    assert!(shop.llm_requests().len() <= 12, "{} requests in one turn", shop.llm_requests().len());
}
