//! People who change: what the webhooks say, judged by the payload files.

use serde_json::{Value, json};

use crate::testing::{Stage, fixture, shape, text_to};
use crate::{CustomerConfig, Marketing, Media, SAMPLE_PICTURE};

fn last(stage: &Stage) -> Value {
    stage.worker.payloads().pop().unwrap()
}

fn first_message(payload: &Value) -> &Value {
    &payload["entry"][0]["changes"][0]["value"]["messages"][0]
}

#[tokio::test]
async fn another_number_is_another_person_to_graph() {
    let stage = Stage::new().await;
    stage.ana.say("oi").await;
    let before = stage.ana.bsuid();
    assert_eq!(stage.ana.change_number("+55 11 98888-0002").await.http_status, Some(200));
    let payload = last(&stage);
    // Since 2026 the message names the new user id too.
    let mut expected = shape(&fixture("wa-message-system-user-changed-number.json"));
    expected.insert("entry[].changes[].value.messages[].system.user_id string".to_owned());
    assert_eq!(shape(&payload), expected);
    assert_eq!(first_message(&payload)["from"], "5511999990001");
    assert_eq!(first_message(&payload)["system"]["wa_id"], "5511988880002");
    assert_eq!(first_message(&payload)["system"]["user_id"], stage.ana.bsuid());
    assert_ne!(stage.ana.bsuid(), before);

    assert_eq!(stage.send(text_to("+5511999990001", "x")).await.1["error"]["code"], 131_026);
    assert_eq!(stage.send(text_to("+5511988880002", "x")).await.0, 200);
    stage.number.user_id_update(&stage.ana, &before).await;
    let expected = shape(&fixture("wa-user-id-update.json"));
    let expected: std::collections::BTreeSet<_> =
        expected.into_iter().filter(|path| !path.contains("parent_user_id")).collect();
    assert_eq!(shape(&last(&stage)), expected);
}

#[tokio::test]
async fn a_new_user_id_is_told_without_the_old_one() {
    let stage = Stage::new().await;
    stage.ana.change_user_id().await;
    let expected = shape(&fixture("wa-message-system-user-changed-user-id.json"));
    let expected: std::collections::BTreeSet<_> =
        expected.into_iter().filter(|path| !path.contains("parent_user_id")).collect();
    assert_eq!(shape(&last(&stage)), expected);
    // Meta's own messages are no reason to write back.
    assert_eq!(stage.text("x").await.1["error"]["code"], 131_047);
}

#[tokio::test]
async fn a_hidden_number_is_told_by_nobody_and_still_reached() {
    let stage = Stage::new().await;
    stage.ana.hide_phone();
    stage.ana.say("oi").await;
    let payload = last(&stage);
    assert!(!payload.to_string().contains("5511999990001"));
    assert_eq!(payload["entry"][0]["changes"][0]["value"]["contacts"][0]["profile"]["username"], "@ana");
    assert_eq!(stage.text("olá").await.0, 200);
    stage.ana.show_phone();
    stage.ana.say("oi").await;
    assert_eq!(first_message(&last(&stage))["from"], "5511999990001");
}

#[tokio::test]
async fn wishes_have_the_shape_of_the_file() {
    let stage = Stage::new().await;
    let bruno = stage.number.add_customer(CustomerConfig {
        parent_bsuid: Some("BR.ENT.1".to_owned()),
        ..CustomerConfig::with_phone("Bruno", "+5511977770003")
    });
    assert_eq!(bruno.prefers_marketing(Marketing::Resume).await, Some(200));
    let mut expected = shape(&fixture("wa-user-preferences-resume.json"));
    for id in ["user_id", "parent_user_id"] {
        expected.insert(format!("entry[].changes[].value.user_preferences[].{id} string"));
    }
    assert_eq!(shape(&last(&stage)), expected);
}

#[tokio::test]
async fn edits_revocations_and_reactions() {
    let stage = Stage::new().await;
    let said = stage.ana.say("oi").await;
    let shown = stage.ana.send_media(Media::image("image/png", SAMPLE_PICTURE).caption("a")).await;
    stage.ana.edit(&said.wamid, "olá").await;
    let edit = first_message(&last(&stage))["edit"].clone();
    assert_eq!(edit["message"], json!({ "type": "text", "text": { "body": "olá" } }));
    stage.ana.edit(&shown.wamid, "b").await;
    let edit = first_message(&last(&stage))["edit"].clone();
    assert_eq!(edit["message"]["image"]["caption"], "b");
    assert!(edit["message"]["image"]["id"].is_string());
    stage.ana.react(&said.wamid, "👍").await;
    stage.ana.revoke(&shown.wamid).await;
    let expected = shape(&fixture("wa-message-revoke-placeholder.json"));
    assert!(
        expected
            .iter()
            .filter(|path| path.contains(".messages[]"))
            .all(|path| shape(&last(&stage)).contains(path))
    );
    let picture = stage.simulator.picture();
    let bubbles = picture["chats"][0]["bubbles"].as_array().unwrap();
    assert_eq!(
        (bubbles.len(), &bubbles[0]["text"], &bubbles[0]["reaction"]),
        (2, &json!("olá"), &json!("👍"))
    );
    assert_eq!((&bubbles[1]["kind"], &bubbles[1]["media"]), (&json!("revoked"), &Value::Null));
}

#[tokio::test]
async fn events_of_the_account_have_a_time() {
    let stage = Stage::new().await;
    for (name, field) in [
        ("wa-account-alerts.json", "account_alerts"),
        ("wa-phone-number-quality-update.json", "phone_number_quality_update"),
        ("wa-template-quality-update.json", "message_template_quality_update"),
    ] {
        let file = fixture(name);
        let value = file["entry"][0]["changes"][0]["value"].clone();
        assert_eq!(stage.number.account_event(field, value).await, Some(200));
        assert_eq!(shape(&last(&stage)), shape(&file), "{name}");
    }
}
