//! A power cut at the worst moment: what was acknowledged is answered, once. Each of these Workers has a conversation of
//! every kind of channel.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Answer, Fault, Status, StatusMode, Wire};

use crate::support::begun::{GREETING, each};
use crate::support::channel::{Channel, every, told_by_statuses};
use crate::support::objects::{TENANT, execute};
use crate::support::time::RECONCILE_AFTER;
use crate::support::wait::until;
use crate::support::{Begun, Env, Run, Shop};

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

async fn a_turn_cut_off_by_a_power_cut_is_answered_once(run: &'static Run) {
    let env = worker(run, "cut-turn").await;
    let scenes = each(&Channel::ALL, async |channel| {
        let shop = Shop::open_on_at(&env, *channel).await.ask_model(Wire::Anthropic).await;
        let first = Answer::text("We sell clothes for feasts.");
        shop.script(vec![first, Answer::Hang(FOREVER), Answer::text("Here I am.")]);
        let begun = Begun::at(shop).await;
        begun.person.says("Which of them is your favourite?").await;
        begun.shop.is_thinking(2).await;
        begun
    })
    .await;
    env.kill();
    env.restart().await;
    each(&scenes, async |Begun { shop, person, id }| {
        // Staff look at the thread: whoever wakes the conversation finds what was cut off.
        until("the answer after the power cut", || async {
            let messages = shop.messages(id).await;
            if person.replies().await.len() == 2 { Ok(()) } else { Err(format!("{messages:?}")) }
        })
        .await;
        let replies = person.replies().await;
        assert!(replies[1].starts_with("Here I am."), "{replies:?}");
        person.stays_at(2).await;
        let turns = shop.turns(id).await;
        assert!(turns.iter().all(|turn| turn["outcome"] == "answered"), "{turns:?}");
        assert_eq!(turns.len(), 2, "{turns:?}");
    })
    .await;
}

async fn what_was_acknowledged_before_a_power_cut_is_answered_once(run: &'static Run) {
    let env = worker(run, "cut-ingest").await;
    let scenes = Begun::on_each(&env, every).await;
    each(&scenes, async |begun| begun.person.says("How much is the Kebaya Nyonya?").await).await;
    env.kill();
    env.restart().await;
    // Nobody looks: the alarm that was set before the acknowledgement does it.
    each(&scenes, async |Begun { shop, person, id }| {
        let answer = person.reply().await.text;
        assert!(answer.contains("RM 189.00"), "{answer}");
        person.stays_at(2).await;
        let messages = shop.messages(id).await;
        let inbound = messages.iter().filter(|message| message["direction"] == "inbound");
        assert_eq!(inbound.count(), 2, "{messages:?}");
    })
    .await;
}

/// Meta has the answer, and the power is cut before it says so.
async fn a_send_cut_off_by_a_power_cut_is_not_repeated(run: &'static Run) {
    let env = worker(run, "cut-send").await;
    let scenes = Begun::on_each(&env, crate::support::channel::of_meta).await;
    let taken = each(&scenes, async |Begun { shop, person, .. }| {
        shop.number.status_mode(StatusMode::Manual);
        shop.number.fault(Fault::HangAfterAccepting(FOREVER));
        person.asks("How much is the Kebaya Nyonya?").await.wamid.clone()
    })
    .await;
    env.kill();
    env.restart().await;
    each(&scenes, async |begun| is_settled(begun, &taken).await).await;
}

/// By its status, or because the channel says that it has it.
async fn is_settled(Begun { shop, person, id }: &Begun, taken: &[String]) {
    let first = if told_by_statuses(shop.channel) { "unknown" } else { "sent" };
    shop.messages_until(id, &format!("an answer that is {first}"), last_is(first)).await;
    for wamid in taken {
        // Only its own line knows it.
        if let Ok(told) = shop.number.send_status(wamid, Status::Read).await {
            assert_eq!(told, Some(200));
        }
    }
    shop.messages_until(id, "the answer is read", last_is("read")).await;
    person.stays_at_for(2, RECONCILE_AFTER + Duration::from_secs(2)).await;
}

fn last_is(status: &'static str) -> impl Fn(&[Value]) -> bool {
    move |messages| messages.last().is_some_and(|last| last["status"] == status)
}

/// Reports carry the time, so that a late one does not pass for news. The machine that the conversation was on had
/// another idea of it.
async fn an_inbox_that_heard_from_a_clock_ahead_still_hears(run: &'static Run) {
    let env = worker(run, "clock-ahead").await;
    let scenes = Begun::on_each(&env, every).await;
    each(&scenes, async |Begun { shop, id, .. }| shop.turn(id, "answered").await).await;
    env.kill();
    execute(&env, TENANT, "UPDATE conversations SET revision = 4102444800000").await;
    env.restart().await;
    each(&scenes, async |Begun { shop, person, id }| {
        for (action, state) in [("resolve", "resolved"), ("resume", "open"), ("resolve", "resolved")] {
            shop.api.post(&format!("/conversations/{id}/{action}"), &json!({})).await.expect(200);
            let shown = shop.api.get("/conversations").await.items();
            assert_eq!(shown[0]["state"], state, "after {action}: {shown:?}");
        }
        person.asks(GREETING).await;
    })
    .await;
}
