//! The Graph API of Instagram and Messenger as a Worker meets it.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use crate::testing::{PNID, Stage, TOKEN};
use crate::{CallKind, Fault, Media, NumberConfig, Product, SAMPLE_PICTURE, client};

const BOTH: [Product; 2] = [Product::Instagram, Product::Messenger];
const DAY: Duration = Duration::from_hours(24);

fn error(answer: &Value) -> (i64, i64) {
    let error = &answer["error"];
    (error["code"].as_i64().unwrap_or_default(), error["error_subcode"].as_i64().unwrap_or_default())
}

async fn get(stage: &Stage, path: &str) -> (u16, Value) {
    stage.graph(Method::GET, &format!("/v25.0/{path}"), TOKEN, Value::Null).await
}

#[tokio::test]
async fn a_send_is_answered_shown_and_kept() {
    for product in BOTH {
        let stage = Stage::of(product).await;
        stage.ana.say("oi").await;
        let (status, answer) = stage.message(json!({ "text": "hello", "metadata": "m" })).await;
        assert_eq!((status, &answer["recipient_id"]), (200, &json!(stage.ana.scoped_id())));
        let sent = stage.number.sent().remove(0);
        assert_eq!(
            (sent.wamid.as_str(), sent.kind.as_str()),
            (answer["message_id"].as_str().unwrap(), "text")
        );
        assert_eq!(stage.ana.replies(), ["hello"]);
        let me = json!({ "recipient": { "id": stage.ana.scoped_id() }, "messaging_type": "RESPONSE", "message": { "text": "me" } });
        assert_eq!(stage.graph(Method::POST, "/v25.0/me/messages", TOKEN, me).await.0, 200);
    }
}

#[tokio::test]
async fn the_window_ends_after_a_day_and_a_persons_after_seven() {
    for (product, closed) in [(Product::Instagram, (10, 2_534_022)), (Product::Messenger, (10, 2_018_278))] {
        let stage = Stage::of(product).await;
        let human = json!({ "recipient": { "id": stage.ana.scoped_id() }, "messaging_type": "MESSAGE_TAG",
            "tag": "HUMAN_AGENT", "message": { "text": "a person" } });
        assert_eq!(error(&stage.message(json!({ "text": "x" })).await.1), closed, "nobody wrote");
        stage.ana.say("oi").await;
        stage.ana.age_window(DAY);
        assert_eq!(error(&stage.message(json!({ "text": "x" })).await.1), closed);
        assert_eq!(stage.send(human.clone()).await.0, 200);
        stage.ana.age_window(6 * DAY);
        assert_eq!(error(&stage.send(human.clone()).await.1), closed);
        let mut tagged = human;
        tagged["tag"] = json!("ACCOUNT_UPDATE");
        assert_eq!(error(&stage.send(tagged).await.1).0, 100, "withdrawn in 2026");
    }
}

#[tokio::test]
async fn malformed_messages_are_refused() {
    let reply = |title: &str| json!({ "content_type": "text", "title": title, "payload": "P" });
    let template = |payload: Value| json!({ "attachment": { "type": "template", "payload": payload } });
    let generic = |elements: Value| template(json!({ "template_type": "generic", "elements": elements }));
    for product in BOTH {
        let stage = Stage::of(product).await;
        stage.ana.say("oi").await;
        let (most, word) = if product == Product::Instagram { (500, "é") } else { (2_000, "é") };
        assert_eq!(stage.message(json!({ "text": word.repeat(most) })).await.0, 200);
        let wrong = [
            json!({ "text": word.repeat(most + 1) }),
            json!({ "text": " " }),
            json!({}),
            json!({ "text": "x", "attachment": {} }),
            json!({ "text": "x", "quick_replies": [] }),
            json!({ "text": "x", "quick_replies": vec![reply("T"); 14] }),
            json!({ "text": "x", "quick_replies": [reply(&"t".repeat(21))] }),
            json!({ "attachment": { "type": "image", "payload": { "url": "picture" } } }),
            json!({ "attachment": { "type": "poem", "payload": {} } }),
            generic(json!([])),
            generic(json!([{ "title": "alone" }])),
            generic(json!(vec![json!({ "title": "a", "subtitle": "b" }); 11])),
            generic(json!([{ "title": "a", "buttons": [{ "type": "web_url", "title": "b", "url": "c" }] }])),
            template(json!({ "template_type": "button", "text": "x", "buttons": [] })),
            json!({ "text": "x", "metadata": "m".repeat(1_001) }),
        ];
        for message in wrong {
            assert_eq!(error(&stage.message(message.clone()).await.1).0, 100, "{message}");
        }
        let nobody =
            json!({ "recipient": { "id": "7" }, "messaging_type": "RESPONSE", "message": { "text": "x" } });
        assert_eq!(error(&stage.send(nobody).await.1), (100, 2_018_001));
        let (status, answer) =
            stage.graph(Method::POST, &format!("/v25.0/{PNID}/messages"), "wrong", json!({})).await;
        assert_eq!((status, error(&answer).0), (401, 190));
        assert_eq!(stage.number.sent().len(), 1);
    }
    let stage = Stage::of(Product::Messenger).await;
    stage.ana.say("oi").await;
    let untyped = json!({ "recipient": { "id": stage.ana.scoped_id() }, "message": { "text": "x" } });
    assert_eq!(error(&stage.send(untyped).await.1).0, 100);
}

#[tokio::test]
async fn files_are_fetched_while_the_call_lasts_and_kept() {
    let stage = Stage::of(Product::Messenger).await;
    stage.ana.say("oi").await;
    let picture = stage.ana.media_message(&Media::image("image/png", SAMPLE_PICTURE));
    let url = picture["image"]["url"].as_str().unwrap();
    let file = |kind: &str, url: &str| json!({ "attachment": { "type": kind, "payload": { "url": url } } });
    assert_eq!(stage.message(file("image", url)).await.0, 200);
    assert_eq!(stage.number.uploads()[0].bytes, SAMPLE_PICTURE);
    assert_eq!(stage.number.sent()[0].kind, "image");
    assert_eq!(error(&stage.message(file("audio", url)).await.1), (100, 2_018_047));
    let gone = format!("{}/ig_messaging_cdn/?asset_id=1&signature=x", stage.simulator.graph_url());
    assert_eq!(error(&stage.message(file("image", &gone)).await.1), (100, 2_018_008));
    let element = json!({ "title": "Shoe", "image_url": url });
    let payload = json!({ "template_type": "generic", "elements": [element] });
    assert_eq!(
        stage.message(json!({ "attachment": { "type": "template", "payload": payload } })).await.0,
        200
    );
    assert_eq!(stage.number.uploads().len(), 2);
}

#[tokio::test]
async fn a_customers_file_opens_without_a_token_and_a_token_there_is_a_leak() {
    let stage = Stage::of(Product::Instagram).await;
    let message = stage.ana.media_message(&Media::image("image/png", SAMPLE_PICTURE));
    let url = message["image"]["url"].as_str().unwrap().to_owned();
    let agent = ("user-agent", "test");
    let fetch = |headers: Vec<(&'static str, &'static str)>| {
        let url = url.clone();
        async move { client::send(Method::GET, &url, &headers, Bytes::new()).await.unwrap() }
    };
    assert_eq!(fetch(vec![agent]).await.body, SAMPLE_PICTURE);
    assert!(!stage.simulator.leaked_authorization());
    fetch(vec![agent, ("authorization", "Bearer EAAtoken")]).await;
    assert!(stage.simulator.leaked_authorization());
    stage.number.media_lifetime(Duration::ZERO);
    let old = stage.ana.media_message(&Media::image("image/png", SAMPLE_PICTURE));
    let reply =
        client::send(Method::GET, old["image"]["url"].as_str().unwrap(), &[agent], Bytes::new()).await;
    assert_eq!(reply.unwrap().status, 404);
}

#[tokio::test]
async fn actions_are_seen_on_the_phone() {
    let stage = Stage::of(Product::Instagram).await;
    let said = stage.ana.say("oi").await;
    let act = |action: &str, payload: Value| {
        let mut body = json!({ "recipient": { "id": stage.ana.scoped_id() }, "sender_action": action });
        if !payload.is_null() {
            body["payload"] = payload;
        }
        stage.send(body)
    };
    assert_eq!(act("typing_on", Value::Null).await.0, 200);
    assert!(stage.ana.sees_typing());
    assert_eq!(act("typing_off", Value::Null).await.0, 200);
    assert!(!stage.ana.sees_typing());
    assert_eq!(act("mark_seen", Value::Null).await.0, 200);
    assert_eq!(act("react", json!({ "message_id": said.wamid, "reaction": "love" })).await.0, 200);
    let bubble = stage.simulator.picture()["chats"][0]["bubbles"][0].clone();
    assert_eq!((&bubble["tick"], &bubble["reaction"]), (&json!("read"), &json!("❤")));
    assert_eq!(act("unreact", json!({ "message_id": said.wamid })).await.0, 200);
    assert_eq!(act("dance", Value::Null).await.0, 400);
    assert_eq!(act("react", json!({ "message_id": "none", "reaction": "love" })).await.0, 400);
    let kinds: Vec<CallKind> = stage.number.requests().iter().map(|call| call.kind).collect();
    assert_eq!((kinds[0], kinds[2]), (CallKind::Action, CallKind::Read));
    let texts: Vec<_> = stage.number.sent().into_iter().map(|sent| (sent.kind, sent.text.unwrap())).collect();
    assert_eq!(texts, [("reaction".to_owned(), "❤".to_owned()), ("reaction".to_owned(), String::new())]);
    assert!(stage.ana.received().is_empty());
}

#[tokio::test]
async fn profiles_need_consent() {
    let stage = Stage::of(Product::Instagram).await;
    let path = format!("{}?fields=name,username", stage.ana.scoped_id());
    assert_eq!(error(&get(&stage, &path).await.1).0, 230, "nobody wrote yet");
    stage.ana.say("oi").await;
    let expected = json!({ "id": stage.ana.scoped_id(), "name": "Ana Lima", "username": "ana" });
    assert_eq!(get(&stage, &path).await, (200, expected));
    stage.ana.refuse_profile(true);
    assert_eq!(error(&get(&stage, &path).await.1).0, 230);
    let stage = Stage::of(Product::Messenger).await;
    stage.ana.say("oi").await;
    let (_, page) =
        get(&stage, &format!("{}?fields=first_name,last_name,username", stage.ana.scoped_id())).await;
    assert_eq!(
        (&page["first_name"], &page["last_name"], page.get("username")),
        (&json!("Ana"), &json!("Lima"), None)
    );
}

#[tokio::test]
async fn accounts_pages_and_subscriptions() {
    let stage = Stage::of(Product::Instagram).await;
    let (_, me) = get(&stage, "me?fields=id,user_id,username,name,account_type").await;
    assert_eq!((&me["user_id"], &me["username"]), (&json!(PNID), &json!("shop")));
    assert_ne!(me["id"], me["user_id"]);
    let path = format!("/v25.0/{PNID}/subscribed_apps?subscribed_fields=messages,comments");
    assert_eq!(stage.graph(Method::POST, &path, TOKEN, Value::Null).await, (200, json!({ "success": true })));
    assert_eq!(stage.number.subscribed_fields(), ["messages", "comments"]);
    let bare = format!("/v25.0/{PNID}/subscribed_apps");
    assert_eq!(stage.graph(Method::POST, &bare, TOKEN, Value::Null).await.0, 400);
    assert_eq!(stage.graph(Method::DELETE, &bare, TOKEN, Value::Null).await.0, 200);
    assert_eq!(stage.ana.say("oi").await.http_status, None, "nobody is subscribed");
}

#[tokio::test]
async fn a_page_and_its_linked_account_share_the_node() {
    let stage = Stage::of(Product::Messenger).await;
    let linked = NumberConfig {
        access_token: TOKEN.to_owned(),
        webhook_url: stage.number.config().webhook_url,
        app_secret: stage.number.config().app_secret,
        ..NumberConfig::instagram("17841400000000001", "shop", Some(PNID))
    };
    let account = stage.simulator.add_number(linked);
    let bia = account.add_customer(crate::CustomerConfig::with_username("Bia", "@bia"));
    let fields = format!("{PNID}?fields=id,name,instagram_business_account%7Bid,username%7D");
    let (_, page) = get(&stage, &fields).await;
    let expected = json!({ "id": PNID, "name": "Shop",
        "instagram_business_account": { "id": "17841400000000001", "username": "shop" } });
    assert_eq!(page, expected);
    stage.ana.say("hi").await;
    bia.say("oi").await;
    assert_eq!(stage.message(json!({ "text": "to ana" })).await.0, 200);
    let to_bia = json!({ "recipient": { "id": bia.scoped_id() }, "message": { "text": "to bia" } });
    assert_eq!(stage.send(to_bia).await.0, 200);
    assert_eq!((stage.ana.replies(), bia.replies()), (vec!["to ana".to_owned()], vec!["to bia".to_owned()]));
    let asked =
        format!("{PNID}/conversations?platform=instagram&user_id={}&fields=messages", bia.scoped_id());
    let (_, chats) = get(&stage, &asked).await;
    let messages = chats["data"][0]["messages"]["data"].as_array().unwrap();
    let told: Vec<_> = messages
        .iter()
        .map(|one| (one["message"].as_str().unwrap(), one["from"]["id"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("to bia", "17841400000000001"), ("oi", bia.scoped_id().as_str())]);
    let (_, nobody) = get(&stage, &format!("{PNID}/conversations?platform=messenger&user_id=7")).await;
    assert_eq!(nobody, json!({ "data": [] }));
}

#[tokio::test]
async fn faults_meet_these_lines_too() {
    let stage = Stage::of(Product::Instagram).await;
    stage.ana.say("oi").await;
    stage.number.fault(Fault::LoseReplyAfterAccepting);
    let path = format!("/v25.0/{PNID}/messages");
    let body = json!({ "recipient": { "id": stage.ana.scoped_id() }, "message": { "text": "lost" } });
    assert!(stage.try_graph(Method::POST, &path, TOKEN, body).await.is_err());
    assert_eq!(stage.ana.replies(), ["lost"]);
    stage.number.fault_on(CallKind::Profile, Fault::graph(500, 2), 1);
    let (status, _) = get(&stage, &format!("{}?fields=name", stage.ana.scoped_id())).await;
    assert_eq!(status, 500);
}
