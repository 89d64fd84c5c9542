//! The challenge: only who knows the verify token gets an answer.

use crate::support::{Run, Shop, random};

crate::suite![
    the_challenge_is_echoed_to_who_knows_the_token,
    a_wrong_token_is_refused,
    a_request_without_a_challenge_is_refused,
    a_challenge_that_could_be_a_script_is_refused,
];

fn path(token: &str, challenge: &str) -> String {
    format!("/webhooks/meta?hub.mode=subscribe&hub.verify_token={token}&hub.challenge={challenge}")
}

async fn the_challenge_is_echoed_to_who_knows_the_token(run: &'static Run) {
    let shop = Shop::open(run).await;
    assert!(shop.number.verify_webhook().await, "the stand-in should be able to verify the address");
    let answer = shop.env.request("GET", &path(&shop.env.vars.verify_token, "1158201444")).await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"1158201444"[..]));
    let content_type = answer.headers.get("content-type").and_then(|value| value.to_str().ok());
    assert!(content_type.is_some_and(|kind| kind.starts_with("text/plain")), "{content_type:?}");
}

async fn a_wrong_token_is_refused(run: &'static Run) {
    let env = run.shared().await;
    let answer = env.request("GET", &path(&random::hex(), "1158201444")).await;
    assert_eq!(answer.status, 403);
    assert!(!String::from_utf8_lossy(&answer.body).contains("1158201444"));
}

async fn a_request_without_a_challenge_is_refused(run: &'static Run) {
    let env = run.shared().await;
    let token = &env.vars.verify_token;
    for query in ["", &format!("?hub.mode=subscribe&hub.verify_token={token}")] {
        assert_eq!(env.request("GET", &format!("/webhooks/meta{query}")).await.status, 403, "{query}");
    }
}

async fn a_challenge_that_could_be_a_script_is_refused(run: &'static Run) {
    let env = run.shared().await;
    let answer = env.request("GET", &path(&env.vars.verify_token, "%3Cscript%3E")).await;
    assert_eq!(answer.status, 403);
}
