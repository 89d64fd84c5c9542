//! A client of the Worker's JSON API, as small as seeding needs it.

use anyhow::{Context, Result, bail};
use serde_json::Value;

const TIMEOUT_SECONDS: u64 = 30;

/// An answer, whatever its status.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body; null when it is not JSON.
    pub body: Value,
}

/// The API at `base`, called with `token` where there is one.
pub struct Api {
    base: String,
    token: Option<String>,
}

impl Api {
    /// Without a slash at the end of `base`.
    pub fn new(base: &str, token: Option<String>) -> Self {
        Self { base: base.to_owned(), token }
    }

    /// Reads a resource.
    pub fn get(&self, path: &str) -> Result<Answer> {
        self.send(minreq::get(self.url(path)), path)
    }

    /// Creates a resource; anything but a 2xx is an error in the API's own words.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.send(minreq::post(self.url(path)).with_body(body.to_string()), path)?.accepted("POST", path)
    }

    /// Changes a resource; anything but a 2xx is an error in the API's own words.
    pub fn patch(&self, path: &str, body: &Value) -> Result<Value> {
        self.send(minreq::patch(self.url(path)).with_body(body.to_string()), path)?.accepted("PATCH", path)
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.base)
    }

    fn send(&self, request: minreq::Request, path: &str) -> Result<Answer> {
        let mut request =
            request.with_header("content-type", "application/json").with_timeout(TIMEOUT_SECONDS);
        if let Some(token) = &self.token {
            request = request.with_header("authorization", format!("Bearer {token}"));
        }
        let response = request.send().with_context(|| format!("the Worker did not answer {path}"))?;
        Ok(Answer {
            status: response.status_code,
            body: serde_json::from_slice(response.as_bytes()).unwrap_or_default(),
        })
    }
}

impl Answer {
    fn accepted(self, method: &str, path: &str) -> Result<Value> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        let word = |name: &str| self.body.get(name).and_then(Value::as_str).unwrap_or_default();
        bail!("{method} {path} was answered with {}: {} {}", self.status, word("title"), word("detail"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_problem_is_told_in_the_apis_words() {
        let body = json!({ "title": "Sign-up is closed", "detail": "Ask for an invitation." });
        let error = Answer { status: 403, body }.accepted("POST", "/signup").unwrap_err().to_string();
        assert_eq!(error, "POST /signup was answered with 403: Sign-up is closed Ask for an invitation.");
    }

    #[test]
    fn success_gives_the_body() {
        let body = json!({ "id": "x" });
        assert_eq!(Answer { status: 201, body: body.clone() }.accepted("POST", "/").unwrap(), body);
    }
}
