//! What the tests share: a tiny Worker that receives webhooks, and calls to the stand-in.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    Customer, CustomerConfig, Number, NumberConfig, Product, Simulator, SimulatorConfig, StatusMode, client,
    sign,
};

pub(crate) const SECRET: &str = "test_app_secret_0123456789abcdef";
pub(crate) const TOKEN: &str = "EAAtoken";
/// Long enough for a slow machine; nothing waits so long when all is well.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// The bytes and the signature header.
type Delivery = (Bytes, Option<String>);

/// Receives webhooks and answers with what the test put in line, else 200.
#[derive(Clone, Default)]
pub(crate) struct Worker {
    received: Arc<Mutex<Vec<Delivery>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

impl Worker {
    pub(crate) fn next_answers(&self, statuses: &[u16]) {
        *self.answers.lock().unwrap() = statuses.iter().rev().copied().collect();
    }

    /// The payloads, oldest first. Panics if a signature is not over exactly these bytes.
    pub(crate) fn payloads(&self) -> Vec<Value> {
        let received = self.received.lock().unwrap();
        received
            .iter()
            .map(|(bytes, signature)| {
                assert_eq!(signature.as_deref(), Some(sign(SECRET, bytes).as_str()));
                serde_json::from_slice(bytes).unwrap()
            })
            .collect()
    }

    pub(crate) fn raw(&self) -> Vec<Bytes> {
        self.received.lock().unwrap().iter().map(|(bytes, _)| bytes.clone()).collect()
    }

    async fn listen(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhooks/meta", listener.local_addr().unwrap());
        let app =
            Router::new().route("/webhooks/meta", get(challenge).post(receive)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }
}

async fn receive(State(worker): State<Worker>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("x-hub-signature-256").map(|value| value.to_str().unwrap().to_owned());
    worker.received.lock().unwrap().push((body, signature));
    StatusCode::from_u16(worker.answers.lock().unwrap().pop().unwrap_or(200)).unwrap()
}

async fn challenge(RawQuery(query): RawQuery) -> Result<String, StatusCode> {
    let query = query.unwrap_or_default();
    let get = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    match (get("hub.mode"), get("hub.verify_token")) {
        (Some("subscribe"), Some("verify%20me")) => Ok(get("hub.challenge").unwrap_or_default().to_owned()),
        _ => Err(StatusCode::FORBIDDEN),
    }
}

/// A stand-in with one number, one customer, and a Worker behind it.
pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) worker: Worker,
    pub(crate) number: Number,
    pub(crate) ana: Customer,
}

pub(crate) const PNID: &str = "106540352242922";
pub(crate) const WABA: &str = "102290129340398";

impl Stage {
    /// Statuses are off, so that a test sees only what it asks for.
    pub(crate) async fn new() -> Self {
        let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
        let worker = Worker::default();
        let number = simulator.add_number(config(&worker.listen().await));
        number.status_mode(StatusMode::Off);
        number.retry_schedule(&[Duration::from_millis(20), Duration::from_millis(40)]);
        let ana = number.add_customer(CustomerConfig::with_phone("Ana", "+55 11 99999-0001"));
        Self { simulator, worker, number, ana }
    }

    /// The same with a line of another product.
    pub(crate) async fn of(product: Product) -> Self {
        let simulator = Simulator::start(SimulatorConfig::default()).await.unwrap();
        let worker = Worker::default();
        let line = match product {
            Product::WhatsApp => config(""),
            Product::Instagram => NumberConfig::instagram(PNID, "shop", None),
            Product::Messenger => NumberConfig::messenger(PNID, "Shop"),
        };
        let config = config(&worker.listen().await);
        let number = simulator.add_number(NumberConfig {
            access_token: config.access_token,
            app_secret: config.app_secret,
            webhook_url: config.webhook_url,
            ..line
        });
        number.status_mode(StatusMode::Off);
        number.retry_schedule(&[Duration::from_millis(20), Duration::from_millis(40)]);
        let ana = number.add_customer(CustomerConfig::with_username("Ana Lima", "@ana"));
        Self { simulator, worker, number, ana }
    }

    /// `POST /{number}/messages` with the right token.
    pub(crate) async fn send(&self, body: Value) -> (u16, Value) {
        self.graph(Method::POST, &format!("/v25.0/{PNID}/messages"), TOKEN, body).await
    }

    /// A message of Messenger or Instagram to Ana.
    pub(crate) async fn message(&self, message: Value) -> (u16, Value) {
        let mut body = json!({ "recipient": { "id": self.ana.scoped_id() }, "message": message });
        if self.number.product() == Product::Messenger {
            body["messaging_type"] = json!("RESPONSE");
        }
        self.send(body).await
    }

    /// A text to Ana.
    pub(crate) async fn text(&self, text: &str) -> (u16, Value) {
        self.send(text_to("+5511999990001", text)).await
    }

    pub(crate) async fn graph(&self, method: Method, path: &str, token: &str, body: Value) -> (u16, Value) {
        self.try_graph(method, path, token, body).await.expect("the stand-in should answer")
    }

    pub(crate) async fn try_graph(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Value,
    ) -> std::io::Result<(u16, Value)> {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("content-type", "application/json")];
        headers.extend((!token.is_empty()).then_some(("authorization", bearer.as_str())));
        self.post_to(&format!("{}{path}", self.simulator.graph_url()), method, &headers, body).await
    }

    pub(crate) async fn post_to(
        &self,
        url: &str,
        method: Method,
        headers: &[(&str, &str)],
        body: Value,
    ) -> std::io::Result<(u16, Value)> {
        let reply = client::send(method, url, headers, body.to_string().into()).await?;
        Ok((reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null)))
    }
}

pub(crate) fn config(webhook_url: &str) -> NumberConfig {
    NumberConfig {
        product: Product::WhatsApp,
        phone_number_id: PNID.to_owned(),
        waba_id: WABA.to_owned(),
        display_phone_number: "+1 555-078-3881".to_owned(),
        access_token: TOKEN.to_owned(),
        app_secret: SECRET.to_owned(),
        webhook_url: webhook_url.to_owned(),
        verify_token: "verify me".to_owned(),
    }
}

pub(crate) fn text_to(to: &str, text: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "to": to, "type": "text", "text": { "body": text } })
}

/// A payload file, read in place.
pub(crate) fn fixture(name: &str) -> Value {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/fixtures");
    let folder = std::env::var("WEBHOOK_FIXTURES").unwrap_or_else(|_| default.to_owned());
    let path = PathBuf::from(folder).join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// Every key of a payload with its path and the kind of its value: `entry[].changes[].value.messages[].id string`.
pub(crate) fn shape(value: &Value) -> std::collections::BTreeSet<String> {
    let mut found = std::collections::BTreeSet::new();
    walk("", value, &mut found);
    found
}

fn walk(path: &str, value: &Value, found: &mut std::collections::BTreeSet<String>) {
    let kind = match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                walk(&format!("{path}.{key}"), inner, found);
            }
            return;
        }
        Value::Array(items) => {
            for item in items {
                walk(&format!("{path}[]"), item, found);
            }
            return;
        }
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "bool",
        Value::Null => "null",
    };
    found.insert(format!("{} {kind}", path.trim_start_matches('.')));
}
