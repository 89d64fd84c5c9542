//! Outgoing HTTP: what the wires built, sent with a time limit and a size limit, and cut short when worthless.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit, Response, ResponseBody,
};

use crate::error::{During, PlatformError};
use crate::media::Room;

/// An answer's body is at most this long, unless it is a file; nothing a Graph or model API sends comes near.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// An answer, read whole.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After`, as sent.
    pub retry_after: Option<String>,
    /// `Location`, as sent: redirects are for the caller to follow.
    pub location: Option<String>,
    /// `Content-Type`, as sent.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// The memory that the body of a file takes, among all files of the isolate.
    pub room: Option<Room>,
}

/// What a request may bring.
#[derive(Clone, Copy)]
struct Bounds {
    /// The longest body, in bytes.
    most: usize,
    /// It is a file, and needs room.
    is_file: bool,
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
    send_within(Bounds { most: MAX_BODY, is_file: false }, operation, request, limit, cancel).await
}

/// Fetches a file of at most `most` bytes within `limit`; reading ends as soon as there are more. It takes room when its
/// host has told its length, so one that does not answer takes none.
///
/// # Errors
/// [`PlatformError::TooLarge`]; [`PlatformError::Crowded`] if other files take too much memory; else as [`send`].
pub async fn download(
    operation: &'static str,
    request: http::Request<Vec<u8>>,
    limit: Duration,
    most: usize,
) -> Result<Answer, PlatformError> {
    send_within(Bounds { most, is_file: true }, operation, request, limit, None).await
}

async fn send_within(
    bounds: Bounds,
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
    let exchange = std::pin::pin!(exchange(bounds, operation, request, &signal));
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
    bounds: Bounds,
    operation: &'static str,
    request: http::Request<Vec<u8>>,
    signal: &AbortSignal,
) -> Result<Answer, PlatformError> {
    let request = to_worker(&request).during(operation)?;
    let mut response = Fetch::Request(request).send_with_signal(signal).await.during(operation)?;
    let header = |name| response.headers().get(name).during(operation);
    let (retry_after, location) = (header("retry-after")?, header("location")?);
    let content_type = header("content-type")?;
    let announced: Option<usize> = header("content-length")?.and_then(|length| length.parse().ok());
    let Bounds { most, is_file } = bounds;
    if announced.is_some_and(|length| length > most) {
        return Err(PlatformError::TooLarge { operation });
    }
    let status = response.status_code();
    let mut room = None;
    if is_file && status == 200 {
        room = Some(Room::take(announced.unwrap_or(most)).ok_or(PlatformError::Crowded { operation })?);
    }
    let body = read(&mut response, operation, announced.unwrap_or(0), most).await?;
    Ok(Answer { status, retry_after, location, content_type, body, room })
}

/// Reads piece by piece: what was announced may be a lie, or compressed.
async fn read(
    response: &mut Response,
    operation: &'static str,
    announced: usize,
    most: usize,
) -> Result<Vec<u8>, PlatformError> {
    if matches!(response.body(), ResponseBody::Empty) {
        return Ok(Vec::new());
    }
    let mut stream = response.stream().during(operation)?;
    let mut body = Vec::with_capacity(announced);
    while let Some(piece) = stream.next().await {
        let piece = piece.during(operation)?;
        if body.len().saturating_add(piece.len()) > most {
            return Err(PlatformError::TooLarge { operation });
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
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
