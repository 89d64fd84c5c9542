//! `GET /healthz`, and addresses that there are not.

use serde_json::Value;

use crate::support::Run;

crate::suite![it_answers_with_its_version, unknown_addresses_are_problems];

async fn it_answers_with_its_version(run: &'static Run) {
    let answer = run.shared().await.request("GET", "/healthz").await;
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!((answer.status, &body["status"]), (200, &Value::from("ok")));
    assert!(body["version"].as_str().is_some_and(|version| version.contains('.')), "{body}");
}

async fn unknown_addresses_are_problems(run: &'static Run) {
    let env = run.shared().await;
    env.api().get("/nothing-here").await.problem(404);
    env.api().delete("/signup").await.problem(405);
    assert_eq!(env.request("GET", "/nothing-here").await.status, 404);
}
