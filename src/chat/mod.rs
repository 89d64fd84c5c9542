//! The website's chat: what the widget and the hosted page speak with. See `docs/website-chat.md`.
//!
//! A visitor has no account and no row: a token that the tenant's key signed names them, and a conversation begins with
//! their first message. What they send takes the same way as every channel's messages.

mod details;
mod files;
mod gate;
mod limits;
mod listen;
pub mod page;
mod rights;
mod say;
mod session;
mod site;
pub mod socket;
mod visitor;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;
use crate::problem::Problem;

/// The most characters of one message: as many as WhatsApp takes, so that staff may write alike everywhere.
const LONGEST_TEXT: usize = 4_096;
/// The largest picture, in bytes: what WhatsApp takes too.
const LARGEST_PICTURE: usize = 5 * 1024 * 1024;
/// No other body is larger than this.
const BODY: usize = 32 * 1024;

/// The addresses below `/chat/{slug}`. Not a nested router: its gate would not see whose chat it is.
pub fn routes(app: App) -> Router<App> {
    Router::new()
        .route("/chat/{slug}/session", post(session::begin))
        .route(
            "/chat/{slug}/messages",
            get(listen::list).post(say::say).layer(DefaultBodyLimit::max(LARGEST_PICTURE)),
        )
        .route("/chat/{slug}/seen", post(listen::seen))
        .route("/chat/{slug}/details", post(details::leave))
        .route("/chat/{slug}/data", get(rights::download).delete(rights::erase))
        .route("/chat/{slug}/files/{file}", get(files::read))
        .route("/chat/{slug}/socket", get(async || Problem::malformed("This address takes WebSockets only.")))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(DefaultBodyLimit::max(BODY))
        .layer(axum::middleware::from_fn_with_state(app, gate::pass))
}
