//! One request from arrival to answer, the same on both wires.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

use super::{Answer, LlmRequest, Outcome, Wire, anthropic as anthropic_wire, brain, openai as openai_wire};
use crate::server::hang_up;
use crate::state::Shared;
use crate::unreliable::Chaos;

/// A refusal in the provider's shape.
pub(super) struct Refusal {
    pub(super) http: u16,
    /// The provider's word for the kind of error, where it has one beyond the status.
    pub(super) code: Option<&'static str>,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self { http: 400, code: None, message: message.into() }
    }
}

pub(super) async fn anthropic(state: State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    serve(state.0, Wire::Anthropic, headers, body).await
}

pub(super) async fn openai(state: State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    serve(state.0, Wire::OpenAi, headers, body).await
}

async fn serve(shared: Arc<Shared>, wire: Wire, headers: HeaderMap, bytes: Bytes) -> Response {
    let key = key(wire, &headers);
    let body: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let checked = check(&shared, wire, key.as_deref(), &headers, &body);
    let place = record(&shared, wire, key.as_deref(), &headers, &body, &checked);
    let mut guard = Departure { shared: Arc::clone(&shared), place, done: false };
    let (response, outcome) = match checked {
        Err(refusal) => {
            let status = refusal.http;
            (json_response(status, None, &error_body(wire, &refusal)), Outcome::Answered(status))
        }
        Ok(answer) => give(wire, &body, answer).await,
    };
    guard.done = true;
    finish(&shared, place, outcome);
    response
}

pub(super) fn key(wire: Wire, headers: &HeaderMap) -> Option<String> {
    let value = match wire {
        Wire::Anthropic => headers.get("x-api-key")?.to_str().ok()?,
        Wire::OpenAi => headers.get("authorization")?.to_str().ok()?.strip_prefix("Bearer ")?,
    };
    Some(value.to_owned()).filter(|value| !value.is_empty())
}

/// A malformed request takes nothing from the script.
fn check(
    shared: &Shared,
    wire: Wire,
    key: Option<&str>,
    headers: &HeaderMap,
    body: &Value,
) -> Result<Answer, Refusal> {
    let known = key.filter(|key| shared.read(|world| !world.llm.refused.contains(*key)));
    let Some(key) = known else {
        let (code, message) = match wire {
            Wire::Anthropic => ("authentication_error", "invalid x-api-key"),
            Wire::OpenAi => ("invalid_api_key", "Incorrect API key provided"),
        };
        return Err(Refusal { http: 401, code: Some(code), message: message.to_owned() });
    };
    match wire {
        Wire::Anthropic => anthropic_wire::check(headers, body)?,
        Wire::OpenAi => openai_wire::check(headers, body)?,
    }
    // A random fault takes nothing from the script either.
    if let Some(fault) = shared.change(|world| world.chaos(key).and_then(Chaos::llm)) {
        return Ok(fault);
    }
    let next =
        shared.change(|world| world.llm.scripts.get_mut(key).and_then(std::collections::VecDeque::pop_front));
    Ok(next.unwrap_or(Answer::Brain))
}

async fn give(wire: Wire, request: &Value, mut answer: Answer) -> (Response, Outcome) {
    while let Answer::Slow(delay, inner) = answer {
        tokio::time::sleep(delay).await;
        answer = *inner;
    }
    if answer == Answer::Brain {
        answer = match wire {
            Wire::Anthropic => brain::answer(&anthropic_wire::talk(request)),
            Wire::OpenAi => brain::answer(&openai_wire::talk(request)),
        };
    }
    match answer {
        Answer::Hang(limit) => {
            tokio::time::sleep(limit).await;
            (hang_up(), Outcome::Cut)
        }
        Answer::Garbage(text) => (raw(200, text.into()), Outcome::Answered(200)),
        Answer::Status { http, body, retry_after } => {
            let refusal = Refusal { http, code: None, message: "Simulated error".to_owned() };
            let body = body.unwrap_or_else(|| error_body(wire, &refusal));
            (json_response(http, retry_after, &body), Outcome::Answered(http))
        }
        Answer::CutShort => {
            let whole = completion(wire, request, &Answer::text("…")).to_string();
            (cut_short(&whole), Outcome::Cut)
        }
        finished => (json_response(200, None, &completion(wire, request, &finished)), Outcome::Answered(200)),
    }
}

fn completion(wire: Wire, request: &Value, answer: &Answer) -> Value {
    match wire {
        Wire::Anthropic => anthropic_wire::completion(request, answer),
        Wire::OpenAi => openai_wire::completion(request, answer),
    }
}

fn error_body(wire: Wire, refusal: &Refusal) -> Value {
    match wire {
        Wire::Anthropic => anthropic_wire::error(refusal),
        Wire::OpenAi => openai_wire::error(refusal),
    }
}

fn json_response(status: u16, retry_after: Option<u64>, body: &Value) -> Response {
    let mut response = raw(status, body.to_string().into());
    if let Some(seconds) = retry_after {
        response.headers_mut().insert("retry-after", seconds.into());
    }
    response
}

fn raw(status: u16, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() =
        http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert("content-type", http::HeaderValue::from_static("application/json"));
    response
}

/// The first half, then an error, which hyper turns into the end of the connection.
fn cut_short(whole: &str) -> Response {
    let half = Bytes::copy_from_slice(whole.as_bytes().get(..whole.len() / 2).unwrap_or_default());
    let parts = [Ok(half), Err(io::Error::from(io::ErrorKind::ConnectionAborted))];
    raw(200, Body::from_stream(futures_util::stream::iter(parts)))
}

fn record(
    shared: &Shared,
    wire: Wire,
    key: Option<&str>,
    headers: &HeaderMap,
    body: &Value,
    checked: &Result<Answer, Refusal>,
) -> usize {
    let secret = ["x-api-key", "authorization"];
    let shown = headers.iter().filter(|(name, _)| !secret.contains(&name.as_str()));
    let headers: BTreeMap<String, String> = shown
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let problem = checked.as_ref().err().map(|refusal| refusal.message.clone());
    let request = LlmRequest {
        wire,
        headers,
        body: body.clone(),
        problem,
        outcome: Outcome::Pending,
        at: SystemTime::now(),
    };
    shared.change(|world| {
        world.llm.requests.push((key.unwrap_or_default().to_owned(), request));
        world.llm.requests.len() - 1
    })
}

fn finish(shared: &Shared, place: usize, outcome: Outcome) {
    shared.change(|world| {
        let Some((_, request)) = world.llm.requests.get_mut(place) else { return };
        request.outcome = outcome;
        world.wire.llm(request);
    });
}

/// Notes that the caller left: the server drops the handler then.
struct Departure {
    shared: Arc<Shared>,
    place: usize,
    done: bool,
}

impl Drop for Departure {
    fn drop(&mut self) {
        if !self.done {
            finish(&self.shared, self.place, Outcome::Aborted);
        }
    }
}
