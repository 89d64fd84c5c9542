//! Code decides money: an amount that nothing backs is not sent.

use simulator::Answer;

use crate::support::channel::Channel;
use crate::support::shop::PRICE;
use crate::support::{Run, Shop};

crate::on_every_channel![
    a_price_that_the_catalog_does_not_back_is_not_sent,
    a_discount_that_the_model_invents_is_not_sent,
    a_price_of_the_catalog_is_sent_as_the_model_wrote_it,
    an_empty_answer_is_replaced_by_the_catalog,
];

/// What a customer reads when the model says this, and why.
async fn answer_to(run: &'static Run, channel: Channel, said: &str) -> (String, serde_json::Value) {
    let shop = Shop::thinking_on(run, channel).await;
    shop.script(vec![Answer::text(said); 4]);
    let customer = shop.person().await;
    let answer = customer.asks("How much is the Baju Kurung Melur?").await;
    customer.stays_at(1).await;
    let turn = shop.turn(&shop.conversation().await, "answered").await;
    (answer.text, turn)
}

async fn a_price_that_the_catalog_does_not_back_is_not_sent(run: &'static Run, channel: Channel) {
    let (text, turn) = answer_to(run, channel, "For you it is only RM 49.00 today!").await;
    assert!(!text.contains("49.00") && text.contains(PRICE), "{text}");
    assert_eq!(
        (turn["reason"].as_str(), turn["provider"].as_str()),
        (Some("unbacked_amount"), Some("offline"))
    );
}

async fn a_discount_that_the_model_invents_is_not_sent(run: &'static Run, channel: Channel) {
    let (text, turn) =
        answer_to(run, channel, "It costs RM 129.00, but I can let it go for MYR 98.71.").await;
    assert!(!text.contains("98.71") && text.contains(PRICE), "{text}");
    assert_eq!(turn["reason"], "unbacked_amount", "{turn}");
}

async fn a_price_of_the_catalog_is_sent_as_the_model_wrote_it(run: &'static Run, channel: Channel) {
    let said = "The Baju Kurung Melur is RM129, and we have seven of it.";
    let (text, turn) = answer_to(run, channel, said).await;
    assert!(text.starts_with(said), "{text}");
    assert_eq!(turn["provider"], "anthropic", "{turn}");
}

async fn an_empty_answer_is_replaced_by_the_catalog(run: &'static Run, channel: Channel) {
    let (text, turn) = answer_to(run, channel, "   ").await;
    assert!(text.contains(PRICE), "{text}");
    assert!(turn["reason"].is_string(), "{turn}");
}
