//! Counterhand's Worker: the stateless doors. A door reads, authorises by its extractor, calls, renders; the rules
//! are in `crates/`, the truth is in the objects.

mod api;
mod app;
mod cron;
mod health;
mod privacy;
mod problem;
mod router;
mod views;
mod webhooks;

use axum::body::Body;
use tower_service::Service;
use worker::{Context, Env, HttpRequest, Result, ScheduleContext, ScheduledEvent, event};

// The runtime looks for the objects' classes in this module.
pub use durable_objects::{Conversation, Tenant};

#[event(start)]
fn start() {
    platform::panics::install_hook();
    platform::logger::install();
}

#[event(fetch)]
async fn fetch(request: HttpRequest, env: Env, _context: Context) -> Result<http::Response<Body>> {
    let Ok(response) = router::router(app::App::new(env)).call(request).await;
    Ok(response)
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    cron::run(&app::App::new(env)).await;
}
