//! One poisoned conversation among many, on every kind of channel at once: the rest is answered, the poison is parked,
//! listed, and replayed once it is mended.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Trial;
use serde_json::{Value, json};
use simulator::StatusMode;

use crate::dead_ends::dead_ends;
use crate::support::begun::{GREETING, OnChannel, each};
use crate::support::channel::{Channel, of_meta};
use crate::support::objects::{break_files, execute_on, files};
use crate::support::shop::text;
use crate::support::wait::until;
use crate::support::{Begun, Env, Person, Run, Shop, suite};

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

/// The Worker starts three times, and twenty people are answered.
const LIMIT: Duration = Duration::from_mins(5);

const QUESTION: &str = "How much is the Kebaya Nyonya?";
const ANSWER: &str = "costs RM 189.00";
/// How many are beside each poison.
const NEIGHBOURS: usize = 4;

/// A Worker with poison on each kind of channel.
struct Scene {
    env: Arc<Env>,
    streets: Vec<Street>,
    /// The unlucky ones' conversations, on the disk.
    files: BTreeSet<PathBuf>,
}

/// A shop with several conversations, one of which is unlucky.
struct Street {
    unlucky: Begun,
    neighbours: Vec<Person>,
}

impl OnChannel for Street {
    fn channel(&self) -> Channel {
        self.unlucky.shop.channel
    }
}

async fn scene(run: &'static Run, name: &str) -> Scene {
    let env: Arc<Env> = Arc::new(run.own(name, &[]).await);
    let shops = each(&Channel::ALL, async |channel| begun_shop(&env, *channel).await).await;
    let before = files(&env, "Conversation");
    let mut streets = Vec::new();
    for (shop, neighbours) in shops {
        let person = shop.person().await;
        person.asks(GREETING).await;
        let id = until("the latest conversation", || async {
            let inbox = shop.api.get("/conversations").await.items();
            let is_new = inbox.len() == NEIGHBOURS / 2 + 1;
            inbox.first().filter(|_| is_new).map(|one| text(one, "id")).ok_or(format!("{inbox:?}"))
        })
        .await;
        streets.push(Street { unlucky: Begun { shop, person, id }, neighbours });
    }
    let files = files(&env, "Conversation").difference(&before).cloned().collect();
    env.kill();
    Scene { env, streets, files }
}

/// Half of its people are known, half are newcomers.
async fn begun_shop(env: &Arc<Env>, channel: Channel) -> (Shop, Vec<Person>) {
    let shop = Shop::open_on_at(env, channel).await;
    if of_meta(channel) {
        // Statuses of the first answers would be parked as well.
        shop.number.status_mode(StatusMode::Off);
    }
    let mut neighbours = Vec::new();
    for place in 0..NEIGHBOURS {
        let neighbour = shop.person().await;
        if is_known(place) {
            neighbour.asks(GREETING).await;
        }
        neighbours.push(neighbour);
    }
    (shop, neighbours)
}

/// Who was answered before.
fn is_known(place: usize) -> bool {
    place.is_multiple_of(2)
}

/// How many answers a neighbour has in the end.
fn due(place: usize) -> usize {
    if is_known(place) { 2 } else { 1 }
}

impl Street {
    async fn answered(&self, person: &Person, count: usize) {
        until("the answer", || async {
            let replies = person.replies().await;
            let is_there = replies.len() == count && replies.last().is_some_and(|last| last.contains(ANSWER));
            if is_there { Ok(()) } else { Err(format!("{replies:?}")) }
        })
        .await;
    }

    /// All of them ask at once, the poison in the middle; returns what is listed of it.
    async fn asks_with_poison(&self) -> Value {
        let Begun { shop, person, .. } = &self.unlucky;
        let mut people: Vec<&Person> = self.neighbours.iter().collect();
        people.insert(NEIGHBOURS / 2, person);
        shop.brings(people.into_iter().map(|person| person.prepares(QUESTION)).collect()).await;
        for (place, neighbour) in self.neighbours.iter().enumerate() {
            self.answered(neighbour, due(place)).await;
        }
        let mut found = dead_ends(shop).await;
        assert_eq!(found.len(), 1, "{found:?}");
        let found = found.remove(0);
        assert_eq!((&found["kind"], &found["what"]), (&json!("parked_event"), &json!("delivery")), "{found}");
        self.unlucky.hears_nothing_after(1).await;
        // Still poisoned: nothing is lost by trying.
        shop.api.post(&replay(&found), &json!({})).await.problem(503);
        assert_eq!(dead_ends(shop).await.len(), 1);
        found
    }

    /// It is well again: what was parked is brought to it, once.
    async fn brought_back(&self, found: &Value) {
        let Begun { shop, person, .. } = &self.unlucky;
        shop.api.post(&replay(found), &json!({})).await.expect(204);
        self.answered(person, 2).await;
        assert!(dead_ends(shop).await.is_empty());
        shop.api.post(&replay(found), &json!({})).await;
        person.stays_at(2).await;
        for (place, neighbour) in self.neighbours.iter().enumerate() {
            assert_eq!(neighbour.replies().await.len(), due(place));
        }
    }
}

impl Scene {
    async fn asks_with_poison(&self) -> Vec<Value> {
        each(&self.streets, async |street| street.asks_with_poison().await).await
    }

    async fn brought_back(&self, found: &[Value]) {
        for (street, found) in self.streets.iter().zip(found) {
            street.brought_back(found).await;
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
    let found = scene.asks_with_poison().await;
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
    let found = scene.asks_with_poison().await;
    scene.env.kill();
    let mended =
        "DELETE FROM schema_version WHERE version = 9999; DELETE FROM schema_floor WHERE version = 9999;";
    execute_on(&scene.env, &scene.files, mended).await;
    scene.env.restart().await;
    scene.brought_back(&found).await;
}
