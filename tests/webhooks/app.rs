//! An app that a tenant brought: its secret counts for its own channels, and for nothing else.

use serde_json::json;
use simulator::{Number, NumberConfig, sign};

use crate::support::shop::{Shop, channel, number_config, sign_up, text};
use crate::support::{Api, Env, Person, Run, random};

crate::suite![
    webhooks_of_the_tenants_own_app_are_answered,
    its_address_knows_its_own_verify_token,
    the_operators_secret_brings_nothing_for_it,
    its_secret_cannot_forge_another_tenants_events,
    an_unknown_app_is_refused,
    two_tenants_may_bring_the_same_app,
];

/// A tenant with an app of its own and one number on it.
pub struct OwnApp {
    api: Api,
    /// Its number.
    pub number: Number,
    verify_token: String,
}

/// A tenant with an app of its own.
pub async fn own_app(env: &Env) -> OwnApp {
    with_app(env, &random::digits(15), &random::hex()).await
}

async fn with_app(env: &Env, app_id: &str, app_secret: &str) -> OwnApp {
    let (api, _) = sign_up(env).await;
    let config = NumberConfig {
        app_secret: app_secret.to_owned(),
        webhook_url: format!("{}/{app_id}", env.webhook_url()),
        ..number_config(env)
    };
    let number = env.simulator.add_number(config);
    let mut body = channel(&number);
    body["app_id"] = json!(app_id);
    body["app_secret"] = json!(app_secret);
    let connected = api.post("/channels", &body).await.expect(201);
    assert_eq!(text(&connected["webhook"], "url"), number.config().webhook_url);
    let verify_token = text(&connected["webhook"], "verify_token");
    env.run.seen.add(&verify_token);
    OwnApp { api, number, verify_token }
}

fn question(number: &Number) -> (Person, Vec<u8>) {
    let phone = format!("601{}", random::digits(9));
    let customer = number.add_customer(simulator::CustomerConfig::with_phone("Own App Customer", &phone));
    let (value, _) =
        customer.prepare(json!({ "type": "text", "text": { "body": "Is anybody there today?" } }));
    let body = number.webhook(value);
    (customer.into(), body)
}

async fn webhooks_of_the_tenants_own_app_are_answered(run: &'static Run) {
    let env = run.shared().await;
    let own = own_app(&env).await;
    let (customer, body) = question(&own.number);
    let url = own.number.config().webhook_url;
    let status = env.simulator.post_webhook(&url, &body, Some(&own.number.sign(&body))).await;
    assert_eq!(status.expect("an answer"), 200);
    customer.reply().await;
    let shown = own.api.get("/channels").await.items();
    assert!(!shown[0].to_string().contains(&own.number.config().app_secret), "{shown:?}");
}

async fn its_address_knows_its_own_verify_token(run: &'static Run) {
    let env = run.shared().await;
    let own = own_app(&env).await;
    let path = own.number.config().webhook_url.replace(&env.url(), "");
    let query = |token: &str| format!("{path}?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=42");
    assert_eq!(env.request("GET", &query(&own.verify_token)).await.status, 200);
    assert_eq!(env.request("GET", &query(&random::hex())).await.status, 403);
    let operators =
        format!("/webhooks/meta?hub.mode=subscribe&hub.verify_token={}&hub.challenge=42", own.verify_token);
    assert_eq!(env.request("GET", &operators).await.status, 403);
}

async fn the_operators_secret_brings_nothing_for_it(run: &'static Run) {
    let env = run.shared().await;
    let own = own_app(&env).await;
    let (customer, body) = question(&own.number);
    // The operator's address takes the operator's signature, but the number belongs to another app.
    assert_eq!(env.post_signed(&body).await, 200);
    let url = own.number.config().webhook_url;
    let signature = sign(&env.vars.app_secret, &body);
    assert_eq!(env.simulator.post_webhook(&url, &body, Some(&signature)).await.expect("an answer"), 401);
    customer.stays_at(0).await;
    assert!(own.api.get("/conversations").await.items().is_empty());
}

async fn its_secret_cannot_forge_another_tenants_events(run: &'static Run) {
    let env = run.shared().await;
    let own = own_app(&env).await;
    let (victim, other) = (Shop::open(run).await, own_app(&env).await);
    for number in [&victim.number, &other.number] {
        let (customer, body) = question(number);
        let signature = own.number.sign(&body);
        let url = own.number.config().webhook_url;
        assert_eq!(env.simulator.post_webhook(&url, &body, Some(&signature)).await.expect("an answer"), 200);
        assert_eq!(env.post_webhook(&body, Some(&signature)).await, 401);
        customer.stays_at(0).await;
    }
    assert!(victim.api.get("/conversations").await.items().is_empty());
    assert!(other.api.get("/conversations").await.items().is_empty());
}

async fn an_unknown_app_is_refused(run: &'static Run) {
    let env = run.shared().await;
    let url = format!("{}/{}", env.webhook_url(), random::digits(15));
    let body = br#"{"object":"whatsapp_business_account","entry":[]}"#;
    for secret in [&env.vars.app_secret, &random::hex(), &String::new()] {
        let status = env.simulator.post_webhook(&url, body, Some(&sign(secret, body))).await;
        assert_eq!(status.expect("an answer"), 401);
    }
}

async fn two_tenants_may_bring_the_same_app(run: &'static Run) {
    let env = run.shared().await;
    let (app_id, app_secret) = (random::digits(15), random::hex());
    let first = with_app(&env, &app_id, &app_secret).await;
    let second = with_app(&env, &app_id, &app_secret).await;
    for tenant in [&first, &second] {
        let (customer, body) = question(&tenant.number);
        let config = tenant.number.config();
        let signature = sign(&app_secret, &body);
        let status = env.simulator.post_webhook(&config.webhook_url, &body, Some(&signature)).await;
        assert_eq!(status.expect("an answer"), 200);
        customer.reply().await;
        customer.stays_at(1).await;
    }
    for tenant in [&first, &second] {
        let inbox = tenant.api.get("/conversations").await.items();
        assert_eq!(inbox.len(), 1, "its own event and not the other's: {inbox:?}");
    }
}
