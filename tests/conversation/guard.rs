//! Code decides money: an amount that nothing backs is not sent.

use simulator::{Answer, Wire};

use crate::support::shop::{PRICE, asks, stays_at};
use crate::support::{Run, Shop};

crate::suite![
    a_price_that_the_catalog_does_not_back_is_not_sent,
    a_discount_that_the_model_invents_is_not_sent,
    a_price_of_the_catalog_is_sent_as_the_model_wrote_it,
    an_empty_answer_is_replaced_by_the_catalog,
];

/// What a customer reads when the model says this, and why.
async fn answer_to(run: &'static Run, said: &str) -> (String, serde_json::Value) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::text(said); 4]);
    let customer = shop.customer();
    let answer = asks(&customer, "How much is the Baju Kurung Melur?").await;
    stays_at(&customer, 1).await;
    let turn = shop.turn(&shop.conversation().await, "answered").await;
    (answer.text.unwrap_or_default(), turn)
}

async fn a_price_that_the_catalog_does_not_back_is_not_sent(run: &'static Run) {
    let (text, turn) = answer_to(run, "For you it is only RM 49.00 today!").await;
    assert!(!text.contains("49.00") && text.contains(PRICE), "{text}");
    assert_eq!(
        (turn["reason"].as_str(), turn["provider"].as_str()),
        (Some("unbacked_amount"), Some("offline"))
    );
}

async fn a_discount_that_the_model_invents_is_not_sent(run: &'static Run) {
    let (text, turn) = answer_to(run, "It costs RM 129.00, but I can let it go for MYR 98.71.").await;
    assert!(!text.contains("98.71") && text.contains(PRICE), "{text}");
    assert_eq!(turn["reason"], "unbacked_amount", "{turn}");
}

async fn a_price_of_the_catalog_is_sent_as_the_model_wrote_it(run: &'static Run) {
    let said = "The Baju Kurung Melur is RM129, and we have seven of it.";
    let (text, turn) = answer_to(run, said).await;
    assert!(text.starts_with(said), "{text}");
    assert_eq!(turn["provider"], "anthropic", "{turn}");
}

async fn an_empty_answer_is_replaced_by_the_catalog(run: &'static Run) {
    let (text, turn) = answer_to(run, "   ").await;
    assert!(text.contains(PRICE), "{text}");
    assert!(turn["reason"].is_string(), "{turn}");
}
