//! DELETE MY DATA: gone from every store at once, and whoever writes again is somebody new.

use std::sync::Arc;

use serde_json::{Value, json};
use simulator::{batch, meta_json};

use super::{asks_to_be_erased, cron, done, inbox, next_second};
use crate::support::begun::each;
use crate::support::channel::{Channel, every};
use crate::support::objects;
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Begun, Env, Run, Shop};

crate::on_channels![
    once: [
        the_object_of_an_erased_conversation_is_empty,
        a_conversation_that_only_forwards_is_erased_too,
    ],
    every: [
        a_word_erases_the_person_and_confirms_it_with_a_code,
        the_suppression_outlives_the_person,
        the_word_is_obeyed_in_other_languages_and_while_the_agent_is_off,
    ],
    of_meta: [
        what_meta_sends_again_brings_nobody_back_and_a_new_message_begins_anew,
        of_a_batch_with_both_only_what_is_newer_is_kept,
    ],
    on_a_page: [a_page_that_comes_back_after_an_erasure_is_somebody_new],
];

async fn a_word_erases_the_person_and_confirms_it_with_a_code(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("How much is the Kebaya Nyonya?").await;
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
    customer.stays_erased_at(2).await;
}

async fn the_object_of_an_erased_conversation_is_empty(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("erased-object", &[]).await);
    let scenes = Begun::on_each(&env, every).await;
    each(&scenes, async |Begun { person, .. }| {
        let code = asks_to_be_erased(person, "DELETE MY DATA").await;
        done(&env, &code).await;
        person.stays_erased_at(2).await;
    })
    .await;
    env.kill();
    assert_eq!(objects::leftovers(&env), Vec::<String>::new());
    assert_eq!(objects::alarms(&env), Vec::<String>::new());
}

async fn what_meta_sends_again_brings_nobody_back_and_a_new_message_begins_anew(
    run: &'static Run,
    channel: Channel,
) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("How much is the Kebaya Nyonya?").await;
    let before = text(&inbox(&shop).await[0], "contact_id");
    let code = asks_to_be_erased(&customer, "erase my personal data").await;
    done(&shop.env, &code).await;
    assert!(shop.hears_all_again().await >= 2);
    customer.stays_at(2).await;
    assert!(inbox(&shop).await.is_empty());
    next_second().await;
    let answer = customer.asks("How much is the Baju Kurung Melur?").await;
    assert!(answer.text.contains("RM 129.00"));
    shop.hears_all_again().await;
    customer.stays_at(3).await;
    let id = shop.conversation().await;
    assert_ne!(text(&inbox(&shop).await[0], "contact_id"), before, "somebody new");
    let messages = shop.messages(&id).await;
    assert_eq!(messages.len(), 2, "only what came after: {messages:?}");
    let is_told = |messages: &[serde_json::Value]| messages[1]["status"] == "read";
    shop.messages_until(&id, "the new answer's own statuses", is_told).await;
}

/// Nobody but the page itself could say what it said once more, and it does so as who it is: somebody new.
async fn a_page_that_comes_back_after_an_erasure_is_somebody_new(run: &'static Run, channel: Channel) {
    let Begun { shop, person, id } = Begun::on(run, channel).await;
    let before = text(&inbox(&shop).await[0], "contact_id");
    let code = asks_to_be_erased(&person, "erase my personal data").await;
    done(&shop.env, &code).await;
    person.stays_erased_at(2).await;
    shop.api.get(&format!("/conversations/{id}/messages")).await.problem(404);
    let answer = person.asks("How much is the Baju Kurung Melur?").await.text;
    assert!(answer.contains("RM 129.00"), "{answer}");
    let messages = shop.messages(&shop.conversation().await).await;
    assert_eq!(messages.len(), 2, "only what came after: {messages:?}");
    assert_ne!(text(&inbox(&shop).await[0], "contact_id"), before, "somebody new");
}

async fn of_a_batch_with_both_only_what_is_newer_is_kept(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let person = shop.person().await;
    let old = person.prepares("What do you sell in this shop?");
    next_second().await;
    let code = asks_to_be_erased(&person, "delete all my data").await;
    done(&shop.env, &code).await;
    next_second().await;
    shop.brings(vec![old, person.prepares("How much is the Kebaya Nyonya?")]).await;
    person.reply().await;
    let messages = shop.messages(&shop.conversation().await).await;
    let inbound: Vec<&Value> = messages.iter().filter(|message| message["direction"] == "inbound").collect();
    assert_eq!((inbound.len(), &inbound[0]["text"]), (1, &json!("How much is the Kebaya Nyonya?")));
}

/// Two objects know this person: the one of their number, and the one of their id, which only forwards.
/// WhatsApp's own: the others know a person by one name.
async fn a_conversation_that_only_forwards_is_erased_too(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("erased-forwarder", &[]).await);
    let shop = Shop::open_at(&env).await;
    let person = shop.person().await;
    let question = json!({ "type": "text", "text": { "body": "How much is the Kebaya Nyonya?" } });
    let (mut value, _) = person.prepare(question);
    // As events were before there were business-scoped ids.
    value["messages"][0].as_object_mut().expect("a message").remove("from_user_id");
    value["contacts"][0].as_object_mut().expect("a contact").remove("user_id");
    assert_eq!(env.post_signed(&meta_json(&batch(&[shop.number.change(value)]))).await, 200);
    person.reply().await;
    person.asks("And the Baju Kurung Melur?").await;
    let messages = shop.messages(&shop.conversation().await).await;
    assert_eq!(messages.len(), 4, "one conversation: {messages:?}");
    let code = asks_to_be_erased(&person, "DELETE MY DATA").await;
    done(&env, &code).await;
    person.stays_at(3).await;
    env.kill();
    assert_eq!(objects::leftovers(&env), Vec::<String>::new());
}

async fn the_suppression_outlives_the_person(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    let code = asks_to_be_erased(&customer, "delete my data").await;
    done(&shop.env, &code).await;
    next_second().await;
    // A START is confirmed only to who is not to be written to.
    let started = customer.asks("START").await;
    assert!(started.text.contains("STOP"));
}

async fn the_word_is_obeyed_in_other_languages_and_while_the_agent_is_off(
    run: &'static Run,
    channel: Channel,
) {
    let shop = Shop::open_on(run, channel).await;
    shop.change_settings(&json!({ "agent": { "mode": "off" } })).await;
    for words in ["padam data saya", "删除我的数据", "Borrar mis datos", "verilerimi sil"] {
        let customer = shop.person().await;
        let code = asks_to_be_erased(&customer, words).await;
        done(&shop.env, &code).await;
    }
    let curious = shop.person().await;
    curious.says("Can you delete my data?").await;
    curious.stays_at(0).await;
    until("the curious one's conversation alone", || async {
        let inbox = inbox(&shop).await;
        if inbox.len() == 1 { Ok(()) } else { Err(format!("{inbox:?}")) }
    })
    .await;
    cron(&shop.env).await;
}
