//! A Graph call from its path to its answer: who is meant, may this token, is there a fault, what does it do.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::{Query, RawPathParams, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::Value;

use super::errors::GraphError;
use super::report::record;
use super::target::{Target, authorised, target};
use super::{accept, account, file, messaging, receipt, subscription, templates};
use crate::fault::{CallKind, Fault};
use crate::multipart::{self, Form};
use crate::server::hang_up;
use crate::state::Shared;

/// A call, read.
pub(super) struct Incoming {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) node: String,
    pub(super) edge: Option<String>,
    pub(super) query: HashMap<String, String>,
    pub(super) body: Value,
    /// What came as `multipart/form-data`.
    pub(super) form: Option<Result<Form, &'static str>>,
    pub(super) token: Option<String>,
    pub(super) version_ok: bool,
}

/// What a call gets.
pub(super) type Outcome = Result<Value, GraphError>;

pub(super) async fn handle(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    path: RawPathParams,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let part =
        |wanted: &str| path.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned());
    let form = form(&headers, &bytes);
    let body = match &form {
        Some(form) => file::shown(form),
        None => serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    };
    let incoming = Incoming {
        method,
        path: uri.path().to_owned(),
        node: part("node").unwrap_or_default(),
        edge: part("edge"),
        token: token(&headers, &query),
        query,
        body,
        form,
        version_ok: part("version").is_some_and(|version| is_version(&version)),
    };
    // As at Meta, a call is handled to its end even if the caller hangs up.
    let handled = tokio::spawn(async move { serve(&shared, incoming).await });
    handled.await.unwrap_or_else(|_| hang_up())
}

pub(super) async fn unknown_path(uri: Uri) -> Response {
    reply(&Err(GraphError::unknown_path(uri.path())))
}

async fn serve(shared: &Arc<Shared>, incoming: Incoming) -> Response {
    let target = target(shared, &incoming);
    let fault = target
        .number
        .as_ref()
        .and_then(|id| shared.number(id, |number| number.take_fault(target.kind)))
        .flatten();
    let random = |id: &String| {
        shared.change(|world| {
            let product = world.numbers.get(id)?.config.product;
            world.chaos(id).and_then(|chaos| chaos.graph(product))
        })
    };
    let troubled = target.number.as_ref().filter(|_| target.kind == CallKind::Send);
    let fault = fault.or_else(|| troubled.and_then(random));
    let at = SystemTime::now();
    let seen = |outcome: Option<&Outcome>| {
        let status = outcome.map(|outcome| outcome.as_ref().map_or_else(|error| error.http, |_| 200));
        record(shared, &incoming, &target, status, outcome, at);
    };
    match fault {
        None => finish(shared, &incoming, &target, seen).await,
        Some(Fault::Slow(delay)) => {
            tokio::time::sleep(delay).await;
            finish(shared, &incoming, &target, seen).await
        }
        Some(Fault::LoseReplyAfterAccepting) => {
            drop(act(shared, &incoming, &target).await);
            seen(None);
            hang_up()
        }
        Some(Fault::HangAfterAccepting(limit)) => {
            drop(act(shared, &incoming, &target).await);
            seen(None);
            tokio::time::sleep(limit).await;
            hang_up()
        }
        Some(Fault::Hang(limit)) => {
            seen(None);
            tokio::time::sleep(limit).await;
            hang_up()
        }
        Some(Fault::CutConnection) => {
            seen(None);
            hang_up()
        }
        Some(Fault::Garbage) => {
            record(shared, &incoming, &target, Some(200), None, at);
            (StatusCode::OK, "{\"messages\":[{\"id\":").into_response()
        }
        Some(Fault::Http500Html) => {
            record(shared, &incoming, &target, Some(500), None, at);
            let page = axum::response::Html(
                "<!doctype html><title>Error</title><h1>Sorry, something went wrong.</h1>",
            );
            (StatusCode::INTERNAL_SERVER_ERROR, page).into_response()
        }
        Some(Fault::GraphError { http, code, subcode, message, is_transient }) => {
            let error = GraphError { subcode, is_transient, ..GraphError::new(http, code, message) };
            let outcome = Err(error);
            seen(Some(&outcome));
            reply(&outcome)
        }
    }
}

async fn finish(
    shared: &Arc<Shared>,
    incoming: &Incoming,
    target: &Target,
    seen: impl Fn(Option<&Outcome>),
) -> Response {
    let outcome = act(shared, incoming, target).await;
    seen(Some(&outcome));
    reply(&outcome)
}

async fn act(shared: &Arc<Shared>, incoming: &Incoming, target: &Target) -> Result<Value, GraphError> {
    let id = authorised(shared, incoming, target)?;
    if target.is_messaging {
        return messaging::act(shared, &id, target.kind, incoming).await;
    }
    match target.kind {
        CallKind::Send => accept::send(shared, &id, &incoming.body),
        CallKind::Read => receipt::read(shared, &id, &incoming.body),
        CallKind::Upload => file::upload(shared, &id, incoming),
        CallKind::Media => file::node(shared, incoming),
        CallKind::Phone => account::phone(shared, &id, incoming),
        CallKind::Account if target.is_template => templates::node(shared, incoming),
        CallKind::Account if incoming.edge.as_deref() == Some("message_templates") => {
            templates::list(shared, incoming)
        }
        CallKind::Account if incoming.edge.as_deref() == Some("subscribed_apps") => {
            subscription::apps(shared, &id, incoming).await
        }
        CallKind::Account => account::account(shared, incoming),
        CallKind::Download
        | CallKind::Action
        | CallKind::Profile
        | CallKind::Conversations
        | CallKind::Other => Err(GraphError::unknown_object(incoming.method.as_str(), &incoming.node)),
    }
}

fn form(headers: &HeaderMap, bytes: &Bytes) -> Option<Result<Form, &'static str>> {
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok())?;
    kind.starts_with("multipart/").then(|| multipart::read(kind, bytes))
}

fn token(headers: &HeaderMap, query: &HashMap<String, String>) -> Option<String> {
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    bearer.or_else(|| query.get("access_token").cloned())
}

/// `v25.0` and the like.
fn is_version(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    text.strip_prefix('v').and_then(|rest| rest.split_once('.')).is_some_and(|(a, b)| number(a) && number(b))
}

fn reply(outcome: &Result<Value, GraphError>) -> Response {
    match outcome {
        Ok(body) => axum::Json(body).into_response(),
        Err(error) => {
            let status = StatusCode::from_u16(error.http).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, axum::Json(error.body())).into_response()
        }
    }
}
