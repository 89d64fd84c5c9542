//! How much one visitor may send.

use std::sync::Arc;

use serde_json::json;

use crate::support::chat::Chat;
use crate::support::{Run, Shop, random};

crate::suite![who_sends_too_much_waits_and_others_do_not];

async fn who_sends_too_much_waits_and_others_do_not(run: &'static Run) {
    let env = Arc::new(run.wrangler("chat-limits", &[("RATE_LIMITS", "on")]).await);
    let shop = Shop::open_at(&env).await;
    let chat = Chat::open(&shop, &[]).await;
    let visitor = chat.visitor().await;
    // The limiter counts by the minute of the clock: more than two minutes' worth is too much in any.
    let mut refused = None;
    for _ in 0..70 {
        let said = json!({ "id": random::hex(), "text": "again and again" });
        let reply = visitor.door.post("/messages", &said).await;
        if reply.status == 429 {
            refused = Some(reply);
            break;
        }
        reply.expect(200);
    }
    refused.expect("a limit").problem(429);
    chat.visitor().await.says("I have a question about sizes").await;
}
