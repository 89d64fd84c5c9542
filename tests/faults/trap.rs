//! What the product never does: the WASM traps while it keeps a message, or keeping one fails half way. The next version
//! (the feature `churn`) does both for who asks in these words. Nothing of the message stays, the conversation and its
//! neighbours go on, and the message is kept and answered once by a version that takes it.

use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::Value;

use super::story;
use crate::support::begun::each;
use crate::support::channel::every;
use crate::support::said::Prepared;
use crate::support::wait::until;
use crate::support::{Begun, Run, suite};

/// The next version may have to be built.
const LIMIT: Duration = Duration::from_mins(15);

const TRAP: &str = "Please trap while you keep this";
const FAIL: &str = "Please fail half way through this";
const QUESTION: &str = "How much is the Kebaya Nyonya?";
const ANSWER: &str = "costs RM 189.00";

/// The tests of this module.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let place = module_path!();
    vec![
        suite::trial_within(LIMIT, run, place, "after_a_trap_everybody_is_answered", |run| {
            story_of(run, "trap", TRAP)
        }),
        suite::trial_within(LIMIT, run, place, "what_fails_half_way_leaves_nothing", |run| {
            story_of(run, "half-way", FAIL)
        }),
    ]
}

async fn story_of(run: &'static Run, name: &str, words: &'static str) {
    let next = run.next_version().await;
    let env = Arc::new(run.own(name, &[]).await);
    let this = env.ground.worker.clone();
    let scenes = Begun::on_each(&env, every).await;
    let poisons: Vec<Prepared> = scenes.iter().map(|begun| begun.person.prepares(words)).collect();
    env.deploy(&next).await;
    // One after the other: a trap ends what others of the isolate have under way, and Meta would repeat that.
    for (begun, poison) in scenes.iter().zip(&poisons) {
        goes_on_without(begun, poison).await;
    }
    env.deploy(&this).await;
    for (begun, poison) in scenes.iter().zip(&poisons) {
        // As a sender who got no answer.
        assert_eq!(begun.shop.tries(poison).await, Some(200));
    }
    each(&scenes, async |begun| is_answered_once(begun, words).await).await;
}

/// Nothing of the message is there, and everybody else is answered, the same person too.
async fn goes_on_without(begun: &Begun, poison: &Prepared) {
    let before = begun.shop.messages(&begun.id).await.len();
    // Refused, parked or without an answer: what comes of it is seen in the end.
    begun.shop.tries(poison).await;
    assert_eq!(begun.shop.messages(&begun.id).await.len(), before, "half of it was kept");
    let neighbour = begun.shop.person().await;
    assert!(neighbour.asks(QUESTION).await.text.contains(ANSWER));
    assert!(begun.person.asks(QUESTION).await.text.contains(ANSWER));
}

async fn is_answered_once(begun: &Begun, words: &str) {
    until("the answer to what could not be kept", || async {
        // What was parked is brought by the clock.
        story::cron(&begun.shop.env).await;
        let messages = begun.shop.messages(&begun.id).await;
        let kept: Vec<&Value> = messages.iter().filter(|message| message["text"] == words).collect();
        let turns = begun.shop.turns(&begun.id).await;
        let [message] = kept.as_slice() else { return Err(format!("{messages:?}")) };
        let is_answered = |turn: &&Value| {
            let has_it = turn["message_ids"].as_array().is_some_and(|ids| ids.contains(&message["id"]));
            has_it && turn["outcome"] == "answered"
        };
        if turns.iter().filter(is_answered).count() == 1 { Ok(()) } else { Err(format!("{turns:?}")) }
    })
    .await;
    begun.person.stays_at(3).await;
}
