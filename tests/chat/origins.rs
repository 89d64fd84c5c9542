//! On whose pages the chat may be used.

use serde_json::json;

use crate::support::Run;
use crate::support::chat::Chat;
use crate::support::{Api, Shop, client};

crate::suite![
    a_listed_site_may_and_others_may_not,
    a_browser_is_told_before_it_asks,
    the_owner_lists_sites_and_slips_are_named,
];

async fn begin(chat: &Chat, origin: &str) -> client::Answer {
    chat.door().request("POST", "/session", &[("origin", origin)], b"").await
}

async fn a_listed_site_may_and_others_may_not(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &["https://Shop.Example/about"]).await;
    let listed = begin(&chat, "https://shop.example").await;
    assert_eq!(listed.status, 200);
    assert_eq!(listed.headers["access-control-allow-origin"], "https://shop.example");
    assert_eq!(listed.headers["vary"], "origin");
    assert!(listed.headers.get("access-control-allow-credentials").is_none());
    let hosted = begin(&chat, &shop.env.url()).await;
    assert_eq!(hosted.status, 200);
    for origin in
        ["https://elsewhere.example", "http://shop.example", "https://shop.example.evil.example", "null"]
    {
        let refused = begin(&chat, origin).await;
        assert_eq!(refused.status, 403, "{origin}");
        assert!(refused.headers.get("access-control-allow-origin").is_none(), "{origin}");
    }
    // What goes wrong is told to a page that may ask.
    let unknown = chat.door().request("GET", "/messages", &[("origin", "https://shop.example")], b"").await;
    assert_eq!(unknown.status, 401);
    assert_eq!(unknown.headers["access-control-allow-origin"], "https://shop.example");
}

async fn a_browser_is_told_before_it_asks(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &["https://shop.example"]).await;
    let asked = async |origin: &str| {
        let headers = [("origin", origin), ("access-control-request-method", "DELETE")];
        chat.door().request("OPTIONS", "/data", &headers, b"").await
    };
    let listed = asked("https://shop.example").await;
    assert_eq!(listed.status, 204);
    assert_eq!(listed.headers["access-control-allow-methods"], "GET, POST, DELETE");
    assert_eq!(listed.headers["access-control-allow-headers"], "authorization, content-type");
    assert_eq!(asked("https://elsewhere.example").await.status, 403);
}

async fn the_owner_lists_sites_and_slips_are_named(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let path = format!("/channels/{}", chat.channel_id);
    let changed =
        shop.api.patch(&path, &json!({ "origins": ["https://a.example", "http://localhost:3000"] })).await;
    assert_eq!(changed.expect(200)["origins"], json!(["https://a.example", "http://localhost:3000"]));
    assert_eq!(begin(&chat, "https://a.example").await.status, 200);
    shop.api
        .patch(&path, &json!({ "origins": ["https://a.example", "b.example"] }))
        .await
        .blames("origins[1]");
    shop.api.patch(&path, &json!({ "origins": ["https://*.a.example"] })).await.blames("origins[0]");
    let number = json!({ "origins": ["https://a.example"] });
    shop.api.patch(&format!("/channels/{}", shop.channel_id), &number).await.blames("origins");
    // Opening it again lists the sites anew, under the same channel.
    let again = shop.api.post("/channels", &json!({ "kind": "website", "origins": [] })).await.expect(200);
    assert_eq!(again["id"], chat.channel_id.as_str());
    assert_eq!(begin(&chat, "https://a.example").await.status, 403);
    Api::new(&shop.env.url(), None).post("/channels", &json!({ "kind": "website" })).await.problem(401);
}
