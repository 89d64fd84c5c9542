//! After the window a person may still write for a week, marked as a person's; the agent never may.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::Fault;

use crate::support::channel::Channel;
use crate::support::shop::text;
use crate::support::time::PATIENCE;
use crate::support::{Env, Run, Shop};

crate::suite![after_the_window_only_a_person_is_heard_and_said_to_be_one];

/// Meta's code for too many requests: tried again after so long that the window is closed by then.
const TOO_MANY: i64 = 4;

async fn after_the_window_only_a_person_is_heard_and_said_to_be_one(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("human-agent", &[("SERVICE_WINDOW", "4s")]).await);
    for product in [Channel::Messenger, Channel::Instagram] {
        let shop = Shop::open_on_at(&env, product).await;
        shop.number.window(Duration::from_secs(4));
        let customer = shop.person().await;
        customer.asks("What do you sell in this shop?").await;
        let id = shop.conversation().await;
        shop.number.fault(Fault::graph(400, TOO_MANY));
        customer.says("How much is the Kebaya Nyonya?").await;
        let has_failed = |messages: &[Value]| messages.iter().any(|message| message["status"] == "failed");
        let messages = shop.messages_until(&id, "an answer that came too late", has_failed).await;
        let late = messages.iter().find(|message| message["status"] == "failed").expect("the late one");
        assert_eq!(late["author"], "agent", "{late}");
        assert!(
            late["error"]["explanation"].as_str().is_some_and(|text| text.contains("24 hours")),
            "{late}"
        );
        let words = "Aishah here. I am a person, and I am sorry.";
        let path = format!("/conversations/{id}/messages");
        let sent = shop.api.post(&path, &json!({ "text": words })).await.expect(201);
        assert_ne!(text(&sent, "status"), "failed", "{sent}");
        let came = shop.number.wait_for(|sent| sent.text.as_deref() == Some(words), PATIENCE).await;
        let came = came.expect("the words of a person");
        assert_eq!(came.body["tag"], "HUMAN_AGENT", "{}", came.body);
        let tagged = shop.number.sent().into_iter().filter(|sent| !sent.body["tag"].is_null()).count();
        assert_eq!(tagged, 1, "only what a person typed is said to be a person's");
    }
}
