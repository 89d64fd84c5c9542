//! The page's own doors.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use super::files::PARTS;
use crate::testing::{PNID, SOON, Stage};
use crate::{Product, Simulator, SimulatorConfig, StartError, StatusMode, client};

async fn act(stage: &Stage, path: &str, body: Value) -> (u16, Value) {
    let headers = [("content-type", "application/json")];
    stage
        .post_to(&format!("{}phone/{path}", stage.simulator.phone_url()), Method::POST, &headers, body)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_page_and_its_files_are_served_and_load_nothing_from_elsewhere() {
    let stage = Stage::new().await;
    let parts = PARTS.iter().map(|(name, _)| format!("page/{name}"));
    for path in parts.chain(["", "favicon.ico"].map(str::to_owned)) {
        let url = format!("{}{path}", stage.simulator.phone_url());
        let reply = client::send(Method::GET, &url, &[], Bytes::new()).await.unwrap();
        let text = String::from_utf8(reply.body.to_vec()).unwrap().replace("http://www.w3.org/2000/svg", "");
        assert_eq!(reply.status, 200);
        assert!(!text.contains("http://") && !text.contains("https://"), "{path}");
    }
    let missing = format!("{}page/none.js", stage.simulator.phone_url());
    assert_eq!(client::send(Method::GET, &missing, &[], Bytes::new()).await.unwrap().status, 404);
}

/// What is named in the page or imported by a module is served, and nothing is served in vain.
#[test]
fn every_file_is_named_once_it_is_there() {
    let named: BTreeSet<&str> = PARTS
        .iter()
        .flat_map(|(_, content)| content.lines().filter_map(|line| line.split_once("from './")))
        .chain(include_str!("page/index.html").lines().filter_map(|line| line.split_once("\"/page/")))
        .filter_map(|(_, rest)| rest.split(['\'', '"']).next())
        .collect();
    let served: BTreeSet<&str> = PARTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(named, served);
}

#[tokio::test]
async fn what_is_typed_becomes_a_webhook() {
    let stage = Stage::new().await;
    let (_, added) =
        act(&stage, "customers", json!({ "number": PNID, "name": " Mei ", "phone": "+60 12-345 6789" }))
            .await;
    let mei = added["customer"].as_str().unwrap();
    assert_eq!(
        act(&stage, "say", json!({ "customer": mei, "text": "hi" })).await,
        (200, json!({ "webhook": 200 }))
    );
    let payload = &stage.worker.payloads()[0];
    assert_eq!(payload["entry"][0]["changes"][0]["value"]["contacts"][0]["profile"]["name"], "Mei");

    for (path, body) in [
        ("customers", json!({ "number": PNID, "name": "Twin", "phone": "60123456789" })),
        ("customers", json!({ "number": PNID, "name": "", "phone": null })),
        ("customers", json!({ "number": PNID, "name": "X", "phone": "12" })),
        ("say", json!({ "customer": mei, "text": "  " })),
        ("say", json!({ "customer": mei, "text": "x".repeat(65_537) })),
        ("say", json!({ "customer": "nobody", "text": "hi" })),
        ("press", json!({ "customer": mei, "choice": "none" })),
        ("send", json!({ "customer": mei, "what": "parcel" })),
        ("react", json!({ "customer": mei, "message": "none", "text": "x" })),
        ("edit", json!({ "customer": mei, "message": "none", "text": "x" })),
        ("revoke", json!({ "customer": mei, "message": "none" })),
        ("revoke", json!({ "customer": "nobody", "message": "none" })),
    ] {
        let (status, answer) = act(&stage, path, body.clone()).await;
        assert!(status == 400 && answer["problem"].is_string(), "{path} {body}");
    }
    // A form of another site cannot send JSON.
    let url = format!("{}phone/say", stage.simulator.phone_url());
    let forged = json!({ "customer": mei, "text": "forged" });
    let (status, _) =
        stage.post_to(&url, Method::POST, &[("content-type", "text/plain")], forged).await.unwrap();
    assert_eq!((status, stage.worker.payloads().len()), (415, 1));
}

#[tokio::test]
async fn looking_at_a_chat_reads_it() {
    let stage = Stage::new().await;
    stage.number.status_mode(StatusMode::Phone { delay: Duration::from_millis(1) });
    stage.ana.say("oi").await;
    stage.text("olá").await;
    stage.number.wait_until(|sent, _, _| sent[0].statuses == ["sent", "delivered"], SOON).await.unwrap();
    act(&stage, "read", json!({ "customer": stage.ana.id() })).await;
    act(&stage, "read", json!({ "customer": stage.ana.id() })).await;
    assert_eq!(stage.number.sent()[0].statuses, ["sent", "delivered", "read"]);
}

#[tokio::test]
async fn a_refused_message_leaves_a_line_in_the_chat() {
    let stage = Stage::new().await;
    stage.text("too early").await;
    let picture = stage.simulator.picture();
    let remark = &picture["chats"][0]["bubbles"][0];
    assert_eq!(remark["kind"], "remark");
    assert!(remark["text"].as_str().unwrap().contains("131047"));
    assert_eq!(picture["wire"][0]["status"], 400);
}

#[tokio::test]
async fn a_busy_port_is_named() {
    let first = Simulator::start(SimulatorConfig::default()).await.unwrap();
    let port = first.phone_url().rsplit(':').next().unwrap().trim_end_matches('/').parse().unwrap();
    let second = Simulator::start(SimulatorConfig { port }).await;
    assert!(matches!(second.err(), Some(StartError::Busy(busy)) if busy == port));
}

#[tokio::test]
async fn built_in_files_are_sent_and_shown() {
    let stage = Stage::new().await;
    for (what, kind) in [("picture", "image"), ("voice", "audio")] {
        let sent = act(&stage, "send", json!({ "customer": stage.ana.id(), "what": what })).await;
        assert_eq!(sent, (200, json!({ "webhook": 200 })));
        let payload = stage.worker.payloads().pop().unwrap();
        assert_eq!(payload["entry"][0]["changes"][0]["value"]["messages"][0]["type"], kind);
        let picture = stage.simulator.picture();
        let media = picture["chats"][0]["bubbles"].as_array().unwrap().last().unwrap()["media"].clone();
        let url = format!("{}{}", stage.simulator.graph_url(), media["url"].as_str().unwrap());
        let shown = client::send(Method::GET, &url, &[], Bytes::new()).await.unwrap();
        assert_eq!((shown.status, &media["kind"]), (200, &json!(kind)));
    }
}

#[tokio::test]
async fn a_file_of_ones_own_is_sent_or_the_reason_is_told() {
    let stage = Stage::new().await;
    let url = |who: &str| format!("{}phone/file?customer={who}", stage.simulator.phone_url());
    let named = |kind: &'static str| [("content-type", kind), ("x-file-name", "resit.pdf")];
    let post = async |who: &str, headers: &[(&str, &str)], bytes: &'static [u8]| {
        let reply = client::send(Method::POST, &url(who), headers, Bytes::from_static(bytes)).await.unwrap();
        (reply.status, String::from_utf8(reply.body.to_vec()).unwrap())
    };
    let ana = stage.ana.id().to_owned();
    assert_eq!(post(&ana, &named("application/pdf"), b"%PDF-1.7").await.0, 200);
    let payload = stage.worker.payloads().pop().unwrap();
    assert_eq!(
        payload["entry"][0]["changes"][0]["value"]["messages"][0]["document"]["filename"],
        "resit.pdf"
    );
    for (who, headers, reason) in [
        (ana.as_str(), &named("image/gif")[..], "image/gif"),
        (&ana, &named("image/png"), "first bytes"),
        (&ana, &named("text/plain")[..1], "no name"),
        ("nobody", &named("application/pdf"), "no such person"),
    ] {
        let (status, problem) = post(who, headers, b"%PDF-1.7").await;
        assert!(status == 400 && problem.contains(reason), "{problem}");
    }
    assert_eq!(stage.worker.payloads().len(), 1);
}

#[tokio::test]
async fn every_phone_can_do_the_same() {
    for product in [Product::WhatsApp, Product::Instagram, Product::Messenger] {
        let stage = Stage::of(product).await;
        let ana = stage.ana.id();
        let number = PNID;
        let named = json!({ "number": number, "name": "Bia", "phone": null, "username": "@bia" });
        assert_eq!(act(&stage, "customers", named).await.0, 200);
        assert_eq!(act(&stage, "say", json!({ "customer": ana, "text": "hi" })).await.0, 200);
        let bubble = |place: usize| stage.simulator.picture()["chats"][0]["bubbles"][place].clone();
        let first = bubble(0)["id"].clone();
        for (path, text) in [("react", "❤️"), ("edit", "hello")] {
            let change = json!({ "customer": ana, "message": first, "text": text });
            assert_eq!(act(&stage, path, change).await, (200, json!({ "webhook": 200 })), "{path}");
        }
        let changed = bubble(0);
        assert_eq!(
            (&changed["text"], &changed["reaction"], &changed["edits"]),
            (&json!("hello"), &json!("❤️"), &json!(1))
        );
        for what in ["picture", "voice"] {
            assert_eq!(act(&stage, "send", json!({ "customer": ana, "what": what })).await.0, 200);
        }
        assert_eq!(bubble(1)["media"]["kind"], "image");
        let path = bubble(1)["media"]["url"].as_str().unwrap().trim_start_matches('/').to_owned();
        let url = format!("{}{path}", stage.simulator.phone_url());
        assert_eq!(client::send(Method::GET, &url, &[], Bytes::new()).await.unwrap().status, 200);
        assert_eq!(act(&stage, "revoke", json!({ "customer": ana, "message": first })).await.0, 200);
        assert_eq!(bubble(0)["kind"], "revoked");
        let words = json!({ "customer": ana, "message": bubble(1)["id"], "text": "x" });
        assert_eq!(act(&stage, "edit", words).await.0, 400, "a picture has no words");
    }
}

#[tokio::test]
async fn cards_bring_their_pictures() {
    let stage = Stage::of(Product::Instagram).await;
    stage.ana.say("oi").await;
    let photo = stage.ana.media_message(&crate::Media::image("image/png", crate::SAMPLE_PICTURE));
    let element = json!({ "title": "Shoe", "subtitle": "$10", "image_url": photo["image"]["url"],
        "buttons": [{ "type": "postback", "title": "Ask", "payload": "ask" }, { "type": "web_url", "title": "See", "url": "https://a.example" }] });
    let payload = json!({ "template_type": "generic", "elements": [element] });
    assert_eq!(
        stage.message(json!({ "attachment": { "type": "template", "payload": payload } })).await.0,
        200
    );
    let bubble = stage.simulator.picture()["chats"][0]["bubbles"][1].clone();
    let card = &bubble["cards"][0];
    assert!(card["picture"].as_str().unwrap().starts_with("/phone/media/"));
    assert_eq!(
        (&card["choices"][0]["id"], &card["choices"][1]["url"]),
        (&json!("ask"), &json!("https://a.example"))
    );
    assert_eq!((&bubble["choices"], &bubble["media"]), (&json!([]), &Value::Null));
    assert_eq!(act(&stage, "press", json!({ "customer": stage.ana.id(), "choice": "ask" })).await.0, 200);
}
