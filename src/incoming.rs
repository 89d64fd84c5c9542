//! A request as axum wants it, and axum's answer as the runtime wants it.
//!
//! Not worker's own conversion: it makes an abort signal and the properties of the connection for each request, which
//! nobody here looks at, and hands the body on as a stream, which costs more than all of a small body.

use axum::body::Body;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use worker::js_sys::Uint8Array;
use worker::js_sys::futures::JsFuture;
use worker::{Error, IntoResponse, Result, web_sys};

/// The largest body that is read at once, in bytes. What is larger, or does not announce its length, is read as a
/// stream, up to the limit of its route.
const AT_ONCE: u64 = 3 * 1024 * 1024;

/// Reads the head, and the body where it is known to be small.
///
/// # Errors
/// If the address is none, or the body was cut short.
pub async fn read(request: &web_sys::Request) -> Result<Request<Body>> {
    let mut builder = Request::builder().method(request.method().as_str()).uri(request.url());
    if let Some(headers) = builder.headers_mut() {
        copy(request.headers(), headers);
    }
    let announced = builder.headers_ref().and_then(length);
    let body = match request.body() {
        None => Body::empty(),
        Some(_) if announced.is_some_and(|length| length <= AT_ONCE) => Body::from(bytes(request).await?),
        Some(stream) => Body::new(worker::Body::new(stream)),
    };
    Ok(builder.body(body)?)
}

/// The whole body.
///
/// # Errors
/// If it was cut short.
async fn bytes(request: &web_sys::Request) -> Result<Vec<u8>> {
    let buffer = JsFuture::from(request.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// An answer for the runtime.
///
/// # Errors
/// If the runtime takes none of its headers.
pub fn answer(response: http::Response<Body>) -> Result<web_sys::Response> {
    response.into_raw().map_err(|error| Error::RustError(error.into().to_string()))
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// What is no header by HTTP's own rules is left out.
fn copy(from: web_sys::Headers, to: &mut HeaderMap) {
    for (name, value) in &worker::Headers(from) {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            to.append(name, value);
        }
    }
}
