//! People's rights: words that are obeyed by code, being erased, and what is kept only so long.

mod consent;
mod erase_by_staff;
mod erase_by_word;
mod erase_merging;
mod erase_under_way;
mod preferences;
mod restore;
mod retention;
mod status_page;
mod sweep;

use libtest_mimic::Trial;
use serde_json::Value;

pub use crate::support::person::next_second;
use crate::support::wait::until;
use crate::support::{Env, Person, Run, Shop};

/// The tests of privacy.
pub fn suite(run: &'static Run) -> Vec<Trial> {
    let suites = [
        consent::suite(run),
        erase_by_staff::suite(run),
        erase_by_word::suite(run),
        erase_merging::suite(run),
        erase_under_way::suite(run),
        preferences::suite(run),
        restore::suite(run),
        retention::suite(run),
        status_page::suite(run),
        sweep::suite(run),
    ];
    suites.into_iter().flatten().collect()
}

/// The customer asks for erasure and gets their code.
pub async fn asks_to_be_erased(person: &Person, words: &str) -> String {
    code_in(&person.asks_for_erasure(words).await)
}

/// The code at the end of the address in a confirmation.
#[track_caller]
pub fn code_in(text: &str) -> String {
    let (_, code) =
        text.rsplit_once("/deletion-status?code=").unwrap_or_else(|| panic!("no address in {text:?}"));
    // A sentence may go on after it.
    code.trim_end_matches('.').to_owned()
}

/// The status of a deletion request.
pub async fn status(env: &Env, code: &str) -> Value {
    let answer = env.request_json(&format!("/deletion-status?code={code}")).await;
    assert_eq!(answer.status, 200);
    serde_json::from_slice(&answer.body).expect("JSON of a status")
}

/// The status, once the request is done.
pub async fn done(env: &Env, code: &str) -> Value {
    until("a deletion request that is done", || async {
        let status = status(env, code).await;
        if status["status"] == "done" { Ok(status) } else { Err(status.to_string()) }
    })
    .await
}

/// What the runtime does each minute where it is deployed.
pub async fn cron(env: &Env) {
    assert_eq!(env.request("GET", "/cdn-cgi/local/scheduled").await.status, 200);
}

/// The conversations in the inbox.
pub async fn inbox(shop: &Shop) -> Vec<Value> {
    shop.api.get("/conversations").await.items()
}
