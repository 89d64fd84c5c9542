//! Joining and taking apart while conversations cannot be reached, and while the power goes.

use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::pair::Pair;
use crate::faults::chance::Chance;
use crate::privacy::cron;
use crate::support::objects::break_conversations;
use crate::support::shop::text;
use crate::support::suite::trial_within;
use crate::support::{Env, Run};

/// A Worker of one's own is waited for, and each start takes seconds.
const LIMIT: Duration = Duration::from_mins(5);

/// The tests of this module.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let (told, cut) = (
        "conversations_that_could_not_be_told_hear_of_it_by_the_sweep",
        "a_power_cut_in_the_middle_leaves_nobody_between_two_contacts",
    );
    vec![
        trial_within(LIMIT, run, module_path!(), told, could_not_be_told),
        trial_within(LIMIT, run, module_path!(), cut, power_cut),
    ]
}

async fn could_not_be_told(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("join-broken", &[]).await);
    let pair = Pair::open_at(&env).await;
    env.kill();
    let broken = break_conversations(&env);
    env.restart().await;
    // The tenant has decided; that nobody could be told is no failure of whoever asked.
    pair.join().await;
    let own = text(&pair.split().await, "id");
    env.kill();
    broken.mend();
    env.restart().await;
    cron(&env).await;
    pair.knows(&pair.second, &own).await;
    pair.knows(&pair.first, &pair.first.contact).await;
}

/// As many as fit into a minute of restarts.
const CUTS: usize = 4;

/// The moments follow from a seed, which is printed.
async fn power_cut(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("join-cut", &[]).await);
    let pair = Pair::open_at(&env).await;
    let (mut chance, seed) = Chance::of_run("joining");
    let mut own = pair.second.contact.clone();
    for cut in 0..CUTS {
        let is_join = cut % 2 == 0;
        let wait = chance.millis(90);
        let what = format!("seed {seed}, cut {cut} after {wait:?}");
        let (path, body) = asked_for(&pair, is_join, &own);
        let asked = tokio::spawn({
            let (api, path, body) = (pair.shop.api.clone(), path.clone(), body.clone());
            async move { api.post(&path, &body).await.status }
        });
        tokio::time::sleep(wait).await;
        env.cut_power().await;
        // It was answered, or nobody knows.
        let _ = asked.await;
        if (indexed(&pair).await == pair.first.contact) != is_join {
            pair.shop.api.post(&path, &body).await.expect(200);
        }
        // Nobody asks for it again: what was cut off after the tenant had decided is for the sweep.
        cron(&env).await;
        let contact = indexed(&pair).await;
        assert_eq!(contact == pair.first.contact, is_join, "{what}");
        pair.knows(&pair.second, &contact).await;
        pair.knows(&pair.first, &pair.first.contact).await;
        let contacts = pair.shop.api.get("/contacts").await.items().len();
        assert_eq!(contacts, if is_join { 1 } else { 2 }, "{what}");
        own = contact;
    }
    for side in pair.sides() {
        side.customer.asks("How much is the Baju Kurung Melur?").await;
    }
}

fn asked_for(pair: &Pair, is_join: bool, own: &str) -> (String, Value) {
    if is_join {
        return (pair.join_path(), json!({ "contact_id": own }));
    }
    let path = format!("/contacts/{}/split", pair.first.contact);
    (path, json!({ "conversation_id": pair.second.conversation }))
}

/// Whose the second conversation is, as the tenant has it.
async fn indexed(pair: &Pair) -> String {
    let path = format!("/conversations/{}", pair.second.conversation);
    text(&pair.shop.api.get(&path).await.expect(200), "contact_id")
}
