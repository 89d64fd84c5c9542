//! `/settings`.

use serde_json::{Value, json};

use crate::support::shop::{sign_up, text};
use crate::support::{Api, Run, random};

crate::suite![
    some_settings_change_and_the_rest_stays,
    an_unknown_setting_is_named,
    a_bad_value_is_named_and_nothing_changes,
    the_models_key_is_never_read_back,
];

async fn api(run: &'static Run) -> Api {
    sign_up(&*run.shared().await).await.0
}

async fn some_settings_change_and_the_rest_stays(run: &'static Run) {
    let api = api(run).await;
    let before = api.get("/settings").await.expect(200);
    let patch = json!({
        "agent": { "mode": "off", "tone": "brief" },
        "shop": { "facts": [{ "topic": "Delivery", "text": "Two days, RM 8." }] },
    });
    let changed = api.patch("/settings", &patch).await.expect(200);
    assert_eq!((&changed["agent"]["mode"], &changed["agent"]["tone"]), (&json!("off"), &json!("brief")));
    assert_eq!(changed["shop"]["facts"][0]["topic"], "Delivery");
    assert_eq!(changed["agent"]["daily_turns"], before["agent"]["daily_turns"]);
    assert_eq!(changed["shop"]["currency"], "MYR");
    assert_eq!(api.get("/settings").await.expect(200), changed);
}

async fn an_unknown_setting_is_named(run: &'static Run) {
    let api = api(run).await;
    for (patch, name) in [
        (json!({ "colour": "red" }), "colour"),
        (json!({ "agent": { "mood": "good" } }), "mood"),
        (json!({ "llm": { "api_kee": "sk" } }), "api_kee"),
    ] {
        let problem = api.patch("/settings", &patch).await.problem(422);
        assert!(text(&problem, "detail").contains(name), "{problem}");
    }
}

async fn a_bad_value_is_named_and_nothing_changes(run: &'static Run) {
    let api = api(run).await;
    let before = api.get("/settings").await.expect(200);
    let bad = [
        (json!({ "agent": { "mode": "sometimes", "tone": "brief" } }), "agent.mode"),
        (json!({ "agent": { "tone": "brief", "daily_turns": 0 } }), "agent.daily_turns"),
        (json!({ "agent": { "tone": null } }), "agent.tone"),
        (json!({ "shop": { "timezone": "nowhere at all" } }), "shop.timezone"),
        (json!({ "shop": { "currency": "XXY" } }), "shop.currency"),
        (json!({ "shop": { "facts": [{ "topic": "", "text": "x" }] } }), "shop.facts[0].topic"),
        (json!({ "llm": { "api_key": 7 } }), "llm.api_key"),
        (json!({ "llm": { "api_key": "two words" } }), "llm.api_key"),
        (json!({ "llm": { "provider": "somebody" } }), "llm.provider"),
    ];
    for (patch, field) in bad {
        api.patch("/settings", &patch).await.blames(field);
    }
    assert_eq!(api.get("/settings").await.expect(200), before);
}

async fn the_models_key_is_never_read_back(run: &'static Run) {
    let api = api(run).await;
    let key = format!("sk-{}", random::hex());
    run.seen.add(&key);
    let settings = api.patch("/settings", &json!({ "llm": { "api_key": key } })).await.expect(200);
    assert_eq!(settings["llm"]["api_key_set"], true, "{settings}");
    assert!(!settings.to_string().contains(&key));
    assert!(!api.get("/settings").await.expect(200).to_string().contains(&key));
    let settings = api.patch("/settings", &json!({ "llm": { "api_key": Value::Null } })).await.expect(200);
    assert_eq!(settings["llm"]["api_key_set"], false, "{settings}");
}
