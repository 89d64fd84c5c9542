//! The cron sweep: what lost its alarm is found and brought to life.

use std::sync::Arc;
use std::time::Duration;

use simulator::{Answer, Wire};

use super::cron;
use crate::support::objects;
use crate::support::shop::{asks, says, stays_at};
use crate::support::time::PATIENCE;
use crate::support::{Env, Run, Shop};

crate::suite![
    a_turn_that_was_cut_off_again_and_again_and_lost_its_alarm_is_answered_after_the_sweep,
    a_first_message_that_lost_its_alarm_is_answered_after_the_sweep,
];

/// Longer than any test.
const FOREVER: Duration = Duration::from_mins(10);
/// The sweep's patience with a conversation: two minutes, in the unit of these tests.
const GRACE: Duration = Duration::from_millis(120 * 50 + 500);

/// The platform repeats an alarm that was cut off, and gives up after some times. What an instance found cut off it
/// tells the tenant first of all.
async fn a_turn_that_was_cut_off_again_and_again_and_lost_its_alarm_is_answered_after_the_sweep(
    run: &'static Run,
) {
    let env: Arc<Env> = Arc::new(run.own("sweep-turn", &[]).await);
    let shop = Shop::with_model_at(&env, Wire::Anthropic).await;
    let script = vec![
        Answer::text("We sell clothes for feasts."),
        Answer::Hang(FOREVER),
        Answer::Hang(FOREVER),
        Answer::text("Here I am."),
    ];
    env.simulator.llm().script(&shop.llm_key, script);
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    says(&customer, "Which of them is your favourite?").await;
    is_thinking(&shop, 2).await;
    env.kill();
    env.restart().await;
    is_thinking(&shop, 3).await;
    env.kill();
    objects::lose_alarms(&env);
    env.restart().await;
    tokio::time::sleep(GRACE).await;
    stays_at(&customer, 1).await;
    cron(&env).await;
    let answer = customer.wait_for_reply(PATIENCE).await.expect("an answer after the sweep");
    assert!(answer.text.is_some_and(|text| text.starts_with("Here I am.")));
    stays_at(&customer, 2).await;
}

async fn is_thinking(shop: &Shop, requests: usize) {
    let asked = shop.env.simulator.llm().wait_for_requests(&shop.llm_key, requests, PATIENCE).await;
    asked.expect("the model should be thinking");
}

async fn a_first_message_that_lost_its_alarm_is_answered_after_the_sweep(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("sweep-first", &[]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    says(&customer, "How much is the Kebaya Nyonya?").await;
    env.kill();
    objects::lose_alarms(&env);
    env.restart().await;
    tokio::time::sleep(GRACE).await;
    stays_at(&customer, 0).await;
    cron(&env).await;
    customer.wait_for_reply(PATIENCE).await.expect("an answer after the sweep");
    stays_at(&customer, 1).await;
}
