//! Another host, as a redirect may name one: it gives a file to anybody, and notes whether a token came along.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode, Uri};

use super::ForeignRequest;
use super::serve::file;
use crate::state::Shared;

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new().fallback(note)
}

async fn note(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let request = ForeignRequest {
        path: uri.path().to_owned(),
        authorization: headers.contains_key(AUTHORIZATION) || query.contains_key("access_token"),
        at: SystemTime::now(),
    };
    shared.change(|world| {
        world.media.foreign.push(request);
        match query.get("mid").and_then(|id| world.media.files.get(id)) {
            Some(found) => file(Body::from(found.bytes.clone()), &found.mime_type),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    })
}
