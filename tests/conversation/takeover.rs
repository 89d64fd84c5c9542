//! People win: whoever of the business writes or asks has the conversation, whatever the agent was about to say.

use std::time::Duration;

use serde_json::{Value, json};
use simulator::{
    Answer, Call, Change, Customer, Fault, Outcome, Sent, WebhookAttempt, Wire, batch, meta_json,
};

use crate::support::shop::{asks, says, stays_at, text};
use crate::support::time::PATIENCE;
use crate::support::wait::stays;
use crate::support::{Run, Shop, random};

crate::suite![
    a_reply_of_staff_takes_over_and_the_agents_late_answer_is_dropped,
    the_same_idempotency_key_sends_once,
    another_idempotency_key_sends_again,
    a_paused_conversation_is_not_answered_until_it_is_resumed,
    a_pause_drops_the_answer_of_a_thinking_model,
    an_answer_that_waits_to_be_sent_again_is_dropped_when_staff_reply,
    a_message_from_the_business_phone_pauses_the_agent,
    a_newer_message_supersedes_a_thinking_model,
];

const LATE: &str = "This answer of the model comes too late.";

/// A shop whose model takes its time, after a first exchange, with a second question that it thinks about.
async fn thinking(run: &'static Run) -> (Shop, Customer, String) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    let slow = Answer::Slow(Duration::from_millis(1_500), Box::new(Answer::text(LATE)));
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::text("Good day to you, how are you?"), slow]);
    let customer = shop.customer();
    asks(&customer, "Good day, I need some help").await;
    let id = shop.conversation().await;
    says(&customer, "What do you think of my outfit?").await;
    let asked = shop.env.simulator.llm().wait_for_requests(&shop.llm_key, 2, PATIENCE).await;
    asked.expect("the model should be asked a second time");
    (shop, customer, id)
}

/// The second question's turn is superseded, its request was given up, and its answer reaches nobody.
async fn is_dropped(shop: &Shop, customer: &Customer, id: &str) {
    shop.turn(id, "superseded").await;
    let gave_up = |requests: &[simulator::LlmRequest]| requests[1].outcome == Outcome::Aborted;
    let given_up = shop.env.simulator.llm().wait_until(&shop.llm_key, gave_up, PATIENCE).await;
    given_up.expect("the request to the model should be given up");
    assert!(!customer.replies().iter().any(|reply| reply.contains(LATE)), "{:?}", customer.replies());
}

async fn staff_say(shop: &Shop, id: &str, words: &str, key: &str) -> Value {
    let path = format!("/conversations/{id}/messages");
    shop.api.post_once(&path, key, &json!({ "text": words })).await.expect(201)
}

async fn a_reply_of_staff_takes_over_and_the_agents_late_answer_is_dropped(run: &'static Run) {
    let (shop, customer, id) = thinking(run).await;
    let sent = staff_say(&shop, &id, "Aishah here, let me look at it.", &random::hex()).await;
    assert_eq!((&sent["author"], &sent["direction"]), (&json!("member"), &json!("outbound")), "{sent}");
    let reply = customer.wait_for_reply(PATIENCE).await.expect("the reply of staff");
    assert_eq!(reply.text.as_deref(), Some("Aishah here, let me look at it."));
    is_dropped(&shop, &customer, &id).await;
    stays_at(&customer, 2).await;
    let shown = shop.api.get(&format!("/conversations/{id}")).await.expect(200);
    assert!(shown["paused_until"].is_string(), "{shown}");
    says(&customer, "Thank you very much, Aishah").await;
    assert_eq!(shop.turn(&id, "gated").await["reason"], "paused");
    stays_at(&customer, 2).await;
}

async fn the_same_idempotency_key_sends_once(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    let id = shop.conversation().await;
    let key = random::hex();
    let (first, second) = tokio::join!(
        staff_say(&shop, &id, "A person says this only once.", &key),
        staff_say(&shop, &id, "A person says this only once.", &key)
    );
    let third = staff_say(&shop, &id, "A person says this only once.", &key).await;
    assert_eq!((&first["id"], &first["id"]), (&second["id"], &third["id"]));
    stays_at(&customer, 2).await;
}

async fn another_idempotency_key_sends_again(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    let id = shop.conversation().await;
    for words in ["A person says this first.", "A person says this second."] {
        staff_say(&shop, &id, words, &random::hex()).await;
    }
    stays_at(&customer, 3).await;
    assert_eq!(customer.replies()[1..], ["A person says this first.", "A person says this second."]);
}

async fn a_paused_conversation_is_not_answered_until_it_is_resumed(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    let id = shop.conversation().await;
    let paused =
        shop.api.post(&format!("/conversations/{id}/pause"), &json!({ "duration": "2h" })).await.expect(200);
    assert!(paused["paused_until"].is_string(), "{paused}");
    says(&customer, "How much is the Kebaya Nyonya?").await;
    let turn = shop.turn(&id, "gated").await;
    assert_eq!(turn["reason"], "paused", "{turn}");
    assert!(turn["explanation"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{turn}");
    stays_at(&customer, 1).await;
    let resumed = shop.api.post(&format!("/conversations/{id}/resume"), &json!({})).await.expect(200);
    assert_eq!(resumed["paused_until"], Value::Null, "{resumed}");
    let answer = customer.wait_for_reply(PATIENCE).await.unwrap();
    let text = answer.text.unwrap_or_default();
    assert!(text.contains("Kebaya Nyonya"), "what nobody answered meanwhile is answered: {text}");
    assert!(text.contains("assistant"), "and it says again what answers, after a person did: {text}");
    stays_at(&customer, 2).await;
}

async fn a_pause_drops_the_answer_of_a_thinking_model(run: &'static Run) {
    let (shop, customer, id) = thinking(run).await;
    shop.api.post(&format!("/conversations/{id}/pause"), &json!({})).await.expect(200);
    is_dropped(&shop, &customer, &id).await;
    stays_at(&customer, 1).await;
}

/// The state is looked at once more before anything is sent, not only after the model has answered.
async fn an_answer_that_waits_to_be_sent_again_is_dropped_when_staff_reply(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    let id = shop.conversation().await;
    // Waits of 0.2, 0.8 and 3.2 seconds: the third leaves time for a person.
    for _ in 0..3 {
        shop.number.fault(Fault::graph(400, 131_056));
    }
    says(&customer, "How much is the Kebaya Nyonya?").await;
    let refused = |_: &[Sent], calls: &[Call], _: &[WebhookAttempt]| {
        calls.iter().filter(|call| call.error_code == Some(131_056)).count() == 3
    };
    shop.number.wait_until(refused, PATIENCE).await.expect("three refusals");
    staff_say(&shop, &id, "A person answers this instead.", &random::hex()).await;
    stays("two messages at the customer", Duration::from_secs(5), || {
        let replies = customer.replies();
        if replies.len() <= 2 { Ok(()) } else { Err(format!("{replies:?}")) }
    })
    .await;
    assert_eq!(customer.replies()[1], "A person answers this instead.");
    let messages = shop.messages(&id).await;
    assert!(messages.iter().all(|message| message["status"] != "planned"), "{messages:?}");
}

/// What Meta sends when somebody of the business writes on the phone that has the same number.
fn echo(shop: &Shop, customer: &Customer, words: &str) -> Change {
    let config = shop.number.config();
    let own: String = config.display_phone_number.chars().filter(char::is_ascii_digit).collect();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let message = json!({
        "from": own,
        "to": customer.wa_id(),
        "to_user_id": customer.bsuid(),
        "id": format!("wamid.{}", random::hex()),
        "timestamp": now.as_secs().to_string(),
        "type": "text",
        "text": { "body": words },
    });
    let contact = json!({ "wa_id": customer.wa_id(), "user_id": customer.bsuid() });
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": own, "phone_number_id": config.phone_number_id },
        "contacts": [contact],
        "message_echoes": [message],
    });
    Change { product: config.product, waba_id: config.waba_id, field: "smb_message_echoes".to_owned(), value }
}

async fn a_message_from_the_business_phone_pauses_the_agent(run: &'static Run) {
    let (shop, customer, id) = thinking(run).await;
    let words = "I answer from the phone in the shop.";
    let payload = batch(&[echo(&shop, &customer, words)]);
    run.seen.add_json(&payload);
    assert_eq!(shop.env.post_signed(&meta_json(&payload)).await, 200);
    is_dropped(&shop, &customer, &id).await;
    let echoed = |messages: &[Value]| messages.iter().any(|message| message["text"] == words);
    let messages = shop.messages_until(&id, "the echo is in the thread", echoed).await;
    let message = messages.iter().find(|message| message["text"] == words).expect("the echo");
    assert_eq!(
        (&message["author"], &message["direction"]),
        (&json!("member"), &json!("outbound")),
        "{message}"
    );
    says(&customer, "Thank you, see you in the shop").await;
    assert_eq!(shop.turn(&id, "gated").await["reason"], "paused");
    stays_at(&customer, 1).await;
}

fn text_of(sent: &simulator::Sent) -> &str {
    sent.text.as_deref().unwrap_or_default()
}

async fn a_newer_message_supersedes_a_thinking_model(run: &'static Run) {
    let (shop, customer, id) = thinking(run).await;
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::text("I answer both of your questions.")]);
    says(&customer, "And what of my shoes, please?").await;
    let answer = customer.wait_for_reply(PATIENCE).await.expect("an answer to both");
    assert!(text_of(&answer).starts_with("I answer both"), "{answer:?}");
    stays_at(&customer, 2).await;
    let turns = shop.turns(&id).await;
    let outcomes: Vec<_> = turns.iter().map(|turn| text(turn, "outcome")).collect();
    assert_eq!(outcomes, ["answered", "superseded", "answered"]);
    assert_eq!(turns[2]["message_ids"].as_array().map(Vec::len), Some(2), "{turns:?}");
    assert_eq!(shop.llm_requests()[1].outcome, Outcome::Aborted);
}
