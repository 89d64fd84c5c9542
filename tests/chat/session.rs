//! A session names a visitor, and leaves nothing anywhere.

use serde_json::json;

use crate::support::chat::Chat;
use crate::support::shop::text;
use crate::support::{Api, Run, Shop, random};

crate::suite![
    a_session_keeps_nothing_and_tells_what_the_page_shows,
    a_session_is_renewed_under_the_same_name,
    a_token_is_good_for_its_own_shop_and_as_it_was_made,
    there_is_no_chat_that_nobody_opened,
];

async fn a_session_keeps_nothing_and_tells_what_the_page_shows(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    assert_eq!(visitor.session["shop"]["name"], "Kedai Seri", "{}", visitor.session);
    assert_eq!(visitor.session["kept_days"], 90, "{}", visitor.session);
    let disclosure = text(&visitor.session, "disclosure");
    assert!(disclosure.contains("assistant of Kedai Seri"), "{disclosure}");
    let news = visitor.news(0).await;
    assert_eq!(news["begun"], false, "{news}");
    assert!(shop.api.get("/conversations").await.items().is_empty());
    assert!(shop.api.get("/contacts").await.items().is_empty());
    let answer = chat.door().request("POST", "/session", &[], b"").await;
    assert!(answer.headers.get("set-cookie").is_none(), "{:?}", answer.headers);
    assert_eq!(answer.headers["cache-control"], "no-store");
}

async fn a_session_is_renewed_under_the_same_name(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.says("Do you ship to Sabah?").await;
    let renewed = visitor.door.post("/session", &json!({})).await.expect(200);
    let token = text(&renewed, "token");
    run.seen.add(&token);
    let door = Api::at(&format!("{}/chat/{}", shop.env.url(), chat.slug), Some(&token));
    let thread = door.get("/messages?after=0").await.expect(200);
    assert_eq!(thread["messages"][0]["text"], "Do you ship to Sabah?", "{thread}");
    // Another visitor does not see it.
    assert!(chat.visitor().await.thread().await.is_empty());
}

async fn a_token_is_good_for_its_own_shop_and_as_it_was_made(run: &'static Run) {
    let (shop, other) = (Shop::open(run).await, Shop::open(run).await);
    let (chat, foreign) = (Chat::open(&shop, &[]).await, Chat::open(&other, &[]).await);
    let visitor = chat.visitor().await;
    let with = |slug: &str, token: &str| Api::at(&format!("{}/chat/{slug}", shop.env.url()), Some(token));
    with(&foreign.slug, &visitor.token).get("/messages").await.problem(401);
    let last = if visitor.token.ends_with('0') { '1' } else { '0' };
    let forged = format!("{}{last}", &visitor.token[..visitor.token.len() - 1]);
    let mut parts: Vec<String> = visitor.token.split('.').map(str::to_owned).collect();
    parts[1] = random::hex();
    for token in [forged.as_str(), &parts.join("."), "", "v1.x.y.z"] {
        with(&chat.slug, token).get("/messages").await.problem(401);
    }
    chat.door().get("/messages").await.problem(401);
    with(&chat.slug, &visitor.token).get("/messages").await.expect(200);
}

async fn there_is_no_chat_that_nobody_opened(run: &'static Run) {
    let shop = Shop::open(run).await;
    for slug in ["nobody-has-this", "%2e%2e", "A"] {
        let door = Api::at(&format!("{}/chat/{slug}", shop.env.url()), None);
        door.post("/session", &json!({})).await.problem(404);
    }
    let chat = Chat::open(&shop, &[]).await;
    shop.api.delete(&format!("/channels/{}", chat.channel_id)).await.expect(204);
    chat.door().post("/session", &json!({})).await.problem(404);
}
