//! Webhooks as a Worker receives them, judged by the payload files.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use crate::testing::{SOON, Stage, fixture, shape, text_to};
use crate::{About, CustomerConfig, DeliveryFault, Refusals, Status, StatusMode, batch, meta_json};

/// `shape` without the keys that end in one of these, which the stand-in leaves out on purpose.
fn without(shape: BTreeSet<String>, endings: &[&str]) -> BTreeSet<String> {
    let dropped = |path: &String| {
        let key = path.split(' ').next().unwrap_or_default();
        endings.iter().any(|ending| key.ends_with(ending))
    };
    shape.into_iter().filter(|path| !dropped(path)).collect()
}

#[tokio::test]
async fn a_text_of_a_person_without_a_number_has_the_shape_of_the_file() {
    let stage = Stage::new().await;
    let sheena = stage.number.add_customer(CustomerConfig {
        parent_bsuid: Some("US.ENT.11815799212886844830".to_owned()),
        ..CustomerConfig::with_username("Sheena Nelson", "@realsheenanelson")
    });
    assert_eq!(sheena.say("Does it come in another color?").await.http_status, Some(200));
    // The person of the file wrote in a group, which the stand-in has none of.
    let expected = without(shape(&fixture("wa-message-text-bsuid.json")), &[".group_id"]);
    assert_eq!(shape(&stage.worker.payloads()[0]), expected);
}

#[tokio::test]
async fn a_person_with_a_number_has_all_three_ids() {
    let stage = Stage::new().await;
    stage.ana.say("oi").await;
    let payload = &stage.worker.payloads()[0];
    let value = &payload["entry"][0]["changes"][0]["value"];
    assert_eq!(value["contacts"][0]["wa_id"], "5511999990001");
    assert_eq!(value["messages"][0]["from"], "5511999990001");
    assert_eq!(value["messages"][0]["from_user_id"], value["contacts"][0]["user_id"]);
    assert!(stage.ana.bsuid().starts_with("BR."));
    // The first entry of the file is one such person's message.
    let file = fixture("wa-batch-two-entries-mixed.json");
    let expected = json!({ "object": file["object"], "entry": [{ "id": "1", "changes": [file["entry"][0]["changes"][0]] }] });
    assert_eq!(shape(payload), shape(&expected));
}

#[tokio::test]
async fn statuses_have_the_shapes_of_the_files() {
    let stage = Stage::new().await;
    stage.ana.say("oi").await;
    let (_, answer) = stage.text("olá").await;
    let wamid = answer["messages"][0]["id"].as_str().unwrap();
    let produced = |status: &Status| {
        let value = stage.number.status_value(wamid, status).unwrap();
        shape(&batch(&[stage.number.change(value)]))
    };
    // BSUIDs came to statuses in 2026; the files of one person's statuses are older.
    let newer = [".recipient_user_id", ".contacts[].user_id"];
    let sent = shape(&fixture("wa-status-sent-pmp-v23.json"));
    let no_conversation =
        [".conversation.id", ".conversation.expiration_timestamp", ".conversation.origin.type"];
    assert_eq!(without(produced(&Status::Sent), &newer), without(sent, &no_conversation));

    let read = without(
        shape(&fixture("wa-status-read-cbp.json")),
        &[".conversation.id", ".conversation.origin.type"],
    );
    let read = without(read, &[".pricing.billable", ".pricing.pricing_model", ".pricing.category"]);
    let read = without(read, &[".parent_user_id", ".contacts[].user_id"]);
    assert_eq!(without(produced(&Status::Read), &newer), read);

    let failed = shape(&fixture("wa-status-failed-131047.json"));
    assert_eq!(produced(&Status::failed(131_047)), failed);
    let delivered = produced(&Status::Delivered);
    assert!(delivered.iter().any(|path| path.ends_with("statuses[].pricing.pricing_model string")));
}

#[tokio::test]
async fn accepted_messages_get_their_statuses_with_the_callback_data() {
    let stage = Stage::new().await;
    stage.number.status_mode(StatusMode::Auto { delay: Duration::from_millis(1) });
    stage.ana.say("oi").await;
    let mut body = text_to("+5511999990001", "olá");
    body["biz_opaque_callback_data"] = json!("v1.c.7.mac");
    stage.send(body).await;
    let done = |sent: &[crate::Sent], _: &[crate::Call], seen: &[crate::WebhookAttempt]| {
        sent[0].statuses.len() == 3 && seen.len() == 4
    };
    stage.number.wait_until(done, SOON).await.unwrap();
    let statuses: Vec<_> = stage.worker.payloads()[1..]
        .iter()
        .map(|payload| payload["entry"][0]["changes"][0]["value"]["statuses"][0].clone())
        .collect();
    assert_eq!(
        statuses.iter().map(|s| s["status"].as_str().unwrap()).collect::<Vec<_>>(),
        ["sent", "delivered", "read"]
    );
    assert!(statuses.iter().all(|status| status["biz_opaque_callback_data"] == "v1.c.7.mac"));
    assert!(statuses.iter().all(|status| status["recipient_user_id"] == stage.ana.bsuid()));
}

#[tokio::test]
async fn bytes_are_escaped_as_meta_does() {
    let stage = Stage::new().await;
    stage.ana.say("Olá 😀 a/b").await;
    let raw = String::from_utf8(stage.worker.raw()[0].to_vec()).unwrap();
    assert!(raw.contains(r"Ol\u00e1 \ud83d\ude00 a\/b"), "{raw}");
}

#[tokio::test]
async fn what_is_not_answered_with_200_comes_again_unchanged() {
    let stage = Stage::new().await;
    stage.worker.next_answers(&[500, 404, 200]);
    assert_eq!(stage.ana.say("oi").await.http_status, Some(500));
    stage.number.wait_until(|_, _, seen| seen.len() == 3, SOON).await.unwrap();
    let rounds: Vec<_> = stage.number.webhooks().iter().map(|a| (a.attempt, a.status)).collect();
    assert_eq!(rounds, [(1, Some(500)), (2, Some(404)), (3, Some(200))]);
    let raw = stage.worker.raw();
    assert!(raw.iter().all(|bytes| bytes == &raw[0]));
}

#[tokio::test]
async fn duplicates_and_reordering() {
    let stage = Stage::new().await;
    stage.number.delivery_fault(About::Message, DeliveryFault::Duplicate(2));
    stage.ana.say("one").await;
    stage.number.wait_until(|_, _, seen| seen.len() == 3, SOON).await.unwrap();
    let raw = stage.worker.raw();
    assert!(raw.len() == 3 && raw.iter().all(|bytes| bytes == &raw[0]));

    stage.number.delivery_fault(About::Message, DeliveryFault::Reorder(2));
    assert_eq!(stage.ana.say("two").await.http_status, None);
    assert_eq!(stage.ana.say("three").await.http_status, None);
    stage.number.wait_until(|_, _, seen| seen.len() == 5, SOON).await.unwrap();
    let texts: Vec<_> = stage.worker.payloads()[3..]
        .iter()
        .map(|payload| payload["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"].clone())
        .collect();
    assert_eq!(texts, ["three", "two"]);
    assert_eq!(stage.ana.say("four").await.http_status, Some(200));
}

#[tokio::test]
async fn delayed_and_lost() {
    let stage = Stage::new().await;
    stage.number.delivery_fault(About::Any, DeliveryFault::Lose);
    stage.number.delivery_fault(About::Message, DeliveryFault::Delay(Duration::from_millis(80)));
    let lost = stage.ana.say("lost").await;
    let late = stage.ana.say("late").await;
    let early = stage.ana.say("early").await;
    stage.number.wait_until(|_, _, seen| seen.len() == 2, SOON).await.unwrap();
    let order: Vec<_> = stage.number.webhooks().into_iter().filter_map(|attempt| attempt.wamid).collect();
    assert_eq!(order, [early.wamid, late.wamid]);
    assert!(!order.contains(&lost.wamid));
}

#[tokio::test]
async fn a_batch_of_two_accounts_has_two_entries() {
    let stage = Stage::new().await;
    let mut other = crate::testing::config("http://127.0.0.1:9/none");
    (other.phone_number_id, other.waba_id) = ("2".to_owned(), "22".to_owned());
    let other = stage.simulator.add_number(other);
    let bob = other.add_customer(CustomerConfig::with_phone("Bob", "+4915112345678"));
    let text = |words: &str| json!({ "type": "text", "text": { "body": words } });
    let (first, _) = stage.ana.prepare(text("a"));
    let (second, _) = bob.prepare(text("b"));
    let payload =
        batch(&[stage.number.change(first.clone()), stage.number.change(first), other.change(second)]);
    assert_eq!(payload["entry"].as_array().unwrap().len(), 2);
    assert_eq!(payload["entry"][0]["changes"].as_array().unwrap().len(), 2);
    let bytes = meta_json(&payload);
    let url = stage.number.config().webhook_url;
    let signature = stage.number.sign(&bytes);
    assert_eq!(stage.simulator.post_webhook(&url, &bytes, Some(&signature)).await.unwrap(), 200);
    assert_eq!(stage.worker.payloads(), [payload]);
}

#[tokio::test]
async fn pressing_answers_like_the_file() {
    let stage = Stage::new().await;
    stage.ana.say("oi").await;
    let buttons = json!([{ "type": "reply", "reply": { "id": "yes", "title": "Sim" } }]);
    let interactive =
        json!({ "type": "button", "body": { "text": "Confirma?" }, "action": { "buttons": buttons } });
    let body = json!({ "messaging_product": "whatsapp", "to": "+5511999990001", "type": "interactive", "interactive": interactive });
    let (status, answer) = stage.send(body).await;
    assert_eq!(status, 200, "{answer}");
    assert!(stage.ana.press("no").await.is_err());
    stage.ana.press("yes").await.unwrap();
    let payloads = stage.worker.payloads();
    let message = &payloads[1]["entry"][0]["changes"][0]["value"]["messages"][0];
    assert_eq!(message["context"]["id"], answer["messages"][0]["id"]);
    assert_eq!(message["interactive"]["button_reply"], json!({ "id": "yes", "title": "Sim" }));
    let expected = without(shape(&fixture("wa-message-interactive-button-reply.json")), &[".parent_user_id"]);
    assert_eq!(without(shape(&payloads[1]), &[".from_user_id"]), expected);
}

#[tokio::test]
async fn refusals_can_come_by_status() {
    let stage = Stage::new().await;
    stage.number.refusals(Refusals::ByStatus);
    let (status, _) = stage.text("olá").await;
    assert_eq!(status, 200);
    stage.number.wait_until(|_, _, seen| seen.len() == 1, SOON).await.unwrap();
    let payload = &stage.worker.payloads()[0];
    let failed = &payload["entry"][0]["changes"][0]["value"]["statuses"][0];
    assert_eq!(
        (failed["status"].as_str(), failed["errors"][0]["code"].as_i64()),
        (Some("failed"), Some(131_047))
    );
    assert!(stage.ana.replies().is_empty());
}

#[tokio::test]
async fn the_challenge_must_come_back() {
    let stage = Stage::new().await;
    assert!(stage.number.verify_webhook().await);
    let url = stage.number.config().webhook_url;
    assert!(!crate::number::verify(&url, "wrong").await);
}
