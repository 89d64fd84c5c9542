//! What a turn may cost: rows written and requests to objects, as the Worker counts them (`METER`).

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use simulator::{Answer, StatusMode, Wire};
use tokio::time::sleep;

use crate::support::run::log_file;
use crate::support::{Run, Shop};

crate::suite![
    a_turn_with_delivery_statuses_stays_within_its_rows_and_requests,
    a_turn_without_delivery_statuses_stays_within_them_too,
];

/// The most rows that a turn may write: each costs as much as a thousand that are read.
const ROWS: u32 = 20;
/// The most requests to objects that it may make, alarms included.
const REQUESTS: u32 = 12;
/// Turns that are counted; the first of a conversation, which begins it, is not.
const TURNS: u32 = 3;

/// A Worker that has counted nothing for so long has nothing left to do.
const REST: Duration = Duration::from_secs(1);

/// What was counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counted {
    requests: u32,
    rows: u32,
    ingests: u32,
}

fn counted(state: &Path) -> Counted {
    let log = fs::read_to_string(log_file(state)).expect("the Worker should have a log");
    let mut counted = Counted::default();
    for event in log.lines().filter_map(|line| line.split_once("meter object=")).map(|(_, event)| event) {
        let rows = event.split_once("rows_written=").and_then(|(_, rest)| rest.split_whitespace().next());
        counted.requests += 1;
        counted.rows += rows.and_then(|rows| rows.parse::<u32>().ok()).expect("a count of rows");
        counted.ingests += u32::from(event.starts_with("conversation event=ingest"));
    }
    counted
}

/// Waits until nothing is counted any more.
async fn at_rest(state: &Path) -> Counted {
    let mut known = counted(state);
    loop {
        sleep(REST).await;
        let now = counted(state);
        if now == known {
            return now;
        }
        known = now;
    }
}

async fn a_turn_with_delivery_statuses_stays_within_its_rows_and_requests(run: &'static Run) {
    // `sent`, `delivered` and `read` come back for each answer.
    let statuses = StatusMode::Auto { delay: Duration::from_millis(20) };
    stays_within(run, "cost-statuses", statuses, 3).await;
}

async fn a_turn_without_delivery_statuses_stays_within_them_too(run: &'static Run) {
    stays_within(run, "cost", StatusMode::Off, 0).await;
}

async fn stays_within(run: &'static Run, name: &str, mode: StatusMode, statuses: u32) {
    let env = Arc::new(run.own(name, &[("METER", "on")]).await);
    let shop = Shop::with_model_at(&env, Wire::Anthropic).await;
    shop.number.status_mode(mode);
    let customer = shop.person().await;
    for turn in 0..=TURNS {
        let before = at_rest(env.state_folder()).await;
        let answer = Answer::text("Good day, it is still there for you.");
        env.simulator.llm().script(&shop.llm_key, vec![answer]);
        customer.asks("Good day, is the Kebaya Nyonya still there?").await;
        let after = at_rest(env.state_folder()).await;
        let (requests, rows) = (after.requests - before.requests, after.rows - before.rows);
        assert_eq!(after.ingests - before.ingests, 1 + statuses, "the message and its answer's statuses");
        if turn > 0 {
            assert!(rows <= ROWS, "turn {turn} wrote {rows} rows");
            assert!(requests <= REQUESTS, "turn {turn} made {requests} requests to objects");
        }
    }
}
