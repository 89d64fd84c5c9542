//! An erasure while something is under way: a turn that thinks, a send that hangs, messages that keep coming, a
//! power cut.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use simulator::{Answer, Fault, Outcome, Wire, batch, meta_json};

use super::{asks_to_be_erased, code_in, cron, done, inbox, next_second, status};
use crate::support::objects::{break_conversations, leftovers, stored_keys};
use crate::support::shop::{asks, says, stays_at, text};
use crate::support::time::PATIENCE;
use crate::support::wait::until;
use crate::support::{Env, Run, Shop};

crate::suite![
    a_turn_that_thinks_is_dropped,
    a_confirmation_that_hangs_does_not_hold_up_the_erasure,
    what_is_sent_after_the_word_begins_a_new_conversation,
    an_erasure_that_a_power_cut_interrupts_is_brought_to_its_end,
    an_erasure_that_cannot_reach_a_conversation_is_ended_by_the_sweep_with_what_was_parked_for_it,
];

async fn a_turn_that_thinks_is_dropped(run: &'static Run) {
    let shop = Shop::with_model(run, Wire::Anthropic).await;
    let late = Box::new(Answer::text("This answer comes too late."));
    shop.env.simulator.llm().script(&shop.llm_key, vec![Answer::Slow(Duration::from_secs(2), late)]);
    let customer = shop.customer();
    says(&customer, "Which one do you like best?").await;
    let asked = shop.env.simulator.llm().wait_for_requests(&shop.llm_key, 1, PATIENCE).await;
    asked.expect("the model should be asked");
    let code = asks_to_be_erased(&customer, "DELETE MY DATA").await;
    done(&shop.env, &code).await;
    stays_at(&customer, 1).await;
    assert_eq!(shop.llm_requests()[0].outcome, Outcome::Aborted);
    assert!(inbox(&shop).await.is_empty());
}

async fn a_confirmation_that_hangs_does_not_hold_up_the_erasure(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    // Meta has it, and does not say so.
    shop.number.fault(Fault::HangAfterAccepting(Duration::from_mins(10)));
    let code = asks_to_be_erased(&customer, "DELETE MY DATA").await;
    assert_eq!(status(&shop.env, &code).await["status"], "pending");
    done(&shop.env, &code).await;
    assert!(inbox(&shop).await.is_empty());
    next_second().await;
    asks(&customer, "How much is the Baju Kurung Melur?").await;
    stays_at(&customer, 3).await;
}

async fn what_is_sent_after_the_word_begins_a_new_conversation(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    shop.number.fault(Fault::HangAfterAccepting(Duration::from_mins(10)));
    // In one delivery with the word, and in one of its own while the confirmation hangs.
    let word = json!({ "type": "text", "text": { "body": "DELETE MY DATA" } });
    let (word, _) = customer.prepare(word);
    next_second().await;
    let question = json!({ "type": "text", "text": { "body": "How much is the Baju Kurung Melur?" } });
    let (question, _) = customer.prepare(question);
    let both = batch(&[shop.number.change(word), shop.number.change(question)]);
    assert_eq!(shop.env.post_signed(&meta_json(&both)).await, 200);
    let confirmation = customer.wait_for_reply(PATIENCE).await.expect("a confirmation");
    let code = code_in(&confirmation.text.unwrap_or_default());
    says(&customer, "And the Kebaya Nyonya?").await;
    done(&shop.env, &code).await;
    // The shared Worker's round of parked deliveries.
    cron(&shop.env).await;
    customer.wait_for_reply(PATIENCE).await.expect("an answer to what came after the word");
    let id = shop.conversation().await;
    let is_whole = |messages: &[serde_json::Value]| {
        let inbound = messages.iter().filter(|message| message["direction"] == "inbound");
        inbound.filter_map(|message| message["text"].as_str()).collect::<Vec<_>>().len() == 2
    };
    let messages = shop.messages_until(&id, "both later messages, and nothing else", is_whole).await;
    assert!(!messages.iter().any(|message| message["text"] == "DELETE MY DATA"), "{messages:?}");
}

async fn an_erasure_that_a_power_cut_interrupts_is_brought_to_its_end(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("erased-cut", &[]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    shop.number.fault(Fault::HangAfterAccepting(Duration::from_mins(10)));
    let code = asks_to_be_erased(&customer, "DELETE MY DATA").await;
    env.kill();
    env.restart().await;
    until("an erasure that is done after the power cut", || async {
        let status = status(&env, &code).await;
        if status["status"] == "done" { Ok(()) } else { Err(status.to_string()) }
    })
    .await;
    assert!(inbox(&shop).await.is_empty());
    stays_at(&customer, 2).await;
}

async fn an_erasure_that_cannot_reach_a_conversation_is_ended_by_the_sweep_with_what_was_parked_for_it(
    run: &'static Run,
) {
    let env: Arc<Env> = Arc::new(run.own("erased-later", &[]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    shop.conversation().await;
    let contact = text(&inbox(&shop).await[0], "contact_id");
    env.kill();
    let broken = break_conversations(&env);
    env.restart().await;
    says(&customer, "And the Baju Kurung Melur?").await;
    next_second().await;
    let erased = shop.api.post(&format!("/contacts/{contact}/erase"), &json!({})).await.expect(202);
    let code = text(&erased, "confirmation_code");
    assert_eq!(status(&env, &code).await["status"], "pending");
    assert!(inbox(&shop).await.is_empty(), "the tenant has forgotten them at once");
    env.kill();
    assert!(!stored_keys(&env, "parked/").is_empty(), "the question was parked");
    broken.mend();
    env.restart().await;
    // As long as whoever drives an erasure has it.
    tokio::time::sleep(Duration::from_secs(3)).await;
    cron(&env).await;
    assert_eq!(status(&env, &code).await["status"], "done");
    stays_at(&customer, 1).await;
    assert!(inbox(&shop).await.is_empty());
    env.kill();
    assert_eq!(leftovers(&env), Vec::<String>::new());
    assert_eq!(stored_keys(&env, "parked/"), Vec::<String>::new());
    assert_eq!(stored_keys(&env, "erasures/").len(), 1, "the log stays for a restore");
}
