//! `GET /deletion-status`: a page for people, JSON for programs.

use serde_json::Value;

use super::{asks_to_be_erased, done};
use crate::support::channel::Channel;
use crate::support::client::Answer;
use crate::support::{Run, Shop};

crate::on_channels![
    once: [
        an_unknown_code_is_not_found_in_the_same_manner,
        what_was_typed_is_shown_as_text_and_never_as_markup,
    ],
    every: [
        the_page_tells_what_was_deleted_and_when_the_last_copy_runs_out,
        a_code_is_found_however_it_is_typed,
    ],
];

/// The page, with what every page of ours must say to the browser.
fn html(answer: &Answer) -> String {
    let header =
        |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "no-referrer");
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'nonce-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
    let html = String::from_utf8(answer.body.to_vec()).expect("text");
    assert!(html.starts_with("<!doctype html><html lang=\"en\"") && !html.contains("<script"), "{html}");
    html
}

fn day(moment: &Value) -> String {
    moment
        .as_str()
        .and_then(|text| text.get(..10))
        .unwrap_or_else(|| panic!("no moment: {moment}"))
        .to_owned()
}

async fn the_page_tells_what_was_deleted_and_when_the_last_copy_runs_out(
    run: &'static Run,
    channel: Channel,
) {
    let shop = Shop::open_on(run, channel).await;
    let code = asks_to_be_erased(&shop.person().await, "DELETE MY DATA").await;
    let status = done(&shop.env, &code).await;
    let requested = status["requested_at"].as_str().unwrap_or_default();
    let completed = status["completed_at"].as_str().unwrap_or_default();
    assert!(!requested.is_empty() && requested <= completed, "{status}");
    assert_ne!(day(&status["recovery_until"]), day(&status["completed_at"]));
    let answer = shop.env.request("GET", &format!("/deletion-status?code={code}")).await;
    assert_eq!(answer.status, 200);
    let html = html(&answer);
    for said in
        ["Your data has been deleted", &code, &day(&status["recovery_until"]), &day(&status["completed_at"])]
    {
        assert!(html.contains(said), "{said} in {html}");
    }
}

async fn a_code_is_found_however_it_is_typed(run: &'static Run, channel: Channel) {
    let shop = Shop::open_on(run, channel).await;
    let code = asks_to_be_erased(&shop.person().await, "DELETE MY DATA").await;
    done(&shop.env, &code).await;
    for typed in [code.to_lowercase(), code.replace('-', ""), code.replace('-', "%20")] {
        let answer = shop.env.request_json(&format!("/deletion-status?code={typed}")).await;
        assert_eq!(answer.status, 200, "{typed}");
    }
}

async fn an_unknown_code_is_not_found_in_the_same_manner(run: &'static Run) {
    let env = run.shared().await;
    for code in ["2222-2222-2222-2222-2222", "not-a-code"] {
        let answer = env.request("GET", &format!("/deletion-status?code={code}")).await;
        assert_eq!(answer.status, 404, "{code}");
        assert!(html(&answer).contains("There is no deletion request with this code"));
    }
    let answer = env.request_json("/deletion-status?code=2222-2222-2222-2222-2222").await;
    assert_eq!(answer.status, 404);
    let problem: Value = serde_json::from_slice(&answer.body).expect("problem details");
    assert_eq!(problem["type"], "/problems/not-found", "{problem}");
    let answer = env.request_json("/deletion-status").await;
    let problem: Value = serde_json::from_slice(&answer.body).expect("problem details");
    assert_eq!((answer.status, &problem["field"]), (422, &Value::from("code")), "{problem}");
    let answer = env.request("GET", "/deletion-status").await;
    assert_eq!(answer.status, 200);
    assert!(html(&answer).contains("Enter the confirmation code"));
}

async fn what_was_typed_is_shown_as_text_and_never_as_markup(run: &'static Run) {
    let env = run.shared().await;
    let answer = env.request("GET", "/deletion-status?code=%22%3E%3Cb%3E%27%26amp;").await;
    assert_eq!(answer.status, 404);
    let html = html(&answer);
    assert!(html.contains("value=\"&quot;&gt;&lt;b&gt;&#39;&amp;amp;\""), "{html}");
}
