//! What was given up is listed, tried again, or left as it is.

mod jobs;
mod parked;
mod unknown_sends;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::support::wait::until;
use crate::support::{Run, Shop};

/// The tests of dead ends.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    [jobs::suite(run), parked::suite(run), unknown_sends::suite(run)].into_iter().flatten().collect()
}

/// All dead ends, page by page.
pub async fn dead_ends(shop: &Shop) -> Vec<Value> {
    let mut found = Vec::new();
    let mut path = "/dead-ends".to_owned();
    loop {
        let page = shop.api.get(&path).await.expect(200);
        found.extend(page["items"].as_array().cloned().unwrap_or_default());
        let Some(cursor) = page["next_cursor"].as_str() else { return found };
        path = format!("/dead-ends?cursor={cursor}");
    }
}

/// As many dead ends as there should be, once there are.
async fn dead_ends_until(shop: &Shop, count: usize) -> Vec<Value> {
    until(&format!("{count} dead ends"), || async {
        let found = dead_ends(shop).await;
        if found.len() == count { Ok(found) } else { Err(format!("{found:?}")) }
    })
    .await
}
