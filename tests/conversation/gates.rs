//! Every silence has a reason.

use serde_json::json;
use simulator::{Answer, CallKind, Wire};

use crate::support::shop::{asks, says, stays_at};
use crate::support::{Run, Shop};

crate::suite![
    an_agent_that_is_off_stores_and_says_why,
    an_agent_that_suggests_drafts_and_sends_nothing,
    the_days_turns_are_a_limit,
    the_days_cost_is_a_limit,
    a_conversations_turns_are_a_limit_too,
];

async fn an_agent_that_is_off_stores_and_says_why(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let customer = shop.customer();
    says(&customer, "Is anybody there this evening?").await;
    let id = shop.conversation().await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "agent_off", "{turn}");
    let messages = shop.messages(&id).await;
    assert_eq!((messages.len(), &messages[0]["text"]), (1, &json!("Is anybody there this evening?")));
    stays_at(&customer, 0).await;
    assert!(shop.llm_requests().is_empty());
    let shown =
        shop.number.requests().into_iter().any(|call| matches!(call.kind, CallKind::Read | CallKind::Send));
    assert!(!shown, "nobody reads or types while the agent is off");
}

async fn an_agent_that_suggests_drafts_and_sends_nothing(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    shop.change_settings(&json!({ "agent": { "mode": "suggest" } })).await;
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::text("I would say this to them.")]);
    let customer = shop.customer();
    says(&customer, "Is anybody there this evening?").await;
    let id = shop.conversation().await;
    let turn = shop.turn(&id, "suggested").await;
    assert_eq!(turn["suggestion"], "I would say this to them.", "{turn}");
    stays_at(&customer, 0).await;
}

async fn the_days_turns_are_a_limit(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.change_settings(&json!({ "agent": { "daily_turns": 1 } })).await;
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    says(&customer, "And what else do you sell?").await;
    let turn = shop.turn(&shop.conversation().await, "gated").await;
    assert_eq!(turn["reason"], "daily_turns", "{turn}");
    stays_at(&customer, 1).await;
}

async fn the_days_cost_is_a_limit(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    shop.change_settings(&json!({ "agent": { "daily_cost_cents": 1 } })).await;
    // A thousand words that a model writes cost half a cent.
    let long = "words ".repeat(650);
    let answers = vec![Answer::text(&long), Answer::text(&long), Answer::text("Never said.")];
    shop.env.simulator.llm().script(&shop.llm_key, answers);
    let customer = shop.customer();
    for question in ["Tell me all about your shop", "And now all about its history"] {
        asks(&customer, question).await;
    }
    says(&customer, "And about the street that it is in").await;
    let turn = shop.turn(&shop.conversation().await, "gated").await;
    assert_eq!(turn["reason"], "daily_cost", "{turn}");
    let passed = turn["gates"].as_array().expect("the gates that it passed");
    assert_eq!(passed.last(), Some(&json!("daily_turns")), "{turn}");
    stays_at(&customer, 2).await;
}

async fn a_conversations_turns_are_a_limit_too(run: &'static Run) {
    let shop = Shop::open(run).await;
    let changed = shop.change_settings(&json!({ "agent": { "conversation_turns": 1 } })).await;
    assert_eq!(changed["agent"]["conversation_turns"], 1, "{changed}");
    let (customer, other) = (shop.customer(), shop.customer());
    asks(&customer, "What do you sell in this shop?").await;
    let id = shop.conversation().await;
    says(&customer, "And what else do you sell?").await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "conversation_turns", "{turn}");
    assert!(turn["explanation"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{turn}");
    stays_at(&customer, 1).await;
    // Each conversation has its own.
    asks(&other, "What do you sell in this shop?").await;
}
