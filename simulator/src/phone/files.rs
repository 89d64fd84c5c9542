//! The page's own files.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};

/// Everything comes from here, and nothing runs that is not in the files below. The shop's site is framed.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; \
     connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the page is made of: its script in modules, and its style by what it is about.
pub(super) const PARTS: [(&str, &str); 19] = [
    ("act.js", include_str!("page/act.js")),
    ("adding.js", include_str!("page/adding.js")),
    ("cards.js", include_str!("page/cards.js")),
    ("dom.js", include_str!("page/dom.js")),
    ("main.js", include_str!("page/main.js")),
    ("menu.js", include_str!("page/menu.js")),
    ("message.js", include_str!("page/message.js")),
    ("people.js", include_str!("page/people.js")),
    ("phone.js", include_str!("page/phone.js")),
    ("site.js", include_str!("page/site.js")),
    ("state.js", include_str!("page/state.js")),
    ("text.js", include_str!("page/text.js")),
    ("wire.js", include_str!("page/wire.js")),
    ("base.css", include_str!("page/base.css")),
    ("narrow.css", include_str!("page/narrow.css")),
    ("phone.css", include_str!("page/phone.css")),
    ("products.css", include_str!("page/products.css")),
    ("site.css", include_str!("page/site.css")),
    ("wire.css", include_str!("page/wire.css")),
];

/// The page with the devices.
pub(super) async fn page() -> Response {
    file("text/html; charset=utf-8", include_str!("page/index.html"))
}

/// Its icon.
pub(super) async fn icon() -> Response {
    file("image/svg+xml", include_str!("page/mark.svg"))
}

/// One of the other files.
pub(super) async fn part(Path(name): Path<String>) -> Response {
    let Some((name, content)) = PARTS.into_iter().find(|(known, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let is_script = name.rsplit('.').next() == Some("js");
    file(if is_script { "text/javascript; charset=utf-8" } else { "text/css; charset=utf-8" }, content)
}

fn file(kind: &'static str, content: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, content).into_response()
}
