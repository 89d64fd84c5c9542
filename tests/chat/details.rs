//! How a visitor can be reached later.

use serde_json::json;

use crate::support::chat::Chat;
use crate::support::{Run, Shop, random};

crate::suite![staff_see_what_a_visitor_left, slips_are_named];

async fn staff_see_what_a_visitor_left(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.says("Please call me about the tailoring").await;
    let (email, digits) = (format!("aina-{}@example.com", random::hex()), random::digits(9));
    run.seen.add(&email);
    run.seen.add(&format!("+60{digits}"));
    visitor.door.post("/details", &json!({ "email": email, "phone": "" })).await.expect(200);
    let phone = format!("+60 {} {}", &digits[..2], &digits[2..]);
    let left = visitor.door.post("/details", &json!({ "phone": phone })).await.expect(200);
    assert_eq!(left, json!({ "email": email, "phone": format!("+60{digits}") }));
    let contact = shop.api.get("/contacts").await.items().remove(0);
    assert_eq!((&contact["email"], &contact["phone"]), (&left["email"], &left["phone"]), "{contact}");
    assert_eq!(contact["marketing"], "unknown", "leaving an address is no yes to marketing: {contact}");
}

async fn slips_are_named(run: &'static Run) {
    let shop = Shop::open(run).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    visitor.says("Please call me about the tailoring").await;
    visitor.door.post("/details", &json!({ "email": "not an address" })).await.blames("email");
    visitor.door.post("/details", &json!({ "phone": "012-3456789" })).await.blames("phone");
    visitor.door.post("/details", &json!({})).await.blames("email");
    visitor.door.post("/details", &json!({ "name": "Aina" })).await.blames("name");
}
