//! The model on both wires, tools included, and what no request to it may hold.

use serde_json::{Value, json};
use simulator::{Answer, LlmRequest, Wire};

use crate::support::shop::{FLOOR, PRICE, PRODUCT};
use crate::support::{Run, Shop};

crate::suite![
    anthropic_answers_in_its_own_words,
    openai_answers_in_its_own_words,
    anthropic_finds_a_product_with_a_tool,
    openai_finds_a_product_with_a_tool,
    openai_is_asked_not_to_store,
    a_call_of_no_tool_is_told_to_the_model,
    the_model_reads_the_talk_before,
    the_agent_says_once_that_it_is_one,
];

const WORDS: &str = "Of course! It is a lovely piece.";

/// A shop whose model says this, and the answer that a customer got.
async fn scripted(run: &'static Run, wire: Wire, script: Vec<Answer>) -> (Shop, String) {
    let shop = Shop::with_model(run, wire).await;
    shop.script(script);
    let customer = shop.person().await;
    let answer = customer.asks("Do you have anything nice for a wedding?").await;
    customer.stays_at(1).await;
    (shop, answer.text)
}

/// Requests that the stand-in accepted, without anything that a model may not read.
#[track_caller]
fn checked(shop: &Shop, wire: Wire) -> Vec<LlmRequest> {
    let requests = shop.llm_requests();
    for request in &requests {
        assert_eq!((request.wire, request.problem.as_deref()), (wire, None));
        let body = request.body.to_string();
        let secrets =
            [shop.llm_key.clone(), shop.number.config().access_token, FLOOR.to_string(), "98.71".into()];
        for secret in secrets {
            assert!(!body.contains(&secret), "a request to the model holds {secret}");
        }
        assert!(body.contains(PRODUCT) && body.contains(PRICE), "a request without the catalog: {body}");
    }
    requests
}

async fn in_its_own_words(run: &'static Run, wire: Wire, provider: &str) {
    let (shop, text) = scripted(run, wire, vec![Answer::text(WORDS)]).await;
    assert!(text.starts_with(WORDS), "{text}");
    assert_eq!(checked(&shop, wire).len(), 1);
    let turn = shop.turn(&shop.conversation().await, "answered").await;
    assert_eq!((&turn["provider"], &turn["reason"]), (&json!(provider), &Value::Null), "{turn}");
    assert!(turn["tokens"]["input"].as_u64().is_some_and(|tokens| tokens > 0), "{turn}");
}

async fn anthropic_answers_in_its_own_words(run: &'static Run) {
    in_its_own_words(run, Wire::Anthropic, "anthropic").await;
}

async fn openai_answers_in_its_own_words(run: &'static Run) {
    in_its_own_words(run, Wire::OpenAi, "openai").await;
}

async fn with_a_tool(run: &'static Run, wire: Wire) {
    let search = Answer::tool("search_products", json!({ "query": "kebaya" }));
    let found = Answer::text("The Kebaya Nyonya costs RM 189.00.");
    let (shop, text) = scripted(run, wire, vec![search, found]).await;
    assert!(text.starts_with("The Kebaya Nyonya costs RM 189.00."), "{text}");
    let requests = checked(&shop, wire);
    assert_eq!(requests.len(), 2);
    let messages = requests[1].body["messages"].as_array().expect("messages");
    let result = messages.last().expect("a last message").to_string();
    assert!(result.contains("Kebaya Nyonya") && result.contains("RM 189.00"), "the tool's result: {result}");
    let turn = shop.turn(&shop.conversation().await, "answered").await;
    assert_eq!(turn["tools"], json!(["search_products"]), "{turn}");
}

async fn anthropic_finds_a_product_with_a_tool(run: &'static Run) {
    with_a_tool(run, Wire::Anthropic).await;
}

async fn openai_finds_a_product_with_a_tool(run: &'static Run) {
    with_a_tool(run, Wire::OpenAi).await;
}

async fn openai_is_asked_not_to_store(run: &'static Run) {
    let (shop, _) = scripted(run, Wire::OpenAi, vec![Answer::text(WORDS)]).await;
    for request in checked(&shop, Wire::OpenAi) {
        assert_eq!(request.body["store"], json!(false), "{}", request.body);
    }
}

async fn a_call_of_no_tool_is_told_to_the_model(run: &'static Run) {
    for wire in [Wire::Anthropic, Wire::OpenAi] {
        let calls = vec![
            ("drop_the_price".to_owned(), json!({ "to": 1 })),
            ("search_products".to_owned(), json!({ "query": "kebaya" })),
        ];
        let (shop, text) = scripted(run, wire, vec![Answer::ToolCalls(calls), Answer::text(WORDS)]).await;
        assert!(text.starts_with(WORDS), "{text}");
        let results = checked(&shop, wire)[1].body["messages"].to_string();
        assert!(results.contains("no such tool") && results.contains("RM 189.00"), "{results}");
    }
}

async fn the_model_reads_the_talk_before(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    let script = vec![Answer::text("We open at ten."), Answer::text("Until seven.")];
    shop.script(script);
    let customer = shop.person().await;
    customer.asks("When do you open tomorrow?").await;
    customer.asks("And until when exactly?").await;
    let second = shop.llm_requests().last().expect("a second request").body["messages"].to_string();
    for said in ["When do you open tomorrow?", "We open at ten.", "And until when exactly?"] {
        assert_eq!(second.matches(said).count(), 1, "{said} in {second}");
    }
}

async fn the_agent_says_once_that_it_is_one(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    let disclosure = "You are talking to a machine of ours.";
    run.seen.publish(disclosure);
    shop.change_settings(&json!({ "disclosure": { "enabled": true, "text": disclosure } })).await;
    let script = vec![Answer::text(WORDS), Answer::text("With pleasure, see you soon.")];
    shop.script(script);
    let customer = shop.person().await;
    for question in ["Do you have anything nice for a wedding?", "Thank you, I will come by."] {
        customer.asks(question).await;
    }
    let replies = customer.replies().await;
    assert!(replies[0].contains(disclosure) && !replies[1].contains(disclosure), "{replies:?}");
}
