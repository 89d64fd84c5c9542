//! The files of the chats, for the page.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};

use crate::media::serve::file;
use crate::state::Shared;

/// Whatever a file claims to be, it runs nothing.
pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    let found = shared
        .read(|world| world.media.files.get(&id).map(|file| (file.bytes.clone(), file.mime_type.clone())));
    let Some((bytes, mime_type)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = file(Body::from(bytes), &mime_type);
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
