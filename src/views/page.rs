//! The frame of every page: one stylesheet inside it, no script, nothing from elsewhere.

use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderName, StatusCode};
use platform::random;

use super::Html;

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// A page with a title and a body. It is nobody else's to keep, to frame or to index: its address may hold a code.
pub fn page(status: StatusCode, title: &'static str, body: &Html) -> Response {
    // The policy names this one stylesheet, so markup that slipped in could not even restyle the page.
    let nonce = format!("{:032x}", u128::from_be_bytes(random::bytes()));
    let html = Html::default()
        .markup("<!doctype html><html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\">")
        .markup("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
        .text(title)
        .markup("</title><style nonce=\"")
        .text(&nonce)
        .markup("\">")
        .markup(include_str!("page.css"))
        .markup("</style></head><body><main>")
        .part(body)
        .markup("</main></body></html>");
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_SECURITY_POLICY, policy),
        (CACHE_CONTROL, "no-store".to_owned()),
        (REFERRER_POLICY, "no-referrer".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (ROBOTS, "noindex".to_owned()),
    ];
    (status, headers, html.into_string()).into_response()
}
