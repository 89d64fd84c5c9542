//! Templates and what the customer said about being written to.

use serde_json::{Value, json};

use super::send::{order_values, path, ready};
use crate::support::templates::{offer, order};
use crate::support::wait::until;
use crate::support::{Person, Run, Shop};

crate::suite![
    selling_needs_a_yes,
    a_yes_that_staff_heard_counts_until_the_customer_says_no,
    after_stop_no_template_goes_and_questions_are_answered,
    stop_also_ends_a_template_that_waits_to_leave,
];

async fn selling_needs_a_yes(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[offer(run), order(run)]).await;
    let selling = json!({ "template": { "name": "raya_offer_2026", "language": "ms" } });
    let problem = shop.api.post(&path(&conversation), &selling).await.problem(409);
    assert_eq!(problem["type"], "/problems/no-consent", "{problem}");
    customer.stays_at(1).await;
    // What is about an order needs none.
    shop.api.post(&path(&conversation), &order_values("Aina")).await.expect(201);
}

async fn a_yes_that_staff_heard_counts_until_the_customer_says_no(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[offer(run)]).await;
    let selling = json!({ "template": { "name": "raya_offer_2026", "language": "ms" } });
    let contact = shop.api.get("/contacts").await.items().remove(0);
    let contact_path = format!("/contacts/{}", contact["id"].as_str().expect("an id"));
    assert_eq!(contact["marketing"], "unknown", "{contact}");
    let told = shop.api.patch(&contact_path, &json!({ "marketing": "opted_in" })).await.expect(200);
    assert_eq!(told["marketing"], "opted_in", "{told}");
    shop.api.post(&path(&conversation), &selling).await.expect(201);
    customer.says("STOP").await;
    until("the no is heard", || async {
        let contact = shop.api.get(&contact_path).await.expect(200);
        if contact["marketing"] == "opted_out" { Ok(()) } else { Err(contact.to_string()) }
    })
    .await;
    shop.api.patch(&contact_path, &json!({ "marketing": "opted_in" })).await.problem(409);
    shop.api.post(&path(&conversation), &selling).await.problem(409);
}

async fn after_stop_no_template_goes_and_questions_are_answered(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[order(run), offer(run)]).await;
    let selling = json!({ "template": { "name": "raya_offer_2026", "language": "ms" } });
    // Opting in allows what was refused before.
    asks_for(&shop, &conversation, &customer, "START").await;
    until("the yes is heard", || async {
        let reply = shop.api.post(&path(&conversation), &selling).await;
        if reply.status == 201 { Ok(()) } else { Err(reply.body.to_string()) }
    })
    .await;
    asks_for(&shop, &conversation, &customer, "STOP").await;
    until("the no is heard", || async {
        let reply = shop.api.post(&path(&conversation), &order_values("Aina")).await;
        if reply.status == 409 { Ok(reply.body["type"].clone()) } else { Err(reply.body.to_string()) }
    })
    .await;
    let problem = shop.api.post(&path(&conversation), &selling).await.problem(409);
    assert_eq!(problem["type"], "/problems/no-consent", "{problem}");
    let answered = customer.replies().await.len();
    shop.api.post(&format!("/conversations/{conversation}/resume"), &json!({})).await.expect(200);
    customer.says("How much is the Kebaya Nyonya?").await;
    until("the question is answered", || async {
        let replies = customer.replies().await;
        if replies.len() > answered { Ok(()) } else { Err(format!("{replies:?}")) }
    })
    .await;
}

/// The customer says a word of command, and it is in the conversation.
async fn asks_for(shop: &Shop, conversation: &str, customer: &Person, word: &str) {
    customer.says(word).await;
    let heard = |messages: &[Value]| messages.iter().any(|message| message["text"] == word);
    shop.messages_until(conversation, "the word is kept", heard).await;
}

async fn stop_also_ends_a_template_that_waits_to_leave(run: &'static Run) {
    let (shop, customer, conversation) = ready(run, &[order(run)]).await;
    let channel = format!("/channels/{}", shop.channel_id);
    shop.api.patch(&channel, &json!({ "throughput": 1 })).await.expect(200);
    // At once: one after the other, a busy machine would be as slow as the number.
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (api, path) = (shop.api.clone(), path(&conversation));
        asked.spawn(async move { api.post(&path, &order_values("Aina")).await.expect(201) });
    }
    let said = asked.join_all().await;
    let last = said.iter().max_by_key(|one| one["id"].to_string()).expect("eight templates").clone();
    assert_eq!(last["status"], "planned", "the eighth in a second: {said:?}");
    customer.says("STOP").await;
    let is_dropped =
        |messages: &[Value]| messages.iter().any(|one| one["id"] == last["id"] && one["status"] == "dropped");
    shop.messages_until(&conversation, "the template that waited is dropped", is_dropped).await;
}
