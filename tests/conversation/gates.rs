//! Every silence has a reason.

use serde_json::{Value, json};
use simulator::{Answer, CallKind};

use crate::support::channel::Channel;
use crate::support::{Begun, Run, Shop};

crate::on_every_channel![
    an_agent_that_is_off_stores_and_says_why,
    an_agent_that_suggests_drafts_and_sends_nothing,
    the_days_turns_are_a_limit,
    the_days_cost_is_a_limit,
    a_conversations_turns_are_a_limit_too,
];

async fn an_agent_that_is_off_stores_and_says_why(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let person = shop.person().await;
    person.says("Is anybody there this evening?").await;
    let id = shop.conversation().await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "agent_off", "{turn}");
    let messages = shop.messages(&id).await;
    assert_eq!((messages.len(), &messages[0]["text"]), (1, &json!("Is anybody there this evening?")));
    person.stays_at(0).await;
    assert!(shop.llm_requests().is_empty());
    for kind in [CallKind::Read, CallKind::Action, CallKind::Send] {
        assert!(shop.calls(kind).is_empty(), "nobody reads or types while the agent is off");
    }
}

async fn an_agent_that_suggests_drafts_and_sends_nothing(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.change_settings(&json!({ "agent": { "mode": "suggest" } })).await;
    shop.script(vec![Answer::text("I would say this to them.")]);
    let person = shop.person().await;
    person.says("Is anybody there this evening?").await;
    let turn = shop.turn(&shop.conversation().await, "suggested").await;
    assert_eq!(turn["suggestion"], "I would say this to them.", "{turn}");
    person.stays_at(0).await;
}

async fn the_days_turns_are_a_limit(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    shop.change_settings(&json!({ "agent": { "daily_turns": 1 } })).await;
    let Begun { shop, person, id } = Begun::at(shop).await;
    person.says("And what else do you sell?").await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "daily_turns", "{turn}");
    person.stays_at(1).await;
}

async fn the_days_cost_is_a_limit(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.change_settings(&json!({ "agent": { "daily_cost_cents": 1 } })).await;
    // A thousand words that a model writes cost half a cent; what does not fit goes in parts.
    let long = "words ".repeat(650);
    shop.script(vec![Answer::text(&long), Answer::text(&long), Answer::text("Never said.")]);
    let person = shop.person().await;
    person.says("Tell me all about your shop").await;
    let id = shop.conversation().await;
    shop.turn(&id, "answered").await;
    person.says("And now all about its history").await;
    let is_said = |messages: &[Value]| {
        let mut by_agent = messages.iter().filter(|message| message["author"] == "agent");
        messages.iter().filter(|message| message["direction"] == "inbound").count() == 2
            && messages.last().is_some_and(|last| last["author"] == "agent")
            && by_agent.all(|message| !matches!(message["status"].as_str(), Some("planned" | "sending")))
    };
    shop.messages_until(&id, "both answers, all parts of them", is_said).await;
    let before = person.replies().await.len();
    person.says("And about the street that it is in").await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "daily_cost", "{turn}");
    let passed = turn["gates"].as_array().expect("the gates that it passed");
    assert_eq!(passed.last(), Some(&json!("daily_turns")), "{turn}");
    person.stays_at(before).await;
}

async fn a_conversations_turns_are_a_limit_too(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let changed = shop.change_settings(&json!({ "agent": { "conversation_turns": 1 } })).await;
    assert_eq!(changed["agent"]["conversation_turns"], 1, "{changed}");
    let Begun { shop, person, id } = Begun::at(shop).await;
    person.says("And what else do you sell?").await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "conversation_turns", "{turn}");
    assert!(turn["explanation"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{turn}");
    person.stays_at(1).await;
    // Each conversation has its own.
    shop.person().await.asks("What do you sell in this shop?").await;
}
