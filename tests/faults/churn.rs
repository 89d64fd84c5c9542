//! Deploys in the middle of turns, from this version to the next and back: the next one's schema, internal message and
//! job differ (the feature `churn`), and nothing is lost, doubled or left unanswered.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Trial;
use simulator::Customer;

use super::chance::Chance;
use super::customers::Market;
use super::{story, verdict};
use crate::support::objects::{break_files, execute, files};
use crate::support::shop::{asks, says, stays_at};
use crate::support::wait::{stays, until};
use crate::support::{Env, Run, Shop, suite, time};

/// Two of each kind of channel.
const CUSTOMERS: usize = 8;
/// Switches there and back, as many of each.
const SWITCHES: usize = 8;
/// A phase is over when the model was asked so often, or after this.
const LONGEST: Duration = Duration::from_secs(4);
const SETTLE: Duration = Duration::from_mins(2);
/// The next version may have to be built.
const LIMIT: Duration = Duration::from_mins(15);

/// The tests of this module.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let place = module_path!();
    vec![
        suite::trial_within(LIMIT, run, place, "deploys_in_the_middle_of_turns_lose_nothing", deploys),
        suite::trial_within(LIMIT, run, place, "what_one_version_parked_the_other_takes", parked_across),
    ]
}

async fn deploys(run: &'static Run) {
    let (mut chance, _) = Chance::of_run("deploys");
    let next = run.next_version().await;
    let vars = [("RETRY_UNIT", "20ms"), ("RECONCILE_AFTER", "15s")];
    let env = Arc::new(run.own("deploys", &vars).await);
    let this = env.ground.worker.clone();
    let market = Market::open(&env).await;
    let shop = &market.shop;
    let askers = market.askers(CUSTOMERS).await;
    market.retry_schedule(&vec![Duration::from_millis(400); 100]);
    for switch in 0..SWITCHES {
        for asker in &askers {
            asker.ask_in(chance.millis(1_500));
        }
        let thoughts = shop.llm_requests().len() + 1 + chance.index(2 * CUSTOMERS);
        // In the middle of turns: the model is thinking when the version changes.
        let _ = env.simulator.llm().wait_for_requests(&shop.llm_key, thoughts, LONGEST).await;
        env.deploy(if switch % 2 == 0 { &next } else { &this }).await;
    }
    let threads = story::settled(shop, &askers, SETTLE).await;
    let tally = verdict::judge(&threads, &askers).await;
    eprintln!("deploys: {tally:?}");
    assert_eq!(tally.stored, CUSTOMERS * SWITCHES);
    assert!(tally.answered >= CUSTOMERS && tally.silent.keys().all(|why| why == "superseded"), "{tally:?}");
    env.kill();
    // Each conversation was brought to the next version's schema, and that version counted in it.
    let counted = "CREATE TEMP TABLE counted (arrivals INTEGER CHECK (arrivals > 0));
        INSERT INTO counted SELECT arrivals FROM conversation;";
    execute(&env, "Conversation", counted).await;
}

/// A delivery that is kept over a deploy is an internal message of the other version.
async fn parked_across(run: &'static Run) {
    let next = run.next_version().await;
    let env = Arc::new(run.own("deploys-parked", &[]).await);
    let this = env.ground.worker.clone();
    let shop = Shop::open_at(&env).await;
    let customer = shop.customer();
    asks(&customer, "What do you sell in this shop?").await;
    parked_by(&shop, &customer, &next, &this, "How much is the Kebaya Nyonya?", "costs RM 189.00").await;
    parked_by(&shop, &customer, &this, &next, "How much is the Baju Kurung Melur?", "costs RM 129.00").await;
    stays_at(&customer, 3).await;
}

async fn parked_by(shop: &Shop, customer: &Customer, one: &Path, other: &Path, words: &str, answer: &str) {
    let env: &Env = &shop.env;
    let before = customer.replies().len();
    env.kill();
    let broken = break_files(env, files(env, "Conversation"));
    env.deploy(one).await;
    says(customer, words).await;
    stays("no answer from a broken conversation", time::SILENCE, || {
        if customer.replies().len() == before { Ok(()) } else { Err(format!("{:?}", customer.replies())) }
    })
    .await;
    env.kill();
    broken.mend();
    env.deploy(other).await;
    until("the answer to what was parked", || async {
        story::cron(env).await;
        let replies = customer.replies();
        let is_there =
            replies.len() == before + 1 && replies.last().is_some_and(|last| last.contains(answer));
        if is_there { Ok(()) } else { Err(format!("{replies:?}")) }
    })
    .await;
}
