//! Webhooks of Instagram and Messenger as a Worker receives them, judged by the payload files.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::testing::{PNID, SOON, Stage, fixture, shape};
use crate::{CommentForm, EchoMode, Media, Product, SAMPLE_PICTURE, SAMPLE_VOICE, Status, StatusMode};

fn last(stage: &Stage) -> Value {
    stage.worker.payloads().pop().unwrap()
}

fn item(stage: &Stage) -> Value {
    last(stage)["entry"][0]["messaging"][0].clone()
}

/// Keys only: older files write ids as numbers.
fn keys(payload: &Value) -> BTreeSet<String> {
    shape(payload).into_iter().filter_map(|path| path.split(' ').next().map(str::to_owned)).collect()
}

/// As [`keys`] of a file, without those that newer webhooks lack and with those that they add.
fn file_keys(name: &str, gone: &[&str], new: &[&str]) -> BTreeSet<String> {
    let mut keys = keys(&fixture(name));
    keys.retain(|key| !gone.contains(&key.rsplit('.').next().unwrap_or_default()));
    keys.extend(new.iter().map(|key| format!("entry[].messaging[].{key}")));
    keys
}

#[tokio::test]
async fn what_a_customer_of_instagram_does_has_the_shapes_of_the_files() {
    let stage = Stage::of(Product::Instagram).await;
    let is_like = |name: &str| assert_eq!(shape(&last(&stage)), shape(&fixture(name)), "{name}");
    let said = stage.ana.say("Olá").await;
    assert_eq!(said.http_status, Some(200));
    is_like("ig-messaging-text.json");
    stage.ana.send_media(Media::image("image/png", SAMPLE_PICTURE)).await;
    is_like("ig-messaging-image.json");
    stage.ana.send_media(Media::voice(SAMPLE_VOICE)).await;
    is_like("ig-messaging-audio.json");
    let answer = json!({ "type": "text", "text": { "body": "esse" }, "context": { "id": said.wamid } });
    stage.ana.send(answer).await;
    is_like("ig-messaging-inline-reply.json");
    stage.ana.send(json!({ "type": "unsupported" })).await;
    is_like("ig-messaging-unsupported.json");
    stage.ana.react(&said.wamid, "❤️").await;
    is_like("ig-messaging-reaction.json");
    stage.ana.react(&said.wamid, "").await;
    is_like("ig-messaging-unreaction.json");
    stage.ana.edit(&said.wamid, "Oi").await;
    is_like("ig-messaging-message-edit.json");
    stage.ana.edit(&said.wamid, "Oi!").await;
    assert_eq!(item(&stage)["message_edit"], json!({ "mid": said.wamid, "text": "Oi!", "num_edit": 2 }));
    stage.ana.revoke(&said.wamid).await;
    is_like("ig-messaging-deleted.json");
    stage.ana.mention_in_story().await;
    is_like("ig-messaging-story-mention.json");
    stage.ana.open_link("site-footer").await;
    is_like("ig-messaging-referral-igme.json");
    stage.ana.reply_to_story("quanto custa?").await;
    let story = item(&stage)["message"]["reply_to"]["story"].clone();
    assert!(story["id"].is_string() && story["url"].is_string());
    stage.ana.say_from_ad("Quero", "120226", "Camisetas").await;
    assert_eq!(item(&stage)["message"]["referral"]["ad_id"], "120226");
    let reel =
        json!({ "reel_video_id": 17_950_000_000_000_000_u64, "title": "Reel", "url": "https://a.example" });
    stage.ana.share("ig_reel", reel).await;
    is_like("ig-messaging-ig-reel-share.json");
    for form in [CommentForm::Changes, CommentForm::Flat] {
        let comment = stage.number.comment(&stage.ana, "preço?", form).await;
        assert!(last(&stage).to_string().contains(&comment.wamid));
    }
    is_like("ig-login-comments-flat.json");
}

#[tokio::test]
async fn what_a_customer_of_messenger_does_has_the_keys_of_the_files() {
    let stage = Stage::of(Product::Messenger).await;
    let said = stage.ana.say("hi").await;
    assert!(said.wamid.starts_with("m_") && last(&stage)["object"] == "page");
    stage.ana.send_media(Media::image("image/png", SAMPLE_PICTURE)).await;
    assert_eq!(keys(&last(&stage)), file_keys("fb-messaging-message-media-attachment.json", &["seq"], &[]));
    stage.ana.send_media(Media::new("sticker", "image/webp", b"RIFF....WEBP".to_vec())).await;
    assert_eq!(shape(&last(&stage)), shape(&fixture("fb-messaging-message-sticker-2026.json")));
    stage.ana.edit(&said.wamid, "hello").await;
    assert_eq!(keys(&last(&stage)), file_keys("fb-messaging-message-edits.json", &[], &[]));
    stage.ana.revoke(&said.wamid).await;
    assert_eq!(keys(&last(&stage)), file_keys("fb-messaging-message-isdeleted.json", &[], &[]));
    stage.ana.react(&said.wamid, "").await;
    assert_eq!(keys(&last(&stage)), file_keys("fb-messaging-reaction-2.json", &[], &[]));
    let place =
        json!({ "type": "location", "location": { "latitude": 1.5, "longitude": 2.5, "name": "Here" } });
    stage.ana.send(place).await;
    let expected = file_keys(
        "fb-messaging-message-location-attachment.json",
        &["seq"],
        &["message.attachments[].title"],
    );
    assert_eq!(keys(&last(&stage)), expected);
    stage.number.policy_enforcement("block", "Spam").await;
    assert_eq!(last(&stage)["entry"][0]["messaging"][0]["policy_enforcement"]["action"], "block");
    let comment = stage.number.comment(&stage.ana, "price?", CommentForm::Changes).await;
    let value = last(&stage)["entry"][0]["changes"][0]["value"].clone();
    assert_eq!((&value["item"], &value["comment_id"]), (&json!("comment"), &json!(comment.wamid)));
    assert_eq!(value["from"]["id"], stage.ana.scoped_id());
}

#[tokio::test]
async fn pressing_answers_as_what_was_offered_does() {
    for product in [Product::Instagram, Product::Messenger] {
        let stage = Stage::of(product).await;
        stage.ana.say("oi").await;
        let reply = json!({ "content_type": "text", "title": "Catalog", "payload": "CATALOG" });
        assert_eq!(stage.message(json!({ "text": "?", "quick_replies": [reply] })).await.0, 200);
        stage.ana.press("CATALOG").await.unwrap();
        assert_eq!(item(&stage)["message"]["quick_reply"]["payload"], "CATALOG");
        if product == Product::Instagram {
            assert_eq!(shape(&last(&stage)), shape(&fixture("ig-messaging-quick-reply.json")));
        }
        let buttons = json!([{ "type": "postback", "title": "A person", "payload": "HUMAN" }]);
        let element = json!({ "title": "Shoe", "buttons": buttons });
        let payload = json!({ "template_type": "generic", "elements": [element] });
        assert_eq!(
            stage.message(json!({ "attachment": { "type": "template", "payload": payload } })).await.0,
            200
        );
        stage.ana.press("HUMAN").await.unwrap();
        assert_eq!(keys(&last(&stage)), keys(&fixture("ig-messaging-postback.json")));
        assert!(stage.ana.press("CATALOGUE").await.is_err());
        assert_eq!(stage.ana.replies(), ["?", "Shoe"]);
    }
}

#[tokio::test]
async fn a_message_is_echoed_and_then_arrives_and_is_read() {
    for (product, steps) in
        [(Product::Instagram, &["sent", "read"][..]), (Product::Messenger, &["sent", "delivered", "read"])]
    {
        let stage = Stage::of(product).await;
        stage.number.status_mode(StatusMode::Auto { delay: Duration::from_millis(1) });
        stage.number.app_id("1517776481860111");
        stage.ana.say("oi").await;
        let (_, answer) = stage.message(json!({ "text": "hello", "metadata": "v1.mac" })).await;
        let mid = answer["message_id"].as_str().unwrap();
        let told = steps.len() + 1;
        stage
            .number
            .wait_until(|sent, _, seen| sent[0].statuses == steps && seen.len() == told, SOON)
            .await
            .unwrap();
        let payloads = stage.worker.payloads();
        let items: Vec<&Value> =
            payloads[1..].iter().map(|payload| &payload["entry"][0]["messaging"][0]).collect();
        let echo = &items[0]["message"];
        assert_eq!((&echo["mid"], &echo["metadata"]), (&json!(mid), &json!("v1.mac")));
        assert_eq!((&echo["app_id"], &echo["is_echo"]), (&json!(1_517_776_481_860_111_u64), &json!(true)));
        assert_eq!(
            (&items[0]["sender"]["id"], &items[0]["recipient"]["id"]),
            (&json!(PNID), &json!(stage.ana.scoped_id()))
        );
        if product == Product::Instagram {
            assert_eq!(shape(&payloads[2]), shape(&fixture("ig-messaging-seen.json")));
        } else {
            assert_eq!(items[1]["delivery"]["mids"], json!([mid]));
            assert!(
                items[2]["read"]["watermark"].as_u64().unwrap()
                    >= items[1]["delivery"]["watermark"].as_u64().unwrap()
            );
        }
        assert_eq!(stage.number.status_value(mid, &Status::failed(100)).unwrap(), Value::Null);
        let read = stage.number.sent()[0].callback_data.clone();
        assert_eq!(read.as_deref(), Some("v1.mac"));
    }
}

#[tokio::test]
async fn an_echo_may_come_before_the_answer_or_not_at_all() {
    let stage = Stage::of(Product::Instagram).await;
    stage.ana.say("oi").await;
    stage.number.echo_mode(EchoMode::Before);
    let (_, answer) = stage.message(json!({ "text": "hello" })).await;
    assert_eq!(item(&stage)["message"]["mid"], answer["message_id"], "it was there when the answer came");
    stage.number.echo_mode(EchoMode::Off);
    stage.number.status_mode(StatusMode::Auto { delay: Duration::from_millis(1) });
    stage.message(json!({ "text": "again" })).await;
    stage.number.wait_until(|sent, _, _| sent[1].statuses == ["read"], SOON).await.unwrap();
}

#[tokio::test]
async fn a_person_at_the_inbox_is_an_echo_of_another_app() {
    for product in [Product::Instagram, Product::Messenger, Product::WhatsApp] {
        let stage = Stage::of(product).await;
        let written = stage.number.person_writes(&stage.ana, "It is me").await;
        let payload = last(&stage);
        assert!(
            payload.to_string().contains(&written.wamid) && !payload.to_string().contains("metadata\":\"")
        );
        if product == Product::WhatsApp {
            let change = &payload["entry"][0]["changes"][0];
            assert_eq!(change["field"], "smb_message_echoes");
            assert_eq!(change["value"]["message_echoes"][0]["text"]["body"], "It is me");
        } else {
            assert_eq!(item(&stage)["message"]["app_id"], 26_390_203_743_090_u64);
            assert_eq!(item(&stage)["recipient"]["id"], stage.ana.scoped_id());
        }
        assert!(stage.ana.received().is_empty(), "nothing was sent by us");
        assert_eq!(stage.simulator.picture()["chats"][0]["bubbles"][0]["text"], "It is me");
    }
}

#[tokio::test]
async fn another_apps_thread_is_told_in_standby_and_closed_to_us() {
    let stage = Stage::of(Product::Instagram).await;
    stage.ana.say("oi").await;
    stage.number.take_thread_control(&stage.ana).await;
    let expected = keys(&fixture("fb-messaging-take-thread-control.json"));
    let mut told = keys(&last(&stage));
    assert!(told.remove("entry[].messaging[].take_thread_control.new_owner_app_id"));
    assert_eq!(told, expected);
    stage.ana.say("alô?").await;
    assert_eq!(shape(&last(&stage)), shape(&fixture("ig-standby-text.json")));
    let (status, answer) = stage.message(json!({ "text": "hello" })).await;
    assert_eq!((status, &answer["error"]["error_subcode"]), (400, &json!(2_018_300)));
    stage.ana.send(json!({ "type": "button", "button": { "payload": "P", "text": "T" } })).await;
    assert_eq!(last(&stage)["entry"][0]["standby"][0]["postback"].get("payload"), None);
    stage.number.return_thread_control(&stage.ana).await;
    assert_eq!(item(&stage)["pass_thread_control"]["new_owner_app_id"], "100000000000000");
    assert_eq!(stage.message(json!({ "text": "hello" })).await.0, 200);
}

#[tokio::test]
async fn a_person_keeps_the_scoped_id_and_tells_no_number() {
    let stage = Stage::of(Product::Messenger).await;
    let mei = stage.number.add_customer(crate::CustomerConfig::with_phone("Mei", "+60123456789"));
    mei.say("hi").await;
    assert!(!last(&stage).to_string().contains("60123456789") && mei.wa_id().is_none());
    assert_eq!(item(&stage)["sender"]["id"], mei.scoped_id());
    assert!(mei.scoped_id().len() == 17 && mei.scoped_id() != stage.ana.scoped_id());
    let (value, mid) = mei.prepare(json!({ "message": { "text": "raw" } }));
    assert_eq!((&value["message"]["mid"], &value["message"]["text"]), (&json!(mid), &json!("raw")));
    let both = crate::batch(&[stage.number.change(value.clone()), stage.number.change(value)]);
    assert_eq!(both["entry"][0]["messaging"].as_array().unwrap().len(), 2);
}
