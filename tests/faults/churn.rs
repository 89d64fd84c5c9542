//! Deploys in the middle of turns, from this version to the next and back: the next one's schema, internal message and
//! job differ (the feature `churn`), and nothing is lost, doubled or left unanswered.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Trial;

use super::chance::Chance;
use super::customers::Market;
use super::{story, verdict};
use crate::support::begun::each;
use crate::support::channel::every;
use crate::support::objects::{break_files, execute, files};
use crate::support::wait::until;
use crate::support::{Begun, Env, Run, suite};

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
    let tallies = verdict::judge(&threads, &askers).await;
    eprintln!("deploys: {tallies:?}");
    for tally in tallies.values() {
        let customers = CUSTOMERS / tallies.len();
        assert_eq!(tally.stored, customers * SWITCHES, "{tallies:?}");
        assert!(tally.answered >= customers, "{tallies:?}");
        assert!(tally.silent.keys().all(|why| why == "superseded"), "{tallies:?}");
    }
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
    let scenes = Begun::on_each(&env, every).await;
    parked_by(&env, &scenes, &next, &this, 1, ("How much is the Kebaya Nyonya?", "costs RM 189.00")).await;
    parked_by(&env, &scenes, &this, &next, 2, ("How much is the Baju Kurung Melur?", "costs RM 129.00"))
        .await;
    each(&scenes, async |begun| begun.person.stays_at(3).await).await;
}

async fn parked_by(
    env: &Env,
    scenes: &[Begun],
    one: &Path,
    other: &Path,
    said: usize,
    (words, answer): (&str, &str),
) {
    env.kill();
    let broken = break_files(env, files(env, "Conversation"));
    env.deploy(one).await;
    each(scenes, async |begun| begun.person.says(words).await).await;
    each(scenes, async |begun| begun.hears_nothing_after(said).await).await;
    env.kill();
    broken.mend();
    env.deploy(other).await;
    each(scenes, async |begun| {
        until("the answer to what was parked", || async {
            story::cron(env).await;
            let replies = begun.person.replies().await;
            let is_there = replies.last().is_some_and(|last| last.contains(answer));
            if is_there { Ok(()) } else { Err(format!("{replies:?}")) }
        })
        .await;
    })
    .await;
}
