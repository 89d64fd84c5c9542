//! `GET /healthz`, and addresses that there are not.

use serde_json::Value;

use crate::support::Run;

crate::suite![
    it_answers_with_its_version,
    unknown_addresses_are_problems,
    a_setting_that_is_missing_or_malformed_is_named,
];

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

async fn a_setting_that_is_missing_or_malformed_is_named(run: &'static Run) {
    let env = run.own("misconfigured", &[]).await;
    let wrong = [
        ("META_APP_SECRET", ""),
        ("MASTER_KEYS", "test:too-short"),
        ("QUIET_PERIOD", "soon"),
        ("GRAPH_URL", "not an address"),
    ];
    for (name, value) in wrong {
        let problem = env.misconfigured(name, value).await;
        assert_eq!(problem["status"], 500, "{problem}");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(name), "{name} should be named: {problem}");
        assert!(value.is_empty() || !detail.contains(value), "the value should not be shown: {problem}");
    }
}
