//! Files as a Worker meets them.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use crate::client::{self, Reply};
use crate::testing::{PNID, SOON, Stage, TOKEN, fixture, shape};
use crate::{CallKind, Media, MediaFault, SAMPLE_PICTURE, SAMPLE_VOICE, StatusMode};

const AGENT: (&str, &str) = ("user-agent", "test");

fn message(stage: &Stage, place: usize) -> Value {
    stage.worker.payloads()[place]["entry"][0]["changes"][0]["value"]["messages"][0].clone()
}

async fn fetch(url: &str, token: &str) -> std::io::Result<Reply> {
    let bearer = format!("Bearer {token}");
    let headers = [AGENT, ("authorization", bearer.as_str())];
    client::send(Method::GET, url, &headers, Bytes::new()).await
}

/// The address of Ana's picture, as the webhook tells it, and its id.
async fn picture(stage: &Stage) -> (String, String) {
    stage.ana.send_media(Media::image("image/png", SAMPLE_PICTURE).caption("this one?")).await;
    let image = message(stage, 0)["image"].clone();
    (image["url"].as_str().unwrap().to_owned(), image["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn files_of_customers_have_the_shapes_of_the_files_and_can_be_fetched() {
    let stage = Stage::new().await;
    let (url, id) = picture(&stage).await;
    stage.number.media_urls(false);
    stage.ana.send_media(Media::voice(SAMPLE_VOICE)).await;
    // The people of the files are older or have more ids.
    let known = |name: &str| -> Vec<String> {
        let fields = shape(&fixture(name)).into_iter();
        fields.filter(|path| path.contains(".image.") || path.contains(".audio.")).collect()
    };
    let produced = |place: usize| shape(&stage.worker.payloads()[place]);
    assert!(known("wa-message-image-with-url.json").iter().all(|path| produced(0).contains(path)));
    assert!(known("wa-message-audio-voice.json").iter().all(|path| produced(1).contains(path)));
    assert_eq!(message(&stage, 1)["audio"]["url"], Value::Null);

    let (status, node) =
        stage.graph(Method::GET, &format!("/v25.0/{id}?phone_number_id={PNID}"), TOKEN, Value::Null).await;
    assert_eq!((status, shape(&node)), (200, shape(&fixture("wa-api-media-url-response.json"))));
    assert_eq!(node["file_size"], SAMPLE_PICTURE.len());
    for url in [&url, node["url"].as_str().unwrap()] {
        let reply = fetch(url, TOKEN).await.unwrap();
        assert_eq!((reply.status, reply.content_type.as_deref()), (200, Some("image/png")));
        assert_eq!(&reply.body[..], SAMPLE_PICTURE);
    }
    let downloads = stage.number.requests().into_iter().filter(|call| call.kind == CallKind::Download);
    assert_eq!(downloads.count(), 2);

    let path = format!("/v25.0/{id}");
    assert_eq!(stage.graph(Method::DELETE, &path, TOKEN, Value::Null).await.1, json!({ "success": true }));
    let (status, gone) = stage.graph(Method::GET, &path, TOKEN, Value::Null).await;
    assert_eq!((status, gone["error"]["error_subcode"].as_i64()), (400, Some(33)));
}

#[tokio::test]
async fn an_address_needs_the_token_and_grows_old() {
    let stage = Stage::new().await;
    let (url, id) = picture(&stage).await;
    let status = |reply: std::io::Result<Reply>| reply.unwrap().status;
    assert_eq!(status(client::send(Method::GET, &url, &[AGENT], Bytes::new()).await), 401);
    assert_eq!(status(fetch(&url, "wrong").await), 401);
    assert_eq!(status(fetch(&url.replace("hash=", "hash=0"), TOKEN).await), 404);
    stage.number.media_lifetime(Duration::ZERO);
    let (_, node) = stage.graph(Method::GET, &format!("/v25.0/{id}"), TOKEN, Value::Null).await;
    assert_eq!(status(fetch(node["url"].as_str().unwrap(), TOKEN).await), 404);
    assert_eq!(status(fetch(&url, TOKEN).await), 200);
}

#[tokio::test]
async fn fetches_go_wrong_on_demand() {
    let stage = Stage::new().await;
    let (url, _) = picture(&stage).await;
    stage.number.media_fault(MediaFault::Status(503), 2);
    stage.number.media_fault(MediaFault::WrongBytes, 1);
    stage.number.media_fault(MediaFault::HalfTheBytes, 1);
    stage.number.media_fault(MediaFault::CutShort, 1);
    stage.number.media_fault(MediaFault::Hang(Duration::from_millis(10)), 1);
    assert_eq!(fetch(&url, TOKEN).await.unwrap().status, 503);
    assert_eq!(fetch(&url, TOKEN).await.unwrap().status, 503);
    let wrong = fetch(&url, TOKEN).await.unwrap().body;
    assert!(wrong.len() == SAMPLE_PICTURE.len() && wrong != SAMPLE_PICTURE);
    assert_eq!(fetch(&url, TOKEN).await.unwrap().body.len(), SAMPLE_PICTURE.len() / 2);
    assert!(fetch(&url, TOKEN).await.is_err());
    assert!(fetch(&url, TOKEN).await.is_err());
    assert_eq!(fetch(&url, TOKEN).await.unwrap().status, 200);
    stage.number.media_fault(MediaFault::Expired, 1);
    assert_eq!(fetch(&url, TOKEN).await.unwrap().status, 404);
    assert_eq!(fetch(&url, TOKEN).await.unwrap().status, 404);
}

#[tokio::test]
async fn the_other_host_notes_a_token() {
    let stage = Stage::new().await;
    let (url, _) = picture(&stage).await;
    stage.number.media_fault(MediaFault::RedirectElsewhere, 1);
    let location = fetch(&url, TOKEN).await.unwrap().headers["location"].to_str().unwrap().to_owned();
    assert!(!location.starts_with(&stage.simulator.graph_url()));
    let careful = client::send(Method::GET, &location, &[AGENT], Bytes::new()).await.unwrap();
    assert_eq!((careful.status, &careful.body[..]), (200, SAMPLE_PICTURE));
    assert!(!stage.simulator.leaked_authorization());
    fetch(&location, TOKEN).await.unwrap();
    assert!(stage.simulator.leaked_authorization());
    assert_eq!(stage.simulator.foreign_requests().len(), 2);

    stage.number.media_fault(MediaFault::RedirectHere, 1);
    let location = fetch(&url, TOKEN).await.unwrap().headers["location"].to_str().unwrap().to_owned();
    assert_eq!(fetch(&location, TOKEN).await.unwrap().status, 200);
}

async fn upload(stage: &Stage, mime_type: &str, field: &str, bytes: &[u8]) -> (u16, Value) {
    let head = format!(
        "--B0\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n--B0\r\n\
         Content-Disposition: form-data; name=\"type\"\r\n\r\n{field}\r\n--B0\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"dress.png\"\r\nContent-Type: {mime_type}\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--B0--\r\n"].concat();
    let bearer = format!("Bearer {TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=B0")];
    let url = format!("{}/v25.0/{PNID}/media", stage.simulator.graph_url());
    let reply = client::send(Method::POST, &url, &headers, body.into()).await.unwrap();
    (reply.status, serde_json::from_slice(&reply.body).unwrap())
}

#[tokio::test]
async fn uploads_are_checked_and_can_be_sent() {
    let stage = Stage::new().await;
    stage.ana.say("oi").await;
    let (status, answer) = upload(&stage, "image/png", "image/png", SAMPLE_PICTURE).await;
    assert_eq!(status, 200, "{answer}");
    let uploads = stage.number.uploads();
    assert_eq!((uploads[0].filename.as_str(), &uploads[0].bytes[..]), ("dress.png", SAMPLE_PICTURE));
    let code = |answer: Value| answer["error"]["code"].as_i64().unwrap();
    assert_eq!(code(upload(&stage, "image/gif", "image/gif", b"GIF89a").await.1), 100);
    assert_eq!(code(upload(&stage, "image/png", "image/jpeg", SAMPLE_PICTURE).await.1), 100);
    assert_eq!(code(upload(&stage, "image/jpeg", "image/jpeg", SAMPLE_PICTURE).await.1), 131_053);
    assert_eq!(code(upload(&stage, "image/png", "image/png", b"").await.1), 131_053);
    let large = vec![b'x'; 500 * 1024 + 1];
    assert_eq!(code(upload(&stage, "image/webp", "image/webp", &large).await.1), 131_053);

    let send = |kind: &str, id: &Value| {
        stage.send(json!({ "messaging_product": "whatsapp", "to": "+5511999990001", "type": kind, kind: { "id": id } }))
    };
    assert_eq!(send("image", &answer["id"]).await.0, 200);
    assert_eq!(send("document", &answer["id"]).await.0, 200);
    assert_eq!(code(send("video", &answer["id"]).await.1), 131_053);
    assert_eq!(code(send("image", &json!("12345")).await.1), 131_009);
    let picture = stage.simulator.picture();
    let shown = picture["chats"][0]["bubbles"][1]["media"]["url"].as_str().unwrap();
    let url = format!("{}{}", stage.simulator.graph_url(), shown);
    assert_eq!(client::send(Method::GET, &url, &[], Bytes::new()).await.unwrap().body, SAMPLE_PICTURE);
}

#[tokio::test]
async fn links_to_this_machine_are_fetched_and_fail_by_status() {
    let stage = Stage::new().await;
    stage.number.status_mode(StatusMode::Auto { delay: Duration::from_millis(1) });
    stage.ana.say("oi").await;
    let base = stage.simulator.graph_url();
    let (_, answer) = upload(&stage, "image/png", "image/png", SAMPLE_PICTURE).await;
    let good = format!("{base}/phone/media/{}", answer["id"].as_str().unwrap());
    for (kind, link, expected) in [
        ("image", good.as_str(), "sent"),
        ("video", good.as_str(), "failed"),
        ("image", "http://127.0.0.1:9/x.png", "failed"),
    ] {
        let body = json!({ "messaging_product": "whatsapp", "to": "+5511999990001", "type": kind, kind: { "link": link } });
        let (status, answer) = stage.send(body).await;
        assert_eq!(status, 200);
        let wamid = &answer["messages"][0]["id"];
        let fits = |sent: &crate::Sent| sent.wamid == *wamid && !sent.statuses.is_empty();
        let sent = stage.number.wait_for(fits, SOON).await.unwrap();
        assert_eq!(sent.statuses[0], expected, "{kind} {link}");
    }
}
