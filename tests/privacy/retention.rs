//! What is kept has a clock. These Workers' clocks are seconds long.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::Status;

use super::{inbox, next_second};
use crate::support::begun::each;
use crate::support::channel::{every, of_meta, refusals};
use crate::support::objects;
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Begun, Env, Run, Shop, random};

crate::suite![
    a_conversation_erases_itself_after_the_last_interaction,
    traces_and_metadata_go_on_their_own_clocks_and_the_words_stay,
    a_status_of_a_message_that_nobody_knows_has_an_end,
];

async fn a_conversation_erases_itself_after_the_last_interaction(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("retention", &[("CONVERSATION_RETENTION", "9s")]).await);
    let scenes = Begun::on_each(&env, every).await;
    let before = each(&scenes, async |begun| text(&inbox(&begun.shop).await[0], "contact_id")).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    // The clock begins anew with each message.
    each(&scenes, async |begun| begun.person.asks("And the Baju Kurung Melur?").await).await;
    tokio::time::sleep(Duration::from_millis(5_500)).await;
    each(&scenes, async |Begun { shop, person, .. }| {
        assert_eq!(inbox(shop).await.len(), 1, "not while somebody wrote within the time");
        until("an inbox and contacts that are empty", || async {
            let (inbox, contacts) = (inbox(shop).await, shop.api.get("/contacts").await.items());
            if inbox.is_empty() && contacts.is_empty() {
                Ok(())
            } else {
                Err(format!("{inbox:?} {contacts:?}"))
            }
        })
        .await;
        person.forgets();
    })
    .await;
    next_second().await;
    env.kill();
    assert_eq!(objects::leftovers(&env), Vec::<String>::new());
    env.restart().await;
    each(&scenes, async |begun| begun.person.asks("How much is the Kebaya Nyonya?").await).await;
    for (Begun { shop, .. }, before) in scenes.iter().zip(&before) {
        shop.conversation().await;
        assert_ne!(text(&inbox(shop).await[0], "contact_id"), *before, "somebody new");
    }
}

async fn traces_and_metadata_go_on_their_own_clocks_and_the_words_stay(run: &'static Run) {
    let vars = [("TRACE_RETENTION", "5s"), ("METADATA_RETENTION", "9s")];
    let env: Arc<Env> = Arc::new(run.own("retention-parts", &vars).await);
    let scenes = Begun::on_each(&env, every).await;
    each(&scenes, parts_go).await;
}

async fn parts_go(begun: &Begun) {
    let Begun { shop, person, id } = begun;
    if of_meta(shop.channel) {
        has_a_code_of_metas(begun).await;
    }
    until("a conversation without traces", || async {
        let turns = shop.turns(id).await;
        if turns.is_empty() { Ok(()) } else { Err(format!("{turns:?}")) }
    })
    .await;
    let is_bare = |messages: &[Value]| messages.iter().all(|message| message["error"].is_null());
    let messages = shop.messages_until(id, "messages without Meta's codes", is_bare).await;
    assert!(messages.iter().all(|message| message["text"].is_string()), "{messages:?}");
    // The conversation goes on.
    let before = person.replies().await.len();
    person.asks("And the Baju Kurung Melur?").await;
    person.stays_at(before + 1).await;
}

/// An answer that Meta does not deliver.
async fn has_a_code_of_metas(Begun { shop, person, id }: &Begun) {
    let code = refusals(shop.channel).for_good;
    shop.number.fault(simulator::Fault::graph(400, code));
    person.says("How much is the Kebaya Nyonya?").await;
    let has_failed = |messages: &[Value]| {
        messages.last().is_some_and(|last| last["status"] == "failed" && last["error"]["code"] == code)
    };
    shop.messages_until(id, "Meta's code on the message", has_failed).await;
}

/// It may have come before the answer to its send, so it is kept, but not for ever.
async fn a_status_of_a_message_that_nobody_knows_has_an_end(run: &'static Run) {
    const EARLY: &str = "SELECT status FROM early_statuses";
    let env: Arc<Env> = Arc::new(run.own("retention-early", &[("METADATA_RETENTION", "12s")]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.person().await;
    let answer = customer.asks("How much is the Kebaya Nyonya?").await;
    shop.conversation().await;
    let mut value =
        shop.number.status_value(&answer.wamid, &Status::Read).expect("a message of the stand-in");
    value["statuses"][0]["id"] = json!(format!("wamid.{}", random::hex()));
    value["statuses"][0].as_object_mut().expect("a status").remove("biz_opaque_callback_data");
    assert_eq!(env.post_signed(&shop.number.webhook(value)).await, 200);
    env.kill();
    assert_eq!(objects::rows(&env, EARLY), ["{\"status\":\"read\"}"]);
    tokio::time::sleep(Duration::from_secs(12)).await;
    env.restart().await;
    // Whatever wakes it: the clock has run out.
    customer.asks("And the Baju Kurung Melur?").await;
    until("the end of its metadata", || async {
        let shown = shop.messages(&shop.conversation().await).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        if shown.len() == 4 { Ok(()) } else { Err(format!("{shown:?}")) }
    })
    .await;
    env.kill();
    assert_eq!(objects::rows(&env, EARLY), Vec::<String>::new());
}
