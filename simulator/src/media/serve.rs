//! `GET` of a file's address: the token first where one is needed, then the address itself, then the bytes.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::Value;

use super::store::{PATH, SIGNED_PATH, StoredFile};
use super::{ForeignRequest, MediaFault};
use crate::fault::CallKind;
use crate::record::Call;
use crate::server::hang_up;
use crate::state::{Shared, World};

/// What a request comes to; waiting and writing happen outside of the lock.
enum Plan {
    Give(Bytes, String),
    Half(Bytes, String),
    Redirect(String),
    Refuse(u16),
    Hang(std::time::Duration),
}

pub(crate) async fn download(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let given = |name: &str| query.get(name).cloned().unwrap_or_default();
    let asked = Asked { path: PATH, id: given("mid"), secret: given("hash") };
    answer(&shared, &asked, &headers).await
}

/// The same for Instagram and Messenger: whoever has the address has the file, and a token has no business there.
pub(crate) async fn download_signed(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let given = |name: &str| query.get(name).cloned().unwrap_or_default();
    let asked = Asked { path: SIGNED_PATH, id: given("asset_id"), secret: given("signature") };
    if headers.contains_key(AUTHORIZATION) || query.contains_key("access_token") {
        let leak =
            ForeignRequest { path: SIGNED_PATH.to_owned(), authorization: true, at: SystemTime::now() };
        shared.change(|world| world.media.foreign.push(leak));
    }
    answer(&shared, &asked, &headers).await
}

/// What an address names.
struct Asked {
    path: &'static str,
    id: String,
    secret: String,
}

async fn answer(shared: &Shared, asked: &Asked, headers: &HeaderMap) -> Response {
    let plan = shared.change(|world| {
        let (number, plan) = plan(world, shared, asked, headers);
        record(world, number.as_deref(), asked.path, &plan);
        plan
    });
    match plan {
        Plan::Give(bytes, kind) => file(Body::from(bytes), &kind),
        Plan::Half(bytes, kind) => file(cut_short(&bytes), &kind),
        Plan::Redirect(address) => redirect(&address),
        Plan::Refuse(status) => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Plan::Hang(limit) => {
            tokio::time::sleep(limit).await;
            hang_up()
        }
    }
}

/// The number that the file belongs to, and what happens.
fn plan(world: &mut World, shared: &Shared, asked: &Asked, headers: &HeaderMap) -> (Option<String>, Plan) {
    let (id, secret) = (asked.id.as_str(), asked.secret.as_str());
    let Some(file) = world.media.files.get_mut(id) else { return (None, Plan::Refuse(404)) };
    let owner = file.number.clone();
    let Some(number) = world.numbers.get_mut(&owner) else { return (None, Plan::Refuse(404)) };
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let opens = bearer.and_then(|value| value.strip_prefix("Bearer ")) == Some(&number.config.access_token);
    if asked.path == PATH && !opens {
        return (Some(owner), Plan::Refuse(401));
    }
    // Reported of Meta's host: callers that do not name themselves are turned away.
    if !headers.contains_key(USER_AGENT) {
        return (Some(owner), Plan::Refuse(403));
    }
    let (lifetime, product) = (number.media_lifetime, number.config.product);
    let fault = number.media_faults.pop_front();
    if fault == Some(MediaFault::Expired) {
        file.expire(secret);
    }
    if !file.opens(secret) {
        return (Some(owner), Plan::Refuse(404));
    }
    let plan = match fault {
        None | Some(MediaFault::Expired) => whole(file),
        Some(MediaFault::WrongBytes) => {
            let other: Vec<u8> = file.bytes.iter().map(|byte| !byte).collect();
            Plan::Give(other.into(), file.mime_type.clone())
        }
        Some(MediaFault::HalfTheBytes) => {
            Plan::Give(file.bytes.slice(..file.bytes.len() / 2), file.mime_type.clone())
        }
        Some(MediaFault::CutShort) => Plan::Half(file.bytes.clone(), file.mime_type.clone()),
        Some(MediaFault::Status(status)) => Plan::Refuse(status),
        Some(MediaFault::Hang(limit)) => Plan::Hang(limit),
        Some(MediaFault::RedirectHere) => {
            Plan::Redirect(format!("{}{}", shared.base, file.ticket(product, id, lifetime)))
        }
        Some(MediaFault::RedirectElsewhere) => Plan::Redirect(format!("{}{PATH}?mid={id}", shared.elsewhere)),
    };
    (Some(owner), plan)
}

fn whole(file: &StoredFile) -> Plan {
    Plan::Give(file.bytes.clone(), file.mime_type.clone())
}

fn record(world: &mut World, number: Option<&str>, path: &str, plan: &Plan) {
    let status = match plan {
        Plan::Give(..) => Some(200),
        Plan::Redirect(_) => Some(302),
        Plan::Refuse(status) => Some(*status),
        Plan::Half(..) | Plan::Hang(_) => None,
    };
    let call = Call {
        kind: CallKind::Download,
        method: "GET".to_owned(),
        path: path.to_owned(),
        body: Value::Null,
        status,
        error_code: None,
        at: SystemTime::now(),
    };
    world.wire.graph(number, &call, None);
    if let Some(number) = number.and_then(|id| world.numbers.get_mut(id)) {
        number.calls.push(call);
    }
}

/// A file as an answer; a type that cannot be a header is left to the receiver to guess.
pub(crate) fn file(body: Body, kind: &str) -> Response {
    let mut response = Response::new(body);
    if let Ok(kind) = HeaderValue::from_str(kind) {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

/// All bytes are announced, half of them come.
fn cut_short(bytes: &Bytes) -> Body {
    let half = bytes.slice(..bytes.len() / 2);
    let parts = [Ok(half), Err(io::Error::from(io::ErrorKind::ConnectionAborted))];
    Body::from_stream(futures_util::stream::iter(parts))
}

fn redirect(address: &str) -> Response {
    let mut response = StatusCode::FOUND.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}
