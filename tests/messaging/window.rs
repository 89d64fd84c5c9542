//! After the window a person may still write for a week, marked as a person's; the agent never may.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use simulator::{Product, Wire};

use crate::support::shop::{asks, says, text};
use crate::support::time::PATIENCE;
use crate::support::{Env, Run, Shop};

crate::suite![after_the_window_only_a_person_is_heard_and_said_to_be_one];

async fn after_the_window_only_a_person_is_heard_and_said_to_be_one(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("human-agent", &[("SERVICE_WINDOW", "4s")]).await);
    for product in [Product::Messenger, Product::Instagram] {
        let shop = Shop::with_model_of(&env, product, Wire::Anthropic).await;
        shop.number.window(Duration::from_secs(4));
        let customer = shop.customer();
        let slow = simulator::Answer::Slow(
            Duration::from_secs(6),
            Box::new(simulator::Answer::text("This comes after the window.")),
        );
        env.simulator.llm().script(&shop.llm_key, vec![simulator::Answer::text("Welcome!"), slow]);
        asks(&customer, "Good day, I need some help").await;
        let id = shop.conversation().await;
        says(&customer, "What do you think of my outfit?").await;
        let failed =
            |messages: &[serde_json::Value]| messages.iter().any(|message| message["status"] == "failed");
        shop.messages_until(&id, "an answer that came too late", failed).await;
        let sent = json!({ "text": "Aishah here. I am a person, and I am sorry." });
        let sent = shop.api.post(&format!("/conversations/{id}/messages"), &sent).await.expect(201);
        assert_ne!(text(&sent, "status"), "failed", "{sent}");
        let words = "Aishah here. I am a person, and I am sorry.";
        let came = shop.number.wait_for(|sent| sent.text.as_deref() == Some(words), PATIENCE).await;
        let came = came.expect("the words of a person");
        assert_eq!(came.body["tag"], "HUMAN_AGENT", "{}", came.body);
        let tagged = shop.number.sent().into_iter().filter(|sent| !sent.body["tag"].is_null()).count();
        assert_eq!(tagged, 1, "only what a person typed is said to be a person's");
    }
}
