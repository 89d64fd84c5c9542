//! The visitor's rights, on the spot and by their words.

use serde_json::json;

use crate::support::chat::Chat;
use crate::support::shop::text;
use crate::support::socket::Heard;
use crate::support::wait::until;
use crate::support::{Run, Shop, random};

crate::suite![
    a_visitor_takes_everything_along,
    a_visitor_has_everything_erased_on_the_spot,
    the_word_erases_too_and_its_code_is_shown_first,
    stop_is_confirmed_and_questions_are_still_answered,
    before_the_first_message_there_is_nothing_to_take_or_erase,
];

/// The status of a deletion, once it is done.
async fn done(shop: &Shop, url: &str) {
    let path = url.strip_prefix(&shop.env.url()).expect("an address of this Worker");
    until("the deletion's end", || async {
        let answer = shop.env.request_json(path).await;
        let status: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if status["status"] == "done" { Ok(()) } else { Err(status.to_string()) }
    })
    .await;
}

async fn a_visitor_takes_everything_along(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.asks("How much is the Kebaya Nyonya?").await;
    let email = format!("visitor-{}@example.com", random::hex());
    run.seen.add(&email);
    visitor.door.post("/details", &json!({ "email": email })).await.expect(200);
    let picture = b"\xff\xd8\xff\xe0 a picture that is long enough to be looked for";
    visitor
        .door
        .post_file(&format!("/messages?id={}", random::hex()), "image/jpeg", picture)
        .await
        .expect(200);
    let answer = visitor.door.request("GET", "/data", &[], b"").await;
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"conversation.json\"");
    let whole: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(whole["email"], email.as_str(), "{whole}");
    let said: Vec<_> =
        whole["messages"].as_array().expect("messages").iter().map(|m| m["kind"].clone()).collect();
    assert_eq!(said[..3], [json!("text"), json!("text"), json!("image")], "{whole}");
    let file = &whole["files"][0];
    assert_eq!(file["mime_type"], "image/jpeg", "{whole}");
    assert!(file["content_base64"].as_str().is_some_and(|text| text.starts_with("/9j/")), "{whole}");
}

async fn a_visitor_has_everything_erased_on_the_spot(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.asks("How much is the Kebaya Nyonya?").await;
    let id = shop.conversation().await;
    let mut socket = visitor.listens(0).await;
    socket.frame("news").await;
    let erased = visitor.door.delete("/data").await.expect(202);
    assert_eq!(text(&erased, "confirmation_code").len(), 24, "{erased}");
    done(&shop, &text(&erased, "url")).await;
    socket.frame("gone").await;
    assert!(matches!(socket.next().await, Heard::Closed(4004)));
    assert_eq!(visitor.news(0).await["begun"], false);
    assert!(shop.api.get("/conversations").await.items().is_empty());
    assert!(shop.api.get("/contacts").await.items().is_empty());
    shop.api.get(&format!("/conversations/{id}/messages")).await.problem(404);
}

async fn the_word_erases_too_and_its_code_is_shown_first(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.asks("How much is the Kebaya Nyonya?").await;
    let mut socket = visitor.listens(0).await;
    socket.frame("news").await;
    visitor.says("DELETE MY DATA").await;
    let url = loop {
        let news = socket.frame("news").await;
        let told = news["messages"].as_array().expect("messages").iter().find_map(|message| {
            let words = message["text"].as_str()?;
            words.split_whitespace().find(|word| word.contains("/deletion-status?code=")).map(str::to_owned)
        });
        if let Some(url) = told {
            break url.trim_end_matches('.').to_owned();
        }
    };
    socket.frame("gone").await;
    done(&shop, &url).await;
    assert_eq!(visitor.news(0).await["begun"], false);
}

async fn stop_is_confirmed_and_questions_are_still_answered(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    let confirmed = visitor.asks("STOP").await;
    assert_eq!(confirmed["from"], "shop", "{confirmed}");
    let contact = shop.api.get("/contacts").await.items().remove(0);
    assert_eq!(contact["marketing"], "opted_out", "{contact}");
    let answer = visitor.asks("How much is the Kebaya Nyonya?").await;
    assert_eq!(answer["from"], "agent", "{answer}");
}

async fn before_the_first_message_there_is_nothing_to_take_or_erase(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.door.get("/data").await.problem(404);
    visitor.door.delete("/data").await.problem(404);
    visitor.door.post("/details", &json!({ "email": "somebody@example.com" })).await.problem(404);
    visitor.door.post("/seen", &json!({ "cursor": 1 })).await.problem(404);
    assert!(shop.api.get("/contacts").await.items().is_empty());
}
