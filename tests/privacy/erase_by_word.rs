//! DELETE MY DATA: gone from every store at once, and whoever writes again is somebody new.

use std::sync::Arc;

use serde_json::json;
use simulator::{CustomerConfig, batch, meta_json};

use super::{asks_to_be_erased, brings_all_again, cron, done, inbox, next_second};
use crate::support::objects;
use crate::support::shop::{asks, says, stays_at, text};
use crate::support::time::PATIENCE;
use crate::support::wait::until;
use crate::support::{Env, Run, Shop, random};

crate::suite![
    a_word_erases_the_person_and_confirms_it_with_a_code,
    the_object_of_an_erased_conversation_is_empty,
    what_meta_sends_again_brings_nobody_back_and_a_new_message_begins_anew,
    of_a_batch_with_both_only_what_is_newer_is_kept,
    a_conversation_that_only_forwards_is_erased_too,
    the_suppression_outlives_the_person,
    the_word_is_obeyed_in_other_languages_and_while_the_agent_is_off,
];

async fn a_word_erases_the_person_and_confirms_it_with_a_code(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    let code = asks_to_be_erased(&customer, "Delete my data, please!").await;
    let status = done(&shop.env, &code).await;
    assert_eq!(status["code"], code.as_str(), "{status}");
    assert!(inbox(&shop).await.is_empty());
    shop.api.get(&format!("/conversations/{id}")).await.problem(404);
    shop.api.get(&format!("/conversations/{id}/messages")).await.problem(404);
    shop.api.get(&format!("/conversations/{id}/turns")).await.problem(404);
    let said = json!({ "text": "Are you still there?" });
    shop.api.post(&format!("/conversations/{id}/messages"), &said).await.problem(404);
    stays_at(&customer, 2).await;
}

async fn the_object_of_an_erased_conversation_is_empty(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("erased-object", &[]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    let code = asks_to_be_erased(&customer, "DELETE MY DATA").await;
    done(&env, &code).await;
    stays_at(&customer, 2).await;
    env.kill();
    assert_eq!(objects::leftovers(&env), Vec::<String>::new());
    assert_eq!(objects::alarms(&env), Vec::<String>::new());
}

async fn what_meta_sends_again_brings_nobody_back_and_a_new_message_begins_anew(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    let before = text(&inbox(&shop).await[0], "contact_id");
    let code = asks_to_be_erased(&customer, "erase my personal data").await;
    done(&shop.env, &code).await;
    assert!(brings_all_again(&shop).await > 2);
    stays_at(&customer, 2).await;
    assert!(inbox(&shop).await.is_empty());
    next_second().await;
    let answer = asks(&customer, "How much is the Baju Kurung Melur?").await;
    assert!(answer.text.is_some_and(|text| text.contains("RM 129.00")));
    brings_all_again(&shop).await;
    stays_at(&customer, 3).await;
    let id = shop.conversation().await;
    assert_ne!(text(&inbox(&shop).await[0], "contact_id"), before, "somebody new");
    let messages = shop.messages(&id).await;
    assert_eq!(messages.len(), 2, "only what came after: {messages:?}");
    let is_told = |messages: &[serde_json::Value]| messages[1]["status"] == "read";
    shop.messages_until(&id, "the new answer's own statuses", is_told).await;
}

async fn of_a_batch_with_both_only_what_is_newer_is_kept(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    let old = json!({ "type": "text", "text": { "body": "What do you sell in this shop?" } });
    let (old, _) = customer.prepare(old);
    next_second().await;
    let code = asks_to_be_erased(&customer, "delete all my data").await;
    done(&shop.env, &code).await;
    next_second().await;
    let new = json!({ "type": "text", "text": { "body": "How much is the Kebaya Nyonya?" } });
    let (new, _) = customer.prepare(new);
    let both = batch(&[shop.number.change(old), shop.number.change(new)]);
    assert_eq!(shop.env.post_signed(&meta_json(&both)).await, 200);
    customer.wait_for_reply(PATIENCE).await.expect("an answer to what is newer");
    let messages = shop.messages(&shop.conversation().await).await;
    let inbound: Vec<_> = messages.iter().filter(|message| message["direction"] == "inbound").collect();
    assert_eq!((inbound.len(), &inbound[0]["text"]), (1, &json!("How much is the Kebaya Nyonya?")));
}

/// Two objects know this person: the one of their number, and the one of their id, which only forwards.
async fn a_conversation_that_only_forwards_is_erased_too(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("erased-forwarder", &[]).await);
    let shop = Shop::open_at(&env).await;
    let name = format!("Aina {}", random::digits(9));
    let customer =
        shop.number.add_customer(CustomerConfig::with_phone(&name, &format!("601{}", random::digits(9))));
    let question = json!({ "type": "text", "text": { "body": "How much is the Kebaya Nyonya?" } });
    let (mut value, _) = customer.prepare(question);
    // As events were before there were business-scoped ids.
    value["messages"][0].as_object_mut().expect("a message").remove("from_user_id");
    value["contacts"][0].as_object_mut().expect("a contact").remove("user_id");
    assert_eq!(env.post_signed(&meta_json(&batch(&[shop.number.change(value)]))).await, 200);
    customer.wait_for_reply(PATIENCE).await.expect("an answer by the number");
    asks(&customer, "And the Baju Kurung Melur?").await;
    let messages = shop.messages(&shop.conversation().await).await;
    assert_eq!(messages.len(), 4, "one conversation: {messages:?}");
    let code = asks_to_be_erased(&customer, "DELETE MY DATA").await;
    done(&env, &code).await;
    stays_at(&customer, 3).await;
    env.kill();
    assert_eq!(objects::leftovers(&env), Vec::<String>::new());
}

async fn the_suppression_outlives_the_person(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    let code = asks_to_be_erased(&customer, "delete my data").await;
    done(&shop.env, &code).await;
    next_second().await;
    // A START is confirmed only to who is not to be written to.
    let started = asks(&customer, "START").await;
    assert!(started.text.is_some_and(|text| text.contains("STOP")));
}

async fn the_word_is_obeyed_in_other_languages_and_while_the_agent_is_off(run: &'static Run) {
    let shop = Shop::open(run).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    for words in ["padam data saya", "删除我的数据", "Borrar mis datos", "verilerimi sil"] {
        let customer = shop.customer();
        let code = asks_to_be_erased(&customer, words).await;
        done(&shop.env, &code).await;
    }
    let curious = shop.customer();
    says(&curious, "Can you delete my data?").await;
    stays_at(&curious, 0).await;
    until("the curious one's conversation alone", || async {
        let inbox = inbox(&shop).await;
        if inbox.len() == 1 { Ok(()) } else { Err(format!("{inbox:?}")) }
    })
    .await;
    cron(&shop.env).await;
}
