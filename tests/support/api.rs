//! The JSON API, as an owner's program calls it.

use serde_json::Value;

use super::{client, random};

/// The API at one Worker, with or without a token.
#[derive(Clone)]
pub struct Api {
    base: String,
    token: Option<String>,
}

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`; empty if there is none.
    pub content_type: String,
    /// `Retry-After` in seconds, if it has one.
    pub retry_after: Option<u64>,
    /// Null if it is not JSON.
    pub body: Value,
    request: String,
}

impl Api {
    /// `url`: the Worker's address.
    pub fn new(url: &str, token: Option<&str>) -> Self {
        Self { base: format!("{url}/api/v1"), token: token.map(str::to_owned) }
    }

    /// Another door of a Worker, by its whole address.
    pub fn at(base: &str, token: Option<&str>) -> Self {
        Self { base: base.to_owned(), token: token.map(str::to_owned) }
    }

    /// Any request with headers of its own.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> client::Answer {
        self.exchange(method, path, headers, body.to_vec()).await
    }

    /// Reads a resource or a list.
    pub async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, &[], None).await
    }

    /// Makes something, or does something to it, with a fresh `Idempotency-Key` as every program sends it.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_once(path, &random::hex(), body).await
    }

    /// Changes a resource.
    pub async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.call("PATCH", path, &[], Some(body)).await
    }

    /// Removes a resource.
    pub async fn delete(&self, path: &str) -> Reply {
        self.call("DELETE", path, &[], None).await
    }

    /// A post that may be repeated.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Reply {
        self.call("POST", path, &[("idempotency-key", key)], Some(body)).await
    }

    /// A post of any bytes, without an `Idempotency-Key`.
    pub async fn post_raw(&self, path: &str, body: &[u8]) -> Reply {
        self.send("POST", path, &[], body.to_vec()).await
    }

    /// A post of a file.
    pub async fn post_file(&self, path: &str, content_type: &str, bytes: &[u8]) -> Reply {
        self.send("POST", path, &[("content-type", content_type)], bytes.to_vec()).await
    }

    /// Reads bytes, with the headers that they came with.
    pub async fn fetch(&self, path: &str) -> client::Answer {
        self.exchange("GET", path, &[], Vec::new()).await
    }

    async fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Reply {
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        self.send(method, path, headers, body).await
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut headers = headers.to_vec();
        if !headers.iter().any(|(name, _)| *name == "content-type") {
            headers.push(("content-type", "application/json"));
        }
        let request = format!("{method} {path}");
        let answer = self.exchange(method, path, &headers, body).await;
        let content_type = answer.headers.get("content-type").and_then(|value| value.to_str().ok());
        let retry_after =
            answer.headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        Reply {
            status: answer.status,
            retry_after,
            content_type: content_type.unwrap_or_default().to_owned(),
            body: serde_json::from_slice(&answer.body).unwrap_or_default(),
            request,
        }
    }

    async fn exchange(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> client::Answer {
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let mut headers = headers.to_vec();
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let answer = client::send(method, &format!("{}{path}", self.base), &headers, body).await;
        answer.unwrap_or_else(|error| panic!("{method} {path} got no answer: {error}"))
    }
}

impl Reply {
    /// The body of an answer with this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} was answered with {}: {}", self.request, self.status, self.body);
        self.body
    }

    /// The items of a list.
    #[track_caller]
    pub fn items(self) -> Vec<Value> {
        let body = self.expect(200);
        body["items"].as_array().unwrap_or_else(|| panic!("no items in {body}")).clone()
    }

    /// Problem details with this status (RFC 9457); returns them.
    #[track_caller]
    pub fn problem(self, status: u16) -> Value {
        let content_type = self.content_type.clone();
        let problem = self.expect(status);
        assert_eq!(content_type, "application/problem+json", "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        for field in ["type", "title", "detail"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "{field} in {problem}");
        }
        problem
    }

    /// Problem details that blame this field.
    #[track_caller]
    pub fn blames(self, field: &str) {
        let problem = self.problem(422);
        assert_eq!(problem["field"], field, "{problem}");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(field), "the sentence should name {field}: {problem}");
    }
}
