//! The shop's site through its door.

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use super::{BadShop, Storefront, Website};
use crate::{Simulator, SimulatorConfig, client};

const CHAT: &str = "http://127.0.0.1:8787/chat/kedai-seri";

fn seri() -> Storefront {
    let shop = json!({
        "signup": { "company": "Kedai \"Seri\" & <Anak>" },
        "settings": { "shop": { "facts": [{ "topic": "Delivery", "text": "Two days." }] } },
        "products": [
            { "name": "Kurung {name}", "description": "<script>alert(1)</script>",
                "price": { "amount": 12900, "currency": "MYR" }, "floor_price": { "amount": 9871, "currency": "MYR" },
                "variants": [{ "name": "M", "quantity": 1 }] },
            { "name": "Tote", "price": { "amount": 3900, "currency": "MYR" }, "quantity": 0 },
        ],
    });
    Storefront::read(&shop.to_string()).unwrap()
}

async fn get(simulator: &Simulator, path: &str) -> (u16, String, String) {
    let url = format!("{}{path}", simulator.graph_url());
    let reply = client::send(Method::GET, &url, &[], Bytes::new()).await.unwrap();
    let policy = reply.headers.get("content-security-policy");
    let policy = policy.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    (reply.status, policy, String::from_utf8(reply.body.to_vec()).unwrap())
}

async fn with_site() -> Simulator {
    let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
    simulator.open_website(Website::new(CHAT, seri()).unwrap());
    simulator
}

#[tokio::test]
async fn the_page_embeds_the_chat_with_one_tag_under_the_documented_policy() {
    let simulator = with_site().await;
    let (status, policy, html) = get(&simulator, "/shop").await;
    assert_eq!((status, html.matches("<script").count()), (200, 1));
    let tag = "<script src=\"http://127.0.0.1:8787/widget.js\" data-shop=\"kedai-seri\" async></script>";
    assert!(html.contains(tag), "{html}");
    let (documented, worker) = (include_str!("../../../docs/website-chat.md"), "https://worker.example");
    let allowed = documented.lines().find(|line| line.starts_with("script-src https://")).unwrap();
    for part in allowed
        .replace(worker, "http://127.0.0.1:8787")
        .replace("wss://worker.example", "ws://127.0.0.1:8787")
        .split("; ")
    {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    assert_eq!(get(&simulator, "/shop.css").await.0, 200);
}

#[tokio::test]
async fn what_the_shop_wrote_is_shown_and_runs_nothing() {
    let html = get(&with_site().await, "/shop").await.2;
    assert!(html.contains("Kedai &quot;Seri&quot; &amp; &lt;Anak&gt;"));
    assert!(html.contains("&lt;script&gt;alert(1)") && html.contains("Kurung {name}"));
    assert!(html.contains("RM 129.00") && html.contains("Sold out") && html.contains("Two days."));
    assert!(!html.contains("98.71") && !html.contains("9871"), "the lowest price is nobody's business");
}

#[tokio::test]
async fn it_turns_around_and_takes_no_other_words() {
    let simulator = with_site().await;
    for (query, head) in [
        ("", "<html lang=\"en\" dir=\"ltr\">"),
        ("?lang=ar", "<html lang=\"ar\" dir=\"rtl\">"),
        ("?dir=rtl&lang=ar", "<html lang=\"ar\" dir=\"rtl\">"),
        ("?dir=rtl", "<html lang=\"en\" dir=\"rtl\">"),
        ("?lang=%22%3E&dir=%22%3E", "<html lang=\"en\" dir=\"ltr\">"),
    ] {
        let html = get(&simulator, &format!("/shop{query}")).await.2;
        assert!(html.contains(head), "{query}");
    }
}

#[tokio::test]
async fn without_a_chat_there_is_no_site_and_the_reason_is_told() {
    let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
    let (status, _, text) = get(&simulator, "/shop").await;
    assert_eq!(status, 404);
    assert!(text.contains("--chat-url"), "{text}");
    assert_eq!(simulator.picture()["website"], Value::Null);
    simulator.open_website(Website::new(CHAT, Storefront::new("Seri")).unwrap());
    assert_eq!(simulator.picture()["website"], json!({ "page": "/shop", "chat": CHAT, "name": "Seri" }));
}

#[test]
fn only_an_address_of_a_chat_is_taken() {
    for wrong in [
        "javascript:x/chat/y",
        "http://a.example",
        "http://a.example/chat/",
        "http:///chat/x",
        "http://a.example/chat/x?y",
        "http://a.example; script-src */chat/x",
        "http://a.example/b/chat/x",
    ] {
        let error = Website::new(wrong, Storefront::new("x")).unwrap_err().to_string();
        assert!(error.contains(wrong), "{error}");
    }
    assert_eq!(Website::new(CHAT, Storefront::new("x")).unwrap().chat_url(), CHAT);
}

#[test]
fn what_is_wrong_with_a_shop_is_named() {
    let wrong = |shop: Value| Storefront::read(&shop.to_string()).unwrap_err().to_string();
    assert!(wrong(json!({})).starts_with("signup.company"));
    assert!(wrong(json!({ "signup": { "company": "x" } })).starts_with("products"));
    let products = json!([{ "name": "x", "price": { "amount": 1, "currency": "MYR" } }, { "name": "y" }]);
    assert!(
        wrong(json!({ "signup": { "company": "x" }, "products": products })).starts_with("products[1].price")
    );
    assert!(matches!(Storefront::read("{"), Err(BadShop::Json(_))));
}
