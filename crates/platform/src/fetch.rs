//! Outgoing HTTP: what the wires built, sent with a time limit and a size limit, and cut short when worthless.

use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use worker::{AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit};

use crate::error::{During, PlatformError};

/// The answer's body is at most this long; nothing a Graph or model API sends comes near.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// An answer, read whole.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, as sent.
    pub retry_after: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Sends a request and reads the answer within `limit`.
///
/// # Errors
/// [`PlatformError::TimedOut`] after `limit`; [`PlatformError::Aborted`] if `cancel` fired; else what the runtime
/// said, in which case nobody knows whether the other side got the request.
pub async fn send(
    operation: &'static str,
    request: http::Request<Vec<u8>>,
    limit: Duration,
    cancel: Option<&AbortSignal>,
) -> Result<Answer, PlatformError> {
    crate::meter::fetch();
    let controller = AbortController::default();
    // Either cause ends the same fetch, and with it the connection.
    let signal = match cancel {
        Some(cancel) => either(&controller.signal(), cancel),
        None => controller.signal(),
    };
    let exchange = std::pin::pin!(exchange(operation, request, &signal));
    let outcome = match select(exchange, Delay::from(limit)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(((), _)) => {
            controller.abort();
            return Err(PlatformError::TimedOut { operation });
        }
    };
    match outcome {
        Err(_) if cancel.is_some_and(AbortSignal::aborted) => Err(PlatformError::Aborted { operation }),
        other => other,
    }
}

async fn exchange(
    operation: &'static str,
    request: http::Request<Vec<u8>>,
    signal: &AbortSignal,
) -> Result<Answer, PlatformError> {
    let request = to_worker(&request).during(operation)?;
    let mut response = Fetch::Request(request).send_with_signal(signal).await.during(operation)?;
    let retry_after = response.headers().get("retry-after").during(operation)?;
    let announced = response.headers().get("content-length").during(operation)?;
    if announced.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > MAX_BODY) {
        return Err(PlatformError::Unreadable { operation });
    }
    let body = response.bytes().await.during(operation)?;
    if body.len() > MAX_BODY {
        return Err(PlatformError::Unreadable { operation });
    }
    Ok(Answer { status: response.status_code(), retry_after, body })
}

/// A request with a plain byte body. The `http` conversion of `worker` would stream it chunked, without the
/// Content-Length that Meta's edge asks for.
fn to_worker(request: &http::Request<Vec<u8>>) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in request.headers() {
        let value = value.to_str().map_err(|_| worker::Error::BadEncoding)?;
        headers.append(name.as_str(), value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::from(request.method().as_str().to_owned())).with_headers(headers);
    // A redirect could carry the bearer token to another host.
    init.with_redirect(worker::RequestRedirect::Manual);
    if !request.body().is_empty() {
        init.with_body(Some(Uint8Array::from(request.body().as_slice()).into()));
    }
    Request::new_with_init(&request.uri().to_string(), &init)
}

fn either(first: &AbortSignal, second: &AbortSignal) -> AbortSignal {
    let signals = js_sys::Array::of2(first, second);
    AbortSignal::from(web_sys::AbortSignal::any(&signals))
}
