//! What became of each customer's questions, as the API tells it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::customers::Asker;
use super::verdict;
use crate::support::{Env, Shop, client};

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// One customer's conversation.
#[derive(Debug, Default)]
pub struct Thread {
    /// Its messages, latest first.
    pub messages: Vec<Value>,
    /// Its turns, latest first.
    pub turns: Vec<Value>,
    /// What was given up in it.
    pub dead_ends: Vec<Value>,
}

/// What the runtime does each minute where it is deployed. A Worker that is down does not do it.
pub async fn cron(env: &Env) {
    let url = format!("{}/cdn-cgi/local/scheduled", env.url());
    let _ = client::send("GET", &url, &[], Vec::new()).await;
}

/// Waits until nothing is under way any more: all threads, in the order of the customers.
pub async fn settled(shop: &Shop, askers: &[std::sync::Arc<Asker>], limit: Duration) -> Vec<Thread> {
    let started = Instant::now();
    loop {
        cron(&shop.env).await;
        let seen = match threads(shop, askers).await {
            Ok(threads) => match verdict::unsettled(&threads, askers) {
                None => return threads,
                Some(seen) => seen,
            },
            Err(seen) => seen,
        };
        assert!(started.elapsed() < limit, "not settled within {} s: {seen}", limit.as_secs());
        tokio::time::sleep(PAUSE).await;
    }
}

async fn threads(shop: &Shop, askers: &[std::sync::Arc<Asker>]) -> Result<Vec<Thread>, String> {
    let ids = conversations(shop).await?;
    let dead_ends = list(shop, "/dead-ends").await?;
    let parked = dead_ends.iter().filter(|end| end["kind"] == "parked_event").count();
    if parked > 0 {
        return Err(format!("{parked} parked deliveries"));
    }
    let mut threads = Vec::new();
    for asker in askers {
        let Some(id) = ids.get(&asker.name()) else {
            threads.push(Thread::default());
            continue;
        };
        let path = format!("/conversations/{id}");
        threads.push(Thread {
            // Before the messages: a turn that has answered by now has its answer among them.
            turns: list(shop, &format!("{path}/turns")).await?,
            messages: list(shop, &format!("{path}/messages")).await?,
            dead_ends: dead_ends.iter().filter(|end| end["conversation_id"] == **id).cloned().collect(),
        });
    }
    Ok(threads)
}

/// The conversation of each person, by the person's business-scoped id. Whoever has two is a failure.
async fn conversations(shop: &Shop) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    let mut contacts = BTreeSet::new();
    for contact in list(shop, "/contacts").await? {
        let aliases = contact["aliases"].as_array().cloned().unwrap_or_default();
        let ids = contact["conversations"].as_array().cloned().unwrap_or_default();
        assert!(ids.len() < 2, "one person has several conversations: {contact}");
        for name in aliases.iter().filter_map(|alias| alias["value"].as_str()) {
            assert!(contacts.insert(name.to_owned()), "two contacts are one person");
            found.extend(ids.first().and_then(Value::as_str).map(|id| (name.to_owned(), id.to_owned())));
        }
    }
    Ok(found)
}

/// All items of a list, part by part. An object that is not well is an `Err`: it may be by the next look.
async fn list(shop: &Shop, path: &str) -> Result<Vec<Value>, String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let reply = shop.api.get(&format!("{path}?limit=200{cursor}")).await;
        if reply.status != 200 {
            return Err(format!("{path} was answered with {}: {}", reply.status, reply.body));
        }
        found.extend(reply.body["items"].as_array().cloned().unwrap_or_default());
        let Some(next) = reply.body["next_cursor"].as_str() else { return Ok(found) };
        cursor = format!("&cursor={next}");
    }
}
