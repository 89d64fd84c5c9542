//! `POST /webhooks/meta` without the router: nearly all requests are deliveries, and making one into a request of
//! axum's and back costs as much as verifying and reading it. What is unusual about one takes the long way, to the
//! same end.

use axum::response::IntoResponse;
use worker::{Result, web_sys};

use super::{LARGEST_BODY, receive};
use crate::app::App;
use crate::incoming;

/// The path of the operator's app.
const PATH: &str = "/webhooks/meta";

/// Whether a request is a delivery that announces a length that we take.
pub fn is_plain(request: &web_sys::Request) -> bool {
    request.method() == "POST" && path(&request.url()) == Some(PATH) && is_small(&request.headers())
}

/// Takes it in.
///
/// # Errors
/// If the body was cut short.
pub async fn serve(app: &App, request: &web_sys::Request) -> Result<web_sys::Response> {
    let signature = request.headers().get(receive::SIGNATURE)?;
    let body = incoming::bytes(request).await?;
    match receive::take_operators(app, signature.as_deref(), &body).await {
        Ok(()) => Ok(web_sys::Response::new()?),
        Err(problem) => incoming::answer(problem.into_response()),
    }
}

/// Of an address as the runtime writes it; `None` where a query follows.
fn path(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let start = rest.find('/')?;
    rest.get(start..)
}

fn is_small(headers: &web_sys::Headers) -> bool {
    let announced = headers.get("content-length").ok().flatten();
    announced.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length <= LARGEST_BODY)
}
