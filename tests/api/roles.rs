//! What a member who is only an agent may do.

use std::sync::Arc;

use serde_json::json;

use crate::support::shop::{Shop, channel, text};
use crate::support::{Env, Run, directory};

crate::suite![an_agent_answers_customers_and_changes_nothing];

async fn an_agent_answers_customers_and_changes_nothing(run: &'static Run) {
    let env: Arc<Env> = Arc::new(run.own("roles", &[]).await);
    let shop = Shop::open_at(&env).await;
    let customer = shop.person().await;
    customer.asks("What do you sell in this shop?").await;
    let id = shop.conversation().await;
    // No door makes agents yet.
    env.kill();
    directory::execute(&env, "UPDATE members SET role = 'agent'").await;
    env.restart().await;
    for path in ["/settings", "/channels", "/products", "/conversations"] {
        shop.api.get(path).await.expect(200);
    }
    let said = json!({ "text": "An agent of the shop answers this." });
    shop.api.post(&format!("/conversations/{id}/messages"), &said).await.expect(201);
    shop.api.patch("/settings", &json!({ "agent": { "mode": "off" } })).await.problem(403);
    shop.api.post("/products", &json!({ "name": "A thing" })).await.problem(403);
    shop.api.post("/channels", &channel(&shop.number)).await.problem(403);
    shop.api.delete(&format!("/channels/{}", shop.channel_id)).await.problem(403);
    let channel = format!("/channels/{}", shop.channel_id);
    shop.api.patch(&channel, &json!({ "throughput": 20 })).await.problem(403);
    shop.api.get(&format!("{channel}/templates")).await.expect(200);
    shop.api.post(&format!("{channel}/templates"), &json!({ "name": "a_template" })).await.problem(403);
    shop.api.post(&format!("{channel}/templates/sync"), &json!({})).await.problem(403);
    shop.api.delete(&format!("{channel}/templates/a_template")).await.problem(403);
    shop.api.get("/alerts").await.expect(200);
    shop.api.get("/comments").await.expect(200);
    shop.api.delete("/comments/a-comment").await.problem(403);
    shop.api.post("/comments/a-comment/erase", &json!({})).await.problem(403);
    // Who answers customers knows best who is the same person: not forbidden, only impossible with oneself.
    let contact = text(&shop.api.get("/contacts").await.items()[0], "id");
    let joins = json!({ "contact_id": contact });
    shop.api.post(&format!("/contacts/{contact}/join"), &joins).await.blames("contact_id");
    let splits = json!({ "conversation_id": id });
    shop.api.post(&format!("/contacts/{contact}/split"), &splits).await.problem(409);
    assert_eq!(shop.api.get("/channels").await.items().len(), 1);
}
