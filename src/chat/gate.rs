//! Before any address of the chat: whose it is, and whether this page may use it; and the headers with which a browser
//! lets the page read the answer (Fetch, section 3.2: CORS).

use std::pin::Pin;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, VARY,
};
use http::{HeaderValue, Method, StatusCode};
use worker::send::SendFuture;

use super::site::{self, Site};
use crate::app::App;
use crate::problem::Problem;

/// How long a browser need not ask again whether it may ask: what Chromium takes at most, in seconds.
const PREFLIGHT: &str = "7200";

/// Lets a request pass, with its [`Site`] among its extensions.
pub fn pass(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Pin<Box<dyn Future<Output = Response> + Send>> {
    Box::pin(SendFuture::new(async move {
        let origin = site::origin(request.headers()).map(str::to_owned);
        match enter(&app, &request, origin.as_deref()).await {
            Ok(site) => allowed(go_on(site, request, next).await, origin.as_deref()),
            Err(problem) => problem.into_response(),
        }
    }))
}

async fn enter(app: &App, request: &Request, origin: Option<&str>) -> Result<Site, Problem> {
    let slug = slug(request.uri().path()).ok_or_else(|| Problem::not_found("chat"))?;
    let site = Site::find(app, slug).await?;
    site.admit(&app.config()?.public_url, origin)?;
    Ok(site)
}

async fn go_on(site: Site, mut request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    request.extensions_mut().insert(site);
    next.run(request).await
}

/// Only the page that asked may read it, and nobody on the way keeps it.
fn allowed(mut response: Response, origin: Option<&str>) -> Response {
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("origin"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, DELETE"));
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(PREFLIGHT));
    }
    response
}

/// Of `/chat/{slug}/…`.
pub(super) fn slug(path: &str) -> Option<&str> {
    path.strip_prefix("/chat/")?.split('/').next().filter(|slug| !slug.is_empty())
}
