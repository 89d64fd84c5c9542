//! One poisoned conversation in a batch of many: the rest is answered, the poison is parked, listed, and replayed once
//! it is mended.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use simulator::{Change, Customer, StatusMode, batch, meta_json};

use crate::dead_ends::dead_ends;
use crate::support::objects::{break_files, execute_on, files};
use crate::support::shop::{asks, stays_at, text};
use crate::support::wait::until;
use crate::support::{Env, Run, Shop, suite};

/// The tests of this module.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let place = module_path!();
    let damaged = "a_damaged_conversation_holds_up_none_of_many";
    let newer = "a_conversation_of_a_newer_version_holds_up_none_of_many";
    vec![
        suite::trial_within(LIMIT, run, place, damaged, a_damaged_conversation),
        suite::trial_within(LIMIT, run, place, newer, a_newer_conversation),
    ]
}

/// The Worker starts three times, and seventeen customers are answered.
const LIMIT: Duration = Duration::from_mins(5);

const QUESTION: &str = "How much is the Kebaya Nyonya?";
const ANSWER: &str = "costs RM 189.00";
/// How many are in the batch beside the poison.
const NEIGHBOURS: usize = 16;

struct Scene {
    env: Arc<Env>,
    shop: Shop,
    unlucky: Customer,
    /// The unlucky one's conversation, on the disk.
    files: BTreeSet<PathBuf>,
    neighbours: Vec<Customer>,
}

/// A shop with many conversations, and which files one of them is.
async fn scene(run: &'static Run, name: &str) -> Scene {
    let env: Arc<Env> = Arc::new(run.own(name, &[]).await);
    let shop = Shop::open_at(&env).await;
    // Statuses of the first answers would be parked as well.
    shop.number.status_mode(StatusMode::Off);
    let neighbours: Vec<_> = (0..NEIGHBOURS).map(|_| shop.customer()).collect();
    // Half of them are known, half are newcomers.
    for neighbour in neighbours.iter().step_by(2) {
        asks(neighbour, "What do you sell in this shop?").await;
    }
    let before = files(&env, "Conversation");
    let unlucky = shop.customer();
    asks(&unlucky, "What do you sell in this shop?").await;
    let files = files(&env, "Conversation").difference(&before).cloned().collect();
    env.kill();
    Scene { env, shop, unlucky, files, neighbours }
}

impl Scene {
    fn question(&self, customer: &Customer) -> Change {
        let words = json!({ "type": "text", "text": { "body": QUESTION } });
        self.shop.number.change(customer.prepare(words).0)
    }

    async fn answered(&self, customer: &Customer, count: usize) {
        until("the answer", || async {
            let replies = customer.replies();
            let is_there = replies.len() == count && replies.last().is_some_and(|last| last.contains(ANSWER));
            if is_there { Ok(()) } else { Err(format!("{replies:?}")) }
        })
        .await;
    }

    /// One webhook for all, the poison in the middle; returns what is listed of it.
    async fn batch_with_poison(&self) -> Value {
        let mut people: Vec<&Customer> = self.neighbours.iter().collect();
        people.insert(NEIGHBOURS / 2, &self.unlucky);
        let changes: Vec<_> = people.into_iter().map(|customer| self.question(customer)).collect();
        assert_eq!(self.env.post_signed(&meta_json(&batch(&changes))).await, 200, "all of it is kept");
        for (place, neighbour) in self.neighbours.iter().enumerate() {
            self.answered(neighbour, if place % 2 == 0 { 2 } else { 1 }).await;
        }
        let mut found = dead_ends(&self.shop).await;
        assert_eq!(found.len(), 1, "{found:?}");
        let found = found.remove(0);
        assert_eq!((&found["kind"], &found["what"]), (&json!("parked_event"), &json!("delivery")), "{found}");
        stays_at(&self.unlucky, 1).await;
        // Still poisoned: nothing is lost by trying.
        self.shop.api.post(&replay(&found), &json!({})).await.problem(503);
        assert_eq!(dead_ends(&self.shop).await.len(), 1);
        found
    }

    /// It is well again: what was parked is brought to it, once.
    async fn brought_back(&self, found: &Value) {
        self.shop.api.post(&replay(found), &json!({})).await.expect(204);
        self.answered(&self.unlucky, 2).await;
        assert!(dead_ends(&self.shop).await.is_empty());
        self.shop.api.post(&replay(found), &json!({})).await;
        stays_at(&self.unlucky, 2).await;
        for (place, neighbour) in self.neighbours.iter().enumerate() {
            assert_eq!(neighbour.replies().len(), if place % 2 == 0 { 2 } else { 1 });
        }
    }
}

fn replay(found: &Value) -> String {
    format!("/dead-ends/{}/replay", text(found, "id"))
}

async fn a_damaged_conversation(run: &'static Run) {
    let scene = scene(run, "poison-damaged").await;
    let broken = break_files(&scene.env, scene.files.clone());
    scene.env.restart().await;
    let found = scene.batch_with_poison().await;
    scene.env.kill();
    broken.mend();
    scene.env.restart().await;
    scene.brought_back(&found).await;
}

/// As after a rollback over a change that took something away: the object answers 503 rather than guess.
async fn a_newer_conversation(run: &'static Run) {
    let scene = scene(run, "poison-newer").await;
    let newer = "INSERT INTO schema_version (version) VALUES (9999);
        INSERT INTO schema_floor (version) VALUES (9999);";
    execute_on(&scene.env, &scene.files, newer).await;
    scene.env.restart().await;
    let found = scene.batch_with_poison().await;
    scene.env.kill();
    let mended =
        "DELETE FROM schema_version WHERE version = 9999; DELETE FROM schema_floor WHERE version = 9999;";
    execute_on(&scene.env, &scene.files, mended).await;
    scene.env.restart().await;
    scene.brought_back(&found).await;
}
