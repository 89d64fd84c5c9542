//! What is kept has a clock. These Workers' clocks are seconds long.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use simulator::{Status, StatusMode};

use super::{inbox, next_second};
use crate::support::objects;
use crate::support::shop::{asks, stays_at, text};
use crate::support::wait::until;
use crate::support::{Env, Run, Shop, random};

crate::suite![
    a_conversation_erases_itself_after_the_last_interaction,
    traces_and_metadata_go_on_their_own_clocks_and_the_words_stay,
    a_status_of_a_message_that_nobody_knows_has_an_end,
];

async fn a_conversation_erases_itself_after_the_last_interaction(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("retention", &[("CONVERSATION_RETENTION", "6s")]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    let before = text(&inbox(&shop).await[0], "contact_id");
    tokio::time::sleep(Duration::from_secs(3)).await;
    // Later than half of the clock: it begins anew with each message.
    asks(&customer, "And the Baju Kurung Melur?").await;
    tokio::time::sleep(Duration::from_millis(3_500)).await;
    assert_eq!(inbox(&shop).await.len(), 1, "not while somebody wrote within the time");
    until("an inbox without the conversation", || async {
        let inbox = inbox(&shop).await;
        if inbox.is_empty() { Ok(()) } else { Err(format!("{inbox:?}")) }
    })
    .await;
    next_second().await;
    env.kill();
    assert_eq!(objects::leftovers(&env), Vec::<String>::new());
    env.restart().await;
    asks(&customer, "How much is the Kebaya Nyonya?").await;
    shop.conversation().await;
    assert_ne!(text(&inbox(&shop).await[0], "contact_id"), before, "somebody new");
}

async fn traces_and_metadata_go_on_their_own_clocks_and_the_words_stay(run: &'static Run) {
    let vars = [("TRACE_RETENTION", "3s"), ("METADATA_RETENTION", "5s")];
    let env: Arc<Env> = Arc::new(run.own("retention-parts", &vars).await);
    let shop = Shop::open_at(&env).await;
    shop.number.status_mode(StatusMode::Manual);
    let customer = shop.customer();
    let answer = asks(&customer, "How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    shop.turn(&id, "answered").await;
    let failed = shop.number.send_status(&answer.wamid, Status::failed(131_026)).await;
    assert_eq!(failed.expect("a message of the stand-in"), Some(200));
    let is_failed = |messages: &[serde_json::Value]| messages[1]["error"]["code"] == 131_026;
    shop.messages_until(&id, "Meta's code on the message", is_failed).await;
    until("a conversation without traces", || async {
        let turns = shop.turns(&id).await;
        if turns.is_empty() { Ok(()) } else { Err(format!("{turns:?}")) }
    })
    .await;
    let is_bare = |messages: &[serde_json::Value]| messages.iter().all(|message| message["error"].is_null());
    let messages = shop.messages_until(&id, "messages without Meta's codes", is_bare).await;
    assert_eq!(messages[0]["text"], json!("How much is the Kebaya Nyonya?"));
    assert_eq!(messages[1]["status"], "failed", "{messages:?}");
    // The conversation goes on.
    asks(&customer, "And the Baju Kurung Melur?").await;
    stays_at(&customer, 2).await;
}

/// It may have come before the answer to its send, so it is kept, but not for ever.
async fn a_status_of_a_message_that_nobody_knows_has_an_end(run: &'static Run) {
    const EARLY: &str = "SELECT status FROM early_statuses";
    let env: Arc<Env> = Arc::new(run.own("retention-early", &[("METADATA_RETENTION", "12s")]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    let answer = asks(&customer, "How much is the Kebaya Nyonya?").await;
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
    asks(&customer, "And the Baju Kurung Melur?").await;
    until("the end of its metadata", || async {
        let shown = shop.messages(&shop.conversation().await).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        if shown.len() == 4 { Ok(()) } else { Err(format!("{shown:?}")) }
    })
    .await;
    env.kill();
    assert_eq!(objects::rows(&env, EARLY), Vec::<String>::new());
}
