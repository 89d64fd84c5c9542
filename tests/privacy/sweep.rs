//! The cron sweep: what lost its alarm is found and brought to life.

use std::sync::Arc;
use std::time::Duration;

use simulator::{Answer, Wire};

use super::cron;
use crate::support::begun::each;
use crate::support::channel::Channel;
use crate::support::objects;
use crate::support::{Begun, Env, Run, Shop};

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
    let scenes = each(&Channel::ALL, async |channel| {
        let shop = Shop::open_on_at(&env, *channel).await.ask_model(Wire::Anthropic).await;
        let script = [
            Answer::text("We sell clothes for feasts."),
            Answer::Hang(FOREVER),
            Answer::Hang(FOREVER),
            Answer::text("Here I am."),
        ];
        shop.script(script.into());
        let begun = Begun::at(shop).await;
        begun.person.says("Which of them is your favourite?").await;
        begun
    })
    .await;
    each(&scenes, async |begun| begun.shop.is_thinking(2).await).await;
    env.kill();
    env.restart().await;
    each(&scenes, async |begun| begun.shop.is_thinking(3).await).await;
    env.kill();
    objects::lose_alarms(&env);
    env.restart().await;
    tokio::time::sleep(GRACE).await;
    // Nobody asks a page's conversation meanwhile: that would wake it.
    each(&scenes, async |begun| {
        assert_eq!(begun.shop.llm_requests().len(), 3);
    })
    .await;
    cron(&env).await;
    each(&scenes, async |Begun { person, .. }| {
        let answer = person.reply().await.text;
        assert!(answer.starts_with("Here I am."), "{answer}");
        person.stays_at(2).await;
    })
    .await;
}

async fn a_first_message_that_lost_its_alarm_is_answered_after_the_sweep(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("sweep-first", &[]).await);
    let shops = each(&Channel::ALL, async |channel| Shop::open_on_at(&env, *channel).await).await;
    let people = each(&shops, async |shop| shop.person().await).await;
    for person in &people {
        person.says("How much is the Kebaya Nyonya?").await;
    }
    env.kill();
    objects::lose_alarms(&env);
    env.restart().await;
    tokio::time::sleep(GRACE).await;
    cron(&env).await;
    for person in &people {
        person.reply().await;
    }
    futures_util::future::join_all(people.iter().map(|person| person.stays_at(1))).await;
}
