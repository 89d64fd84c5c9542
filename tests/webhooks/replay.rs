//! Meta delivers at least once, in any order: a replay is a no-op, a burst is one turn.

use serde_json::{Value, json};
use simulator::{About, Answer, DeliveryFault, Wire, batch, meta_json};

use crate::support::shop::{says, stays_at};
use crate::support::time::PATIENCE;
use crate::support::{Run, Shop};

crate::suite![
    a_batch_delivered_twice_is_one_message_one_turn_one_answer,
    copies_that_arrive_at_once_are_one_message,
    two_messages_in_a_burst_are_one_turn,
    two_messages_in_one_webhook_are_one_turn,
    a_message_after_the_answer_is_a_turn_of_its_own,
    a_replay_after_the_answer_changes_nothing,
    messages_out_of_order_are_read_in_their_own_order,
    words_are_kept_as_they_were_written,
];

fn words(text: &str) -> Value {
    json!({ "type": "text", "text": { "body": text } })
}

/// So many messages of the customer are stored, in one turn, with one answer.
async fn is_one_turn(shop: &Shop, customer: &simulator::Customer, inbound: usize) {
    customer.wait_for_reply(PATIENCE).await.expect("an answer");
    stays_at(customer, 1).await;
    let conversation = shop.conversation().await;
    let turns = shop.turns(&conversation).await;
    assert_eq!(turns.len(), 1, "{turns:?}");
    assert_eq!(turns[0]["message_ids"].as_array().map(Vec::len), Some(inbound), "{turns:?}");
    let messages = shop.messages(&conversation).await;
    let count = messages.iter().filter(|message| message["direction"] == "inbound").count();
    assert_eq!(count, inbound, "{messages:?}");
}

async fn a_batch_delivered_twice_is_one_message_one_turn_one_answer(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    let (value, _) = customer.prepare(words("How much is the Kebaya Nyonya?"));
    let body = meta_json(&batch(&[shop.number.change(value)]));
    assert_eq!(shop.env.post_signed(&body).await, 200);
    assert_eq!(shop.env.post_signed(&body).await, 200);
    is_one_turn(&shop, &customer, 1).await;
}

async fn copies_that_arrive_at_once_are_one_message(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    shop.number.delivery_fault(About::Message, DeliveryFault::Duplicate(4));
    says(&customer, "How much is the Kebaya Nyonya?").await;
    is_one_turn(&shop, &customer, 1).await;
    let attempts = shop.number.webhooks().into_iter().filter(|webhook| webhook.about == About::Message);
    let statuses: Vec<_> = attempts.map(|webhook| webhook.status).collect();
    assert_eq!(statuses, [Some(200); 5]);
}

async fn two_messages_in_a_burst_are_one_turn(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    says(&customer, "Hello, I have a question").await;
    says(&customer, "How much is the Kebaya Nyonya?").await;
    is_one_turn(&shop, &customer, 2).await;
    assert!(customer.replies()[0].contains("RM 189.00"), "{:?}", customer.replies());
}

async fn two_messages_in_one_webhook_are_one_turn(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    let changes = ["Hello, I have a question", "How much is the Kebaya Nyonya?"]
        .map(|text| shop.number.change(customer.prepare(words(text)).0));
    assert_eq!(shop.env.post_signed(&meta_json(&batch(&changes))).await, 200);
    is_one_turn(&shop, &customer, 2).await;
}

async fn a_message_after_the_answer_is_a_turn_of_its_own(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    for question in ["How much is the Kebaya Nyonya?", "And how much is the Baju Kurung Melur?"] {
        crate::support::shop::asks(&customer, question).await;
    }
    let turns = shop.turns(&shop.conversation().await).await;
    assert_eq!(turns.len(), 2, "{turns:?}");
    stays_at(&customer, 2).await;
}

async fn a_replay_after_the_answer_changes_nothing(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    let (value, _) = customer.prepare(words("How much is the Kebaya Nyonya?"));
    let body = meta_json(&batch(&[shop.number.change(value)]));
    assert_eq!(shop.env.post_signed(&body).await, 200);
    customer.wait_for_reply(PATIENCE).await.expect("an answer");
    assert_eq!(shop.env.post_signed(&body).await, 200);
    stays_at(&customer, 1).await;
    assert_eq!(shop.turns(&shop.conversation().await).await.len(), 1);
}

async fn messages_out_of_order_are_read_in_their_own_order(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::text("Good day, I have read both.")]);
    let customer = shop.customer();
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    let at = |seconds: u64, text: &str| {
        let mut message = words(text);
        message["timestamp"] = Value::from(seconds.to_string());
        shop.number.change(customer.prepare(message).0)
    };
    let (first, second) = (at(now - 2, "I came to your shop"), at(now - 1, "but it was closed"));
    for change in [second, first] {
        assert_eq!(shop.env.post_signed(&meta_json(&batch(&[change]))).await, 200);
    }
    is_one_turn(&shop, &customer, 2).await;
    let asked = shop.llm_requests()[0].body["messages"].to_string();
    assert!(asked.find("I came to your shop") < asked.find("but it was closed"), "{asked}");
}

async fn words_are_kept_as_they_were_written(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    let customer = shop.customer();
    let written = "Olá 😀 “quoted” \\ back/slash\n\u{202b}كم السعر؟\u{202c} 多少钱 \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}";
    says(&customer, written).await;
    let messages = shop.messages(&shop.conversation().await).await;
    assert_eq!(messages[0]["text"], written);
}
