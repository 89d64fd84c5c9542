//! Meta's service window: a free-form message leaves only while it is open.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::shop::stays_at;
use crate::support::{Run, Shop};

crate::suite![an_old_window_lets_nothing_free_form_out];

async fn an_old_window_lets_nothing_free_form_out(run: &'static Run) {
    let shop = Shop::open(run).await;
    let customer = shop.customer();
    let yesterday = std::time::SystemTime::now() - Duration::from_hours(25);
    let seconds = yesterday.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
    let late = json!({ "type": "text", "timestamp": seconds.to_string(), "text": { "body": "I wrote this yesterday" } });
    assert_eq!(customer.send(late).await.http_status, Some(200));
    let id = shop.conversation().await;
    let failed = |messages: &[Value]| messages.last().is_some_and(|last| last["status"] == "failed");
    let messages = shop.messages_until(&id, "the answer cannot be sent", failed).await;
    assert_eq!(messages.last().expect("the answer")["error"]["code"], 131_047, "{messages:?}");
    let path = format!("/conversations/{id}/messages");
    shop.api.post(&path, &json!({ "text": "Too late for a free-form reply." })).await.problem(409);
    stays_at(&customer, 0).await;
}
