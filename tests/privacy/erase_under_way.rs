//! An erasure while something is under way: a turn that thinks, a send that hangs, messages that keep coming, a
//! power cut.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Answer, Fault, Outcome};

use super::{asks_to_be_erased, code_in, cron, done, inbox, next_second, status};
use crate::support::begun::each;
use crate::support::channel::{Channel, every, of_meta};
use crate::support::objects::{break_conversations, leftovers, stored_keys};
use crate::support::shop::text;
use crate::support::{Begun, Env, Run, Shop};

crate::on_channels![
    once: [
        an_erasure_that_a_power_cut_interrupts_is_brought_to_its_end,
        an_erasure_that_cannot_reach_a_conversation_is_ended_by_the_sweep_with_what_was_parked_for_it,
    ],
    every: [a_turn_that_thinks_is_dropped],
    of_meta: [
        a_confirmation_that_hangs_does_not_hold_up_the_erasure,
        what_is_sent_after_the_word_begins_a_new_conversation,
    ],
];

async fn a_turn_that_thinks_is_dropped(run: &'static Run, channel: Channel) {
    let shop = Shop::thinking_on(run, channel).await;
    let late = Box::new(Answer::text("This answer comes too late."));
    shop.script(vec![Answer::Slow(Duration::from_secs(2), late)]);
    let customer = shop.person().await;
    customer.says("Which one do you like best?").await;
    shop.is_thinking(1).await;
    let code = asks_to_be_erased(&customer, "DELETE MY DATA").await;
    done(&shop.env, &code).await;
    customer.stays_erased_at(1).await;
    assert_eq!(shop.llm_requests()[0].outcome, Outcome::Aborted);
    assert!(inbox(&shop).await.is_empty());
}

async fn a_confirmation_that_hangs_does_not_hold_up_the_erasure(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("How much is the Kebaya Nyonya?").await;
    // Meta has it, and does not say so.
    shop.number.fault(Fault::HangAfterAccepting(Duration::from_mins(10)));
    let code = asks_to_be_erased(&customer, "DELETE MY DATA").await;
    assert_eq!(status(&shop.env, &code).await["status"], "pending");
    done(&shop.env, &code).await;
    assert!(inbox(&shop).await.is_empty());
    next_second().await;
    customer.asks("How much is the Baju Kurung Melur?").await;
    customer.stays_at(3).await;
}

async fn what_is_sent_after_the_word_begins_a_new_conversation(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let customer = shop.person().await;
    customer.asks("How much is the Kebaya Nyonya?").await;
    shop.number.fault(Fault::HangAfterAccepting(Duration::from_mins(10)));
    // In one delivery with the word, and in one of its own while the confirmation hangs.
    let word = customer.prepares("DELETE MY DATA");
    next_second().await;
    shop.brings(vec![word, customer.prepares("How much is the Baju Kurung Melur?")]).await;
    let confirmation = customer.reply().await;
    let code = code_in(&confirmation.text);
    customer.says("And the Kebaya Nyonya?").await;
    done(&shop.env, &code).await;
    // The shared Worker's round of parked deliveries.
    cron(&shop.env).await;
    customer.reply().await;
    let id = shop.conversation().await;
    let is_whole = |messages: &[Value]| {
        let inbound = messages.iter().filter(|message| message["direction"] == "inbound");
        inbound.filter_map(|message| message["text"].as_str()).collect::<Vec<_>>().len() == 2
    };
    let messages = shop.messages_until(&id, "both later messages, and nothing else", is_whole).await;
    assert!(!messages.iter().any(|message| message["text"] == "DELETE MY DATA"), "{messages:?}");
}

/// Nothing hangs on the website: its confirmation is where it has to be at once.
async fn an_erasure_that_a_power_cut_interrupts_is_brought_to_its_end(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("erased-cut", &[]).await);
    let scenes = Begun::on_each(&env, of_meta).await;
    let codes = each(&scenes, async |Begun { shop, person, .. }| {
        shop.number.fault(Fault::HangAfterAccepting(Duration::from_mins(10)));
        asks_to_be_erased(person, "DELETE MY DATA").await
    })
    .await;
    env.kill();
    env.restart().await;
    for code in &codes {
        done(&env, code).await;
    }
    each(&scenes, async |Begun { shop, person, .. }| {
        assert!(inbox(shop).await.is_empty());
        person.stays_at(2).await;
    })
    .await;
}

async fn an_erasure_that_cannot_reach_a_conversation_is_ended_by_the_sweep_with_what_was_parked_for_it(
    run: &'static Run,
) {
    let env: Arc<Env> = Arc::new(run.own("erased-later", &[]).await);
    let scenes = Begun::on_each(&env, every).await;
    let contacts = each(&scenes, async |begun| text(&inbox(&begun.shop).await[0], "contact_id")).await;
    env.kill();
    let broken = break_conversations(&env);
    env.restart().await;
    each(&scenes, async |begun| begun.person.says("And the Baju Kurung Melur?").await).await;
    next_second().await;
    let mut codes = Vec::new();
    for (Begun { shop, .. }, contact) in scenes.iter().zip(&contacts) {
        let erased = shop.api.post(&format!("/contacts/{contact}/erase"), &json!({})).await.expect(202);
        let code = text(&erased, "confirmation_code");
        assert_eq!(status(&env, &code).await["status"], "pending");
        assert!(inbox(shop).await.is_empty(), "the tenant has forgotten them at once");
        codes.push(code);
    }
    env.kill();
    assert!(stored_keys(&env, "parked/").len() >= scenes.len(), "the questions were parked");
    broken.mend();
    env.restart().await;
    // As long as whoever drives an erasure has it.
    tokio::time::sleep(Duration::from_secs(3)).await;
    cron(&env).await;
    for code in &codes {
        assert_eq!(status(&env, code).await["status"], "done");
    }
    each(&scenes, async |Begun { shop, person, .. }| {
        person.stays_erased_at(1).await;
        assert!(inbox(shop).await.is_empty());
    })
    .await;
    env.kill();
    assert_eq!(leftovers(&env), Vec::<String>::new());
    assert_eq!(stored_keys(&env, "parked/"), Vec::<String>::new());
    assert_eq!(stored_keys(&env, "erasures/").len(), scenes.len(), "the log stays for a restore");
}
