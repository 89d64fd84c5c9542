//! Every address of the product, grouped by who calls.

use std::cell::OnceCell;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};
use worker::Env;

use crate::app::App;
use crate::problem::Problem;
use crate::{api, chat, files, health, privacy, webhooks};

/// No body of the API is larger than this.
const API_BODY: usize = 256 * 1024;

thread_local! {
    // Making the table costs more than most of what is served by it, and an isolate keeps its bindings.
    static SHARED: OnceCell<Router> = const { OnceCell::new() };
}

/// The table of addresses, made once an isolate.
pub fn shared(env: Env) -> Router {
    SHARED.with(|shared| shared.get_or_init(|| router(App::new(env))).clone())
}

fn router(app: App) -> Router {
    Router::new()
        .merge(meta())
        .merge(people())
        .route("/chat/{slug}", get(chat::page::show))
        .merge(chat::routes(app.clone()))
        .nest("/api/v1", api())
        .route("/healthz", get(health::healthz))
        .fallback(async || Problem::not_found("page"))
        .with_state(app)
}

/// Called by Meta.
fn meta() -> Router<App> {
    Router::new()
        .route("/webhooks/meta", get(webhooks::verify::operator).post(webhooks::receive::operator))
        .route("/webhooks/meta/{app}", get(webhooks::verify::tenant).post(webhooks::receive::tenant))
        .route("/files/{tenant}/{conversation}/{file}/{until}/{mac}", get(files::read))
        .layer(DefaultBodyLimit::max(webhooks::LARGEST_BODY))
}

/// Opened by customers, for their rights over their data.
fn people() -> Router<App> {
    Router::new().route("/deletion-status", get(privacy::deletion_status::show))
}

/// Called by owners' programs and by the dashboard.
fn api() -> Router<App> {
    Router::new()
        .route("/signup", post(api::signup::create))
        .route("/settings", get(api::settings::read).patch(api::settings::change))
        .route("/channels", get(api::channels::list).post(api::channels::connect::connect))
        .route(
            "/channels/{id}",
            get(api::channels::read).patch(api::channels::change).delete(api::channels::disconnect),
        )
        .route("/channels/{id}/templates", get(api::templates::list).post(api::templates::create::create))
        .route("/channels/{id}/templates/sync", post(api::templates::sync))
        .route("/channels/{id}/templates/{name}", delete(api::templates::remove))
        .route("/alerts", get(api::alerts::list))
        .route("/products", get(api::products::list).post(api::products::create))
        .route(
            "/products/{id}",
            get(api::products::read).patch(api::products::change).delete(api::products::remove),
        )
        .route("/comments", get(api::comments::list))
        .route("/comments/{id}", delete(api::comments::remove))
        .route("/comments/{id}/erase", post(api::comments::erase))
        .route("/contacts", get(api::contacts::list))
        .route("/contacts/{id}", get(api::contacts::read).patch(api::contacts::change))
        .route("/contacts/{id}/join", post(api::joining::join))
        .route("/contacts/{id}/split", post(api::joining::split))
        .route("/dead-ends", get(api::dead_ends::list))
        .route("/dead-ends/{id}/replay", post(api::dead_ends::replay))
        .route("/dead-ends/{id}/dismiss", post(api::dead_ends::dismiss))
        .route("/contacts/{id}/erase", post(api::erasures::create))
        .route("/conversations", get(api::conversations::list))
        .route("/conversations/{id}", get(api::conversations::read))
        .route("/conversations/{id}/messages", get(api::messages::list).post(api::messages::send))
        .route(
            "/conversations/{id}/media",
            post(api::media::store).layer(DefaultBodyLimit::max(platform::media::LARGEST_FILE)),
        )
        .route("/conversations/{id}/media/{file}", get(api::media::read))
        .route("/conversations/{id}/pause", post(api::conversations::pause))
        .route("/conversations/{id}/resume", post(api::conversations::resume))
        .route("/conversations/{id}/resolve", post(api::conversations::resolve))
        .route("/conversations/{id}/snooze", post(api::conversations::snooze))
        .route("/conversations/{id}/turns", get(api::turns::list))
        .fallback(async || Problem::not_found("resource"))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(DefaultBodyLimit::max(API_BODY))
}
