//! Pictures, both ways.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::support::chat::Chat;
use crate::support::shop::text;
use crate::support::{Run, Shop, random};

crate::suite![
    a_picture_is_kept_and_shown_to_both_sides,
    a_picture_that_is_sent_twice_is_kept_once,
    what_is_no_picture_is_refused_whatever_it_says,
    staff_send_a_picture,
];

/// A picture of one pixel (PNG).
fn pixel() -> Vec<u8> {
    STANDARD
        .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
        .expect("base64")
}

async fn a_picture_is_kept_and_shown_to_both_sides(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let path = format!("/messages?id={}", random::hex());
    visitor.door.post_file(&path, "image/png", &pixel()).await.expect(200);
    let thread = visitor.thread().await;
    let file = &thread[0]["media"][0];
    assert_eq!((&file["kind"], &file["mime_type"]), (&json!("image"), &json!("image/png")), "{thread:?}");
    assert_eq!((&file["state"], &file["size"]), (&json!("stored"), &json!(pixel().len())), "{thread:?}");
    let file = text(file, "id");
    let read = visitor.door.fetch(&format!("/files/{file}")).await;
    assert_eq!((read.status, read.body.to_vec()), (200, pixel()));
    assert_eq!(read.headers["content-type"], "image/png");
    assert_eq!(read.headers["x-content-type-options"], "nosniff");
    let id = shop.conversation().await;
    let staff = shop.api.fetch(&format!("/conversations/{id}/media/{file}")).await;
    assert_eq!((staff.status, staff.body.to_vec()), (200, pixel()));
    // Nobody else's.
    let other = chat.visitor().await;
    other.says("Is anybody there?").await;
    other.door.get(&format!("/files/{file}")).await.problem(404);
    chat.door().get(&format!("/files/{file}")).await.problem(401);
}

async fn a_picture_that_is_sent_twice_is_kept_once(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let path = format!("/messages?id={}", random::hex());
    for _ in 0..2 {
        visitor.door.post_file(&path, "image/png", &pixel()).await.expect(200);
    }
    let id = shop.conversation().await;
    let pictures = shop.messages(&id).await.into_iter().filter(|message| message["kind"] == "image");
    assert_eq!(pictures.count(), 1);
}

async fn what_is_no_picture_is_refused_whatever_it_says(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let path = format!("/messages?id={}", random::hex());
    for bytes in [&b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..], b"<html>", b""] {
        visitor.door.post_file(&path, "image/png", bytes).await.blames("body");
    }
    visitor.door.post_file("/messages", "image/png", &pixel()).await.blames("id");
    let mut large = pixel();
    large.resize(5 * 1024 * 1024 + 1, 0);
    visitor.door.post_file(&path, "image/png", &large).await.problem(413);
    assert!(shop.api.get("/conversations").await.items().is_empty(), "nothing began");
}

async fn staff_send_a_picture(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.asks("How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    let stored =
        shop.api.post_file(&format!("/conversations/{id}/media"), "image/png", &pixel()).await.expect(201);
    let message = json!({ "media": { "kind": "image", "file": stored["id"], "caption": "In sage green" } });
    shop.api.post_once(&format!("/conversations/{id}/messages"), &random::hex(), &message).await.expect(201);
    let shown = visitor.thread_until("the picture", |thread| thread.len() == 3).await.remove(2);
    assert_eq!((&shown["text"], &shown["from"]), (&json!("In sage green"), &json!("person")), "{shown}");
    let read = visitor.door.fetch(&format!("/files/{}", text(&shown["media"][0], "id"))).await;
    assert_eq!(read.body.to_vec(), pixel());
}
