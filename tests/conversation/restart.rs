//! A power cut at the worst moment: what was acknowledged is answered, once.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Answer, Customer, Fault, Status, StatusMode, Wire};

use crate::support::objects::{TENANT, execute};
use crate::support::shop::{asks, says, stays_at};
use crate::support::time::{PATIENCE, RECONCILE_AFTER};
use crate::support::wait::{stays, until};
use crate::support::{Env, Run, Shop};

crate::suite![
    a_turn_cut_off_by_a_power_cut_is_answered_once,
    what_was_acknowledged_before_a_power_cut_is_answered_once,
    a_send_cut_off_by_a_power_cut_is_not_repeated,
    an_inbox_that_heard_from_a_clock_ahead_still_hears,
];

/// Longer than any test.
const FOREVER: Duration = Duration::from_mins(10);

async fn worker(run: &'static Run, name: &str) -> Arc<Env> {
    Arc::new(run.own(name, &[]).await)
}

/// A conversation that had a first answer, so that the inbox knows it.
async fn begun(shop: &Shop) -> (Customer, String) {
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    (customer, shop.conversation().await)
}

async fn a_turn_cut_off_by_a_power_cut_is_answered_once(run: &'static Run) {
    let env = worker(run, "cut-turn").await;
    let shop = Shop::with_model_at(&env, Wire::Anthropic).await;
    let script =
        vec![Answer::text("We sell clothes for feasts."), Answer::Hang(FOREVER), Answer::text("Here I am.")];
    env.simulator.llm().script(&shop.llm_key, script);
    let (customer, id) = begun(&shop).await;
    says(&customer, "Which of them is your favourite?").await;
    let asked = env.simulator.llm().wait_for_requests(&shop.llm_key, 2, PATIENCE).await;
    asked.expect("the model should be thinking");
    env.kill();
    env.restart().await;
    // Staff look at the thread: whoever wakes the conversation finds what was cut off.
    until("the answer after the power cut", || async {
        let messages = shop.messages(&id).await;
        if customer.replies().len() == 2 { Ok(()) } else { Err(format!("{messages:?}")) }
    })
    .await;
    assert!(customer.replies()[1].starts_with("Here I am."), "{:?}", customer.replies());
    stays_at(&customer, 2).await;
    let turns = shop.turns(&id).await;
    assert!(turns.iter().all(|turn| turn["outcome"] == "answered"), "{turns:?}");
    assert_eq!(turns.len(), 2, "{turns:?}");
}

async fn what_was_acknowledged_before_a_power_cut_is_answered_once(run: &'static Run) {
    let env = worker(run, "cut-ingest").await;
    let shop = Shop::open_at(&env).await;
    let (customer, id) = begun(&shop).await;
    says(&customer, "How much is the Kebaya Nyonya?").await;
    env.kill();
    env.restart().await;
    // Nobody looks: the alarm that was set before the acknowledgement does it.
    let answer = customer.wait_for_reply(PATIENCE).await.expect("an answer after the power cut");
    assert!(answer.text.is_some_and(|text| text.contains("RM 189.00")));
    stays_at(&customer, 2).await;
    let messages = shop.messages(&id).await;
    assert_eq!(
        messages.iter().filter(|message| message["direction"] == "inbound").count(),
        2,
        "{messages:?}"
    );
}

async fn a_send_cut_off_by_a_power_cut_is_not_repeated(run: &'static Run) {
    let env = worker(run, "cut-send").await;
    let shop = Shop::open_at(&env).await;
    let (customer, id) = begun(&shop).await;
    shop.number.status_mode(StatusMode::Manual);
    shop.number.fault(Fault::HangAfterAccepting(FOREVER));
    says(&customer, "How much is the Kebaya Nyonya?").await;
    let sent = customer.wait_for_reply(PATIENCE).await.expect("the answer, accepted by Meta");
    env.kill();
    env.restart().await;
    let is_unknown = |messages: &[Value]| messages.last().is_some_and(|last| last["status"] == "unknown");
    shop.messages_until(&id, "the answer's outcome is unknown", is_unknown).await;
    let reported = shop.number.send_status(&sent.wamid, Status::Delivered).await;
    assert_eq!(reported.expect("a message of the stand-in"), Some(200));
    let is_delivered = |messages: &[Value]| messages.last().is_some_and(|last| last["status"] == "delivered");
    shop.messages_until(&id, "the answer is delivered", is_delivered).await;
    stays("two messages at the customer", RECONCILE_AFTER + Duration::from_secs(2), || {
        let replies = customer.replies();
        if replies.len() == 2 { Ok(()) } else { Err(format!("{replies:?}")) }
    })
    .await;
}

/// Reports carry the time, so that a late one does not pass for news. The machine that the conversation was on had
/// another idea of it.
async fn an_inbox_that_heard_from_a_clock_ahead_still_hears(run: &'static Run) {
    let env = worker(run, "clock-ahead").await;
    let shop = Shop::open_at(&env).await;
    let (customer, id) = begun(&shop).await;
    shop.turn(&id, "answered").await;
    env.kill();
    execute(&env, TENANT, "UPDATE conversations SET revision = 4102444800000").await;
    env.restart().await;
    for (action, state) in [("resolve", "resolved"), ("resume", "open"), ("resolve", "resolved")] {
        shop.api.post(&format!("/conversations/{id}/{action}"), &json!({})).await.expect(200);
        let shown = shop.api.get("/conversations").await.items();
        assert_eq!(shown[0]["state"], state, "after {action}: {shown:?}");
    }
    asks(&customer, "How much is the Kebaya Nyonya?").await;
}
