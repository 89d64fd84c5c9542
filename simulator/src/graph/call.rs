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
use super::{accept, account, receipt, subscription};
use crate::fault::{CallKind, Fault};
use crate::ids::fbtrace;
use crate::people;
use crate::record::Call;
use crate::server::hang_up;
use crate::state::{NumberState, Shared, text_at};
use crate::thread::Bubble;

/// A call, read.
pub(super) struct Incoming {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) node: String,
    pub(super) edge: Option<String>,
    pub(super) query: HashMap<String, String>,
    pub(super) body: Value,
    token: Option<String>,
    version_ok: bool,
}

type Outcome = Result<Value, GraphError>;

/// What a node of the path is.
struct Target {
    kind: CallKind,
    /// The number that the call is about; for an account its first number that the token opens.
    number: Option<String>,
}

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
    let incoming = Incoming {
        method,
        path: uri.path().to_owned(),
        node: part("node").unwrap_or_default(),
        edge: part("edge"),
        token: token(&headers, &query),
        query,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
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
    match target.kind {
        CallKind::Send => accept::send(shared, &id, &incoming.body),
        CallKind::Read => receipt::read(shared, &id, &incoming.body),
        CallKind::Phone => account::phone(shared, &id, incoming),
        CallKind::Account if incoming.edge.as_deref() == Some("subscribed_apps") => {
            subscription::apps(shared, &id, incoming).await
        }
        CallKind::Account => account::account(shared, &id, incoming),
        CallKind::Other => Err(GraphError::unknown_object(incoming.method.as_str(), &incoming.node)),
    }
}

/// The order in which Meta complains: the path, the token, the object, the permission.
fn authorised(shared: &Shared, incoming: &Incoming, target: &Target) -> Result<String, GraphError> {
    if !incoming.version_ok {
        return Err(GraphError::unknown_path(&incoming.path));
    }
    let token = incoming.token.as_deref().ok_or_else(GraphError::token)?;
    let known = shared.read(|world| world.numbers.values().any(|number| number.config.access_token == token));
    if !known {
        return Err(GraphError::token());
    }
    let unknown = || GraphError::unknown_object(incoming.method.as_str(), &incoming.node);
    let id = target.number.clone().ok_or_else(unknown)?;
    let opens =
        shared.read(|world| world.numbers.get(&id).is_some_and(|number| number.config.access_token == token));
    if opens { Ok(id) } else { Err(GraphError::permission()) }
}

fn target(shared: &Shared, incoming: &Incoming) -> Target {
    let node = &incoming.node;
    let (is_number, account) = shared.read(|world| {
        let of_account = || world.numbers.iter().filter(|(_, number)| number.config.waba_id == *node);
        let opened = of_account().find(|(_, n)| Some(&n.config.access_token) == incoming.token.as_ref());
        let account = opened.or_else(|| of_account().next()).map(|(id, _)| id.clone());
        (world.numbers.contains_key(node), account)
    });
    if is_number {
        return Target { kind: number_kind(incoming), number: Some(node.clone()) };
    }
    let kind = if account.is_some() { CallKind::Account } else { CallKind::Other };
    Target { kind, number: account }
}

fn number_kind(incoming: &Incoming) -> CallKind {
    match incoming.edge.as_deref() {
        Some("messages") if incoming.method == Method::POST && incoming.body.get("status").is_some() => {
            CallKind::Read
        }
        Some("messages") if incoming.method == Method::POST => CallKind::Send,
        _ => CallKind::Phone,
    }
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

/// `status` is None when the caller gets no answer, `outcome` when it gets none of ours.
fn record(
    shared: &Shared,
    incoming: &Incoming,
    target: &Target,
    status: Option<u16>,
    outcome: Option<&Outcome>,
    at: SystemTime,
) {
    let call = Call {
        kind: target.kind,
        method: incoming.method.to_string(),
        path: incoming.path.clone(),
        body: incoming.body.clone(),
        status,
        error_code: outcome.and_then(|outcome| outcome.as_ref().err().map(|error| error.code)),
        at,
    };
    let answer = outcome.map(|outcome| outcome.as_ref().map_or_else(GraphError::body, Value::clone));
    shared.change(|world| {
        world.wire.graph(target.number.as_deref(), &call, answer);
        if let Some(number) = target.number.as_ref().and_then(|id| world.numbers.get_mut(id)) {
            if let Some(Err(error)) = outcome {
                remark(number, &call, error);
            }
            number.calls.push(call);
        }
    });
}

/// A refused message leaves a line in the chat that it was for.
fn remark(number: &mut NumberState, call: &Call, error: &GraphError) {
    if call.kind != CallKind::Send {
        return;
    }
    let recipient =
        text_at(&call.body, "/to").or_else(|| text_at(&call.body, "/recipient")).unwrap_or_default();
    let Some(customer) = people::find_mut(number, recipient) else { return };
    let details =
        error.details.as_ref().map(|details| format!("{} ({})", details.trim_end_matches('.'), error.code));
    let text = format!("A message of the shop was refused: {}", details.as_ref().unwrap_or(&error.message));
    customer.thread.push(Bubble::remark(&fbtrace(), text));
}
